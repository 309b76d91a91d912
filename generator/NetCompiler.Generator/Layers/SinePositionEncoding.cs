using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Sines and cosines of the step's number added to it.</summary>
internal static class SinePositionEncoding
{
    public static readonly LayerKind Kind = new("SinePositionEncoding", Bind);

    private static Layer? Bind(LayerContext context)
    {
        context.RequireSequence();
        float wavelength = context.Single("MaxWavelength", 10_000);
        if (!(wavelength > 1 && wavelength <= float.MaxValue))
            context.Report("NETC1004", "MaxWavelength", context.Kind, "MaxWavelength", wavelength, "above 1 and finite");
        return context.HasErrors ? null
            : new PositionLayer(context.Name, context.Input, wavelength == 10_000 ? context.Kind
                : $"{context.Kind}, waves of up to {Literal.Number(wavelength)}", context.Input.Dimensions[0], wavelength);
    }
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Every pixel's channels, or a row's numbers, divided by their root mean square, then scaled number by number with a learned
/// scale.</summary>
internal sealed record RMSNorm(string Name, Shape Input, float Epsilon) : RowLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("RMSNorm", Bind);

    public override string Title => "RMSNorm";

    public override string Formula => "y = x / √(mean x² + ε) scale";

    public override bool IsNonlinear => true;

    public override EquatableArray<ParameterSpec> Parameters => [NormBinding.Tensor(Input, "scale", "Ones")];

    public override EquatableArray<string> Tensors => ["scale"];

    public override string Settings => Literal.Float(Epsilon);

    public override string ForwardMethod => "RmsNorm";

    public override string BackwardMethod => "RmsNormBackward";

    private static Layer? Bind(LayerContext context)
    {
        float epsilon = NormBinding.Epsilon(context, 1e-6f);
        NormBinding.RequireSeveral(context, context.Input.Dimensions[context.Input.Rank - 1], "the last dimension");
        return context.HasErrors ? null : new RMSNorm(context.Name, context.Input, epsilon);
    }
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>y = x · scale + offset with constants. It stays a loop of its own: taken into the kernel behind it, it would save predictions
/// one pass over the numbers, about a hundredth of what that kernel takes, and cost a second copy of the kernel.</summary>
internal sealed record Rescaling(string Name, Shape Input, float Scale, float Offset) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("Rescaling", Bind);

    public override string Title => $"Rescaling({Literal.Number(Scale)}{(Offset == 0 ? "" : $", offset {Literal.Number(Offset)}")})";

    public override string Formula => $"y = {Literal.Number(Scale)} x" + Offset switch
    {
        0 => "",
        > 0 => $" + {Literal.Number(Offset)}",
        _ => $" - {Literal.Number(-Offset)}",
    };

    public override bool KeepsZeros => Offset == 0;

    public override bool Rescales => true;

    public override Expression Forward => Offset != 0 ? MultiplyAdd(X, Scale, Offset) : Scale == 1 ? X : X * Scale;

    public override Expression Backward => Scale == 1 ? Dy : Dy * Scale;

    private static Layer? Bind(LayerContext context)
    {
        float scale = context.Single("scale", 1), offset = context.Single("Offset", 0);
        if (scale == 0)
            context.Report("NETC1004", "scale", context.Kind, "scale", scale, "finite and not 0");
        context.RequireFinite("scale", scale);
        context.RequireFinite("Offset", offset);
        return context.HasErrors ? null : new Rescaling(context.Name, context.Input, scale, offset);
    }
}

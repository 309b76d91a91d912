using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Turns a row of scores into logarithms of probabilities: yᵢ = xᵢ - log Σ e^xⱼ.</summary>
internal sealed record LogSoftmax(string Name, Shape Input) : RowLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("LogSoftmax", Bind);

    public override string Title => "LogSoftmax";

    public override string Formula => "y = x - log Σ eˣ";

    public override bool IsNonlinear => true;

    public override string ForwardMethod => "LogSoftmax";

    public override string BackwardMethod => "LogSoftmaxBackward";

    private static Layer? Bind(LayerContext context)
    {
        if (context.Input.Dimensions[context.Input.Rank - 1] == 1)
            context.Report("NETC1014", null, "LogSoftmax", context.Input.ToString(), 0);
        return context.HasErrors ? null : new LogSoftmax(context.Name, context.Input);
    }
}

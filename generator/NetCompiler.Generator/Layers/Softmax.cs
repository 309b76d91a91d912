using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Turns a row of scores into probabilities: yᵢ = e^xᵢ / Σ e^xⱼ.</summary>
internal sealed record Softmax(string Name, Shape Input) : RowLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("Softmax", Bind);

    public override string Title => "Softmax";

    public override string Formula => "y = eˣ / Σ eˣ";

    public override bool IsNonlinear => true;

    public override OutputMeaning Meaning => OutputMeaning.Distribution;

    public override string ForwardMethod => "Softmax";

    public override string BackwardMethod => "SoftmaxBackward";

    private static Layer? Bind(LayerContext context)
    {
        if (context.Input.Dimensions[context.Input.Rank - 1] == 1)
            context.Report("NETC1014", null, "Softmax", context.Input.ToString(), 1);
        return context.HasErrors ? null : new Softmax(context.Name, context.Input);
    }
}

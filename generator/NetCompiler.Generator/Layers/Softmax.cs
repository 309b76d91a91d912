using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Turns a row of scores into probabilities: yᵢ = e^xᵢ / Σ e^xⱼ.</summary>
internal sealed record Softmax(string Name, Shape Input) : RowLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("Softmax", context => new Softmax(context.Name, context.Input));

    public override string Title => "Softmax";

    public override string Formula => "y = eˣ / Σ eˣ";

    public override bool IsNonlinear => true;

    public override string ForwardMethod => "Softmax";

    public override string BackwardMethod => "SoftmaxBackward";
}

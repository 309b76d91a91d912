using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>Hyperbolic tangent: y = (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ).</summary>
internal sealed record Tanh(string Name, Shape Input) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("Tanh", context => new Tanh(context.Name, context.Input));

    public override string Title => "Tanh";

    public override string Formula => "y = tanh x";

    public override bool IsNonlinear => true;

    public override float DecisionThreshold => 0;

    public override (float Low, float High) Range => (-1, 1);

    public override Expression Forward => VectorMath("Tanh", 18, X);

    public override Expression Backward => Dy * (1 - Y * Y);
}

using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>Logistic function: y = 1 / (1 + e⁻ˣ).</summary>
internal sealed record Sigmoid(string Name, Shape Input) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("Sigmoid", context => new Sigmoid(context.Name, context.Input));

    public override string Title => "Sigmoid";

    public override string Formula => "y = 1 / (1 + e⁻ˣ)";

    public override bool IsNonlinear => true;

    public override OutputMeaning Meaning => OutputMeaning.Probability;

    public override (float Low, float High) Range => (0, 1);

    public override Expression Forward => VectorMath("Sigmoid", 18, X);

    public override Expression Backward => Dy * Y * (1 - Y);
}

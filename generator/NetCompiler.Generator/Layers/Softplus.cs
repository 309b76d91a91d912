using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>y = log(1 + eˣ).</summary>
internal sealed record Softplus(string Name, Shape Input) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("Softplus", context => new Softplus(context.Name, context.Input));

    public override string Title => "Softplus";

    public override string Formula => "y = log(1 + eˣ)";

    public override bool IsNonlinear => true;

    public override OutputMeaning Meaning => OutputMeaning.NonNegative;

    public override (float Low, float High) Range => (0, float.PositiveInfinity);

    public override Expression Forward => VectorMath("Softplus", 30, X);

    /// <summary>The derivative is the logistic function of x, which is 1 - e⁻ʸ: so x need not be kept.</summary>
    public override Expression Backward => -Dy * VectorMath("Expm1", 16, -Y);
}

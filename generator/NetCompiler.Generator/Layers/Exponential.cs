using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>y = eˣ.</summary>
internal sealed record Exponential(string Name, Shape Input) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("Exponential", context => new Exponential(context.Name, context.Input));

    public override string Title => "Exponential";

    public override string Formula => "y = eˣ";

    public override bool IsNonlinear => true;

    public override OutputMeaning Meaning => OutputMeaning.NonNegative;

    public override (float Low, float High) Range => (0, float.PositiveInfinity);

    public override Expression Forward => VectorMath("Exp", 12, X);

    public override Expression Backward => Dy * Y;
}

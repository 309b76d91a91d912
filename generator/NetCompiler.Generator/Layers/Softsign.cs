using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>y = x / (1 + |x|).</summary>
internal sealed record Softsign(string Name, Shape Input) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("Softsign", context => new Softsign(context.Name, context.Input));

    public override string Title => "Softsign";

    public override string Formula => "y = x / (1 + |x|)";

    public override bool IsNonlinear => true;

    public override float DecisionThreshold => 0;

    public override (float Low, float High) Range => (-1, 1);

    public override Expression Forward => X / (1 + Abs(X));

    public override Expression Backward => Dy / ((1 + Abs(X)) * (1 + Abs(X)));
}

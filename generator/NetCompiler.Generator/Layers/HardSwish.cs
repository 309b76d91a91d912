using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>y = x times the hard sigmoid of x.</summary>
internal sealed record HardSwish(string Name, Shape Input) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("HardSwish", context => new HardSwish(context.Name, context.Input));

    public override string Title => "HardSwish";

    public override string Formula => "y = x min(max(x / 6 + ½, 0), 1)";

    public override bool IsNonlinear => true;

    public override bool GivesZeros => true;

    public override Expression Forward => X * Max(0, Min(1, MultiplyAdd(X, 1.0 / 6, 0.5)));

    public override Expression Backward => Where(X > -3, Where(X < 3, Dy * MultiplyAdd(X, 1.0 / 3, 0.5), Dy), 0);
}

using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>y = x / 6 + ½, held between 0 and 1.</summary>
internal sealed record HardSigmoid(string Name, Shape Input) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("HardSigmoid", context => new HardSigmoid(context.Name, context.Input));

    public override string Title => "HardSigmoid";

    public override string Formula => "y = min(max(x / 6 + ½, 0), 1)";

    public override bool IsNonlinear => true;

    public override OutputMeaning Meaning => OutputMeaning.UnitInterval;

    public override bool GivesZeros => true;

    public override (float Low, float High) Range => (0, 1);

    public override Expression Forward => Max(0, Min(1, MultiplyAdd(X, 1.0 / 6, 0.5)));

    public override Expression Backward => Where(And(Y > 0, Y < 1), Dy * (1.0 / 6), 0);
}

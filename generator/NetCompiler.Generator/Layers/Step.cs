using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>The threshold unit (McCulloch and Pitts, 1943): y = 1 where x &gt; 0, 0 or -1 else. Nothing before it learns by
/// gradients.</summary>
internal sealed record Step(string Name, Shape Input, int Low) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("Step", Bind);

    public override string Title => Low == 0 ? "Step" : "Step(-1, 1)";

    public override string Formula => $"y = 1 where x > 0, {(Low == 0 ? "0" : "-1")} else";

    public override bool IsNonlinear => true;

    public override OutputMeaning Meaning => OutputMeaning.Decision;

    public override float DecisionThreshold => Low == 0 ? 0.5f : 0;

    public override bool GivesZeros => Low == 0;

    public override (float Low, float High) Range => (Low, 1);

    public override Expression Forward => Where(X > 0, 1, Low);

    public override Expression Backward => 0;

    private static Layer? Bind(LayerContext context)
    {
        int low = context.Int32("Low", 0);
        if (low is not (0 or -1))
            context.Report("NETC1004", "Low", "Step", "Low", low, "0 or -1");
        return context.HasErrors ? null : new Step(context.Name, context.Input, low);
    }
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>Rectified linear unit: y = max(0, x), with a maximum min(max(0, x), m).</summary>
internal sealed record ReLU(string Name, Shape Input, float? MaxValue) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("ReLU", Bind);

    public override string Title => MaxValue is { } maximum ? $"ReLU(max {Literal.Number(maximum)})" : "ReLU";

    public override string Formula => MaxValue is { } maximum ? $"y = min(max(x, 0), {Literal.Number(maximum)})" : "y = max(x, 0)";

    public override bool IsNonlinear => true;

    public override OutputMeaning Meaning => OutputMeaning.NonNegative;

    public override bool GivesZeros => true;

    public override (float Low, float High) Range => (0, MaxValue ?? float.PositiveInfinity);

    /// <summary>The number comes second: so a NaN passes.</summary>
    public override Expression Forward => MaxValue is { } maximum ? Min(maximum, Max(0, X)) : Max(0, X);

    public override Expression Backward => Where(MaxValue is { } maximum ? And(Y > 0, Y < maximum) : Y > 0, Dy, 0);

    private static Layer? Bind(LayerContext context)
    {
        float maximum = context.Single("MaxValue", float.PositiveInfinity);
        context.RequirePositive("MaxValue", maximum);
        return context.HasErrors ? null : new ReLU(context.Name, context.Input, float.IsInfinity(maximum) ? null : maximum);
    }
}

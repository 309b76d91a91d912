using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>y = x where x &gt; 0, s x else.</summary>
internal sealed record LeakyReLU(string Name, Shape Input, float Slope) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("LeakyReLU", Bind);

    public override string Title => $"LeakyReLU({Literal.Number(Slope)})";

    public override string Formula => $"y = max(x, {Literal.Number(Slope)} x)";

    public override bool IsNonlinear => true;

    /// <summary>The slope is below 1, so that the larger of the two lines is the right one, and y has the sign of x.</summary>
    public override Expression Forward => Max(X, Slope * X);

    public override Expression Backward => Where(Y > 0, Dy, Slope * Dy);

    private static Layer? Bind(LayerContext context)
    {
        float slope = context.Single("negativeSlope", 0.3f);
        context.RequireBelowOne("negativeSlope", slope);
        return context.HasErrors ? null : new LeakyReLU(context.Name, context.Input, slope);
    }
}

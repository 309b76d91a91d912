using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>Exponential linear unit: y = x where x &gt; 0, a (eˣ - 1) else.</summary>
internal sealed record ELU(string Name, Shape Input, float Limit) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("ELU", Bind);

    public override string Title => Limit == 1 ? "ELU" : $"ELU({Literal.Number(Limit)})";

    public override string Formula =>
        $"y = x where x > 0, {(Limit == 1 ? "" : Literal.Number(Limit) + " (")}eˣ - 1{(Limit == 1 ? "" : ")")} else";

    public override bool IsNonlinear => true;

    public override Expression Forward => Where(X > 0, X, Limit == 1 ? VectorMath("Expm1", 16, X) : Limit * VectorMath("Expm1", 16, X));

    /// <summary>Where x ≤ 0, a eˣ = y + a.</summary>
    public override Expression Backward => Where(Y > 0, Dy, Dy * (Y + Limit));

    private static Layer? Bind(LayerContext context)
    {
        float alpha = context.Single("alpha", 1);
        context.RequireNotNegative("alpha", alpha);
        return context.HasErrors ? null : new ELU(context.Name, context.Input, alpha);
    }
}

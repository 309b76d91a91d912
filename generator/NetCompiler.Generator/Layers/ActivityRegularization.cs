using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>Hands numbers on as they are; training adds l1 Σ |x| + l2 Σ x² to the loss, as Keras does.</summary>
internal sealed record ActivityRegularization(string Name, Shape Input, float L1, float L2) : PenaltyLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("ActivityRegularization", Bind);

    public override string Title => $"ActivityRegularization({Literal.Number(L1)}, {Literal.Number(L2)})";

    public override string Formula => $"y = x; the loss grows by {Literal.Number(L1)} Σ |x| + {Literal.Number(L2)} Σ x²";

    public override Penalty Penalty =>
        new($"{Literal.Number(L1)} Σ |y| + {Literal.Number(L2)} Σ y²", L1 * Abs(Y) + L2 * Y * Y,
            Where(Y > 0, L1, Where(Y < 0, -L1, 0)) + 2 * L2 * Y, 1);

    private static Layer? Bind(LayerContext context)
    {
        (float l1, float l2) = (context.Single("L1", 0), context.Single("L2", 0));
        context.RequireNotNegative("L1", l1);
        context.RequireNotNegative("L2", l2);
        return context.HasErrors ? null : new ActivityRegularization(context.Name, context.Input, l1, l2);
    }
}

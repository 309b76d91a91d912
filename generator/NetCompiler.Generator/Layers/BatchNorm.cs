using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Every channel brought to mean 0 and variance 1 over the batch (in prediction by moving averages of these), then scaled and
/// shifted with learned γ and β.</summary>
internal sealed record BatchNorm(string Name, Shape Input, float Momentum, float Epsilon, bool Center, bool Scale)
    : BatchLayer(Name, Input, Momentum, Epsilon)
{
    public static readonly LayerKind Kind = new("BatchNorm", Bind);

    public override string Title => "BatchNorm";

    public override string Formula => $"y = (x - mean) / √(variance + ε){(Scale ? " γ" : "")}{(Center ? " + β" : "")}, channel by channel";

    public override EquatableArray<ParameterSpec> Parameters =>
    [
        .. NormBinding.ScaleAndShift(Input, Scale, Center),
        NormBinding.Tensor(Input, MovingMean, "Zeros") with { IsStatistic = true },
        NormBinding.Tensor(Input, MovingVariance, "Ones") with { IsStatistic = true },
    ];

    private static Layer? Bind(LayerContext context)
    {
        float momentum = context.Single("Momentum", 0.99f);
        context.RequireRate("Momentum", momentum);
        float epsilon = NormBinding.Epsilon(context, 1e-3f);
        return context.HasErrors ? null : new BatchNorm(context.Name, context.Input, momentum, epsilon, context.Boolean("Center", true),
            context.Boolean("Scale", true));
    }
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>While training, a random number of the normal distribution with mean 0 and the given standard deviation is added to each
/// number; in inference it does nothing.</summary>
internal sealed record GaussianNoise(string Name, Shape Input, float Deviation) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("GaussianNoise", Bind);

    public override string Title => $"GaussianNoise({Literal.Number(Deviation)})";

    public override string Formula => "y = x + noise while training, else x";

    public override Expression Forward => X;

    public override Expression TrainingForward => Deviation == 0 ? X : X + Noise(Deviation);

    public override Expression Backward => Dy;

    private static Layer? Bind(LayerContext context)
    {
        float deviation = context.Single("stddev", 0);
        context.RequireNotNegative("stddev", deviation);
        return context.HasErrors ? null : new GaussianNoise(context.Name, context.Input, deviation);
    }
}

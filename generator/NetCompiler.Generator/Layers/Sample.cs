using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>A number of the normal distribution with mean x1 and log-variance x2 while training, as mean + deviation · noise, so that both
/// learn (Kingma and Welling, 2014); the mean in inference. Training adds the Kullback-Leibler divergence of that distribution from the
/// standard one.</summary>
internal sealed record Sample(string Name, EquatableArray<Shape> Inputs, float? Weight) : SamplingLayer(Name, Inputs, Weight)
{
    public static readonly LayerKind Kind = new("Sample", Bind) { TakesSeveral = true };

    /// <summary>The least and the most log-variance: deviations of 4.5E-5 to 148.</summary>
    public const float Least = -20, Most = 10;

    public override string Title => Weight is { } weight ? $"Sample, divergence times {Literal.Number(weight)}" : "Sample";

    public override string Formula => "y = x1 + e^(x2 / 2) · noise while training, else x1";

    public override ElementwiseLayer Noise => new SampleNoise($"{Name}_noise", Input);

    public override MergeLayer Sum => new SampleSum(Name, Inputs);

    public override Penalty MeanPenalty(float weight) => new("Σ ½ y²", 0.5 * Y * Y, Y, weight);

    /// <summary>Beyond the range it goes on along its tangent, so that what began there finds back.</summary>
    public override Penalty LogVariancePenalty(float weight) =>
        new("Σ ½ (e^y - 1 - y)", 0.5 * ((Variance - 1) * (1 + Y - Held(Y)) - Held(Y)), 0.5 * (Variance - 1), weight);

    private static Expression Variance => VectorMath("Exp", 12, Held(Y));

    private static Layer? Bind(LayerContext context)
    {
        MergeBinding.RequireSeveral(context, 2);
        float? weight = context.Single("Weight", float.NaN) is var given && float.IsNaN(given) ? null : given;
        if (weight is { } number)
            context.RequireNotNegative("Weight", number);
        if (!context.HasErrors && context.Inputs[0].Shape != context.Inputs[1].Shape)
            MergeBinding.ReportShapes(context, 1, context.Inputs[0], "every mean has a log-variance of its own, so both have one shape");
        return context.HasErrors ? null : new Sample(context.Name, MergeBinding.Shapes(context), weight);
    }

    private static Expression Held(Expression logVariance) => Min(Max(logVariance, Least), Most);

    /// <summary>deviation · noise, from the log-variance.</summary>
    private sealed record SampleNoise(string Name, Shape Input) : ElementwiseLayer(Name, Input)
    {
        public override string Title => "Deviation times noise";

        public override string Formula => "y = e^(x / 2) · noise while training, else 0";

        public override bool KeepsZeros => false;

        public override Expression Forward => 0;

        public override Expression TrainingForward => VectorMath("Exp", 12, 0.5 * Held(X)) * Noise(1);

        public override Expression Backward => Where(And(X >= Least, X <= Most), 0.5 * Dy * Y, 0);
    }

    /// <summary>The mean and what lies beside it.</summary>
    private sealed record SampleSum(string Name, EquatableArray<Shape> Inputs) : MergeLayer(Name, Inputs, Inputs[0])
    {
        public override string Title => "Sample";

        public override string Formula => "y = x1 + x2";

        public override Expression Forward => In(0) + In(1);

        public override Expression Backward(int input) => Dy;
    }
}

using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Losses;

/// <summary>Every loss there is, by Keras 3's formulas: y the prediction, t the target, x the score before a fused activation.</summary>
internal static class LossCatalog
{
    private const float Epsilon = 1e-7f;

    private static readonly Expression Error = Y - T;

    /// <summary>Targets of -1 and 1; a 0 counts as -1.</summary>
    private static readonly Expression Sign = Where(T > 0, 1, -1);

    private static readonly Expression Clipped = Min(Max(Y, Epsilon), 1 - Epsilon);

    private static readonly OutputMeaning[] Fractions = [OutputMeaning.UnitInterval, OutputMeaning.Probability, OutputMeaning.Distribution];

    private static readonly OutputMeaning[] Numbers = [OutputMeaning.Value, OutputMeaning.NonNegative, .. Fractions];

    /// <summary>Every loss; messages list them in this order.</summary>
    public static readonly IReadOnlyList<LossForm> All =
    [
        new("CategoricalCrossentropy", "-Σ t log softmax(x)", 0, 0, IsMean: false, "SoftmaxCrossentropy")
        {
            Follows = [OutputMeaning.Distribution],
            Needs = "needs probabilities that sum to 1, as [Softmax] gives them",
            IsDefaultAfter = OutputMeaning.Distribution,
            Fuses = OutputMeaning.Distribution,
            HasClasses = true,
        },

        new("BinaryCrossentropy", "mean -(t log y + (1 - t) log(1 - y)), y clipped to [1e-7, 1 - 1e-7]",
            -(T * VectorMath("Log", 20, Clipped) + (1 - T) * VectorMath("Log", 20, 1 - Clipped)),
            Where(And(Y >= Epsilon, Y <= 1 - Epsilon), (Clipped - T) / (Clipped * (1 - Clipped)), 0), IsMean: true)
        {
            Follows = Fractions,
            Needs = "needs outputs between 0 and 1, as [Sigmoid] gives them",
            IsDefaultAfter = OutputMeaning.Probability,
            Fuses = OutputMeaning.Probability,
            Fused = new("BinaryCrossentropy", "mean -(t log σ(x) + (1 - t) log(1 - σ(x)))", 0, 0, IsMean: true, "SigmoidCrossentropy"),
            HasClasses = true,
        },

        new("Perceptron", "Σ (y - t) x, whose derivative by the score x is y - t", (Y - T) * X, Y - T, IsMean: false)
        {
            Follows = [OutputMeaning.Decision],
            Needs = "is the rule for a network that ends in [Step]",
            IsDefaultAfter = OutputMeaning.Decision,
            Fuses = OutputMeaning.Decision,
        },

        new("MeanSquaredError", "mean (y - t)²", Error * Error, 2 * Error, IsMean: true) { Follows = Numbers },

        new("MeanAbsoluteError", "mean |y - t|", Abs(Error), Where(Error > 0, 1, Where(Error < 0, -1, 0)),
            IsMean: true) { Follows = Numbers },

        new("Huber", "mean of ½e² where |e| ≤ 1, |e| - ½ beyond, e = y - t",
            Where(Abs(Error) <= 1, 0.5 * Error * Error, Abs(Error) - 0.5), Max(Min(Error, 1), -1), IsMean: true) { Follows = Numbers },

        new("LogCosh", "mean log cosh(y - t)", VectorMath("LogCosh", 30, Error), VectorMath("Tanh", 18, Error),
            IsMean: true) { Follows = Numbers },

        new("Hinge", "mean max(0, 1 - t y)", Max(1 - Sign * Y, 0), Where(1 - Sign * Y > 0, -Sign, 0), IsMean: true)
        {
            Follows = [OutputMeaning.Value],
            Needs = "needs outputs that can lie on both sides of 0, such as those of [Dense(1)] alone or [Tanh]",
            DecisionThreshold = 0,
        },

        new("KullbackLeiblerDivergence", "Σ t log(t / y), both clipped to [1e-7, 1]",
            Min(Max(T, Epsilon), 1) * VectorMath("Log", 20, Min(Max(T, Epsilon), 1) / Min(Max(Y, Epsilon), 1)),
            Where(And(Y >= Epsilon, Y <= 1), -Min(Max(T, Epsilon), 1) / Max(Y, Epsilon), 0), IsMean: false)
        {
            Follows = Fractions,
            Needs = "compares probabilities, as [Softmax] or [Sigmoid] give them",
        },

        new("Poisson", "mean y - t log(y + 1e-7)",
            Y - T * VectorMath("Log", 20, Y + Epsilon), 1 - T / (Y + Epsilon), IsMean: true)
        {
            Follows = [OutputMeaning.NonNegative, .. Fractions],
            Needs = "takes the logarithm of the outputs, which therefore must not be below 0, as after [Exponential] or [Softplus]",
        },

        // Where a batch has targets, the caller's derivatives lie.
        new(OutputPort.Custom, "the caller's", 0, T, IsMean: false) { Follows = Numbers, IsGiven = true },

        // The arithmetic is the type's: see Of.
        new(OutputPort.OfType, "that of LossType", 0, 0, IsMean: true) { Follows = Numbers },
    ];

    /// <summary>The losses by name.</summary>
    public static readonly IReadOnlyDictionary<string, LossForm> Forms = All.ToDictionary(form => form.Name, StringComparer.Ordinal);

    /// <summary>The form of an output's loss.</summary>
    public static LossForm Of(OutputPort output) => output.Own is not { } own ? Forms[output.Loss]
        : Forms[OutputPort.OfType] with
        {
            Formula = $"mean {own.Name}(y, t)",
            Value = own.Value(Y, T),
            Gradient = own.Derivative(Y, T),
        };

    /// <summary>Where an output counts as "yes".</summary>
    public static float DecisionThreshold(Network network, OutputPort output) =>
        (output.IsTrained ? Of(output).DecisionThreshold : null)
        ?? (network.LayerOf(output) as ElementwiseLayer)?.DecisionThreshold ?? 0.5f;

    /// <summary>The loss where none is given.</summary>
    public static LossForm Default(OutputMeaning outputs) =>
        All.FirstOrDefault(form => form.IsDefaultAfter == outputs) ?? Forms["MeanSquaredError"];
}

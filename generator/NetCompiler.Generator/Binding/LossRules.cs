using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Which losses can follow which outputs.</summary>
internal static class LossRules
{
    /// <summary>The loss that stands for "as the last layer says".</summary>
    public const string Auto = "Auto";

    private static readonly OutputMeaning[] Fractions = [OutputMeaning.UnitInterval, OutputMeaning.Probability, OutputMeaning.Distribution];

    private static readonly OutputMeaning[] Numbers = [OutputMeaning.Value, OutputMeaning.NonNegative, .. Fractions];

    /// <summary>Every loss but <see cref="Auto"/>; messages list them in this order.</summary>
    private static readonly Rule[] Rules =
    [
        new("CategoricalCrossentropy", "needs probabilities that sum to 1, as [Softmax] gives them", [OutputMeaning.Distribution]),
        new("BinaryCrossentropy", "needs outputs between 0 and 1, as [Sigmoid] gives them", Fractions),
        new("Perceptron", "is the rule for a network that ends in [Step]", [OutputMeaning.Decision]),
        new("MeanSquaredError", "has no gradient through a step", Numbers),
        new("MeanAbsoluteError", "has no gradient through a step", Numbers),
        new("Huber", "has no gradient through a step", Numbers),
        new("LogCosh", "has no gradient through a step", Numbers),
        new("Hinge", "needs outputs that can lie on both sides of 0, such as those of [Dense(1)] alone or [Tanh]", [OutputMeaning.Value]),
        new("KullbackLeiblerDivergence", "compares probabilities, as [Softmax] or [Sigmoid] give them", Fractions),
        new("Poisson", "takes the logarithm of the outputs, which therefore must not be below 0, as after [Exponential] or [Softplus]",
            [OutputMeaning.NonNegative, .. Fractions]),
    ];

    /// <summary>The names of all losses that can be asked for.</summary>
    public static IEnumerable<string> Names => Rules.Select(rule => rule.Loss);

    /// <summary>The loss where none is given.</summary>
    public static string Default(OutputMeaning outputs) => outputs switch
    {
        OutputMeaning.Distribution => "CategoricalCrossentropy",
        OutputMeaning.Probability => "BinaryCrossentropy",
        OutputMeaning.Decision => "Perceptron",
        _ => "MeanSquaredError",
    };

    /// <summary>Why the loss cannot follow such outputs, or null where it can.</summary>
    public static string? Objection(string loss, OutputMeaning outputs) =>
        Rules.First(rule => rule.Loss == loss) is var rule && rule.Outputs.Contains(outputs) ? null : rule.Needs;

    /// <summary>The losses that can follow such outputs.</summary>
    public static IEnumerable<string> After(OutputMeaning outputs) =>
        Rules.Where(rule => rule.Outputs.Contains(outputs)).Select(rule => rule.Loss);

    /// <summary>Whether the loss has classes, so that labels can be smoothed.</summary>
    public static bool HasClasses(string loss) => loss is "CategoricalCrossentropy" or "BinaryCrossentropy";

    private sealed record Rule(string Loss, string Needs, OutputMeaning[] Outputs);
}

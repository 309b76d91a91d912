using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding.Sense;

/// <summary>Activations that stand behind or before others.</summary>
internal static class ActivationRules
{
    /// <summary>What comes behind Softmax gives no probabilities.</summary>
    public static DiagnosticInfo? AfterSoftmax(LayerNode node) =>
        IsActivation(node.Layer) && node.Source?.Layer is { Meaning: OutputMeaning.Distribution } softmax
            ? node.Say(Descriptors.ActivationAfterSoftmax.Id, null, node.Layer.Title, softmax.Title)
            : null;

    /// <summary>Softmax takes any scores, and what an activation takes from them is lost.</summary>
    public static DiagnosticInfo? BeforeSoftmax(LayerNode node)
    {
        if (node.Layer.Meaning != OutputMeaning.Distribution
            || node.Origin is not { Layer: ElementwiseLayer { IsNonlinear: true, Meaning: not OutputMeaning.Decision } activation } before)
            return null;
        int classes = node.Layer.Input.Dimensions[node.Layer.Input.Rank - 1];
        (float low, float high) = activation.Range;
        string harm = (float.IsInfinity(low), float.IsInfinity(high)) switch
        {
            (true, _) => $"bends the scores of {classes} classes for nothing",
            (_, true) =>
                $"leaves scores of at least {Words.Rounded(low)}, so that one of {classes} classes is only ruled out by raising the "
                + "others",
            _ => $"leaves scores between {Words.Rounded(low)} and {Words.Rounded(high)}, so that none of {classes} probabilities can be "
                + "above " + Words.Rounded(1 / (1 + (classes - 1) * Math.Exp(low - high))),
        };
        return before.Say(Descriptors.ActivationBeforeSoftmax.Id, null, activation.Title, node.Layer.Title, harm);
    }

    /// <summary>Two functions of the same number. An exponential is the exception: a bounded logarithm is how a scale is learned.</summary>
    public static DiagnosticInfo? Pair(LayerNode node)
    {
        if (node.Layer is not ElementwiseLayer { IsNonlinear: true } second || second is Exponential
            || node.Origin is not { Layer: ElementwiseLayer { IsNonlinear: true, Meaning: not OutputMeaning.Decision } first } before
            || second.Meaning == OutputMeaning.Decision && first.Range.Low < 0)
            return null;
        (float low, float high) = first.Range;
        string gets = Words.Between(low, high) is { } numbers ? $"so it gets {numbers} only" : "and every number goes through both";
        if (second.Meaning == OutputMeaning.Probability && !float.IsInfinity(low))
            gets += $", of which it makes {Words.Between((float)Logistic(low), (float)Logistic(high))}";
        else if (IsIdentityAbove(second, low))
            gets += ", which it leaves as they are";
        bool isFirstTooMuch = second.Meaning == OutputMeaning.Probability;
        return (isFirstTooMuch ? before : node).Say(
            Descriptors.ActivationPair.Id, null, second.Title, first.Title, gets, isFirstTooMuch ? first.Title : second.Title);
    }

    /// <summary>Whether it is a function of every number, or Softmax.</summary>
    public static bool IsActivation(Layer layer) =>
        layer is ElementwiseLayer { IsNonlinear: true } || layer is { Meaning: OutputMeaning.Distribution } and not AllSteps;

    private static bool IsIdentityAbove(Layer layer, float low) =>
        low >= 0 && layer is ReLU { MaxValue: null } or LeakyReLU or PReLU or ELU;

    private static double Logistic(float x) => 1 / (1 + Math.Exp(-x));
}

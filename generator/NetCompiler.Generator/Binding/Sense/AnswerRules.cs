using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding.Sense;

/// <summary>Last layers that do not go with what the network is trained for.</summary>
internal static class AnswerRules
{
    /// <summary>The probability of the right class that a sure mistake is told with.</summary>
    private const double Sure = 0.001;

    /// <summary>The most outputs that are surely no code.</summary>
    private const int FewOutputs = 4;

    /// <summary>Digits, letters, letters and digits, EMNIST's two, CIFAR-100's and ImageNet's classes.</summary>
    private static readonly long[] CountsOfClasses = [10, 26, 36, 47, 62, 100, 1000];

    /// <summary>Losses that the softmax's own slope takes the gradient from, and one that asks about every class apart. (With two classes
    /// that is the same question twice.)</summary>
    public static DiagnosticInfo? LossAfterSoftmax(LayerNode node)
    {
        if (!node.IsAnswer || !node.Learns || node.Layer is not { Meaning: OutputMeaning.Distribution, Input.Rank: 1 })
            return null;
        long classes = node.Layer.Output.Length;
        if (Slope(node.Loss) is { } slope)
            return Say($"moves the scores about {Words.About(classes / (2 * slope * Sure))} times less than CategoricalCrossentropy where "
                + $"the right one of {classes} classes has the probability {Words.Rounded(Sure)} and a wrong one the rest");
        return node.Loss == "BinaryCrossentropy" && classes > 2
            ? Say($"asks of each of {classes} classes apart whether it is there, although their probabilities sum to 1")
            : null;

        DiagnosticInfo Say(string why) =>
            DiagnosticInfo.Create(Descriptors.LossAfterSoftmax.Id, node.LossTarget, node.Loss, node.Layer.Title, why);
    }

    /// <summary>Images, as many outputs as data sets have classes and not as many as there are inputs, and no loss that says numbers are
    /// meant.</summary>
    public static DiagnosticInfo? ClassesWithoutSoftmax(LayerNode node)
    {
        if (!node.IsAnswer || !node.Learns || node.Layer is not Dense { Output.Length: var outputs, Title: var title }
            || node.SaysLoss || !CountsOfClasses.Contains(outputs))
            return null;
        IReadOnlyList<int> shape = node.Network.InputShape;
        return IsImage(shape) && (shape.Count > 1 || shape[0] != outputs)
            ? node.Say(Descriptors.ClassesWithoutSoftmax.Id, null, title, outputs)
            : null;
    }

    /// <summary>A number, or a few behind hidden layers; more are a code, such as an encoder's. Who sets a maximum means it, and Poisson
    /// needs answers that are not below 0.</summary>
    public static DiagnosticInfo? RegressionThroughReLU(LayerNode node)
    {
        if (!node.IsAnswer || !node.Learns || node.Loss is "Poisson" or OutputPort.OfType || node.Layer is not ReLU { MaxValue: null }
            || node.Source is not { Layer: Dense { Output.Length: <= FewOutputs } dense } source)
            return null;
        long outputs = dense.Output.Length;
        string what = outputs == 1 ? "the output" : $"each of the {outputs} outputs";
        return outputs == 1 || source.DependsOn(layer => layer is ContractionLayer or CompositeLayer)
            ? node.Say(Descriptors.RegressionThroughReLU.Id, null, node.Layer.Title, dense.Title, what)
            : null;
    }

    /// <summary>The derivative of a loss by an error of nearly 1; null where the softmax's slope cancels.</summary>
    private static double? Slope(string loss) => loss switch
    {
        "MeanSquaredError" => 2,
        "MeanAbsoluteError" or "Huber" => 1,
        "LogCosh" => Math.Tanh(1),
        _ => null,
    };

    /// <summary>Three dimensions, or a square of pixels with one or three channels in a row.</summary>
    private static bool IsImage(IReadOnlyList<int> shape) =>
        shape.Count == 3 || shape.Count == 1 && (IsSquare(shape[0]) || shape[0] % 3 == 0 && IsSquare(shape[0] / 3));

    private static bool IsSquare(int count) => count >= 64 && (int)Math.Round(Math.Sqrt(count)) is var side && side * side == count;
}

using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding.Sense;

/// <summary>Settings of layers with which a network trains badly or not at all.</summary>
internal static class TrainingRules
{
    private const float NearlyAll = 0.9f, LeastMomentum = 0.5f;

    /// <summary>A log-variance is below 0 wherever a deviation is below 1, and it is not the mean.</summary>
    public static DiagnosticInfo? LogVariance(LayerNode node)
    {
        if (node.Layer is not SamplingLayer || !node.Learns || node.Reads.Count == 0)
            return null;
        LayerNode given = node.Reads[node.Reads.Count - 1];
        if (IsMeanToo(node))
            return node.Say(Descriptors.NoLogVariance.Id, null, node.Layer.Title, given.Layer.Title,
                "is the mean, too, so that what is sure cannot lie where it should: name another layer, as in "
                + "[Dense(2, Name = \"log_variance\")]");
        return given.Layer is ElementwiseLayer { Range: { Low: >= 0 } }
            ? node.Say(Descriptors.NoLogVariance.Id, LayerContext.With(0), node.Layer.Title, given.Layer.Title,
                "is never below 0, so that no deviation is below 1: name the layer before it, whose numbers lie on both sides of 0")
            : null;
    }

    /// <summary>Units that start equal. In the last layer that is no harm: there the targets tell them apart.</summary>
    public static DiagnosticInfo? ConstantKernel(LayerNode node)
    {
        int units = node.Layer.Output.Dimensions[node.Layer.Output.Rank - 1];
        if (units == 1 || !node.Learns || node.Network.Weights is not null
            || node.Declared.Arguments.FirstOrDefault(IsConstantKernel) is not { Name: var argument, Value: var initializer }
            || !node.LeadsTo(layer => layer is ContractionLayer or CompositeLayer))
            return null;
        // One kernel a channel: equal ones see different numbers, and all ones are a blur.
        bool isApart = node.Declared.Kind == "DepthwiseConv2D" || argument == "DepthwiseInitializer";
        if (isApart && initializer is not "Zeros")
            return null;
        string start = (initializer, node.Readers[0].Layer) switch
        {
            ("Zeros", ReLU) => $"all {units} outputs are 0, where the derivative of ReLU is 0, too, and it never learns",
            ("Zeros", _) => $"all {units} outputs are the same whatever comes in",
            _ => $"all {units} outputs are the same sum of what comes in",
        };
        return node.Say(Descriptors.ConstantKernel.Id, argument, node.Layer.Title, argument, initializer!, start);
    }

    /// <summary>A rate that is rather the share to keep.</summary>
    public static DiagnosticInfo? DropsNearlyAll(LayerNode node)
    {
        Shape input = node.Layer.Input;
        (float rate, long count, string what) = node.Layer switch
        {
            Dropout dropout => (dropout.Rate, input.Length, "number"),
            SpatialDropout dropout => (dropout.Rate, input.Dimensions[input.Rank - 1], "channel"),
            _ => (0, 0, ""),
        };
        if (!(rate > NearlyAll) || !node.Learns)
            return null;
        decimal kept = 1 - (decimal)rate;
        return node.Say(
            Descriptors.DropsNearlyAll.Id, "rate", node.Layer.Title, Words.Percent(1 - kept), Words.Rounded((double)(count * kept)),
            Words.Count(count, what), Words.Fraction(kept));
    }

    /// <summary>Layers that could learn, none of which may. A network whose gradients by the inputs are asked for may be there to pass
    /// them on.</summary>
    public static DiagnosticInfo? EverythingFrozen(NetworkDeclaration declaration, IReadOnlyList<Layer> layers)
    {
        int[] able = [.. Enumerable.Range(0, layers.Count).Where(i => layers[i].Learns)];
        if (declaration.Mode == "InferenceOnly" || declaration.HasInputGradient || able.Length == 0
            || able.Any(i => declaration.Layers[i].IsTrainable))
            return null;
        string all = able.Length == 1
            ? $"{layers[able[0]].Title}, the only layer that could learn," : $"each of the {able.Length} layers that could learn";
        return DiagnosticInfo.Create(
            Descriptors.EverythingFrozen.Id, DiagnosticTarget.OfLayer(able[0], "Trainable"), declaration.Class.Name, all);
    }

    /// <summary>A single number over the batch. Directly behind the input it is how a feature is brought to unit size.</summary>
    public static DiagnosticInfo? BatchNormOfOne(LayerNode node) =>
        node.Layer is BatchLayer { Input.Length: 1 } && node.Source is { } source
            ? node.Say(Descriptors.BatchNormOfOne.Id, null, node.Layer.Title, source.Layer.Title)
            : null;

    /// <summary>PyTorch's momentum is the weight of the new value, Keras's that of the old one.</summary>
    public static DiagnosticInfo? ForeignMomentum(LayerNode node)
    {
        if (node.Layer is not BatchLayer { Momentum: < LeastMomentum } layer)
            return null;
        decimal momentum = (decimal)layer.Momentum;
        return node.Say(
            Descriptors.ForeignMomentum.Id, "Momentum", layer.Title, Words.Fraction(momentum), Words.Percent(momentum),
            Words.Percent(1 - momentum), Words.Fraction(1 - momentum));
    }

    private static bool IsConstantKernel(Argument argument) =>
        argument is { Name: "KernelInitializer" or "DepthwiseInitializer" or "PointwiseInitializer", Value: "Zeros" or "Ones" };

    /// <summary>Whether a sampling layer reads one layer for both, and not an input beside it.</summary>
    private static bool IsMeanToo(LayerNode node) =>
        node.Reads.Count == 1 && (node.Declared.From is { } from
            ? node.Declared.With.Contains(from) && from != InputPort.Unnamed
            : node.Number > 0 && !node.Network.Layers[node.Number - 1].IsInput);
}

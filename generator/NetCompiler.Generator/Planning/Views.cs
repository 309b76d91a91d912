using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>The networks by which one can look into another: with its parameters, each with a plan of its own.</summary>
internal static class Views
{
    /// <summary>All that there are for a network.</summary>
    public static IEnumerable<View> Of(Network network)
    {
        if (!network.HasViews)
            yield break;
        Network bare = network with
        {
            HasViews = false,
            HasInputGradient = false,
            Step = null,
            Parts = [],
            Fittings = [],
            Weights = null,
        };
        yield return new View(View.Values, Named(WithAllValues(bare), View.Values), null);
        if (network.IsInferenceOnly)
            yield break;
        Network scores = ByScores(LateActivations.Of(Penalties.WithoutSampling(bare)));
        yield return new View(View.Scores, Named(scores, View.Scores), null);
        if (Seen(scores) is { } seen)
            yield return new View(View.Tail, Named(Behind(scores, seen), View.Tail), scores.Nodes[seen - 1].Layer.Name);
    }

    private static Network Named(Network network, string suffix) =>
        network with { Class = network.Class with { Name = network.Class.Name + suffix } };

    /// <summary>Every layer's value is an output; but those that prediction has not.</summary>
    private static Network WithAllValues(Network network)
    {
        List<Node> nodes = [.. network.Nodes];
        OutputPort[] outputs = [.. network.Nodes.Select((node, i) => (node.Layer, Value: i + 1))
            .Where(value => value.Layer is not (InputSegment or SamplingLayer or PenaltyLayer))
            .Select(value => new OutputPort(
                value.Layer.Name, StepsTogether.Add(nodes, value.Value, network.AroundOf(value.Value)), OutputPort.Untrained, 1, 0))];
        return Penalties.WithoutSampling(network with
        {
            IsInferenceOnly = true,
            Nodes = nodes.ToEquatableArray(),
            Outputs = outputs.ToEquatableArray(),
        });
    }

    /// <summary>The first output that is trained, before it is made a probability or a decision, with a loss of the caller's.</summary>
    private static Network ByScores(Network network)
    {
        OutputPort main = network.Outputs.FirstOrDefault(output => output.IsTrained) ?? network.Outputs[0];
        int value = main.Value;
        while (value > 0 && network.Nodes[value - 1] is var squashed
            && squashed.Layer.Meaning is OutputMeaning.Distribution or OutputMeaning.Probability or OutputMeaning.Decision)
            value = squashed.Reads[0];
        return network.Of([new OutputPort(main.Name, value, OutputPort.Custom, 1, 0)]) with { HasInputGradient = true };
    }

    /// <summary>The value that a map of what a network looks at is made of: the last image, of the size that the last convolution gives,
    /// through which all goes that the scores depend on. Null where there is none.</summary>
    private static int? Seen(Network network)
    {
        int[] cuts = [.. Enumerable.Range(1, network.Nodes.Count)
            .Where(value => value < network.Outputs[0].Value && network.ShapeOf(value).Rank == 3 && network.AroundOf(value).Count == 0
                && network.Nodes.Skip(value).All(node => node.Reads.All(read => read >= value)))];
        int convolution = cuts.LastOrDefault(value => network.Nodes[value - 1].Layer is ContractionLayer or CompositeLayer);
        int[] same = [.. cuts.Where(value => value >= convolution && convolution > 0
            && network.ShapeOf(value).Dimensions.Take(2).SequenceEqual(network.ShapeOf(convolution).Dimensions.Take(2)))];
        return same.Length > 0 ? same[same.Length - 1] : cuts.Length > 0 ? cuts[cuts.Length - 1] : null;
    }

    /// <summary>What is behind a value, with that as input.</summary>
    private static Network Behind(Network network, int value) => network with
    {
        Input = network.ShapeOf(value),
        Inputs = [new InputPort(InputPort.Unnamed, network.ShapeOf(value), 0)],
        LengthsPort = null,
        Nodes = network.Nodes.Skip(value)
            .Select(node => node with { Reads = node.Reads.Select(read => read - value).ToEquatableArray() }).ToEquatableArray(),
        Outputs = network.Outputs.Select(output => output with { Value = output.Value - value }).ToEquatableArray(),
    };
}

/// <summary>A network by which one can look into another.</summary>
/// <param name="Kind">A member of the runtime's <c>NetworkView</c>.</param>
/// <param name="Network">The network.</param>
/// <param name="Reads">The name of the value that is its input; null for the other's inputs.</param>
internal sealed record View(string Kind, Network Network, string? Reads)
{
    /// <summary>All values of the other as outputs.</summary>
    public const string Values = "Values";

    /// <summary>Its scores, with gradients by the inputs.</summary>
    public const string Scores = "Scores";

    /// <summary>Its scores, with gradients by its last image.</summary>
    public const string Tail = "Tail";
}

/// <summary>A view, planned.</summary>
internal sealed record PlannedView(View View, Plan Plan);

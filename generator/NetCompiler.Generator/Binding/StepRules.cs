using NetCompiler.Generator.Binding.Sense;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Whether a network of sequences can go one step at a time: every layer must see the present step and those before, and what a
/// layer takes together must come at the same steps.</summary>
internal sealed class StepRules
{
    private readonly Network _network;
    private readonly StepRate[] _rates;

    /// <summary>Whether a value has steps; behind a recurrent layer that gives the last step's output it is one row a step.</summary>
    private readonly bool[] _hasSteps;

    /// <param name="network">A network whose input is a sequence.</param>
    public StepRules(Network network)
    {
        _network = network;
        _rates = [.. Enumerable.Repeat(StepRate.Every, network.Nodes.Count + 1)];
        _hasSteps = new bool[network.Nodes.Count + 1];
        _hasSteps[0] = true;
    }

    /// <summary>The steps after which all windows of a network that goes step by step begin anew.</summary>
    public static int PeriodOf(Network network)
    {
        var rules = new StepRules(network);
        rules.Check();
        return rules._rates.Aggregate(1, (common, rate) => common / Divisor(common, rate.Period) * rate.Period);
    }

    /// <summary>Why a network cannot go step by step; null if it can.</summary>
    public string? Check()
    {
        for (int i = 0; i < _network.Nodes.Count; i++)
            if (Check(_network.Nodes[i], i + 1) is { } objection)
                return $"{_network.Nodes[i].Layer.Title}, {_network.Nodes[i].Layer.Name}, {objection}";
        return _hasSteps[_network.Outputs[0].Value]
            || _network.Nodes.Any(node => node is { Layer: Recurrent { Output.Rank: 1 }, Around.Count: 0 }) ? null
            : "nothing is carried from step to step";
    }

    private string? Check(Node node, int value)
    {
        if (node.Reads.Count == 0)
            return null;
        if (node.Layer is InputSegment segment)
        {
            _hasSteps[value] = segment.Port == 0;
            return null;
        }
        if (node is { Around.Count: 0, Layer: LastState or Recurrent { TakesFirst: true } })
            return node.Layer is LastState ? "is known behind the last step alone" : "begins with a state that steps do not know";
        StepRate rate = _rates[value] = _rates[node.Reads[0]];
        if (node.Reads.Select(read => _rates[read]).FirstOrDefault(other => other != rate) is { } other)
            return $"takes together what comes {At(rate)} and what comes {At(other)}";
        if (node.Around.Count > 0)
        {
            _hasSteps[value] = _hasSteps[node.Reads[0]];
            return null;
        }
        // Besides its sequences a layer may read how many steps count.
        int sequences = node.Layer switch
        {
            Recurrent => 1,
            MultiHeadAttention { Attention.IsMasked: true } => node.Reads.Count - 1,
            _ => node.Reads.Count,
        };
        bool[] reads = [.. node.Reads.Take(sequences).Select(read => _hasSteps[read])];
        if (!reads.Contains(true))
            return node.Layer is Recurrent or MultiHeadAttention || SteppedWindow.AxisOf(node.Layer) is not null
                ? "goes over steps that are made of all of the input's" : null;
        if (reads.Contains(false))
            return "takes a sequence together with what was made of all its steps";
        int steps = _network.ShapeOf(node.Reads[0]).Dimensions[0];
        if (SteppedWindow.AxisOf(node.Layer) is { } axis)
        {
            _rates[value] = rate.Behind(SteppedWindow.Of(axis));
            _hasSteps[value] = true;
            return Objection(axis, rate.Period, node.Layer is WindowLayer);
        }
        _hasSteps[value] = node.Layer is not Recurrent { Output.Rank: 1 };
        if (node.Layer is PositionEmbedding or PositionLayer && rate.Period > 1)
            return $"counts steps that come {At(rate)}, where a stream counts its own";
        return node.Layer is MultiHeadAttention attention ? Objection(attention, rate.Period) : Objection(node.Layer, steps);
    }

    /// <summary>Why a window sees steps behind those that there are when its output is due; null if it does not.</summary>
    private static string? Objection(Axis axis, int period, bool isPool)
    {
        int ahead = axis.Extent - axis.Before - axis.Stride;
        return ahead > 0
            ? $"looks ahead by {Words.Count(ahead * period, "step")}: " +
                $"{(isPool ? $"Padding.Explicit with PadBefore = {axis.Extent - axis.Stride}" : "Padding.Causal")} looks back instead"
            : axis.ReadAfter > 0 ? $"looks ahead to {Words.Count(axis.ReadAfter, "step")} of padding behind the last"
            : axis.Before >= axis.Extent ? $"begins with {Words.Count(axis.Before, "step")} of padding, where its window has {axis.Extent}"
            : null;
    }

    /// <summary>Why attention sees steps behind the present one; null if it does not.</summary>
    private static string? Objection(MultiHeadAttention layer, int period) => layer.Attention is { IsCausal: true } or { Keys: 1 } ? null
        : $"looks ahead by {Words.Count((layer.Attention.Keys - 1) * period, "step")}: Causal = true looks back alone";

    /// <summary>Why a layer that takes a sequence needs other steps than the present one and those before; null if it does not.</summary>
    private static string? Objection(Layer layer, int steps) => layer switch
    {
        Recurrent { LooksAhead: true } => $"goes through the steps backwards, so it looks ahead to the last of {steps}",
        Recurrent or SequenceProduct or BatchLayer or LookupLayer or PositionLayer or EachStep or AllSteps => null,
        FittedLayer { Axis: 0 } => "has a mean for every step",
        ElementwiseLayer or RowLayer { TakesSamples: false } => null,
        MergeLayer merge when merge.Inputs.All(shape => shape.Rank == 2 && shape.Dimensions[0] == steps) => null,
        Concat { Output: { Rank: 2 } output } when output.Dimensions[0] == steps => null,
        _ => $"mixes the steps, so it looks ahead to the last of {steps}",
    };

    private static string At(StepRate rate) =>
        rate.Period == 1 ? "at every step" : $"at step {rate.Phase + 1} of every {rate.Period}";

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Losses;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>What training minimises beside the losses of outputs: penalties of values, each as an output that nobody gets, and layers that
/// draw numbers, which predict their mean.</summary>
internal static class Penalties
{
    /// <summary>Whether training is another graph than prediction.</summary>
    public static bool Any(Network network) => network.Nodes.Any(node => node.Layer is SamplingLayer or PenaltyLayer);

    /// <summary>The network as it predicts: who reads what is drawn reads its mean.</summary>
    public static Network WithoutSampling(Network network)
    {
        if (!Any(network))
            return network;
        Rewriting rewriting = new(network);
        foreach (Node node in network.Nodes)
        {
            if (node.Layer is SamplingLayer or PenaltyLayer)
                rewriting.Alias(node.Reads[0]);
            else
                rewriting.Keep(node);
        }
        Network left = rewriting.Finish([]);
        return left.Of(left.Outputs);
    }

    /// <summary>The network as it trains.</summary>
    public static Network Of(Network network)
    {
        if (!Any(network))
            return network;
        Rewriting rewriting = new(network);
        var penalties = new List<(int Value, Penalty Penalty, bool IsMasked)>();
        for (int i = 0; i < network.Nodes.Count; i++)
        {
            Node node = network.Nodes[i];
            if (node.Layer is PenaltyLayer penalised)
            {
                penalties.Add((rewriting.OfSample(node.Reads[0]), penalised.Penalty, penalised.IsMasked));
                rewriting.Alias(node.Reads[0]);
            }
            if (node.Layer is not SamplingLayer sampling)
            {
                if (node.Layer is not PenaltyLayer)
                    rewriting.Keep(node);
                continue;
            }
            float weight = sampling.Weight ?? FittingWeight(network);
            (int mean, int logVariance) = (node.Reads[SamplingLayer.Mean], node.Reads[SamplingLayer.LogVariance]);
            penalties.Add((rewriting.OfSample(mean), sampling.MeanPenalty(weight), sampling.IsMasked));
            penalties.Add((rewriting.OfSample(logVariance), sampling.LogVariancePenalty(weight), sampling.IsMasked));
            int noise = rewriting.Add(
                sampling.Noise with { Name = rewriting.Unused(sampling.Noise.Name) }, [rewriting[logVariance]], node.Around);
            rewriting.Give(rewriting.Add(sampling.Sum, [rewriting[mean], noise], node.Around));
        }
        return rewriting.Finish(penalties);
    }

    /// <summary>What makes a sum over a sample's numbers commensurable with the loss of the first output that is trained: its weight, over
    /// what its sum is divided by.</summary>
    private static float FittingWeight(Network network) =>
        network.Outputs.FirstOrDefault(output => output.IsTrained) is { } main
            ? main.Weight / LossCatalog.Of(main).Divisor(network.ShapeOf(main.Value)) : 1;

    /// <summary>A network in the making, with other nodes for some of those of an old one.</summary>
    private sealed class Rewriting(Network network)
    {
        private readonly List<Node> _nodes = [];
        private readonly List<int> _values = [0];

        /// <summary>The value that stands for an old one.</summary>
        public int this[int old] => _values[old];

        public void Keep(Node node)
        {
            _nodes.Add(node with { Reads = node.Reads.Select(value => _values[value]).ToEquatableArray() });
            Give(_nodes.Count);
        }

        /// <summary>An earlier value stands for the next old one, too.</summary>
        public void Alias(int old) => Give(_values[old]);

        /// <summary>A new value stands for the next old one.</summary>
        public void Give(int value) => _values.Add(value);

        public int Add(Layer layer, EquatableArray<int> reads, EquatableArray<int> around)
        {
            _nodes.Add(new Node(layer, reads, []) { Around = around });
            return _nodes.Count;
        }

        /// <summary>The value that stands for all that a sample has of an old one.</summary>
        public int OfSample(int old) => StepsTogether.Add(_nodes, _values[old], network.AroundOf(old));

        public string Unused(string name)
        {
            while (network.Nodes.Any(node => node.Layer.Name == name))
                name += "_";
            return name;
        }

        public Network Finish(IReadOnlyList<(int Value, Penalty Penalty, bool IsMasked)> penalties)
        {
            IEnumerable<OutputPort> outputs = network.Outputs.Select(output => output with { Value = _values[output.Value] });
            return network with
            {
                Nodes = _nodes.ToEquatableArray(),
                Outputs = outputs.Concat(penalties.Select((term, i) =>
                    Port(term.Value, term.Penalty, i + 1) with { IsMasked = term.IsMasked })).ToEquatableArray(),
            };
        }

        private OutputPort Port(int value, Penalty penalty, int number)
        {
            string name = $"penalty_{number}";
            while (network.Outputs.Any(output => output.Name == name))
                name += "_";
            return new OutputPort(name, value, OutputPort.Penalised, penalty.Weight, 0) { Penalty = penalty };
        }
    }
}

using NetCompiler.Benchmarks.Networks;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>What it costs causal convolutions with few filters that their whole sequences have the bits of their steps: two networks with
/// the same layers and weights, of which one can go step by step.</summary>
internal static class StreamCost
{
    /// <summary>What rows are chosen by.</summary>
    public const string Title = "causal Conv1D of 8, 4 and 1 filters, 9 taps, 512 steps";

    /// <summary>Measures both and writes a table.</summary>
    public static void Measure(TextWriter output, TimeSpan time)
    {
        var streams = new CausalStream(1);
        var whole = new CausalWhole(1);
        whole.Compiled.CopyWeightsFrom(streams.Compiled);
        IReadOnlyList<Measurement> measured = Rounds.Measure(
            [new Whole("sums as steps do", streams.Compiled), new Whole("sums pixels side by side", whole.Compiled)], time);
        var table = new ResultTable("What streaming costs whole sequences", "The same layers and weights, batch 1.");
        table.Add(Title, 1, measured);
        table.Write(output);
    }

    private sealed class Whole(string name, CompiledNetwork network) : IContender
    {
        private readonly float[] _samples = Samples(network.Info.InputLength);
        private readonly float[] _answers = new float[network.Info.OutputLength];

        public string Name => name;

        public string Form => "Predict";

        public void Run(int calls)
        {
            for (int call = 0; call < calls; call++)
                network.Predict(_samples, _answers);
        }

        public float[] Result() => [.. _answers];

        public void Dispose()
        {
        }

        private static float[] Samples(int count)
        {
            var random = new Random(1);
            return [.. Enumerable.Range(0, count).Select(_ => (float)(2 * random.NextDouble() - 1))];
        }
    }
}

using NetCompiler.Benchmarks.Networks;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>A call of our Step for each step of a sequence.</summary>
internal sealed class OurStream(Work work) : IContender
{
    private readonly Stream40 _network = (Stream40)work.MakeWithWeights();
    private readonly float[] _samples = work.Net.Samples(1);
    private readonly float[] _answers = new float[work.Net.Output.Count];

    public string Name => "NetCompiler";

    public string Form => "Step";

    public int WorksPerCall => _samples.Length;

    public void Run(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            Stream40.State state = default;
            for (int step = 0; step < _samples.Length; step++)
                _network.Step(_samples.AsSpan(step, 1), ref state, _answers.AsSpan(step, 1));
        }
    }

    public float[] Result() => [.. _answers];

    public void Dispose()
    {
    }
}

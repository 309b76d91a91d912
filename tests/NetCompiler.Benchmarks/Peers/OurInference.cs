namespace NetCompiler.Benchmarks.Peers;

/// <summary>Our generated forward pass, through the method that users call.</summary>
internal sealed class OurInference : IContender
{
    private readonly CompiledNetwork _network;
    private readonly float[] _samples;
    private readonly float[] _answers;

    public OurInference(Work work)
    {
        _network = work.CompileWithWeights();
        _samples = work.Net.Samples(work.Batch);
        _answers = new float[work.Batch * work.Net.Output.Count];
    }

    public string Name => "NetCompiler";

    public string Form => "Predict";

    public void Run(int calls)
    {
        for (int call = 0; call < calls; call++)
            _network.Predict(_samples, _answers);
    }

    public float[] Result() => [.. _answers];

    public void Dispose()
    {
    }
}

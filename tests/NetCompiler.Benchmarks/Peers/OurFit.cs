namespace NetCompiler.Benchmarks.Peers;

/// <summary>Our training as users start it, on a number of threads: an epoch of shuffled batches with loss and accuracy.</summary>
internal sealed class OurFit : IContender
{
    private const int Steps = 128;
    private readonly Work _work;
    private readonly CompiledNetwork _network;
    private readonly Dataset _data;
    private readonly Optimizer _optimizer;
    private readonly int _threads;

    public OurFit(Work work, int threads)
    {
        _work = work;
        _threads = threads;
        _optimizer = work.MakeOptimizer();
        _network = work.CompileWithWeights();
        _data = Dataset.FromLabels(work.Net.Samples(work.Batch * Steps), work.Net.Labels(work.Batch * Steps), work.Net.Output.Count);
    }

    public string Name => $"Fit, {_threads} {(_threads == 1 ? "thread" : "threads")}";

    public string Form => "Fit";

    public int WorksPerCall => Steps;

    public bool IsOnOneThread => false;

    public void Run(int calls) =>
        Trainer.Fit(
            _network, _data,
            new FitOptions { BatchSize = _work.Batch, Epochs = calls, Optimizer = _optimizer, MaxDegreeOfParallelism = _threads });

    /// <summary>How far training has moved the parameters: the same bits for any number of threads.</summary>
    public float[] Result() => [.. _network.Weights];

    public void Dispose()
    {
    }
}

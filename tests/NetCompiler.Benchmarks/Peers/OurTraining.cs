namespace NetCompiler.Benchmarks.Peers;

/// <summary>Our training step: one batch on one thread.</summary>
internal sealed class OurTraining(Work work) : IContender
{
    private readonly CompiledNetwork _network = work.CompileWithWeights();
    private readonly float[] _samples = work.Net.Samples(work.Batch);
    private readonly int[] _labels = work.Net.Labels(work.Batch);
    private readonly Optimizer _optimizer = work.MakeOptimizer();

    public string Name => "NetCompiler";

    public string Form => "TrainOnBatch";

    public void Run(int calls)
    {
        for (int call = 0; call < calls; call++)
            Trainer.TrainOnBatch(_network, _samples, _labels, _optimizer);
    }

    /// <summary>The gradient at the weights of the work, dropout off.</summary>
    public float[] Result()
    {
        float[] targets = new float[work.Batch * work.Net.Output.Count];
        for (int i = 0; i < _labels.Length; i++)
            targets[i * work.Net.Output.Count + _labels[i]] = 1f;
        CompiledNetwork network = work.CompileWithWeights();
        Trainer.ComputeGradients(network, _samples, targets, training: work.Net.HasNorms);
        List<float> values = [];
        foreach (ParameterBlock block in network.Info.Parameters.Where(block => !block.IsStatistic))
            values.AddRange(network.GetGradient(block.Name));
        return [.. values];
    }

    public void Dispose()
    {
    }
}

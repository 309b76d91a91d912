namespace NetCompiler.Benchmarks.Peers;

/// <summary>A network and a batch size that every contender is given.</summary>
/// <param name="Net">The network as numbers.</param>
/// <param name="Batch">Samples a call.</param>
/// <param name="Compile">Makes the same network as our compiler wrote it.</param>
/// <param name="Training">How it is trained; null where it predicts. Begins with the optimizer's name.</param>
internal sealed record Work(Net Net, int Batch, Func<INetwork> Compile, string? Training = null)
{
    /// <summary>How many times faster than the peer it has to be.</summary>
    public required double Target { get; init; }

    /// <summary>Whether a work is one step of a stream, a call each.</summary>
    public bool Streams { get; init; }

    public string Title => Streams ? $"{Net.Name}, one step"
        : Training is null ? $"{Net.Name}, batch {Batch}"
        : $"training {Net.Name}, batch {Batch}, {Training}";

    public bool UsesAdam => Training?.StartsWith("Adam", StringComparison.Ordinal) ?? false;

    /// <summary>The optimizer of our side, with Keras's defaults.</summary>
    public Optimizer MakeOptimizer() =>
        UsesAdam ? new Adam { LearningRate = Works.LearningRate } : new RMSprop { LearningRate = Works.LearningRate };

    /// <summary>Our network with the work's weights.</summary>
    public CompiledNetwork CompileWithWeights() => MakeWithWeights().Compiled;

    /// <summary>The same as its class.</summary>
    public INetwork MakeWithWeights()
    {
        INetwork network = Compile();
        CompiledNetwork compiled = network.Compiled;
        float[][] tensors = [.. Net.Tensors];
        if (!tensors.Select(tensor => tensor.Length).SequenceEqual(compiled.Info.Parameters.Select(block => block.Count)))
            throw new InvalidOperationException($"{compiled.Info.Name} is not {Net.Name}.");
        foreach ((float[] tensor, ParameterBlock block) in tensors.Zip(compiled.Info.Parameters))
            compiled.SetParameter(block.Name, tensor);
        return network;
    }
}

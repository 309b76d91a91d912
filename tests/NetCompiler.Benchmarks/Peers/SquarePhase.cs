using NetCompiler.Benchmarks.Networks;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>A part of a training step of <see cref="Square"/>, to time its three kinds of contraction one by one.</summary>
internal sealed class SquarePhase : IContender
{
    public const int Batch = 128;
    public const int Layers = 5;
    private readonly CompiledNetwork _network;
    private readonly TrainingBatch _batch;
    private readonly Action _run;

    private SquarePhase(string name, Action<CompiledNetwork, TrainingBatch> run)
    {
        Name = name;
        _network = new Square(seed: 1).Compiled;
        _batch = new TrainingBatch(_network.Info, _network.Weights, Batch) { Scale = 1f / Batch };
        Random random = new(1);
        foreach (ref float x in _batch.Inputs.Span)
            x = random.NextSingle();
        _run = () => run(_network, _batch);
        Transpose(_network, _batch);
        _network.RunRows(_batch, 0, Batch, training: true);
    }

    public string Name { get; }

    public string Form => "one thread";

    /// <summary>Floating-point operations of one contraction; a multiply-add is two.</summary>
    public static double Operations => 2.0 * Batch * 512 * 512;

    /// <summary>Five forward contractions with their activations, and the loss.</summary>
    public static SquarePhase Forward() => new("forward", static (network, batch) => network.RunRows(batch, 0, Batch, training: false));

    /// <summary>Five forward contractions and four data gradients, with activations, derivatives and the loss.</summary>
    public static SquarePhase Rows() => new("rows", static (network, batch) => network.RunRows(batch, 0, Batch, training: true));

    /// <summary>Four transpositions of kernels.</summary>
    public static SquarePhase Transposition() => new("transpose", Transpose);

    /// <summary>Five weight gradients, biases included.</summary>
    public static SquarePhase Weights() => new("weights", static (network, batch) =>
    {
        for (int block = 0; block < network.Info.WeightBlocks.Count; block++)
            network.AddGradients(batch, block, Batch);
    });

    public void Run(int calls)
    {
        for (int call = 0; call < calls; call++)
            _run();
    }

    public float[] Result() => [.. _batch.Gradients.Span];

    public void Dispose()
    {
    }

    private static void Transpose(CompiledNetwork network, TrainingBatch batch)
    {
        for (int part = 0; part < network.Info.TransposeParts; part++)
            network.Transpose(batch, part);
    }
}

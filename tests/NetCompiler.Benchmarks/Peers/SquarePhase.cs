using NetCompiler.Benchmarks.Networks;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>A part of a training step of <see cref="Square"/>, to time its three kinds of contraction one by one.</summary>
internal sealed class SquarePhase : IContender
{
    public const int Batch = 128;
    public const int Layers = 5;
    private readonly TrainingBatch _batch;
    private readonly Action _run;

    private SquarePhase(string name, CompiledNetwork network, TrainingBatch batch, Action<CompiledNetwork, TrainingBatch> run)
    {
        Name = name;
        _batch = batch;
        _run = () => run(network, batch);
    }

    /// <summary>The phases of one network, as a step finds them: each other's memory, and no second network's beside it. They are: five
    /// forward contractions with their activations, and the loss; the same and four data gradients with their derivatives; four
    /// transpositions of kernels; five weight gradients, biases included.</summary>
    public static IReadOnlyList<SquarePhase> Phases()
    {
        CompiledNetwork network = new Square(seed: 1).Compiled;
        // Units that are never off: what is measured are contractions of all terms.
        foreach (ParameterBlock block in network.Info.Parameters)
            network.SetParameter(
                block.Name, Array.ConvertAll(network.GetParameter(block.Name), weight => block.Shape.Count == 1 ? 1f : weight / 10));
        TrainingBatch batch = new(network.Info, network.Store.Values, Batch) { Scale = 1f / Batch };
        Random random = new(1);
        foreach (ref float x in batch.Inputs.Span)
            x = random.NextSingle();
        // Without them the loss's gradient would be 0, and the contractions of zeros are left out.
        batch.Scales.Span.Fill(batch.Scale);
        Transpose(network, batch);
        network.Code.RunPart(batch, 0, 0, Batch, training: true);
        return
        [
            new("forward", network, batch, static (network, batch) => network.Code.RunPart(batch, 0, 0, Batch, training: false)),
            new("rows", network, batch, static (network, batch) => network.Code.RunPart(batch, 0, 0, Batch, training: true)),
            new("transpose", network, batch, Transpose),
            new("weights", network, batch, static (network, batch) =>
            {
                for (int block = 0; block < network.Info.WeightBlocks.Count; block++)
                    network.Code.AddGradients(batch, block, Batch);
            }),
        ];
    }

    public string Name { get; }

    public string Form => "one thread";

    /// <summary>Floating-point operations of one contraction; a multiply-add is two.</summary>
    public static double Operations => 2.0 * Batch * 512 * 512;

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
        for (int part = 0; part < network.Info.TransposeParts.Count; part++)
            network.Code.Transpose(batch, part);
    }
}

using NetCompiler.Simd;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>What a network keeps between training calls: the memory of a step, and who is using it.</summary>
internal sealed class TrainingState
{
    private const int MostRows = 1024, MostFloats = 1 << 26, MostFloatsTogether = 1 << 28;
    private readonly CompiledNetwork _network;
    private TrainingBatch? _batch;

    internal TrainingState(CompiledNetwork network)
    {
        _network = network;
        NetworkInfo info = network.Info;
        Blocks = [.. info.WeightBlocks];
        TransposeParts = [.. info.TransposeParts];
        Parameters = [.. info.Parameters];
        foreach (WeightBlock block in Blocks)
            if (block.Offset < 0 || block.Length < 0 || block.Offset % 16 != 0 || block.Length % 16 != 0 || block.Offset > info.WeightFloats - block.Length)
                throw new InvalidOperationException(Invariant($"{info.Name}: weight block at {block.Offset}, {block.Length} floats, of {info.WeightFloats}; blocks begin and end at multiples of 16 floats inside the parameters."));
        Step = new TrainingStep(network, this);
    }

    /// <summary>The units of work of the weight phase.</summary>
    internal WeightBlock[] Blocks { get; }

    /// <summary>The units of work of the transposition.</summary>
    internal WeightBlock[] TransposeParts { get; }

    /// <summary>The tensors.</summary>
    internal ParameterBlock[] Parameters { get; }

    /// <summary>The one step of this network; whoever holds the claim may use it.</summary>
    internal TrainingStep Step { get; }

    /// <summary>The number of steps made outside of Fit: keys their dropout.</summary>
    internal long LooseSteps { get; set; }

    /// <summary>What an evaluation measures in place of the network's own parameters.</summary>
    internal AlignedBuffer? OtherWeights { get; set; }

    /// <summary>The most samples that go through a step's memory together; larger batches go in parts.</summary>
    internal int RowLimit
    {
        get
        {
            return NeedsWholeBatch ? (int)Math.Max(1, MostFloatsTogether / FloatsPerRow) : (int)Math.Clamp(MostFloats / FloatsPerRow, 1, MostRows);
        }
    }

    /// <summary>Checks that a batch can be trained on.</summary>
    /// <exception cref="ArgumentException">The network needs the whole batch in memory, which is too large for that.</exception>
    internal void CheckBatch(int rows, string name)
    {
        if (NeedsWholeBatch && rows > RowLimit)
            throw new ArgumentException(Invariant($"{_network.Info.Name} normalises over whole batches ([BatchNorm]), so all samples of a batch are in memory together: {4 * FloatsPerRow:N0} bytes each, {rows:N0} of them. At most {RowLimit:N0} fit into the {4L * MostFloatsTogether >> 20:N0} MB that a batch may take: use smaller batches."), name);
    }

    private bool NeedsWholeBatch => _network.Info.Reductions.Count > 0;

    private long FloatsPerRow => (long)_network.Info.TrainingFloatsPerRow + _network.Info.InputStride + 2L * _network.Info.OutputStride + 1;

    /// <summary>The step's memory, for at least so many samples (but never more than <see cref="RowLimit"/>), with the network's present weights
    /// or <see cref="OtherWeights"/>.</summary>
    internal TrainingBatch Batch(int rows)
    {
        rows = Math.Min(rows, RowLimit);
        if (_batch is null || _batch.Capacity < rows)
            _batch = new TrainingBatch(_network.Info, _network.PresentWeights, rows, _batch);
        _batch.Weights = OtherWeights ?? _network.PresentWeights;
        return _batch;
    }

    /// <summary>Whether a step has computed gradients; evaluation takes the same memory without.</summary>
    internal bool HasGradients { get; set; }

    /// <summary>The gradients of the last step, laid out as the parameters; empty before the first.</summary>
    internal ReadOnlySpan<float> Gradients => HasGradients ? _batch!.Gradients.Span : default;

    /// <summary>Begins a training, with the training memory taken.</summary>
    /// <exception cref="InvalidOperationException">There is one already, perhaps one whose callback calls this, or someone has the
    /// memory.</exception>
    internal void BeginTraining()
    {
        if (!_network.TryBeginTraining())
            throw new InvalidOperationException(
                $"This {_network.Info.Name} is in training already. One training at a time: wait for the other call, or use a network of " +
                "its own for each thread. Callbacks and progress reports of a training may evaluate, save and load the network, " +
                "not train it.");
        try
        {
            Claim();
        }
        catch (InvalidOperationException)
        {
            _network.EndTraining();
            throw;
        }
    }

    /// <summary>Takes the training memory.</summary>
    /// <exception cref="InvalidOperationException">Someone has it.</exception>
    internal void Claim()
    {
        if (!_network.TryEnter(CompiledNetwork.Use.Training))
            throw new InvalidOperationException($"This {_network.Info.Name} is being trained or evaluated already. One training at a time: wait for the other call, or use a network of its own for each thread.");
    }

    /// <summary>Gives the training memory back.</summary>
    internal void Release() => _network.Leave();

    /// <summary>The key of a step's random numbers: SplitMix64's mixing of seed and step.</summary>
    internal static int RandomKey(int seed, long step)
    {
        ulong z = (ulong)step * 0x9E3779B97F4A7C15 + ((ulong)(uint)seed << 32 | 0x632BE59B);
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return (int)(z ^ z >> 31);
    }
}

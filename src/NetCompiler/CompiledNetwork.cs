using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using NetCompiler.CompilerServices;
using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>
/// A network: generated arithmetic with parameters and, once it is trained, the memory of training. The generated code is trusted with raw
/// references; everything that users reach validates first.
/// </summary>
public partial class CompiledNetwork
{
    private const int ScratchFloats = 960, Attempts = 3;

    private readonly int _scratchInputLength = -1, _scratchOutputLength;
    private readonly Lock _preparation = new();
    private ParameterMemory _memory;
    private PreparedParameters _prepared;
    private PreparedParameters? _otherPrepared;

    // Where the parameters begin, for small networks: the first sum waits for this one load in place of a chain of three, 7 % of 8-32-32-4.
    // It is used only where it belongs to the buffer that the reader holds.
    private nuint _weightsAddress;
    private TrainingStep? _training;

    /// <summary>Allocates the parameters and draws their first values.</summary>
    /// <param name="code">The generated arithmetic.</param>
    /// <param name="seed">Same seed, same parameters.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public CompiledNetwork(NetworkCode code, int seed) : this(code, Initialization.Draw(CheckedInfo(code), seed)) => Seed = seed;

    /// <summary>Takes the parameters from the assembly.</summary>
    /// <param name="code">The generated arithmetic.</param>
    /// <param name="weights">The embedded file.</param>
    /// <exception cref="NetworkFileException">The assembly holds another file than the compiler saw, or a number that is not
    /// finite.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public CompiledNetwork(NetworkCode code, EmbeddedWeights weights)
        : this(code, (weights ?? throw new ArgumentNullException(nameof(weights))).Read(CheckedInfo(code)))
    {
    }

    private CompiledNetwork(NetworkCode code, AlignedBuffer weights)
    {
        Code = code;
        Info = code.Info;
        TakeStore(new ParameterStore(Info, weights));
        if (Info.InferenceFloats + Info.InferenceFloatsPerRow <= ScratchFloats && Info.ClassInputs.Count == 0)
            (_scratchInputLength, _scratchOutputLength) = (Info.InputLength, Info.OutputLength);
    }

    [MemberNotNull(nameof(Store), nameof(_memory), nameof(_prepared))]
    private void TakeStore(ParameterStore store)
    {
        (Store, _memory) = (store, store.Memory);
        _prepared = new PreparedParameters(_memory.Current, store.Values, Info.PreparedFloats);
        _weightsAddress = _prepared.ValuesAddress;
        if (Info.PreparedFloats == 0)
            _prepared.Version = _memory.Version;
    }

    /// <summary>Gives up its own parameters for a stretch of another network's; only for who has just made it.</summary>
    /// <param name="whole">The other network's.</param>
    /// <param name="offset">Where the stretch begins.</param>
    internal void BecomePart(ParameterStore whole, int offset) => TakeStore(new ParameterStore(Info, whole.Memory, offset));

    private static NetworkInfo CheckedInfo(NetworkCode code) => (code ?? throw new ArgumentNullException(nameof(code))).Info;

    /// <summary>Shapes, parameter layout and memory.</summary>
    public NetworkInfo Info { get; }

    /// <inheritdoc cref="NetworkInfo.Layers"/>
    public IReadOnlyList<LayerInfo> Layers => Info.Layers;

    /// <summary>The generated arithmetic.</summary>
    internal NetworkCode Code { get; }

    /// <summary>The owner of the parameters.</summary>
    internal ParameterStore Store { get; private set; }

    /// <summary>What the parameters were drawn from; random masks of loose training steps are, too.</summary>
    internal int Seed { get; }

    /// <summary>Makes training steps; made when first asked for.</summary>
    /// <exception cref="InvalidOperationException">The network is for inference only.</exception>
    internal TrainingStep Training => Volatile.Read(ref _training) ?? MakeTraining();

    /// <summary>Does now, on this thread, what first calls would do later: compiles the code for one sample and for many and, unless
    /// the network is for
    /// inference only, that of training, and allocates their memory. Afterwards <see cref="Predict(ReadOnlySpan{float}, Span{float})"/> and
    /// <see cref="Classify(ReadOnlySpan{float})"/> on this thread, and steps with as many samples, allocate nothing.</summary>
    /// <param name="batchSize">The most samples of a training step, at least 1; 0 for no training.</param>
    /// <param name="optimizer">What steps will be made with: its memory is made, too, and it belongs to this network from now on.</param>
    /// <exception cref="ArgumentException">A batch of this size does not fit into memory.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The network is being trained or evaluated, or the optimizer belongs to
    /// another.</exception>
    /// <example><code>
    /// var adam = new Adam();
    /// net.WarmUp(batchSize: 32, adam);                         // behind a loading screen, say
    /// </code></example>
    public void WarmUp(int batchSize = 1, Optimizer? optimizer = null) => WarmingUp.Run(this, batchSize, optimizer);

    private TrainingStep MakeTraining() => Info.IsInferenceOnly
        ? throw Code.InferenceOnly()
        : Interlocked.CompareExchange(ref _training, new TrainingStep(Code, Store), null) ?? _training;
}

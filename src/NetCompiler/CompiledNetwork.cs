using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetCompiler.CompilerServices;
using NetCompiler.Simd;
using static System.FormattableString;

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
        if (Info.InferenceFloats + Info.InferenceFloatsPerRow <= ScratchFloats)
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

    /// <summary>The flat parameters as they are now. To change them, see <see cref="EditWeights"/> and <see cref="SetParameter"/>. A span
    /// that was kept shows what training steps make of the parameters, and something else once they are replaced: ask anew each
    /// time.</summary>
    public ReadOnlySpan<float> Weights => Store.Values.Span;

    /// <summary>Gives a copy of the parameters to write into, which become the network's when the result is disposed:
    /// <c>using (WeightEdit edit = network.EditWeights()) edit.Values.Clear();</c> Predictions on other threads use the old parameters or
    /// the new ones, never a mixture. Allocates a second buffer for parameters the first time, and nothing then.</summary>
    /// <exception cref="InvalidOperationException">The network is being trained or evaluated (callbacks and progress reports of a training
    /// may edit parameters), or another edit of this thread is not disposed.</exception>
    public WeightEdit EditWeights() => new(this);

    /// <summary>The loss's derivative by each parameter as the last training step or <see cref="Trainer.ComputeGradients"/> left it
    /// (clipped, if the optimizer clips; not clipped after a step that was not made), laid out as <see cref="Weights"/>; empty before the
    /// first.</summary>
    public ReadOnlySpan<float> Gradients => Training.Gradients;

    /// <summary>What the parameters were drawn from; random masks of loose training steps are, too.</summary>
    internal int Seed { get; }

    /// <summary>Makes training steps; made when first asked for.</summary>
    /// <exception cref="InvalidOperationException">The network is for inference only.</exception>
    internal TrainingStep Training => Volatile.Read(ref _training) ?? MakeTraining();

    /// <summary>Replaces the parameters by others, laid out as <see cref="Weights"/>.</summary>
    /// <exception cref="InvalidOperationException">The network is being trained or evaluated, outside of callbacks; nothing has
    /// changed.</exception>
    internal void ReplaceWeights(ReadOnlySpan<float> weights)
    {
        ParameterBuffer buffer = Store.BeginReplacing();
        weights.CopyTo(Store.ValuesIn(buffer).Span);
        EndReplacing(buffer);
    }

    /// <summary>Publishes what <see cref="ParameterStore.BeginReplacing"/> gave, after it was prepared for predictions.</summary>
    internal void EndReplacing(ParameterBuffer buffer)
    {
        try
        {
            lock (_preparation)
            {
                PreparedParameters prepared = PreparedOf(buffer);
                if (Info.PreparedFloats > 0)
                    Code.Prepare(ref prepared.Values.Start, ref prepared.Prepared.Start);
                _memory.Publish();
                Serve(prepared, _memory.Version);
            }
        }
        finally
        {
            _memory.EndReplacing();
        }
    }

    /// <summary>A copy of one parameter's values, for looking at what was learned.</summary>
    /// <param name="name">Layer and tensor, as in <see cref="NetworkInfo.Parameters"/> and in files: <c>dense_1/kernel</c>.</param>
    /// <returns>The values in Keras's order, without padding: a Dense kernel (inputs, units) row by row.</returns>
    /// <exception cref="ArgumentException">There is no such parameter; the message lists those that there are.</exception>
    public float[] GetParameter(string name) => Store.GetTensor(name);

    /// <summary>A copy of the loss's derivative by one parameter, as the last training step or <see cref="Trainer.ComputeGradients"/> left
    /// it.</summary>
    /// <param name="name">Layer and tensor, as in <see cref="NetworkInfo.Parameters"/> and in files: <c>dense_1/kernel</c>.</param>
    /// <returns>The values in Keras's order, without padding: a Dense kernel (inputs, units) row by row.</returns>
    /// <exception cref="ArgumentException">There is no such parameter; the message lists those that there are.</exception>
    /// <exception cref="InvalidOperationException">There was no step yet, or the network is for inference only.</exception>
    public float[] GetGradient(string name)
    {
        ParameterBlock block = Store.Find(name);
        ReadOnlySpan<float> gradients = Gradients;
        return gradients.IsEmpty
            ? throw new InvalidOperationException($"{Info.Name} has no gradients yet: call Fit, TrainOnBatch or ComputeGradients first.")
            : block.CopyTensor(gradients);
    }

    /// <summary>Sets one parameter, for weights chosen by hand or brought from elsewhere. Predictions on other threads use the old value or
    /// the new one, never a mixture.</summary>
    /// <param name="name">Layer and tensor, as in <see cref="NetworkInfo.Parameters"/> and in files: <c>dense_1/kernel</c>.</param>
    /// <param name="values">All values in Keras's order, without padding: a Dense kernel (inputs, units) row by row.</param>
    /// <exception cref="ArgumentException">There is no such parameter, it has another number of values, or a value is NaN or infinite, or a
    /// variance below zero; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The network is being trained or evaluated (callbacks and progress reports of a training
    /// may set parameters); nothing has changed.</exception>
    public void SetParameter(string name, params ReadOnlySpan<float> values)
    {
        ParameterBlock block = Store.CheckTensor(name, values);
        using WeightEdit edit = EditWeights();
        block.SetTensor(edit.Values, values);
    }

    /// <summary>Takes over another network's parameters. Allocates nothing once parameters were replaced before. Predictions on other
    /// threads use the old parameters or the new ones, never a mixture.</summary>
    /// <param name="source">A network with the same parameters: of the same class, or of one with the same layers. It may be published to
    /// meanwhile, but not trained.</param>
    /// <exception cref="ArgumentException">The networks have different parameters; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">This network is being trained or evaluated, outside of callbacks; nothing has
    /// changed.</exception>
    public void CopyWeightsFrom(CompiledNetwork source) => MoveTowards(source, 1);

    /// <inheritdoc cref="CopyWeightsFrom(CompiledNetwork)"/>
    public void CopyWeightsFrom(INetwork source)
    {
        ArgumentNullException.ThrowIfNull(source);
        MoveTowards(source.Compiled, 1);
    }

    /// <summary>Moves every parameter, statistics included, towards another network's: w += (w' - w) · <paramref name="tau"/>. So target
    /// networks follow (Lillicrap and others, 2016), and averages of weights are made. Otherwise as
    /// <see cref="CopyWeightsFrom(CompiledNetwork)"/>.</summary>
    /// <param name="source">A network with the same parameters: of the same class, or of one with the same layers. It may be published to
    /// meanwhile, but not trained.</param>
    /// <param name="tau">The share of the way, 0 to 1; 1 copies.</param>
    /// <exception cref="ArgumentException">The networks have different parameters; nothing has changed.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tau"/> is not between 0 and 1; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">This network is being trained or evaluated, outside of callbacks; nothing has
    /// changed.</exception>
    public void MoveTowards(CompiledNetwork source, double tau)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!(tau is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(tau), tau, Invariant($"tau is a share of the way, 0 to 1, not {tau}."));
        Store.CheckSameLayout(source.Store, nameof(source));
        if (source.Store == Store || tau == 0)
            return;
        ParameterBuffer buffer = Store.BeginReplacing();
        AlignedBuffer values = Store.ValuesIn(buffer);
        source.Store.CopyTo(values.Span);
        if (tau < 1)
            ParameterBlending.Blend(values, Store.Values, (float)tau);
        EndReplacing(buffer);
    }

    /// <inheritdoc cref="MoveTowards(CompiledNetwork, double)"/>
    public void MoveTowards(INetwork source, double tau)
    {
        ArgumentNullException.ThrowIfNull(source);
        MoveTowards(source.Compiled, tau);
    }

    /// <summary>Keeps what a layer, or a part of the network, has learned, from the next batch on: for transfer learning, while the
    /// rest is trained. Frozen
    /// parameters cost no gradient and, in front of everything that learns, no backward pass; no optimizer moves or decays them, and
    /// its state for them is kept. Their
    /// gradient is zero, so that norms for clipping go over trained parameters only. A frozen <see cref="BatchNormAttribute"/>
    /// normalises by its
    /// moving averages, which stay, as in Keras; dropout stays on.</summary>
    /// <param name="name">A layer's name, the beginning of several up to a <c>/</c>, or a tensor's: <c>dense_1</c>, <c>stage_2</c>,
    /// <c>dense_1/kernel</c>.</param>
    /// <exception cref="ArgumentException">Nothing of that name has parameters; the message lists the layers that have.</exception>
    public void Freeze(string name) => Store.Freeze(name, isFrozen: true);

    /// <summary>Trains again what was frozen, or declared with <see cref="LayerAttribute.Trainable"/> = false, from the next batch
    /// on.</summary>
    /// <param name="name">As for <see cref="Freeze"/>.</param>
    /// <exception cref="ArgumentException">Nothing of that name has parameters; the message lists the layers that have.</exception>
    public void Unfreeze(string name) => Store.Freeze(name, isFrozen: false);

    /// <summary>The names of the tensors that are frozen now, in layer order: <c>dense_1/kernel</c>, ...</summary>
    public IReadOnlyList<string> FrozenParameters => [.. Store.Blocks.Where((_, i) => Store.Frozen[i]).Select(block => block.Name)];

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
    public void WarmUp(int batchSize = 1, Optimizer? optimizer = null) => WarmingUp.Run(this, batchSize, optimizer);

    /// <summary>Computes the answers to one sample or many; their number follows from the lengths. Thread-safe. A thread's first call with
    /// one sample and its first with several allocate what it computes in; all others allocate nothing.</summary>
    /// <param name="inputs">Samples one after the other, each <see cref="NetworkInfo.InputLength"/> floats. The numbers are not checked:
    /// the answer to a sample with NaN or infinity in it is unspecified, usually NaN; those to other samples are what they are without
    /// it.</param>
    /// <param name="outputs">Receives the answers, each <see cref="NetworkInfo.OutputLength"/> floats. Must not overlap
    /// <paramref name="inputs"/>, which is not checked: answers are written before all samples have been read.</param>
    /// <exception cref="ArgumentException">A length is not a multiple of a sample's or an answer's, or the two do not belong
    /// together.</exception>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Predict(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        nuint start = _weightsAddress;
        PreparedParameters prepared = Volatile.Read(ref _prepared);
        int overwrites = prepared.Buffer.Overwrites;
        if (inputs.Length != _scratchInputLength || outputs.Length != _scratchOutputLength
            || prepared.Version != _memory.Version || prepared.ValuesAddress != start)
        {
            PredictInParts(inputs, outputs);
            return;
        }
        Unsafe.SkipInit(out Scratch scratch);
        nuint work = ((nuint)(&scratch) + 63) & ~(nuint)63;
        Code.Forward(
            ref *(float*)start, ref *(float*)prepared.PreparedAddress, ref MemoryMarshal.GetReference(inputs),
            ref MemoryMarshal.GetReference(outputs), ref *(float*)work, 1);
        GC.KeepAlive(prepared);
        Volatile.ReadBarrier();
        if (prepared.Buffer.Overwrites != overwrites)
            PredictInParts(inputs, outputs);
    }

    /// <summary>Computes the answers to one sample or many in a new array, for programs that need not care about allocation; otherwise as
    /// <see cref="Predict(ReadOnlySpan{float}, Span{float})"/>.</summary>
    /// <param name="inputs">Samples one after the other, each <see cref="NetworkInfo.InputLength"/> floats.</param>
    /// <returns>The answers one after the other, each <see cref="NetworkInfo.OutputLength"/> floats.</returns>
    /// <exception cref="ArgumentException">The length is not a multiple of a sample's.</exception>
    public float[] Predict(ReadOnlySpan<float> inputs)
    {
        var outputs = new float[checked(inputs.Length / Info.InputLength * Info.OutputLength)];
        Predict(inputs, outputs);
        return outputs;
    }

    /// <summary>Computes answers with other parameters than the network's own.</summary>
    /// <param name="weights">The parameters, laid out as <see cref="Weights"/>.</param>
    /// <param name="inputs">At least <paramref name="rows"/> samples.</param>
    /// <param name="outputs">Receives the answers.</param>
    /// <param name="prepared">Memory for <see cref="NetworkInfo.PreparedFloats"/>.</param>
    /// <param name="work">Memory for <paramref name="rows"/> samples.</param>
    /// <param name="rows">1 .. <see cref="NetworkInfo.InferenceRows"/>.</param>
    internal void Predict(
        AlignedBuffer weights, ReadOnlySpan<float> inputs, Span<float> outputs, AlignedBuffer prepared, AlignedBuffer work, int rows)
    {
        if (Info.PreparedFloats > 0)
            Code.Prepare(ref weights.Start, ref prepared.Start);
        Code.Forward(
            ref weights.Start, ref prepared.Start, ref MemoryMarshal.GetReference(inputs[..(rows * Info.InputLength)]),
            ref MemoryMarshal.GetReference(outputs[..(rows * Info.OutputLength)]), ref work.Start, rows);
    }

    /// <summary>Prepares what predictions need of the present parameters: in its place where a training step has moved them, since a
    /// prediction that meets one sees parameters in motion anyhow.</summary>
    /// <param name="overwrites">The buffer's <see cref="ParameterBuffer.Overwrites"/> while it was the present one.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private PreparedParameters Prepare(out int overwrites)
    {
        lock (_preparation)
        {
            (ParameterBuffer buffer, int version, overwrites) = _memory.Present;
            PreparedParameters prepared = PreparedOf(buffer);
            if (prepared.Version != version && Info.PreparedFloats > 0)
                Code.Prepare(ref prepared.Values.Start, ref prepared.Prepared.Start);
            Serve(prepared, version);
            return prepared;
        }
    }

    /// <summary>What predictions read while a buffer is the present one; <see cref="_preparation"/> is held.</summary>
    private PreparedParameters PreparedOf(ParameterBuffer buffer)
    {
        if (_prepared.Buffer == buffer)
            return _prepared;
        if (_otherPrepared?.Buffer != buffer)
            _otherPrepared = new PreparedParameters(buffer, Store.ValuesIn(buffer), Info.PreparedFloats);
        return _otherPrepared;
    }

    /// <summary>Gives predictions what is prepared; <see cref="_preparation"/> is held.</summary>
    private void Serve(PreparedParameters prepared, int version)
    {
        prepared.Version = version;
        if (_prepared == prepared)
            return;
        _otherPrepared = _prepared;
        Volatile.Write(ref _prepared, prepared);
        _weightsAddress = prepared.ValuesAddress;
    }

    /// <summary>How many samples go through the layers at a time: parts of about the same size, since a small last one would read all
    /// weights for its few samples; and whole tiles of six.</summary>
    private int RowsTogether(int rows)
    {
        int most = Info.InferenceRows;
        if (rows <= most)
            return rows;
        int parts = (int)(((long)rows + most - 1) / most), even = (int)(((long)rows + parts - 1) / parts);
        return Math.Min(most, (even + 5) / 6 * 6);
    }

    /// <summary>Predicts any number of samples; anew where the parameters it reads were written over meanwhile.</summary>
    private void PredictInParts(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        int rows = 1;
        if (inputs.Length != Info.InputLength || outputs.Length != Info.OutputLength)
            rows = RowCount(inputs.Length, outputs.Length);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            PreparedParameters prepared = Volatile.Read(ref _prepared);
            int overwrites = prepared.Buffer.Overwrites;
            if (prepared.Version != _memory.Version)
                prepared = Prepare(out overwrites);
            PredictInParts(prepared, inputs, outputs, rows);
            Volatile.ReadBarrier();
            if (prepared.Buffer.Overwrites == overwrites)
                return;
        }
        using Lock.Scope still = _memory.HoldStill();
        PredictInParts(Prepare(out _), inputs, outputs, rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PredictInParts(PreparedParameters prepared, ReadOnlySpan<float> inputs, Span<float> outputs, int rows)
    {
        ref float x = ref MemoryMarshal.GetReference(inputs);
        ref float y = ref MemoryMarshal.GetReference(outputs);
        int together = RowsTogether(rows);
        // Memory for as many as ever go together: numbers of samples that vary, as in a game, do not allocate at each new height.
        ref float work = ref Workspace.OfThread(Info.InferenceFloats + (rows == 1 ? 1 : Info.InferenceRows) * Info.InferenceFloatsPerRow);
        while (rows > 0)
        {
            int count = Math.Min(rows, together);
            Code.Forward(ref prepared.Values.Start, ref prepared.Prepared.Start, ref x, ref y, ref work, count);
            x = ref Unsafe.Add(ref x, (nint)count * Info.InputLength);
            y = ref Unsafe.Add(ref y, (nint)count * Info.OutputLength);
            rows -= count;
        }
    }

    /// <summary>Takes one step of a sequence, or several: the same bits as <see cref="Predict(ReadOnlySpan{float}, Span{float})"/> has for
    /// the whole sequence. Thread-safe: each state belongs to its caller. Allocates nothing, but for a large network in a thread's first
    /// call. Takes no lock, unless the parameters were replaced three times meanwhile. Generated classes have a typed one.</summary>
    /// <param name="inputs">Steps one after the other, each <see cref="NetworkInfo.StepInputLength"/> floats.</param>
    /// <param name="state">What is carried: <see cref="NetworkInfo.StateFloats"/>, all 0 before the first step.</param>
    /// <param name="outputs">Receives an output for each step, <see cref="NetworkInfo.StepOutputLength"/> floats. Must not overlap
    /// <paramref name="inputs"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not belong together.</exception>
    /// <exception cref="InvalidOperationException">The network does not go step by step.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Step(ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs) => Stepping.Run(this, inputs, state, outputs);

    /// <summary>The parameters that predictions read now, and how often their buffer had been written over.</summary>
    internal PreparedParameters Present(out int overwrites)
    {
        PreparedParameters prepared = Volatile.Read(ref _prepared);
        overwrites = prepared.Buffer.Overwrites;
        return prepared.Version == _memory.Version ? prepared : Prepare(out overwrites);
    }

    private TrainingStep MakeTraining() => Info.IsInferenceOnly
        ? throw Code.InferenceOnly()
        : Interlocked.CompareExchange(ref _training, new TrainingStep(Code, Store), null) ?? _training;

    private int RowCount(int inputs, int outputs)
    {
        (int length, int answer) = (Info.InputLength, Info.OutputLength);
        if (inputs % length != 0)
            throw new ArgumentException(
                Invariant($"{Info.Name} takes {length:N0} floats a sample; {inputs:N0} is not a whole number of samples."), nameof(inputs));
        if ((long)(inputs / length) * answer != outputs)
            throw new ArgumentException(
                Invariant($"{Info.Name} gives {answer:N0} floats a sample; for {inputs / length:N0} samples that is ")
                    + Invariant($"{(long)(inputs / length) * answer:N0}, but there is room for {outputs:N0}."), nameof(outputs));
        return inputs / length;
    }

    /// <summary>Memory on the stack for one sample of a small network, with room to begin on a 64-byte boundary: less than a page, so that
    /// the frame takes no probing.</summary>
    [StructLayout(LayoutKind.Sequential, Size = (ScratchFloats + 16) * sizeof(float))]
    private struct Scratch;
}

using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetCompiler.Simd;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>
/// The base of generated code: a network's arithmetic, with its parameters. The members that generated code overrides are trusted with
/// raw references; everything that users reach validates first.
/// </summary>
public abstract class CompiledNetwork
{
    private const int ScratchFloats = 960, StackAnswers = 1024;

    private readonly int _scratchInputLength = -1, _scratchOutputLength;
    private AlignedBuffer _weights;

    // Where the parameters begin, for small networks: the first sum waits for this one load in place of a chain of three, 7 % of 8-32-32-4. It is used only
    // where it belongs to the buffer that the reader holds.
    private nuint _weightsAddress;
    private TrainingState? _training;
    private readonly Lock _preparation = new();
    private int _use, _trainings, _moves, _preparedMoves, _handOuts;

    /// <summary>Allocates the parameters and draws their first values.</summary>
    /// <param name="info">The compiler's decisions.</param>
    /// <param name="seed">Same seed, same parameters.</param>
    protected CompiledNetwork(NetworkInfo info, int seed) : this(info, static info => info.MakeWeights())
    {
        Seed = seed;
        Initialization.Draw(info, _weights.Span, seed);
    }

    /// <summary>Takes the parameters from the assembly.</summary>
    /// <param name="info">The compiler's decisions.</param>
    /// <param name="weights">The embedded file.</param>
    /// <exception cref="NetworkFileException">The assembly holds another file than the compiler saw, or a number that is not finite.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected CompiledNetwork(NetworkInfo info, EmbeddedWeights weights) : this(info, (weights ?? throw new ArgumentNullException(nameof(weights))).Read)
    {
    }

    private CompiledNetwork(NetworkInfo info, Func<NetworkInfo, AlignedBuffer> makeWeights)
    {
        ArgumentNullException.ThrowIfNull(info);
        Info = info;
        SetWeights(makeWeights(info));
        _moves = info.PreparedFloats > 0 ? 1 : 0;
        if (info.InferenceFloats + info.InferenceFloatsPerRow <= ScratchFloats)
            (_scratchInputLength, _scratchOutputLength) = (info.InputLength, info.OutputLength);
    }

    /// <summary>Shapes, parameter layout and memory.</summary>
    public NetworkInfo Info { get; }

    /// <summary>The flat parameters. Replaced as a whole when a file is loaded, so that predictions under way finish with what they began with. Whoever writes into
    /// them asks for them anew each time: that is how the network knows that what it prepares from them (<see cref="NetworkInfo.PreparedFloats"/>) is out of date.</summary>
    public AlignedBuffer Weights
    {
        get
        {
            WeightsMoved();
            Interlocked.Increment(ref _handOuts);
            return PresentWeights;
        }
    }

    /// <summary>The same for who only reads them, and for training steps.</summary>
    internal AlignedBuffer PresentWeights => Volatile.Read(ref _weights);

    /// <summary>Counts how often parameters were handed out or replaced: while it stays, nothing but training steps has changed
    /// them.</summary>
    internal int WeightHandOuts => Volatile.Read(ref _handOuts);

    /// <summary>The loss's derivative by each parameter as the last training step or <see cref="Trainer.ComputeGradients"/> left it (clipped, if the
    /// optimizer clips; not clipped after a step that was not made), laid out as <see cref="Weights"/>; empty before the first.</summary>
    public ReadOnlySpan<float> Gradients => Training.Gradients;

    /// <summary>What the parameters were drawn from; random masks of loose training steps are, too.</summary>
    internal int Seed { get; }

    /// <summary>The memory of training, made when first asked for.</summary>
    internal TrainingState Training => Volatile.Read(ref _training) ?? MakeTraining();

    /// <summary>Replaces the parameters by those that <paramref name="make"/> gives. No training step can begin or end meanwhile.</summary>
    /// <exception cref="InvalidOperationException">The network is being trained or evaluated, outside of callbacks; nothing has changed.</exception>
    internal void ReplaceWeights(Func<AlignedBuffer> make)
    {
        if (!TryEnter(Use.Replacing))
            throw new InvalidOperationException($"This {Info.Name} is being trained or evaluated, so its parameters cannot be replaced now: wait for the other call, do it in a callback of that training, or use another network.");
        try
        {
            AlignedBuffer weights = make();
            if (Info.PreparedFloats > 0)
                PrepareCore(ref weights.Start);
            SetWeights(weights);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Claims the parameters' future for training, or for replacing them. Whoever replaces them does so in a moment and is waited for.</summary>
    /// <returns>False if they are in training.</returns>
    internal bool TryEnter(Use use)
    {
        var spin = new SpinWait();
        while (true)
        {
            var found = (Use)Interlocked.CompareExchange(ref _use, (int)use, (int)Use.None);
            if (found != Use.Replacing)
                return found == Use.None;
            spin.SpinOnce();
        }
    }

    /// <summary>Whether a training is under way, callbacks included, or an evaluation.</summary>
    internal bool IsBusy => Volatile.Read(ref _trainings) > 0 || Volatile.Read(ref _use) == (int)Use.Training;

    /// <summary>Begins the one training there can be at a time, which goes on in callbacks, when the parameters are not claimed.</summary>
    /// <returns>False if there is one.</returns>
    internal bool TryBeginTraining() => Interlocked.CompareExchange(ref _trainings, 1, 0) == 0;

    /// <summary>Ends it.</summary>
    internal void EndTraining() => Volatile.Write(ref _trainings, 0);

    /// <summary>Gives the claim back.</summary>
    internal void Leave() => Volatile.Write(ref _use, (int)Use.None);

    /// <summary>A copy of one parameter's values, for looking at what was learned.</summary>
    /// <param name="name">Layer and tensor, as in <see cref="NetworkInfo.Parameters"/> and in files: <c>dense_1/kernel</c>.</param>
    /// <returns>The values in Keras's order, without padding: a Dense kernel (inputs, units) row by row.</returns>
    /// <exception cref="ArgumentException">There is no such parameter; the message lists those that there are.</exception>
    public float[] GetParameter(string name) => Parameter(name).CopyTensor(PresentWeights.Span);

    /// <summary>A copy of the loss's derivative by one parameter, as the last training step or <see cref="Trainer.ComputeGradients"/> left it.</summary>
    /// <param name="name">Layer and tensor, as in <see cref="NetworkInfo.Parameters"/> and in files: <c>dense_1/kernel</c>.</param>
    /// <returns>The values in Keras's order, without padding: a Dense kernel (inputs, units) row by row.</returns>
    /// <exception cref="ArgumentException">There is no such parameter; the message lists those that there are.</exception>
    /// <exception cref="InvalidOperationException">There was no step yet, or the network is for inference only.</exception>
    public float[] GetGradient(string name)
    {
        ParameterBlock block = Parameter(name);
        ReadOnlySpan<float> gradients = Gradients;
        return gradients.IsEmpty
            ? throw new InvalidOperationException($"{Info.Name} has no gradients yet: call Fit, TrainOnBatch or ComputeGradients first.")
            : block.CopyTensor(gradients);
    }

    /// <summary>Sets one parameter, for weights chosen by hand or brought from elsewhere. Predictions on other threads use the old value or the
    /// new one, never a mixture.</summary>
    /// <param name="name">Layer and tensor, as in <see cref="NetworkInfo.Parameters"/> and in files: <c>dense_1/kernel</c>.</param>
    /// <param name="values">All values in Keras's order, without padding: a Dense kernel (inputs, units) row by row.</param>
    /// <exception cref="ArgumentException">There is no such parameter, it has another number of values, or a value is NaN or infinite, or a variance below zero;
    /// nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The network is being trained or evaluated (callbacks and progress reports of a training may set
    /// parameters); nothing has changed.</exception>
    public void SetParameter(string name, params ReadOnlySpan<float> values)
    {
        ParameterBlock block = Parameter(name);
        if (values.Length != block.Count)
            throw new ArgumentException(Invariant($"{Info.Name}'s {name} is ({string.Join(", ", block.Shape)}), which takes {block.Count:N0} values, not {values.Length:N0}."), nameof(values));
        int bad = Dataset.IndexOfNotFinite(values);
        if (bad >= 0)
            throw new ArgumentException(Invariant($"Value {bad:N0} for {Info.Name}'s {name} is {values[bad]}; parameters are finite numbers."), nameof(values));
        float[] copy = values.ToArray();
        ReplaceWeights(() =>
        {
            AlignedBuffer weights = Info.MakeWeights();
            PresentWeights.Span.CopyTo(weights.Span);
            for (int row = 0; row < block.TensorRows; row++)
                block.SetRow(weights.Span, row, copy.AsSpan(row * block.TensorColumns));
            if (block.IndexOfNegativeVariance(weights.Span) is >= 0 and int negative)
                throw new ArgumentException(Invariant($"Value {negative:N0} for {Info.Name}'s {name} is {copy[negative]}; a variance is 0 or more."), nameof(values));
            return weights;
        });
    }

    /// <summary>Computes the answers to one sample or many; their number follows from the lengths. Thread-safe. A thread's first call with one
    /// sample and its first with several allocate what it computes in; all others allocate nothing.</summary>
    /// <param name="inputs">Samples one after the other, each <see cref="NetworkInfo.InputLength"/> floats. The numbers are not checked: the answer
    /// to a sample with NaN or infinity in it is unspecified, usually NaN; those to other samples are what they are without it.</param>
    /// <param name="outputs">Receives the answers, each <see cref="NetworkInfo.OutputLength"/> floats. Must not overlap
    /// <paramref name="inputs"/>, which is not checked: answers are written before all samples have been read.</param>
    /// <exception cref="ArgumentException">A length is not a multiple of a sample's or an answer's, or the two do not belong together.</exception>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Predict(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        nuint start = _weightsAddress;
        AlignedBuffer weights = Volatile.Read(ref _weights);
        if (inputs.Length != _scratchInputLength || outputs.Length != _scratchOutputLength || _preparedMoves != Volatile.Read(ref _moves) || weights.Address != start)
        {
            PredictInParts(inputs, outputs);
            return;
        }
        Unsafe.SkipInit(out Scratch scratch);
        nuint work = ((nuint)(&scratch) + 63) & ~(nuint)63;
        Forward(ref *(float*)start, ref MemoryMarshal.GetReference(inputs), ref MemoryMarshal.GetReference(outputs), ref *(float*)work, 1);
        GC.KeepAlive(weights);
    }

    /// <summary>Computes answers with other parameters than the network's own.</summary>
    /// <param name="weights">The parameters, laid out as <see cref="Weights"/>.</param>
    /// <param name="inputs">At least <paramref name="rows"/> samples.</param>
    /// <param name="outputs">Receives the answers.</param>
    /// <param name="work">Memory for <paramref name="rows"/> samples.</param>
    /// <param name="rows">1 .. <see cref="NetworkInfo.InferenceRows"/>.</param>
    internal void Predict(AlignedBuffer weights, ReadOnlySpan<float> inputs, Span<float> outputs, AlignedBuffer work, int rows)
    {
        if (Info.PreparedFloats > 0)
            PrepareCore(ref weights.Start);
        Forward(
            ref weights.Start, ref MemoryMarshal.GetReference(inputs[..(rows * Info.InputLength)]), ref MemoryMarshal.GetReference(outputs[..(rows * Info.OutputLength)]),
            ref work.Start, rows);
    }

    /// <summary>The most likely class of one sample: the number of the largest output, or, with a single output, 1 if it is above
    /// <see cref="NetworkInfo.DecisionThreshold"/> and else 0. Thread-safe. A thread's first call allocates what it computes in; all others
    /// allocate nothing.</summary>
    /// <param name="input">One sample. Its numbers are not checked: NaN in it usually makes all outputs NaN, and a network whose outputs are all NaN
    /// answers 0.</param>
    /// <exception cref="ArgumentException">The length is not <see cref="NetworkInfo.InputLength"/>.</exception>
    [SkipLocalsInit]
    public int Classify(ReadOnlySpan<float> input)
    {
        int length = Info.InputLength, outputs = Info.OutputLength;
        if (input.Length != length)
            throw new ArgumentException(Invariant($"{Info.Name} takes {length:N0} floats a sample; there are {input.Length:N0}. For many samples give a span for their classes, too."), nameof(input));
        if (outputs > StackAnswers)
            return ClassifyWide(input);
        Span<float> output = stackalloc float[outputs];
        Predict(input, output);
        return Decide(output);
    }

    /// <summary>The most likely class of each of many samples, which go through the layers together. Thread-safe. A thread's first call
    /// allocates what it computes in; all others allocate nothing.</summary>
    /// <param name="inputs">Samples one after the other; NaN is treated as in <see cref="Classify(ReadOnlySpan{float})"/> and touches only the
    /// class of its own sample.</param>
    /// <param name="classes">Receives one class a sample. Must not overlap <paramref name="inputs"/>, which is not checked.</param>
    /// <exception cref="ArgumentException">The lengths do not belong together.</exception>
    [SkipLocalsInit]
    public void Classify(ReadOnlySpan<float> inputs, Span<int> classes)
    {
        int length = Info.InputLength;
        if (inputs.Length != (long)length * classes.Length)
            throw new ArgumentException(Invariant($"{Info.Name} takes {length:N0} floats a sample; for {classes.Length:N0} classes that is {(long)length * classes.Length:N0}, but there are {inputs.Length:N0}."), nameof(inputs));
        int outputs = Info.OutputLength;
        if (outputs > StackAnswers)
        {
            for (int i = 0; i < classes.Length; i++)
                classes[i] = ClassifyWide(inputs.Slice(i * length, length));
            return;
        }
        int together = StackAnswers / outputs;
        Span<float> answers = stackalloc float[StackAnswers];
        while (classes.Length > 0)
        {
            int count = Math.Min(together, classes.Length);
            Predict(inputs[..(count * length)], answers[..(count * outputs)]);
            for (int i = 0; i < count; i++)
                classes[i] = Decide(answers.Slice(i * outputs, outputs));
            inputs = inputs[(count * length)..];
            classes = classes[count..];
        }
    }

    /// <summary>Turns one answer into a class number; see <see cref="Classify(ReadOnlySpan{float})"/>.</summary>
    internal int Decide(ReadOnlySpan<float> output)
    {
        if (output.Length == 1)
            return output[0] > Info.DecisionThreshold ? 1 : 0;
        int best = 0;
        for (int i = 1; i < output.Length; i++)
            if (output[i] > output[best])
                best = i;
        return best;
    }

    /// <summary>Generated: the forward pass. <paramref name="x"/> and <paramref name="y"/> are the caller's memory, unpadded and unaligned.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected abstract void Forward(ref float weights, ref float x, ref float y, ref float work, int rows);

    /// <summary>Generated: computes what predictions need besides the parameters, <see cref="NetworkInfo.PreparedFloats"/> behind them.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected virtual void PrepareCore(ref float weights)
    {
    }

    /// <summary>Generated: transposes one part of the kernels for the data gradients.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected virtual void TransposeCore(TrainingBatch batch, int part) => throw InferenceOnly();

    /// <summary>Generated: the row phase for <paramref name="count"/> samples from <paramref name="first"/> on: forward and losses, and with
    /// <paramref name="training"/> dropout and the backward pass to every layer.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected virtual void RunRowsCore(TrainingBatch batch, int first, int count, bool training) => throw InferenceOnly();

    /// <summary>Generated: one part of the row phase; see <see cref="NetworkInfo.Reductions"/>.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected virtual void RunPartCore(TrainingBatch batch, int part, int first, int count, bool training) => RunRowsCore(batch, first, count, training);

    /// <summary>Generated: one unit of what stands between two parts of the row phase, over the first <paramref name="rows"/> samples.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected virtual void ReduceCore(TrainingBatch batch, int reduction, int unit, int rows) => throw InferenceOnly();

    /// <summary>Generated: sums in the gradients of one weight block what the first <paramref name="rows"/> samples contribute, in order; adds to what
    /// is there where the batch is a later part of a step (<see cref="TrainingBatch.FirstSample"/>).</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected virtual void AddGradientsCore(TrainingBatch batch, int block, int rows) => throw InferenceOnly();

    /// <summary>Says that parameters may have changed in their place.</summary>
    internal void WeightsMoved()
    {
        if (Info.PreparedFloats > 0)
            Interlocked.Increment(ref _moves);
    }

    [MemberNotNull(nameof(_weights))]
    private void SetWeights(AlignedBuffer weights)
    {
        Volatile.Write(ref _weights, weights);
        Interlocked.Increment(ref _handOuts);
        _weightsAddress = weights.Address;
    }

    /// <summary>Prepares anew what predictions need, in its place: a prediction that meets a training step sees parameters in motion anyhow.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Prepare()
    {
        lock (_preparation)
        {
            int moves = Volatile.Read(ref _moves);
            if (_preparedMoves == moves)
                return;
            PrepareCore(ref Volatile.Read(ref _weights).Start);
            Volatile.Write(ref _preparedMoves, moves);
        }
    }

    // Generated code cannot override "protected internal" with the same words inside and outside of an assembly that sees the runtime's internals.
    internal void Transpose(TrainingBatch batch, int part) => TransposeCore(batch, part);

    internal void RunPart(TrainingBatch batch, int part, int first, int count, bool training) => RunPartCore(batch, part, first, count, training);

    internal void Reduce(TrainingBatch batch, int reduction, int unit, int rows) => ReduceCore(batch, reduction, unit, rows);

    internal void AddGradients(TrainingBatch batch, int block, int rows) => AddGradientsCore(batch, block, rows);

    /// <summary>How many samples go through the layers at a time: parts of about the same size, since a small last one would read all weights for its few samples; and whole tiles
    /// of six.</summary>
    private int RowsTogether(int rows)
    {
        int most = Info.InferenceRows;
        if (rows <= most)
            return rows;
        int parts = (int)(((long)rows + most - 1) / most), even = (int)(((long)rows + parts - 1) / parts);
        return Math.Min(most, (even + 5) / 6 * 6);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PredictInParts(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        int rows = 1;
        if (inputs.Length != Info.InputLength || outputs.Length != Info.OutputLength)
            rows = RowCount(inputs.Length, outputs.Length);

        if (_preparedMoves != Volatile.Read(ref _moves))
            Prepare();
        ref float weights = ref Volatile.Read(ref _weights).Start;
        ref float x = ref MemoryMarshal.GetReference(inputs);
        ref float y = ref MemoryMarshal.GetReference(outputs);
        int together = RowsTogether(rows);
        // Memory for as many as ever go together: numbers of samples that vary, as in a game, do not allocate at each new height.
        ref float work = ref Workspace.OfThread(Info.InferenceFloats + (rows == 1 ? 1 : Info.InferenceRows) * Info.InferenceFloatsPerRow);
        while (rows > 0)
        {
            int count = Math.Min(rows, together);
            Forward(ref weights, ref x, ref y, ref work, count);
            x = ref Unsafe.Add(ref x, (nint)count * Info.InputLength);
            y = ref Unsafe.Add(ref y, (nint)count * Info.OutputLength);
            rows -= count;
        }
    }

    private ParameterBlock Parameter(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (ParameterBlock block in Info.Parameters)
            if (block.Name == name)
                return block;
        throw new ArgumentException($"{Info.Name} has no parameter \"{name}\"; it has {string.Join(", ", Info.Parameters.Select(block => block.Name))}.", nameof(name));
    }

    private int ClassifyWide(ReadOnlySpan<float> input)
    {
        float[] output = System.Buffers.ArrayPool<float>.Shared.Rent(Info.OutputLength);
        Span<float> exact = output.AsSpan(0, Info.OutputLength);
        Predict(input, exact);
        int best = Decide(exact);
        System.Buffers.ArrayPool<float>.Shared.Return(output);
        return best;
    }

    private TrainingState MakeTraining() => Info.IsInferenceOnly
        ? throw InferenceOnly()
        : Interlocked.CompareExchange(ref _training, new TrainingState(this), null) ?? _training;

    /// <summary>Why a network cannot be trained.</summary>
    private InvalidOperationException InferenceOnly() => new(
        $"{Info.Name} is declared with Mode = NetworkMode.InferenceOnly, so it has no code to train or evaluate with: leave Mode out, or train a class with the same layers and load its file here.");

    private int RowCount(int inputs, int outputs)
    {
        (int length, int answer) = (Info.InputLength, Info.OutputLength);
        if (inputs % length != 0)
            throw new ArgumentException(Invariant($"{Info.Name} takes {length:N0} floats a sample; {inputs:N0} is not a whole number of samples."), nameof(inputs));
        if ((long)(inputs / length) * answer != outputs)
            throw new ArgumentException(Invariant($"{Info.Name} gives {answer:N0} floats a sample; for {inputs / length:N0} samples that is {(long)(inputs / length) * answer:N0}, but there is room for {outputs:N0}."), nameof(outputs));
        return inputs / length;
    }

    /// <summary>What the parameters are claimed for. Predictions claim nothing.</summary>
    internal enum Use
    {
        None,
        Training,
        Replacing,
    }

    /// <summary>Memory on the stack for one sample of a small network, with room to begin on a 64-byte boundary: less than a page, so that the frame
    /// takes no probing.</summary>
    [StructLayout(LayoutKind.Sequential, Size = (ScratchFloats + 16) * sizeof(float))]
    private struct Scratch;
}

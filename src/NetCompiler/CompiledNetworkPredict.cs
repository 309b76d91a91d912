using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetCompiler.Simd;
using static System.FormattableString;

namespace NetCompiler;

/// <content>Answers.</content>
public partial class CompiledNetwork
{
    /// <summary>Computes the answers to one sample or many; their number follows from the lengths. Thread-safe. A thread's first call with
    /// one sample and its first with several allocate what it computes in; all others allocate nothing.</summary>
    /// <param name="inputs">Samples one after the other, each <see cref="NetworkInfo.InputLength"/> floats. The numbers are not checked:
    /// the answer to a sample with NaN or infinity in it is unspecified, usually NaN; those to other samples are what they are without
    /// it.</param>
    /// <param name="outputs">Receives the answers, each <see cref="NetworkInfo.OutputLength"/> floats. Must not overlap
    /// <paramref name="inputs"/>, which is not checked: answers are written before all samples have been read.</param>
    /// <exception cref="ArgumentException">A length is not a multiple of a sample's or an answer's, or the two do not belong
    /// together.</exception>
    /// <example><code>
    /// float[] answers = new float[inputs.Length / Digits.InputLength * Digits.OutputLength];
    /// net.Predict(inputs, answers);                            // one sample or many, no garbage
    /// </code></example>
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
    /// <example><code>
    /// float[] probabilities = net.Predict(inputs);
    /// Console.WriteLine($"a seven: {probabilities[7]:P1}");
    /// </code></example>
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
        if (Info.ClassInputs.Count > 0)
            ClassNumbers.Check(Info, inputs, nameof(inputs));
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

    /// <summary>The parameters that predictions read now, and how often their buffer had been written over.</summary>
    internal PreparedParameters Present(out int overwrites)
    {
        PreparedParameters prepared = Volatile.Read(ref _prepared);
        overwrites = prepared.Buffer.Overwrites;
        return prepared.Version == _memory.Version ? prepared : Prepare(out overwrites);
    }

    private int RowCount(int inputs, int outputs)
    {
        (int length, int answer) = (Info.InputLength, Info.OutputLength);
        if (inputs % length != 0)
            throw new ArgumentException(
                Invariant($"{Info.Name} takes {Counts.OfSample(Info, "float")}; {inputs:N0} is not a whole number of samples."),
                nameof(inputs));
        if ((long)(inputs / length) * answer != outputs)
            throw new ArgumentException(
                Invariant($"{Info.Name} gives {Counts.Of(answer, "float")} a sample; for {Counts.Of(inputs / length, "sample")} that is ")
                    + Invariant($"{(long)(inputs / length) * answer:N0}, but there is room for {outputs:N0}."), nameof(outputs));
        return inputs / length;
    }

    /// <summary>Memory on the stack for one sample of a small network, with room to begin on a 64-byte boundary: less than a page, so that
    /// the frame takes no probing.</summary>
    [StructLayout(LayoutKind.Sequential, Size = (ScratchFloats + 16) * sizeof(float))]
    private struct Scratch;
}

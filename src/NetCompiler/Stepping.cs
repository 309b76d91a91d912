using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>Takes steps of a sequence one at a time.</summary>
internal static class Stepping
{
    private const int ScratchFloats = 960, Attempts = 3;

    /// <summary>See <see cref="CompiledNetwork.Step"/>. A step whose parameters were written over meanwhile is taken again, from the state
    /// before.</summary>
    [SkipLocalsInit]
    internal static unsafe void Run(CompiledNetwork network, ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs)
    {
        NetworkInfo info = network.Info;
        int steps = Check(info, inputs.Length, state.Length, outputs.Length);
        ClassNumbers.CheckSteps(info, inputs);
        int floats = info.StateFloats + info.StepFloats;
        if (floats > ScratchFloats)
        {
            Run(network, inputs, state, outputs, steps, ref Workspace.OfThread(floats));
            return;
        }
        Unsafe.SkipInit(out Scratch scratch);
        Run(network, inputs, state, outputs, steps, ref *(float*)(((nuint)(&scratch) + 63) & ~(nuint)63));
    }

    /// <param name="network">The network.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="state">The state.</param>
    /// <param name="outputs">Receives the outputs.</param>
    /// <param name="steps">How many.</param>
    /// <param name="memory">The workspace of a step, and room for a state.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(
        CompiledNetwork network, ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs, int steps, ref float memory)
    {
        NetworkInfo info = network.Info;
        ref float x = ref MemoryMarshal.GetReference(inputs);
        ref float y = ref MemoryMarshal.GetReference(outputs);
        Span<float> before = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref memory, info.StepFloats), info.StateFloats);
        for (int step = 0; step < steps; step++)
        {
            state.CopyTo(before);
            for (int attempt = 0; !TryStep(network, ref x, ref MemoryMarshal.GetReference(state), ref y, ref memory); attempt++)
            {
                before.CopyTo(state);
                if (attempt < Attempts)
                    continue;
                using Lock.Scope still = network.Store.Memory.HoldStill();
                TryStep(network, ref x, ref MemoryMarshal.GetReference(state), ref y, ref memory);
                break;
            }
            x = ref Unsafe.Add(ref x, info.StepInputLength);
            y = ref Unsafe.Add(ref y, info.StepOutputLength);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryStep(CompiledNetwork network, ref float x, ref float state, ref float y, ref float work)
    {
        PreparedParameters prepared = network.Present(out int overwrites);
        network.Code.RunStep(ref prepared.Values.Start, ref prepared.Prepared.Start, ref state, ref x, ref y, ref work);
        Volatile.ReadBarrier();
        return prepared.Buffer.Overwrites == overwrites;
    }

    /// <returns>The number of steps.</returns>
    private static int Check(NetworkInfo info, int inputs, int state, int outputs)
    {
        (int length, int answer) = (info.StepInputLength, info.StepOutputLength);
        if (length == 0)
            throw new InvalidOperationException($"{info.Name} does not go step by step.");
        if (state != info.StateFloats)
            throw new ArgumentException(
                Invariant($"{info.Name} carries {info.StateFloats:N0} floats from step to step, not {state:N0}."), nameof(state));
        if (inputs % length != 0)
            throw new ArgumentException(
                Invariant($"{info.Name} takes {length:N0} floats a step; {inputs:N0} is not a whole number of steps."), nameof(inputs));
        if ((long)(inputs / length) * answer != outputs)
            throw new ArgumentException(
                Invariant($"{info.Name} gives {answer:N0} floats a step; for {inputs / length:N0} steps that is ")
                    + Invariant($"{(long)(inputs / length) * answer:N0}, but there is room for {outputs:N0}."), nameof(outputs));
        return inputs / length;
    }

    /// <summary>Memory on the stack, with room to begin on a 64-byte boundary.</summary>
    [StructLayout(LayoutKind.Sequential, Size = (ScratchFloats + 16) * sizeof(float))]
    private struct Scratch;
}

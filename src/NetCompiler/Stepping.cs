using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>Takes steps of a sequence one after the other.</summary>
internal static class Stepping
{
    private const int ScratchFloats = 960, Attempts = 3;

    /// <summary>See <see cref="CompiledNetwork.Step"/>. A step whose parameters were written over meanwhile is taken again, from the state
    /// before.</summary>
    [SkipLocalsInit]
    internal static unsafe int Run(
        CompiledNetwork network, ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs, bool isOne)
    {
        NetworkInfo info = network.Info;
        if (isOne && inputs.Length != info.StepInputLength)
            throw OtherLength(info, inputs.Length);
        int steps = Check(info, inputs.Length, state, outputs.Length, out int answers);
        ClassNumbers.CheckSteps(info, inputs);
        int floats = info.StateFloats - info.RingFloats + info.StepFloats;
        if (floats > ScratchFloats)
        {
            Run(network, inputs, state, outputs, steps, ref Workspace.OfThread(floats));
            return answers;
        }
        Unsafe.SkipInit(out Scratch scratch);
        Run(network, inputs, state, outputs, steps, ref *(float*)(((nuint)(&scratch) + 63) & ~(nuint)63));
        return answers;
    }

    /// <param name="network">The network.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="state">The state.</param>
    /// <param name="outputs">Receives the outputs.</param>
    /// <param name="steps">How many.</param>
    /// <param name="memory">The workspace of a step, and room for what of a state must be restored.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(
        CompiledNetwork network, ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs, int steps, ref float memory)
    {
        NetworkInfo info = network.Info;
        ref float x = ref MemoryMarshal.GetReference(inputs);
        ref float y = ref MemoryMarshal.GetReference(outputs);
        ref float carried = ref MemoryMarshal.GetReference(state);
        Span<float> present = state[..(info.StateFloats - info.RingFloats)];
        Span<float> before = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref memory, info.StepFloats), present.Length);
        int phase = PhaseOf(info, state);
        for (int step = 0; step < steps; step++)
        {
            present.CopyTo(before);
            for (int attempt = 0; !TryStep(network, ref x, ref carried, ref y, ref memory); attempt++)
            {
                before.CopyTo(present);
                if (attempt < Attempts)
                    continue;
                using Lock.Scope still = network.Store.Memory.HoldStill();
                TryStep(network, ref x, ref carried, ref y, ref memory);
                break;
            }
            x = ref Unsafe.Add(ref x, info.StepInputLength);
            if (info.StepPeriod == 1)
            {
                y = ref Unsafe.Add(ref y, info.StepOutputLength);
                continue;
            }
            if (phase % info.AnswerPeriod == info.AnswerPhase)
                y = ref Unsafe.Add(ref y, info.StepOutputLength);
            phase = phase + 1 == info.StepPeriod ? 0 : phase + 1;
            carried = phase;
        }
    }

    /// <summary>The number of the next step among those after which all windows begin anew.</summary>
    private static int PhaseOf(NetworkInfo info, Span<float> state)
    {
        if (info.StepPeriod == 1)
            return 0;
        int phase = (int)state[0];
        if ((uint)phase >= (uint)info.StepPeriod)
            state[0] = phase = 0;
        return phase;
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
    private static int Check(NetworkInfo info, int inputs, Span<float> state, int outputs, out int answers)
    {
        (int length, int answer) = (info.StepInputLength, info.StepOutputLength);
        if (length == 0)
            throw new InvalidOperationException($"{info.Name} does not go step by step.");
        if (state.Length != info.StateFloats)
            throw new ArgumentException(
                Invariant($"{info.Name} carries {info.StateFloats:N0} floats from step to step, not {state.Length:N0}."), nameof(state));
        if (inputs % length != 0)
            throw new ArgumentException(
                Invariant($"{info.Name} takes {Counts.Of(length, "float")} a step; {inputs:N0} is not a whole number of steps."),
                nameof(inputs));
        int steps = inputs / length;
        if (info.PositionLimit > 0 && state[info.PositionOffset] + steps > info.PositionLimit)
            throw new InvalidOperationException(
                Invariant($"{info.Name} has {info.PositionLimit:N0} positions; this state has taken {state[info.PositionOffset]:N0} ")
                    + Invariant($"steps, so there is no room for {steps:N0} more. Reset begins anew."));
        answers = info.AnswerPeriod == 1 ? steps : Answers(info, PhaseOf(info, state), steps);
        if (info.AnswerPeriod == 1 ? (long)answers * answer != outputs : (long)answers * answer > outputs)
            throw new ArgumentException(
                Invariant($"{info.Name} gives {Counts.Of(answer, "float")} a{(info.AnswerPeriod == 1 ? " step" : "n answer")}; ")
                    + Invariant($"for {Counts.Of(steps, "step")} that is {(long)answers * answer:N0}, but there is room for {outputs:N0}."),
                nameof(outputs));
        return steps;
    }

    private static Exception OtherLength(NetworkInfo info, int inputs) => info.StepInputLength == 0
        ? new InvalidOperationException($"{info.Name} does not go step by step.")
        : new ArgumentException(
            Invariant($"{info.Name} takes {Counts.Of(info.StepInputLength, "float")} a step, not {inputs:N0}; ")
                + "StepBlock takes several steps.",
            nameof(inputs));

    /// <summary>How many answers so many steps give.</summary>
    private static int Answers(NetworkInfo info, int phase, int steps)
    {
        int first = (info.AnswerPhase - phase % info.AnswerPeriod + info.AnswerPeriod) % info.AnswerPeriod;
        return steps <= first ? 0 : (steps - first - 1) / info.AnswerPeriod + 1;
    }

    /// <summary>Memory on the stack, with room to begin on a 64-byte boundary.</summary>
    [StructLayout(LayoutKind.Sequential, Size = (ScratchFloats + 16) * sizeof(float))]
    private struct Scratch;
}

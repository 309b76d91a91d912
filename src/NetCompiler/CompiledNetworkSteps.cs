using System.ComponentModel;

namespace NetCompiler;

/// <content>Going through a sequence step by step.</content>
public partial class CompiledNetwork
{
    /// <summary>Makes stateful layers begin anew with the next batch of training, as <c>Fit</c> does with every epoch.</summary>
    public void ResetStates() => Volatile.Read(ref _training)?.ResetStates();

    /// <summary>Takes one step of a sequence: the same bits as <see cref="Predict(ReadOnlySpan{float}, Span{float})"/> has for the whole
    /// sequence. Thread-safe: each state belongs to its caller. Allocates nothing, but for a large network in a thread's first call. Takes
    /// no lock, unless the parameters were replaced three times meanwhile. Generated classes have a typed one.</summary>
    /// <param name="inputs">The step, <see cref="NetworkInfo.StepInputLength"/> floats.</param>
    /// <param name="state">What is carried: <see cref="NetworkInfo.StateFloats"/>, all 0 before the first step.</param>
    /// <param name="outputs">Receives the output, <see cref="NetworkInfo.StepOutputLength"/> floats. Must not overlap
    /// <paramref name="inputs"/>.</param>
    /// <returns>Whether there is one: where <see cref="NetworkInfo.AnswerPeriod"/> is more than 1, only one of so many steps gives
    /// one.</returns>
    /// <exception cref="ArgumentException">The lengths do not belong together.</exception>
    /// <exception cref="InvalidOperationException">The network does not go step by step.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool Step(ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs) =>
        Stepping.Run(this, inputs, state, outputs, isOne: true) > 0;

    /// <summary>Takes many steps one after the other, otherwise as <see cref="Step"/>: the same bits.</summary>
    /// <param name="inputs">Steps one after the other, each <see cref="NetworkInfo.StepInputLength"/> floats.</param>
    /// <param name="state">What is carried: <see cref="NetworkInfo.StateFloats"/>, all 0 before the first step.</param>
    /// <param name="outputs">Receives an output for each step, <see cref="NetworkInfo.StepOutputLength"/> floats; where
    /// <see cref="NetworkInfo.AnswerPeriod"/> is more than 1, for one of so many, and there may be more room than that takes.</param>
    /// <returns>How many outputs were written.</returns>
    /// <exception cref="ArgumentException">The lengths do not belong together.</exception>
    /// <exception cref="InvalidOperationException">The network does not go step by step.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int StepBlock(ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs) =>
        Stepping.Run(this, inputs, state, outputs, isOne: false);
}

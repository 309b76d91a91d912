namespace NetCompiler;

/// <content>Answers as class numbers.</content>
public partial class CompiledNetwork
{
    /// <summary>The most likely class of one sample: the number of the largest output, or, with a single output, 1 if it is above
    /// <see cref="NetworkInfo.DecisionThreshold"/> and else 0. Thread-safe. A thread's first call allocates what it computes in; all others
    /// allocate nothing.</summary>
    /// <param name="input">One sample. Its numbers are not checked: NaN in it usually makes all outputs NaN, and a network whose outputs
    /// are all NaN answers 0.</param>
    /// <exception cref="ArgumentException">The length is not <see cref="NetworkInfo.InputLength"/>.</exception>
    /// <exception cref="InvalidOperationException">The network has several outputs: say which.</exception>
    /// <example><code>
    /// int digit = net.Classify(test.Input(0));
    /// Console.WriteLine($"read {digit}, is {test.Label(0)}");
    /// </code></example>
    public int Classify(ReadOnlySpan<float> input) => Classification.Classify(this, Classification.OnlyOutput(Info), input);

    /// <summary>The most likely class of one sample by one of several outputs; otherwise as
    /// <see cref="Classify(ReadOnlySpan{float})"/>.</summary>
    /// <param name="output">The output's name.</param>
    /// <param name="input">One sample.</param>
    /// <exception cref="ArgumentException">There is no such output, or the length is not
    /// <see cref="NetworkInfo.InputLength"/>.</exception>
    public int Classify(string output, ReadOnlySpan<float> input) =>
        Classification.Classify(this, Info.Outputs[Segments.FindOutput(Info, output, nameof(output))], input);

    /// <summary>The most likely class of each of many samples, which go through the layers together. Thread-safe. A thread's first call
    /// allocates what it computes in; all others allocate nothing.</summary>
    /// <param name="inputs">Samples one after the other; NaN is treated as in <see cref="Classify(ReadOnlySpan{float})"/> and touches only
    /// the class of its own sample.</param>
    /// <param name="classes">Receives one class a sample. Must not overlap <paramref name="inputs"/>, which is not checked.</param>
    /// <exception cref="ArgumentException">The lengths do not belong together.</exception>
    /// <exception cref="InvalidOperationException">The network has several outputs: say which.</exception>
    /// <example><code>
    /// int[] digits = new int[inputs.Length / Digits.InputLength];
    /// net.Classify(inputs, digits);                            // all samples together
    /// </code></example>
    public void Classify(ReadOnlySpan<float> inputs, Span<int> classes) =>
        Classification.Classify(this, Classification.OnlyOutput(Info), inputs, classes);

    /// <summary>The most likely class of each of many samples by one of several outputs; otherwise as
    /// <see cref="Classify(ReadOnlySpan{float}, Span{int})"/>.</summary>
    /// <param name="output">The output's name.</param>
    /// <param name="inputs">Samples one after the other.</param>
    /// <param name="classes">Receives one class a sample.</param>
    /// <exception cref="ArgumentException">There is no such output, or the lengths do not belong together.</exception>
    public void Classify(string output, ReadOnlySpan<float> inputs, Span<int> classes) =>
        Classification.Classify(this, Info.Outputs[Segments.FindOutput(Info, output, nameof(output))], inputs, classes);
}

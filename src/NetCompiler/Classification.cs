using System.Buffers;
using System.Runtime.CompilerServices;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>Turns answers into class numbers, without allocating.</summary>
internal static class Classification
{
    private const int StackAnswers = 1024;

    /// <summary>The output that is meant where none is named: the only one, or the only one that is trained.</summary>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    internal static OutputPort OnlyOutput(NetworkInfo info) => info.Decisive ?? throw new InvalidOperationException(
        $"{info.Name} has several outputs, {Segments.Quoted(Segments.NamesOf(info.Outputs))}: "
            + "give the name of the one that is to be classified, Classify(name, inputs).");

    /// <summary>See <see cref="CompiledNetwork.Classify(ReadOnlySpan{float})"/>.</summary>
    [SkipLocalsInit]
    internal static int Classify(CompiledNetwork network, OutputPort port, ReadOnlySpan<float> input)
    {
        NetworkInfo info = network.Info;
        int length = info.InputLength, outputs = info.OutputLength;
        if (input.Length != length)
        {
            throw new ArgumentException(
                Invariant($"{info.Name} takes {length:N0} floats a sample; there are {input.Length:N0}. ") +
                "For many samples give a span for their classes, too.", nameof(input));
        }
        if (outputs > StackAnswers)
            return ClassifyWide(network, port, input);
        Span<float> output = stackalloc float[outputs];
        network.Predict(input, output);
        return Decide(port, output.Slice(port.Offset, port.Length));
    }

    /// <summary>See <see cref="CompiledNetwork.Classify(ReadOnlySpan{float}, Span{int})"/>.</summary>
    [SkipLocalsInit]
    internal static void Classify(CompiledNetwork network, OutputPort port, ReadOnlySpan<float> inputs, Span<int> classes)
    {
        NetworkInfo info = network.Info;
        int length = info.InputLength, outputs = info.OutputLength;
        if (inputs.Length != (long)length * classes.Length)
        {
            throw new ArgumentException(
                Invariant($"{info.Name} takes {length:N0} floats a sample; for {classes.Length:N0} classes that is ") +
                Invariant($"{(long)length * classes.Length:N0}, but there are {inputs.Length:N0}."), nameof(inputs));
        }
        if (outputs > StackAnswers)
        {
            for (int i = 0; i < classes.Length; i++)
                classes[i] = ClassifyWide(network, port, inputs.Slice(i * length, length));
            return;
        }
        int together = StackAnswers / outputs;
        Span<float> answers = stackalloc float[StackAnswers];
        while (classes.Length > 0)
        {
            int count = Math.Min(together, classes.Length);
            network.Predict(inputs[..(count * length)], answers[..(count * outputs)]);
            for (int i = 0; i < count; i++)
                classes[i] = Decide(port, answers.Slice(i * outputs + port.Offset, port.Length));
            inputs = inputs[(count * length)..];
            classes = classes[count..];
        }
    }

    /// <summary>The class that one answer says: the number of its largest number, or, where it is a single one, 1 above the threshold and
    /// else 0.</summary>
    internal static int Decide(OutputPort port, ReadOnlySpan<float> output)
    {
        if (output.Length == 1)
            return output[0] > port.DecisionThreshold ? 1 : 0;
        int best = 0;
        for (int i = 1; i < output.Length; i++)
            if (output[i] > output[best])
                best = i;
        return best;
    }

    private static int ClassifyWide(CompiledNetwork network, OutputPort port, ReadOnlySpan<float> input)
    {
        float[] output = ArrayPool<float>.Shared.Rent(network.Info.OutputLength);
        Span<float> exact = output.AsSpan(0, network.Info.OutputLength);
        network.Predict(input, exact);
        int best = Decide(port, exact.Slice(port.Offset, port.Length));
        ArrayPool<float>.Shared.Return(output);
        return best;
    }
}

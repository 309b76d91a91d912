using static System.FormattableString;

namespace NetCompiler;

/// <summary>Checks inputs that are class numbers.</summary>
internal static class ClassNumbers
{
    /// <summary>Checks samples that lie one behind the other.</summary>
    /// <exception cref="ArgumentException">A number is not that of a class.</exception>
    internal static void Check(NetworkInfo info, ReadOnlySpan<float> inputs, string parameter)
    {
        for (int sample = 0; sample * info.InputLength < inputs.Length; sample++)
            CheckSample(info, inputs.Slice(sample * info.InputLength, info.InputLength), sample, parameter);
    }

    /// <summary>Checks a sample.</summary>
    /// <param name="info">The network.</param>
    /// <param name="inputs">All that the sample has.</param>
    /// <param name="sample">Its number.</param>
    /// <param name="parameter">The parameter that has it; null where each input is one of its own.</param>
    /// <exception cref="ArgumentException">A number is not that of a class.</exception>
    internal static void CheckSample(NetworkInfo info, ReadOnlySpan<float> inputs, int sample, string? parameter)
    {
        float length = info.LengthsInput < 0 ? float.NaN : inputs[info.Inputs[info.LengthsInput].Offset];
        for (int i = 0; i < info.ClassInputs.Count; i++)
        {
            InputPort port = info.Inputs[info.ClassInputs[i].Input];
            Check(info, info.ClassInputs[i], inputs.Slice(port.Offset, port.Length), length, sample, parameter ?? port.Name);
        }
    }

    /// <summary>Checks what a sample has of one input.</summary>
    /// <param name="info">The network.</param>
    /// <param name="input">The input's number.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="length">How many steps of the sample count; NaN where samples have no lengths.</param>
    /// <param name="sample">Its number.</param>
    /// <param name="parameter">The parameter that has it.</param>
    /// <exception cref="ArgumentException">A number is not that of a class.</exception>
    internal static void CheckInput(
        NetworkInfo info, int input, ReadOnlySpan<float> values, float length, int sample, string parameter)
    {
        for (int i = 0; i < info.ClassInputs.Count; i++)
            if (info.ClassInputs[i].Input == input)
                Check(info, info.ClassInputs[i], values, length, sample, parameter);
    }

    /// <summary>Checks the inputs of steps, of which a sample's every number is one.</summary>
    /// <exception cref="ArgumentException">A number is not that of a class.</exception>
    internal static void CheckSteps(NetworkInfo info, ReadOnlySpan<float> inputs)
    {
        for (int i = 0; i < info.ClassInputs.Count; i++)
            if (info.ClassInputs[i].Layer is not null && IndexOfOther(inputs, info.ClassInputs[i].Classes) is >= 0 and int bad)
                throw Refused(info, info.ClassInputs[i], Invariant($"The input of step {bad:N0} is {inputs[bad]}"), nameof(inputs));
    }

    /// <summary>Of a sequence with lengths, which is the first input, the padding may be anything.</summary>
    private static void Check(
        NetworkInfo info, ClassInput numbers, ReadOnlySpan<float> values, float length, int sample, string parameter)
    {
        int steps = info.Inputs[0].Shape[0];
        if (numbers is { Input: 0, Layer: not null } && length >= 0 && length < steps)
            values = values[..((int)length * (values.Length / steps))];
        if (IndexOfOther(values, numbers.Classes) is >= 0 and int bad)
            throw Refused(
                info, numbers, numbers.Layer is null ? Invariant($"The length of sample {sample:N0} is {values[bad]}")
                    : Invariant($"The input of sample {sample:N0} is {values[bad]} in column {bad:N0}"), parameter);
    }

    private static ArgumentException Refused(NetworkInfo info, ClassInput numbers, string what, string parameter) => new(
        Invariant($"{what}; {(numbers.Layer is null ? "" : $"{numbers.Layer} of ")}{info.Name} takes ")
            + Invariant($"{(numbers.Layer is null ? "lengths" : "class numbers")}, ")
            + Invariant($"whole and 0 to {numbers.Classes - 1}."), parameter);

    private static int IndexOfOther(ReadOnlySpan<float> values, int classes)
    {
        for (int i = 0; i < values.Length; i++)
            if (!(values[i] >= 0 && values[i] < classes && values[i] == MathF.Truncate(values[i])))
                return i;
        return -1;
    }
}

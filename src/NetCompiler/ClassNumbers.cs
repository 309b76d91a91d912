using static System.FormattableString;

namespace NetCompiler;

/// <summary>Checks inputs that are class numbers.</summary>
internal static class ClassNumbers
{
    /// <summary>Checks samples that lie one behind the other.</summary>
    /// <exception cref="ArgumentException">A number is not that of a class.</exception>
    internal static void Check(NetworkInfo info, ReadOnlySpan<float> inputs, string parameter)
    {
        for (int i = 0; i < info.ClassInputs.Count; i++)
        {
            ClassInput numbers = info.ClassInputs[i];
            InputPort port = info.Inputs[numbers.Input];
            for (int sample = 0, first = port.Offset; first < inputs.Length; sample++, first += info.InputLength)
                Check(info, numbers, inputs.Slice(first, port.Length), sample, parameter);
        }
    }

    /// <summary>Checks what samples have of one input.</summary>
    /// <exception cref="ArgumentException">A number is not that of a class.</exception>
    internal static void CheckInput(NetworkInfo info, int input, ReadOnlySpan<float> values, int sample, string parameter)
    {
        for (int i = 0; i < info.ClassInputs.Count; i++)
            if (info.ClassInputs[i].Input == input)
                Check(info, info.ClassInputs[i], values, sample, parameter);
    }

    /// <summary>Checks the inputs of steps, of which a sample's every number is one.</summary>
    /// <exception cref="ArgumentException">A number is not that of a class.</exception>
    internal static void CheckSteps(NetworkInfo info, ReadOnlySpan<float> inputs)
    {
        for (int i = 0; i < info.ClassInputs.Count; i++)
            if (info.ClassInputs[i].Layer is not null && IndexOfOther(inputs, info.ClassInputs[i].Classes) is >= 0 and int bad)
                throw Refused(info, info.ClassInputs[i], Invariant($"The input of step {bad:N0} is {inputs[bad]}"), nameof(inputs));
    }

    private static void Check(NetworkInfo info, ClassInput numbers, ReadOnlySpan<float> values, int sample, string parameter)
    {
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

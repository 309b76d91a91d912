using NetCompiler;

namespace Bits;

/// <summary>Networks that go step by step: whole sequences, steps and blocks of any size have the same bits, on one thread and on
/// several.</summary>
internal static class StreamBits
{
    private const int Sequences = 3;

    private static readonly int[] s_threads = [1, 4];

    /// <summary>How many steps come together, over and over.</summary>
    private static readonly int[][] s_blocks = [[1], [2], [7], [64], [0, 5, 1, 3, 4, 2]];

    /// <summary>Over the answers to whole sequences; throws if others come out where the steps come in blocks.</summary>
    public static ulong Of(INetwork network)
    {
        CompiledNetwork net = network.Compiled;
        NetworkInfo info = net.Info;
        if (info.StepInputLength == 0)
            throw new InvalidOperationException($"{info.Name} does not go step by step.");
        Move(net);
        float[] x = Inputs.Whole(info, Inputs.Numbers(Sequences * info.InputLength)), whole = new float[Sequences * info.OutputLength];
        net.Predict(x, whole);
        foreach (int threads in s_threads)
            if (threads == 1)
                for (int i = 0; i < Sequences * s_blocks.Length; i++)
                    Compare(i);
            else if (!OperatingSystem.IsBrowser())
                Parallel.For(0, Sequences * s_blocks.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, Compare);
        return Fnv.Of(whole);

        void Compare(int i)
        {
            int sequence = i % Sequences, answers = sequence * info.OutputLength;
            int[] blocks = s_blocks[i / Sequences];
            float[] streamed = Stream(net, x.AsSpan(sequence * info.InputLength, info.InputLength), blocks);
            // Steps that do not count have no answers in a stream.
            if (!streamed.AsSpan().SequenceEqual(whole.AsSpan(answers, streamed.Length)))
                throw new InvalidOperationException($"{info.Name}: other bits in blocks of {string.Join(", ", blocks)} steps.");
        }
    }

    /// <summary>Moves every parameter by a number of its own, so that none is 0 or 1, as biases, scales and first states are.</summary>
    private static void Move(CompiledNetwork net)
    {
        foreach (ParameterBlock block in net.Info.Parameters)
        {
            float[] values = net.GetParameter(block.Name).ToArray(), moves = Inputs.Numbers(values.Length);
            for (int i = 0; i < values.Length; i++)
                values[i] += moves[i] / 16;
            net.SetParameter(block.Name, values);
        }
    }

    /// <summary>The answers to a sequence, of as many steps as count, that comes in blocks.</summary>
    private static float[] Stream(CompiledNetwork net, ReadOnlySpan<float> inputs, int[] blocks)
    {
        NetworkInfo info = net.Info;
        int features = info.StepInputLength, answer = info.StepOutputLength, given = 0;
        int steps = info.LengthsInput >= 0 ? (int)inputs[info.Inputs[info.LengthsInput].Offset] : inputs.Length / features;
        float[] state = new float[info.StateFloats], outputs = new float[steps * answer];
        for (int first = 0, block = 0; first < steps; block++)
        {
            int count = Math.Min(blocks[block % blocks.Length], steps - first);
            Span<float> room = outputs.AsSpan(given * answer);
            given += net.StepBlock(
                inputs.Slice(first * features, count * features), state, info.AnswerPeriod == 1 ? room[..(count * answer)] : room);
            first += count;
        }
        int expected = info.LengthsInput >= 0 ? steps * answer : info.OutputLength;
        return given * answer == expected
            ? outputs[..expected]
            : throw new InvalidOperationException($"{info.Name}: {given} answers of {answer} numbers instead of {expected} numbers.");
    }
}

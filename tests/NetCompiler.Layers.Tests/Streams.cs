using Xunit;

namespace NetCompiler.Tests;

/// <summary>A network's StepBlock.</summary>
internal delegate int StepBlock<TState>(ReadOnlySpan<float> inputs, ref TState state, Span<float> outputs);

/// <summary>What every network that goes step by step must pass.</summary>
internal static class Streams
{
    /// <summary>That steps in blocks of any size have the bits of the whole sequence.</summary>
    /// <param name="network">The network, which gets other parameters.</param>
    /// <param name="stepBlock">Its StepBlock.</param>
    /// <param name="inputs">A sequence; null for random numbers.</param>
    public static void Check<TState>(INetwork network, StepBlock<TState> stepBlock, float[]? inputs = null) where TState : struct
    {
        CompiledNetwork compiled = network.Compiled;
        NetworkInfo info = compiled.Info;
        var samples = new Samples(7);
        samples.Fill(compiled);
        inputs ??= samples.Normal(info.InputLength);
        int features = info.StepInputLength, answer = info.StepOutputLength, steps = inputs.Length / features;
        float[] whole = compiled.Predict(inputs);
        foreach (int block in new[] { 1, 2, 3, 5, steps, 0 })
        {
            TState state = default;
            float[] outputs = new float[steps * answer];
            int given = 0;
            for (int first = 0; first < steps;)
            {
                int count = Math.Min(block == 0 ? 1 + first % 4 : block, steps - first);
                Span<float> room = outputs.AsSpan(given * answer);
                given += stepBlock(inputs.AsSpan(first * features, count * features), ref state,
                    info.AnswerPeriod == 1 ? room[..(count * answer)] : room);
                first += count;
            }
            Assert.Equal((steps - info.AnswerPhase + info.AnswerPeriod - 1) / info.AnswerPeriod, given);
            Assert.Equal(whole, outputs.AsSpan(0, given * answer)[^whole.Length..]);
        }
    }
}

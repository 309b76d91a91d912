using NetCompiler;

namespace Mnist;

/// <summary>What a network says of one image.</summary>
/// <param name="Index">The image's number in its set.</param>
/// <param name="Label">What it is.</param>
/// <param name="Guess">What the network takes it for.</param>
/// <param name="Probability">How sure the network is of that, from 0 to 1.</param>
internal readonly record struct MnistReading(int Index, int Label, int Guess, float Probability)
{
    internal bool IsRight => Label == Guess;

    /// <summary>Reads every image of a set.</summary>
    internal static IReadOnlyList<MnistReading> All(CompiledNetwork network, Dataset images)
    {
        const int Chunk = 250;
        (int inputs, int outputs) = (network.Info.InputLength, network.Info.OutputLength);
        float[] samples = new float[Chunk * inputs], answers = new float[Chunk * outputs];
        var readings = new MnistReading[images.Count];
        for (int first = 0; first < images.Count; first += Chunk)
        {
            int count = Math.Min(Chunk, images.Count - first);
            for (int i = 0; i < count; i++)
                images.Input(first + i).CopyTo(samples.AsSpan(i * inputs));
            network.Predict(samples.AsSpan(0, count * inputs), answers.AsSpan(0, count * outputs));
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<float> answer = answers.AsSpan(i * outputs, outputs);
                int guess = 0;
                for (int c = 1; c < outputs; c++)
                    guess = answer[c] > answer[guess] ? c : guess;
                readings[first + i] = new MnistReading(first + i, images.Label(first + i), guess, answer[guess]);
            }
        }
        return readings;
    }
}

using NetCompiler;

namespace Gan;

/// <summary>What a network that reads real digits makes of images.</summary>
/// <param name="Sure">The share of which it is more than 90 % sure.</param>
/// <param name="Counts">How many of these it takes for each digit.</param>
internal sealed record Reading(double Sure, IReadOnlyList<int> Counts)
{
    private const float Enough = 0.9f;

    /// <summary>How many of the ten digits are among them.</summary>
    internal int Classes => Counts.Count(count => count > 0);

    /// <summary>Reads images.</summary>
    /// <param name="reader">Gives the probability of each digit.</param>
    /// <param name="images">One after the other.</param>
    internal static Reading Of(INetwork reader, ReadOnlySpan<float> images)
    {
        NetworkInfo info = reader.Compiled.Info;
        int count = images.Length / info.InputLength;
        float[] answers = reader.Predict(images);
        int[] counts = new int[info.OutputLength];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> answer = answers.AsSpan(i * counts.Length, counts.Length);
            for (int digit = 0; digit < counts.Length; digit++)
                if (answer[digit] > Enough)
                    counts[digit]++;
        }
        return new Reading((double)counts.Sum() / count, counts);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetCompiler.Simd;

/// <summary>What <c>Normalization</c> computes before any sample comes. Called by generated code, which guarantees the lengths.</summary>
public static class Normalizations
{
    /// <summary>The least deviation, Keras's epsilon.</summary>
    internal const float Epsilon = 1e-7f;

    /// <summary>Writes for every number of a sample, as it lies in memory, its mean, and behind those, what it is multiplied by: 1 /
    /// max(√variance, ε), inverted max(√variance, ε).</summary>
    /// <param name="mean">The means.</param>
    /// <param name="variance">The variances.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="inner">Numbers side by side that share one.</param>
    /// <param name="pixels">Pixels of a sample.</param>
    /// <param name="channels">Numbers of a pixel.</param>
    /// <param name="pitch">From pixel to pixel, at least <paramref name="channels"/>; what lies between gets zeros.</param>
    /// <param name="isInverted">Whether it goes from normalised numbers to data.</param>
    /// <param name="numbers">Receives 2 · <paramref name="length"/> floats.</param>
    /// <param name="length">The length of a sample, whole vectors.</param>
    [SkipLocalsInit]
    public static void Prepare(
        ref float mean, ref float variance, int count, int inner, int pixels, int channels, int pitch, bool isInverted, ref float numbers,
        int length)
    {
        Span<float> means = MemoryMarshal.CreateSpan(ref numbers, length);
        Span<float> factors = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref numbers, length), length);
        bool isSolid = pitch == channels || pixels == 1;
        long pattern = (long)count * inner;
        if (isSolid)
        {
            int filled = 0;
            for (int i = 0; i < count && filled < length; i++, filled += inner)
                Set(means, factors, filled, Math.Min(inner, length - filled), i, ref mean, ref variance);
        }
        else
        {
            means.Clear();
            factors.Clear();
            // Where every pixel is alike, the first one says all.
            pattern = channels % pattern == 0 ? pitch : length;
            for (int pixel = 0; pixel * pitch < pattern && pixel < pixels; pixel++)
            {
                for (int channel = 0; channel < channels; channel++)
                {
                    int number = pixel * channels + channel;
                    Set(means, factors, pixel * pitch + channel, 1, number / inner % count, ref mean, ref variance);
                }
            }
        }
        Repeat(means, pattern);
        Repeat(factors, pattern);

        void Set(Span<float> means, Span<float> factors, int start, int run, int index, ref float mean, ref float variance)
        {
            float deviation = Math.Max(MathF.Sqrt(Unsafe.Add(ref variance, index)), Epsilon);
            means.Slice(start, run).Fill(Unsafe.Add(ref mean, index));
            factors.Slice(start, run).Fill(isInverted ? deviation : 1 / deviation);
        }
    }

    /// <summary>Fills the rest with what the first <paramref name="pattern"/> numbers are, again and again.</summary>
    private static void Repeat(Span<float> numbers, long pattern)
    {
        while (pattern < numbers.Length)
        {
            int filled = (int)pattern, more = Math.Min(filled, numbers.Length - filled);
            numbers[..more].CopyTo(numbers[filled..]);
            pattern += more;
        }
    }
}

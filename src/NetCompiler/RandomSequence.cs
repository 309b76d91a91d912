using System.Numerics;

namespace NetCompiler;

/// <summary>Random numbers that are the same on every machine and version: xoshiro256** (Blackman and Vigna, 2018), seeded by
/// SplitMix64.</summary>
public struct RandomSequence
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>A stream of its own for every pair of <paramref name="seed"/> and <paramref name="stream"/>.</summary>
    public RandomSequence(int seed, int stream = 0)
    {
        ulong state = (uint)seed | (ulong)(uint)stream << 32;
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform on [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on 0 .. <paramref name="limit"/> - 1, without bias (Lemire, 2019).</summary>
    /// <param name="limit">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is below 1.</exception>
    public int Next(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ulong product = (NextUInt64() >> 32) * (ulong)limit;
        if ((uint)product < (uint)limit)
        {
            uint threshold = (uint)(-limit) % (uint)limit;
            while ((uint)product < threshold)
                product = (NextUInt64() >> 32) * (ulong)limit;
        }
        return (int)(product >> 32);
    }

    /// <summary>Normal with mean 0 and variance 1 (Marsaglia's polar method).</summary>
    public double NextNormal()
    {
        while (true)
        {
            double x = 2 * NextDouble() - 1, y = 2 * NextDouble() - 1, square = x * x + y * y;
            if (square is > 0 and < 1)
                return x * Math.Sqrt(-2 * Log(square) / square);
        }
    }

    /// <summary>Shuffles in place (Fisher and Yates).</summary>
    /// <param name="values">What is to be shuffled.</param>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>Natural logarithm of a normal number by its atanh series: the library's own, because Math.Log may differ by
    /// machine.</summary>
    private static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble(bits & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }
        double z = (mantissa - 1) / (mantissa + 1), square = z * z, sum = 0;
        for (int n = 23; n >= 1; n -= 2)
            sum = sum * square + 1.0 / n;
        return exponent * 0.6931471805599453 + 2 * z * sum;
    }

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NetCompiler.Simd;

/// <summary>Random numbers that depend on a key and a counter alone: dropout and noise, the same at every vector width and in any
/// order.</summary>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class RandomLanes
{
    /// <summary>The threshold for <see cref="DropoutScale"/> that keeps a value with probability 1 - rate, to the nearest 2^-29.</summary>
    /// <param name="rate">The fraction of values to drop, from 0 (keep all) to 1 (drop all).</param>
    /// <returns>The bits of a float between 2^-63 and 2 that the random lanes are compared with.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is not between 0 and 1.</exception>
    public static int DropoutThreshold(float rate)
    {
        if (!(rate >= 0f && rate <= 1f))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "The dropout rate must be between 0 and 1.");
        return DropoutBase + (int)Math.Round((1.0 - rate) * DropoutBase);
    }

    private const int DropoutBase = 0x20000000;

    /// <summary>Random dropout factors: <paramref name="scale"/> in the lanes that are kept, zero in those dropped.</summary>
    /// <remarks>
    /// Lane i is a function of the key and of the counter index + i alone, so neither the vector width nor the order of calls changes a
    /// decision. The counter plus a multiple of the key is exclusive-ored with its own high half, multiplied, exclusive-ored with another
    /// multiple of the key and with its own high bits, and multiplied again (the multipliers and shifts are those of C. Wellons'
    /// "lowbias32", found by a search for the least bias); the highest 29 bits decide.
    /// </remarks>
    /// <param name="key">What tells one stream from another; successive numbers will do.</param>
    /// <param name="index">The counter of lane 0; counters wrap at 2^32.</param>
    /// <param name="threshold">The result of <see cref="DropoutThreshold"/>.</param>
    /// <param name="scale">The factor of a kept value, usually 1/(1 - rate).</param>
    /// <returns>A vector of factors.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V DropoutScale<V>(int key, int index, int threshold, float scale) where V : struct, ISimd<V>
    {
        V h = Hash<V>(key, index);
        // The compared bits all lie between 0x20000000 and 0x3FFFFFFF: positive normal floats, which order as their bits do.
        h = V.ShiftRightLogical(h, 3) | V.BroadcastInt32(DropoutBase);
        return V.GreaterThan(V.BroadcastInt32(threshold), h) & V.Broadcast(scale);
    }

    /// <summary>Random numbers of the normal distribution with mean 0.</summary>
    /// <remarks>Lane i is a function of the key and of the counter index + i alone, as in <see cref="DropoutScale"/>. The hash's highest
    /// bit is the sign; the other 31 say how much of the distribution lies further from 0, at least 2^-32, which is 6.34 standard
    /// deviations.</remarks>
    /// <param name="key">What tells one stream from another; successive numbers will do.</param>
    /// <param name="index">The counter of lane 0; counters wrap at 2^32.</param>
    /// <param name="deviation">The standard deviation.</param>
    /// <returns>A vector of numbers.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Noise<V>(int key, int index, float deviation) where V : struct, ISimd<V>
    {
        V h = Hash<V>(key, index);
        // The multiplication leaves the low bits less mixed than the high ones.
        h ^= V.ShiftRightLogical(h, 16);
        V sign = h & V.BroadcastInt32(int.MinValue);
        V tail = (V.ToSingle(h ^ sign) + V.Broadcast(0.5f)) * V.Broadcast(1f / 2147483648f);
        return (VectorMath.NormalOfTails(tail) * V.Broadcast(deviation)) ^ sign;
    }

    /// <summary>See the remarks at <see cref="DropoutScale"/>; all but the last step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Hash<V>(int key, int index) where V : struct, ISimd<V>
    {
        V h = V.AddInt32(V.BroadcastInt32(unchecked(index + key * (int)0x9E3779B1)), V.IndicesInt32);
        h ^= V.ShiftRightLogical(h, 16);
        h = V.MultiplyInt32(h, V.BroadcastInt32(0x7FEB352D));
        h ^= V.BroadcastInt32(unchecked(key * (int)0x85EBCA77 + 0x27D4EB2F));
        h ^= V.ShiftRightLogical(h, 15);
        return V.MultiplyInt32(h, V.BroadcastInt32(unchecked((int)0x846CA68B)));
    }
}

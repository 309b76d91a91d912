using System.Numerics;
using System.Runtime.InteropServices;

namespace NetCompiler;

/// <summary>Looks for numbers that cannot be learned from.</summary>
internal static class FiniteNumbers
{
    /// <summary>The position of the first of finite numbers that is below <paramref name="least"/> or above <paramref name="most"/>, or
    /// -1.</summary>
    internal static int IndexOfOutside(ReadOnlySpan<float> values, float least, float most)
    {
        int i = 0;
        ref float start = ref MemoryMarshal.GetReference(values);
        Vector<float> low = new(least), high = new(most);
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> lanes = Vector.LoadUnsafe(ref start, (nuint)i);
            if (Vector.LessThanAny(lanes, low) || Vector.GreaterThanAny(lanes, high))
                break;
        }
        for (; i < values.Length; i++)
            if (values[i] < least || values[i] > most)
                return i;
        return -1;
    }

    /// <summary>The position of the first number that is not finite, or -1.</summary>
    internal static int IndexOfNotFinite(ReadOnlySpan<float> values)
    {
        int i = 0;
        if (values.Length >= Vector<float>.Count)
        {
            ref float start = ref MemoryMarshal.GetReference(values);
            for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> lanes = Vector.LoadUnsafe(ref start, (nuint)i);
                if (!Vector.EqualsAll(lanes - lanes, Vector<float>.Zero))
                    break;
            }
        }
        for (; i < values.Length; i++)
            if (!float.IsFinite(values[i]))
                return i;
        return -1;
    }
}

using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetCompiler.Simd;

/// <summary>What windows over the steps of a sequence remember where steps come one at a time: a ring of the last ones. Whatever a state
/// holds, nothing beyond the ring is touched.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class StepWindows
{
    /// <summary>Takes the present step into the ring, and gives what a window sees: the oldest step first.</summary>
    /// <param name="x">The step.</param>
    /// <param name="state">The slot that the step goes to, and how many steps there were, counted up to the number of slots.</param>
    /// <param name="ring">(taps - 1) · <paramref name="distance"/> + 1 slots of <paramref name="features"/> floats.</param>
    /// <param name="y">Receives <paramref name="taps"/> steps.</param>
    /// <param name="taps">Steps that the window sees.</param>
    /// <param name="distance">From one to the next.</param>
    /// <param name="features">Floats of a step.</param>
    /// <param name="repeatsFirst">Whether the first step stands for those before it; else zeros do.</param>
    public static void Recall(
        ref float x, ref float state, ref float ring, ref float y, int taps, int distance, int features, bool repeatsFirst)
    {
        int slots = (taps - 1) * distance + 1, slot = SlotOf(state, slots);
        ref float seen = ref Unsafe.Add(ref state, 1);
        Copy(ref x, ref Unsafe.Add(ref ring, (nint)slot * features), features);
        if (repeatsFirst && seen == 0)
            for (int other = 0; other < slots; other++)
                Copy(ref x, ref Unsafe.Add(ref ring, (nint)other * features), features);
        int next = slot + 1 == slots ? 0 : slot + 1;
        if (distance == 1)
        {
            int older = (slots - next) * features;
            Copy(ref Unsafe.Add(ref ring, (nint)next * features), ref y, older);
            Copy(ref ring, ref Unsafe.Add(ref y, older), next * features);
        }
        else
        {
            int from = next;
            for (int tap = 0; tap < taps; tap++)
            {
                Copy(ref Unsafe.Add(ref ring, (nint)from * features), ref Unsafe.Add(ref y, tap * features), features);
                from = from + distance < slots ? from + distance : from + distance - slots;
            }
        }
        state = next;
        seen = seen < slots ? seen + 1 : slots;
    }

    /// <summary>Takes the present step into the ring, and gives the mean of those in it.</summary>
    /// <param name="x">The step.</param>
    /// <param name="state">As for <see cref="Recall"/>.</param>
    /// <param name="ring"><paramref name="slots"/> steps, from one to the next <paramref name="pitch"/> floats, whole vectors.</param>
    /// <param name="y">Receives as many floats.</param>
    /// <param name="slots">Steps that the window sees.</param>
    /// <param name="features">Floats of a step.</param>
    /// <param name="pitch">These, rounded up to whole vectors.</param>
    public static void Mean<V>(ref float x, ref float state, ref float ring, ref float y, int slots, int features, int pitch)
        where V : struct, ISimd<V>
    {
        int slot = SlotOf(state, slots);
        ref float seen = ref Unsafe.Add(ref state, 1);
        int count = seen >= 0 && seen < slots ? (int)seen + 1 : slots;
        Copy(ref x, ref Unsafe.Add(ref ring, (nint)slot * pitch), features);
        V share = V.Broadcast(1f / count);
        for (int c = 0; c < pitch; c += V.Count)
        {
            V sum = V.Zero;
            int from = slot + 1 - count < 0 ? slot + 1 - count + slots : slot + 1 - count;
            for (int i = 0; i < count; i++)
            {
                sum += V.Load(ref ring, from * pitch + c);
                from = from + 1 == slots ? 0 : from + 1;
            }
            V.Store(sum * share, ref y, c);
        }
        state = slot + 1 == slots ? 0 : slot + 1;
        seen = count;
    }

    /// <summary>A state may be anybody's bytes.</summary>
    internal static int SlotOf(float state, int slots)
    {
        int slot = (int)state;
        return (uint)slot < (uint)slots ? slot : 0;
    }

    private static void Copy(ref float from, ref float to, int floats)
    {
        if (floats == 1)
            to = from;
        else
            MemoryMarshal.CreateReadOnlySpan(ref from, floats).CopyTo(MemoryMarshal.CreateSpan(ref to, floats));
    }
}

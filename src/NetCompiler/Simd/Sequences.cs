using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetCompiler.Simd;

/// <summary>What recurrent layers do with whole rows of their state, and embeddings with those of their table.</summary>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Sequences
{
    /// <summary>Sets so many floats to zero.</summary>
    public static void Clear(ref float start, int floats) => MemoryMarshal.CreateSpan(ref start, floats).Clear();

    /// <summary>Copies the rows of a table that numbers name; of a number without one, zeros.</summary>
    /// <param name="numbers">The numbers, whole.</param>
    /// <param name="count">How many.</param>
    /// <param name="table">The table, <paramref name="stride"/> from row to row.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="stride">The distance between them.</param>
    /// <param name="destination">Receives a row for each number.</param>
    /// <param name="pitch">The distance between these.</param>
    /// <param name="floats">The length of a row, padding included.</param>
    public static void Lookup(
        ref float numbers, int count, ref float table, int rows, int stride, ref float destination, int pitch, int floats)
    {
        for (int i = 0; i < count; i++)
        {
            float number = Unsafe.Add(ref numbers, i);
            if (number >= 0 && number < rows)
                CopyRows(ref Unsafe.Add(ref table, (nint)number * stride), 0, ref Unsafe.Add(ref destination, i * pitch), 0, floats, 1);
            else
                Clear(ref Unsafe.Add(ref destination, i * pitch), floats);
        }
    }

    /// <summary>Adds rows to those rows of a table's gradient that numbers name, in the order of the numbers.</summary>
    /// <param name="numbers">The numbers of the first sample.</param>
    /// <param name="count">How many a sample has.</param>
    /// <param name="numberStride">From sample to sample of the numbers.</param>
    /// <param name="source">A row for each number of the first sample.</param>
    /// <param name="pitch">From row to row.</param>
    /// <param name="sourceStride">From sample to sample of the rows.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="table">The table's rows that are wanted.</param>
    /// <param name="first">The number of the first of them.</param>
    /// <param name="rows">How many.</param>
    /// <param name="stride">The distance between them.</param>
    /// <param name="floats">The length of a row: whole vectors.</param>
    /// <param name="adds">Whether they have sums already; else they begin with 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddToRows<V>(
        ref float numbers, int count, int numberStride, ref float source, int pitch, int sourceStride, int samples, ref float table,
        int first, int rows, int stride, int floats, bool adds) where V : struct, ISimd<V>
    {
        if (!adds)
            Clear(ref table, rows * stride);
        for (int sample = 0; sample < samples; sample++)
        {
            for (int i = 0; i < count; i++)
            {
                float number = Unsafe.Add(ref numbers, i);
                if (!(number >= first && number < first + rows))
                    continue;
                ref float sum = ref Unsafe.Add(ref table, ((nint)number - first) * stride);
                ref float row = ref Unsafe.Add(ref source, i * pitch);
                for (int c = 0; c < floats; c += V.Count)
                    V.Store(V.Load(ref sum, c) + V.Load(ref row, c), ref sum, c);
            }
            numbers = ref Unsafe.Add(ref numbers, numberStride);
            source = ref Unsafe.Add(ref source, sourceStride);
        }
    }

    /// <summary>Draws a row of dropout factors for each sample.</summary>
    /// <param name="start">Receives them, row by row.</param>
    /// <param name="floats">The length of a row: whole vectors.</param>
    /// <param name="rows">The number of samples.</param>
    /// <param name="batch">The step's memory, whose key counts.</param>
    /// <param name="first">The first sample.</param>
    /// <param name="key">What tells a layer from others.</param>
    /// <param name="rate">The fraction to drop; 0 gives ones.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DropoutRows<V>(
        ref float start, int floats, int rows, TrainingBatch batch, int first, int key, float rate) where V : struct, ISimd<V>
    {
        key = unchecked(batch.RandomKey + key);
        int threshold = RandomLanes.DropoutThreshold(rate), sample = unchecked((batch.FirstSample + first) * floats);
        for (int i = 0; i < rows * floats; i += V.Count)
            V.Store(RandomLanes.DropoutScale<V>(key, unchecked(sample + i), threshold, 1 / (1 - rate)), ref start, i);
    }

    /// <summary>Sets the first <paramref name="floats"/> of each of <paramref name="rows"/> rows to zero.</summary>
    public static void ClearRows(ref float start, int stride, int floats, int rows)
    {
        for (int row = 0; row < rows; row++)
            Clear(ref Unsafe.Add(ref start, row * stride), floats);
    }

    /// <summary>Copies the first <paramref name="floats"/> of each of <paramref name="rows"/> rows.</summary>
    public static void CopyRows(ref float source, int sourceStride, ref float destination, int destinationStride, int floats, int rows)
    {
        for (int row = 0; row < rows; row++)
            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref source, row * sourceStride), floats)
                .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref destination, row * destinationStride), floats));
    }
}

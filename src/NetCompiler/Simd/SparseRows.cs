using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetCompiler.Simd;

/// <summary>
/// Sums of products that leave out what is multiplied by zero: y[r, c] = start[c] + Σ_k a[r, k] b[k, c] over the terms k that are not zero
/// in all rows of a group. Inputs are zero where an image is black, activations where a rectified unit is off or dropped out, and gradients
/// behind those.
/// </summary>
/// <remarks>
/// <para>Rows go in groups of six, which share a list of their terms; a sum takes its terms in order, as sums of all terms do. With finite
/// b the two differ in nothing but the sign of a zero, where all products underflow or <c>start</c> is -0.</para>
/// <para>Nothing is bounds-checked: the caller guarantees that columns are a multiple of 16 and that all operands are there.</para>
/// </remarks>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class SparseRows
{
    private const int Group = SparseTerms.Group;

    /// <summary>Terms that sums ask the caches ahead: the hardware does not foresee where the next one lies. A list goes on for so many
    /// entries with its last.</summary>
    private const int Ahead = 8;

    /// <summary>Entries of the lists of a call, at most: half a megabyte.</summary>
    private const int MostEntries = 256 * 1024;

    /// <summary>What memory is taken for where there is more than one row, so that numbers of samples that vary do not take more at each
    /// new height.</summary>
    private const int UsualGroups = (256 + Group - 1) / Group;

    [ThreadStatic]
    private static ushort[]? _lists;

    /// <summary>Sums without the terms that are zero if these are many, a quarter at least; else does nothing, and the caller sums all
    /// terms.</summary>
    /// <param name="a">The left operand: a[r, k] lies r · <paramref name="rowStep"/> + k · <paramref name="termStep"/> floats further. One
    /// of the two is 1.</param>
    /// <param name="b">The right operand: b[k, c] lies k · <paramref name="rightStep"/> + c floats further.</param>
    /// <param name="start">What sums begin with, one for each column; a null reference for zeros.</param>
    /// <param name="y">The output: y[r, c] lies r · <paramref name="outputStep"/> + c floats further.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="rowStep">From row to row of a.</param>
    /// <param name="termStep">From term to term of a.</param>
    /// <param name="terms">The number of terms.</param>
    /// <param name="rightStep">From term to term of b.</param>
    /// <param name="outputStep">From row to row of y.</param>
    /// <param name="columns">The number of columns, a multiple of 16.</param>
    /// <param name="add">Whether sums begin with what y holds, in place of <paramref name="start"/>.</param>
    /// <returns>Whether y is written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TrySum<V>(
        ref float a, ref float b, ref float start, ref float y, int rows, int rowStep, int termStep, int terms, int rightStep,
        int outputStep, int columns, bool add = false)
        where V : struct, ISimd<V>
    {
        int groups = (rows + Group - 1) / Group, stride = 1 + terms + Ahead;
        if (terms > ushort.MaxValue || (long)groups * stride > MostEntries)
            return false;
        ref ushort lists = ref Lists((int)(rows == 1 ? stride : Math.Min(Math.Max(groups, UsualGroups) * (long)stride, MostEntries)));
        if (!SparseTerms.TryList(ref a, rows, rowStep, termStep, terms, ref lists, stride))
            return false;
        ref float from = ref add ? ref y : ref start;
        var steps = new Steps(rowStep, outputStep, add ? outputStep : 0, (nuint)termStep * sizeof(float), (nuint)rightStep * sizeof(float));
        int n = V.Count, column = 0;
        if (rows == 1)
        {
            ref ushort list = ref lists;
            for (; column <= columns - 8 * n; column += 8 * n)
                Sum1x8<V>(ref a, ref Unsafe.Add(ref b, column), ref At(ref from, column), ref Unsafe.Add(ref y, column), steps, ref list);
            for (; column <= columns - 4 * n; column += 4 * n)
                Sum1x4<V>(ref a, ref Unsafe.Add(ref b, column), ref At(ref from, column), ref Unsafe.Add(ref y, column), steps, ref list);
            for (; column < columns; column += n)
                Sum1x1<V>(ref a, ref Unsafe.Add(ref b, column), ref At(ref from, column), ref Unsafe.Add(ref y, column), steps, ref list);
            return true;
        }
        // so many sums at a time need the 32 registers of machines with vectors of 16
        for (; V.Count == 16 && column <= columns - 4 * n; column += 4 * n)
            for (int row = 0, group = 0; row < rows; row += Group, group++)
                Sum6x4<V>(
                    ref Unsafe.Add(ref a, row * rowStep), ref Unsafe.Add(ref b, column), ref At(ref from, row * steps.From + column),
                    ref Unsafe.Add(ref y, row * outputStep + column), steps, rows - row, ref Unsafe.Add(ref lists, group * stride));
        for (; column <= columns - 2 * n; column += 2 * n)
            for (int row = 0, group = 0; row < rows; row += Group, group++)
                Sum6x2<V>(
                    ref Unsafe.Add(ref a, row * rowStep), ref Unsafe.Add(ref b, column), ref At(ref from, row * steps.From + column),
                    ref Unsafe.Add(ref y, row * outputStep + column), steps, rows - row, ref Unsafe.Add(ref lists, group * stride));
        for (; column < columns; column += n)
            for (int row = 0, group = 0; row < rows; row += Group, group++)
                Sum6x1<V>(
                    ref Unsafe.Add(ref a, row * rowStep), ref Unsafe.Add(ref b, column), ref At(ref from, row * steps.From + column),
                    ref Unsafe.Add(ref y, row * outputStep + column), steps, rows - row, ref Unsafe.Add(ref lists, group * stride));
        return true;
    }

    /// <summary>How far things are apart: in floats, or in bytes where a list's entry is multiplied by it.</summary>
    private readonly record struct Steps(int Row, int Output, int From, nuint TermBytes, nuint RightBytes);

    /// <summary>Memory of the calling thread for that many entries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref ushort Lists(int entries)
    {
        if (_lists is null || _lists.Length < entries)
            _lists = GC.AllocateUninitializedArray<ushort>(entries);
        return ref MemoryMarshal.GetArrayDataReference(_lists);
    }

    /// <summary>A reference to that many floats further, or a null reference as before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float At(ref float from, int floats) => ref Unsafe.IsNullRef(ref from) ? ref from : ref Unsafe.Add(ref from, floats);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum6x4<V>(ref float a, ref float b, ref float from, ref float y, Steps steps, int rows, ref ushort list)
        where V : struct, ISimd<V>
    {
        int n = V.Count;
        // where there are fewer rows than six, the last one stands in for the others
        int last = rows - 1, row1 = Math.Min(1, last), row2 = Math.Min(2, last), row3 = Math.Min(3, last), row4 = Math.Min(4, last),
            row5 = Math.Min(5, last);
        V c00 = V.Zero, c01 = c00, c02 = c00, c03 = c00;
        V c10 = c00, c11 = c00, c12 = c00, c13 = c00;
        V c20 = c00, c21 = c00, c22 = c00, c23 = c00;
        V c30 = c00, c31 = c00, c32 = c00, c33 = c00;
        V c40 = c00, c41 = c00, c42 = c00, c43 = c00;
        V c50 = c00, c51 = c00, c52 = c00, c53 = c00;
        if (!Unsafe.IsNullRef(ref from))
        {
            c00 = V.Load(ref from, 0); c01 = V.Load(ref from, n); c02 = V.Load(ref from, 2 * n); c03 = V.Load(ref from, 3 * n);
            ref float start = ref Unsafe.Add(ref from, row1 * steps.From);
            c10 = V.Load(ref start, 0); c11 = V.Load(ref start, n); c12 = V.Load(ref start, 2 * n); c13 = V.Load(ref start, 3 * n);
            start = ref Unsafe.Add(ref from, row2 * steps.From);
            c20 = V.Load(ref start, 0); c21 = V.Load(ref start, n); c22 = V.Load(ref start, 2 * n); c23 = V.Load(ref start, 3 * n);
            start = ref Unsafe.Add(ref from, row3 * steps.From);
            c30 = V.Load(ref start, 0); c31 = V.Load(ref start, n); c32 = V.Load(ref start, 2 * n); c33 = V.Load(ref start, 3 * n);
            start = ref Unsafe.Add(ref from, row4 * steps.From);
            c40 = V.Load(ref start, 0); c41 = V.Load(ref start, n); c42 = V.Load(ref start, 2 * n); c43 = V.Load(ref start, 3 * n);
            start = ref Unsafe.Add(ref from, row5 * steps.From);
            c50 = V.Load(ref start, 0); c51 = V.Load(ref start, n); c52 = V.Load(ref start, 2 * n); c53 = V.Load(ref start, 3 * n);
        }
        ref float a1 = ref Unsafe.Add(ref a, row1 * steps.Row), a2 = ref Unsafe.Add(ref a, row2 * steps.Row),
            a3 = ref Unsafe.Add(ref a, row3 * steps.Row);
        ref float a4 = ref Unsafe.Add(ref a, row4 * steps.Row), a5 = ref Unsafe.Add(ref a, row5 * steps.Row);
        ref ushort term = ref Unsafe.Add(ref list, 1), end = ref Unsafe.Add(ref term, (int)list);
        nuint left = steps.TermBytes, right = steps.RightBytes;
        while (Unsafe.IsAddressLessThan(ref term, ref end))
        {
            nuint k = term;
            ref float bk = ref Unsafe.AddByteOffset(ref b, k * right),
                next = ref Unsafe.AddByteOffset(ref b, Unsafe.Add(ref term, Ahead) * right);
            V.Prefetch(ref next, 0); V.Prefetch(ref next, n); V.Prefetch(ref next, 2 * n); V.Prefetch(ref next, 3 * n);
            term = ref Unsafe.Add(ref term, 1);
            k *= left;
            V r0 = V.Load(ref bk, 0), r1 = V.Load(ref bk, n), r2 = V.Load(ref bk, 2 * n), r3 = V.Load(ref bk, 3 * n);
            V ak = V.Broadcast(Unsafe.AddByteOffset(ref a, k));
            V.AddProduct(ak, r0, ref c00); V.AddProduct(ak, r1, ref c01); V.AddProduct(ak, r2, ref c02); V.AddProduct(ak, r3, ref c03);
            ak = V.Broadcast(Unsafe.AddByteOffset(ref a1, k));
            V.AddProduct(ak, r0, ref c10); V.AddProduct(ak, r1, ref c11); V.AddProduct(ak, r2, ref c12); V.AddProduct(ak, r3, ref c13);
            ak = V.Broadcast(Unsafe.AddByteOffset(ref a2, k));
            V.AddProduct(ak, r0, ref c20); V.AddProduct(ak, r1, ref c21); V.AddProduct(ak, r2, ref c22); V.AddProduct(ak, r3, ref c23);
            ak = V.Broadcast(Unsafe.AddByteOffset(ref a3, k));
            V.AddProduct(ak, r0, ref c30); V.AddProduct(ak, r1, ref c31); V.AddProduct(ak, r2, ref c32); V.AddProduct(ak, r3, ref c33);
            ak = V.Broadcast(Unsafe.AddByteOffset(ref a4, k));
            V.AddProduct(ak, r0, ref c40); V.AddProduct(ak, r1, ref c41); V.AddProduct(ak, r2, ref c42); V.AddProduct(ak, r3, ref c43);
            ak = V.Broadcast(Unsafe.AddByteOffset(ref a5, k));
            V.AddProduct(ak, r0, ref c50); V.AddProduct(ak, r1, ref c51); V.AddProduct(ak, r2, ref c52); V.AddProduct(ak, r3, ref c53);
        }
        Rows.Store(c00, c01, c02, c03, ref y);
        Rows.Store(c10, c11, c12, c13, ref Unsafe.Add(ref y, row1 * steps.Output));
        Rows.Store(c20, c21, c22, c23, ref Unsafe.Add(ref y, row2 * steps.Output));
        Rows.Store(c30, c31, c32, c33, ref Unsafe.Add(ref y, row3 * steps.Output));
        Rows.Store(c40, c41, c42, c43, ref Unsafe.Add(ref y, row4 * steps.Output));
        Rows.Store(c50, c51, c52, c53, ref Unsafe.Add(ref y, row5 * steps.Output));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum6x2<V>(ref float a, ref float b, ref float from, ref float y, Steps steps, int rows, ref ushort list)
        where V : struct, ISimd<V>
    {
        int n = V.Count;
        // where there are fewer rows than six, the last one stands in for the others
        int last = rows - 1, row1 = Math.Min(1, last), row2 = Math.Min(2, last), row3 = Math.Min(3, last), row4 = Math.Min(4, last),
            row5 = Math.Min(5, last);
        V c00 = V.Zero, c01 = c00;
        V c10 = c00, c11 = c00;
        V c20 = c00, c21 = c00;
        V c30 = c00, c31 = c00;
        V c40 = c00, c41 = c00;
        V c50 = c00, c51 = c00;
        if (!Unsafe.IsNullRef(ref from))
        {
            c00 = V.Load(ref from, 0); c01 = V.Load(ref from, n);
            ref float start = ref Unsafe.Add(ref from, row1 * steps.From);
            c10 = V.Load(ref start, 0); c11 = V.Load(ref start, n);
            start = ref Unsafe.Add(ref from, row2 * steps.From);
            c20 = V.Load(ref start, 0); c21 = V.Load(ref start, n);
            start = ref Unsafe.Add(ref from, row3 * steps.From);
            c30 = V.Load(ref start, 0); c31 = V.Load(ref start, n);
            start = ref Unsafe.Add(ref from, row4 * steps.From);
            c40 = V.Load(ref start, 0); c41 = V.Load(ref start, n);
            start = ref Unsafe.Add(ref from, row5 * steps.From);
            c50 = V.Load(ref start, 0); c51 = V.Load(ref start, n);
        }
        ref float a1 = ref Unsafe.Add(ref a, row1 * steps.Row), a2 = ref Unsafe.Add(ref a, row2 * steps.Row),
            a3 = ref Unsafe.Add(ref a, row3 * steps.Row);
        ref float a4 = ref Unsafe.Add(ref a, row4 * steps.Row), a5 = ref Unsafe.Add(ref a, row5 * steps.Row);
        ref ushort term = ref Unsafe.Add(ref list, 1), end = ref Unsafe.Add(ref term, (int)list);
        nuint left = steps.TermBytes, right = steps.RightBytes;
        while (Unsafe.IsAddressLessThan(ref term, ref end))
        {
            nuint k = term;
            ref float bk = ref Unsafe.AddByteOffset(ref b, k * right),
                next = ref Unsafe.AddByteOffset(ref b, Unsafe.Add(ref term, Ahead) * right);
            V.Prefetch(ref next, 0); V.Prefetch(ref next, n);
            term = ref Unsafe.Add(ref term, 1);
            k *= left;
            V r0 = V.Load(ref bk, 0), r1 = V.Load(ref bk, n);
            V ak = V.Broadcast(Unsafe.AddByteOffset(ref a, k));
            V.AddProduct(ak, r0, ref c00); V.AddProduct(ak, r1, ref c01);
            ak = V.Broadcast(Unsafe.AddByteOffset(ref a1, k));
            V.AddProduct(ak, r0, ref c10); V.AddProduct(ak, r1, ref c11);
            ak = V.Broadcast(Unsafe.AddByteOffset(ref a2, k));
            V.AddProduct(ak, r0, ref c20); V.AddProduct(ak, r1, ref c21);
            ak = V.Broadcast(Unsafe.AddByteOffset(ref a3, k));
            V.AddProduct(ak, r0, ref c30); V.AddProduct(ak, r1, ref c31);
            ak = V.Broadcast(Unsafe.AddByteOffset(ref a4, k));
            V.AddProduct(ak, r0, ref c40); V.AddProduct(ak, r1, ref c41);
            ak = V.Broadcast(Unsafe.AddByteOffset(ref a5, k));
            V.AddProduct(ak, r0, ref c50); V.AddProduct(ak, r1, ref c51);
        }
        Rows.Store(c00, c01, ref y);
        Rows.Store(c10, c11, ref Unsafe.Add(ref y, row1 * steps.Output));
        Rows.Store(c20, c21, ref Unsafe.Add(ref y, row2 * steps.Output));
        Rows.Store(c30, c31, ref Unsafe.Add(ref y, row3 * steps.Output));
        Rows.Store(c40, c41, ref Unsafe.Add(ref y, row4 * steps.Output));
        Rows.Store(c50, c51, ref Unsafe.Add(ref y, row5 * steps.Output));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum6x1<V>(ref float a, ref float b, ref float from, ref float y, Steps steps, int rows, ref ushort list)
        where V : struct, ISimd<V>
    {
        // where there are fewer rows than six, the last one stands in for the others
        int last = rows - 1, row1 = Math.Min(1, last), row2 = Math.Min(2, last), row3 = Math.Min(3, last), row4 = Math.Min(4, last),
            row5 = Math.Min(5, last);
        V c00 = V.Zero;
        V c10 = c00;
        V c20 = c00;
        V c30 = c00;
        V c40 = c00;
        V c50 = c00;
        if (!Unsafe.IsNullRef(ref from))
        {
            c00 = V.Load(ref from, 0);
            ref float start = ref Unsafe.Add(ref from, row1 * steps.From);
            c10 = V.Load(ref start, 0);
            start = ref Unsafe.Add(ref from, row2 * steps.From);
            c20 = V.Load(ref start, 0);
            start = ref Unsafe.Add(ref from, row3 * steps.From);
            c30 = V.Load(ref start, 0);
            start = ref Unsafe.Add(ref from, row4 * steps.From);
            c40 = V.Load(ref start, 0);
            start = ref Unsafe.Add(ref from, row5 * steps.From);
            c50 = V.Load(ref start, 0);
        }
        ref float a1 = ref Unsafe.Add(ref a, row1 * steps.Row), a2 = ref Unsafe.Add(ref a, row2 * steps.Row),
            a3 = ref Unsafe.Add(ref a, row3 * steps.Row);
        ref float a4 = ref Unsafe.Add(ref a, row4 * steps.Row), a5 = ref Unsafe.Add(ref a, row5 * steps.Row);
        ref ushort term = ref Unsafe.Add(ref list, 1), end = ref Unsafe.Add(ref term, (int)list);
        nuint left = steps.TermBytes, right = steps.RightBytes;
        while (Unsafe.IsAddressLessThan(ref term, ref end))
        {
            nuint k = term;
            term = ref Unsafe.Add(ref term, 1);
            ref float bk = ref Unsafe.AddByteOffset(ref b, k * right);
            k *= left;
            V r0 = V.Load(ref bk, 0);
            V ak = V.Broadcast(Unsafe.AddByteOffset(ref a, k));
            V.AddProduct(ak, r0, ref c00);
            ak = V.Broadcast(Unsafe.AddByteOffset(ref a1, k));
            V.AddProduct(ak, r0, ref c10);
            ak = V.Broadcast(Unsafe.AddByteOffset(ref a2, k));
            V.AddProduct(ak, r0, ref c20);
            ak = V.Broadcast(Unsafe.AddByteOffset(ref a3, k));
            V.AddProduct(ak, r0, ref c30);
            ak = V.Broadcast(Unsafe.AddByteOffset(ref a4, k));
            V.AddProduct(ak, r0, ref c40);
            ak = V.Broadcast(Unsafe.AddByteOffset(ref a5, k));
            V.AddProduct(ak, r0, ref c50);
        }
        V.Store(c00, ref y, 0);
        V.Store(c10, ref Unsafe.Add(ref y, row1 * steps.Output), 0);
        V.Store(c20, ref Unsafe.Add(ref y, row2 * steps.Output), 0);
        V.Store(c30, ref Unsafe.Add(ref y, row3 * steps.Output), 0);
        V.Store(c40, ref Unsafe.Add(ref y, row4 * steps.Output), 0);
        V.Store(c50, ref Unsafe.Add(ref y, row5 * steps.Output), 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum1x8<V>(ref float a, ref float b, ref float from, ref float y, Steps steps, ref ushort list)
        where V : struct, ISimd<V>
    {
        int n = V.Count;
        V c0 = V.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
        if (!Unsafe.IsNullRef(ref from))
        {
            c0 = V.Load(ref from, 0); c1 = V.Load(ref from, n); c2 = V.Load(ref from, 2 * n); c3 = V.Load(ref from, 3 * n);
            c4 = V.Load(ref from, 4 * n); c5 = V.Load(ref from, 5 * n); c6 = V.Load(ref from, 6 * n); c7 = V.Load(ref from, 7 * n);
        }
        ref ushort term = ref Unsafe.Add(ref list, 1), end = ref Unsafe.Add(ref term, (int)list);
        nuint left = steps.TermBytes, right = steps.RightBytes;
        while (Unsafe.IsAddressLessThan(ref term, ref end))
        {
            ref float bk = ref Unsafe.AddByteOffset(ref b, term * right),
                next = ref Unsafe.AddByteOffset(ref b, Unsafe.Add(ref term, Ahead) * right);
            V.Prefetch(ref next, 0); V.Prefetch(ref next, n); V.Prefetch(ref next, 2 * n); V.Prefetch(ref next, 3 * n);
            V.Prefetch(ref next, 4 * n); V.Prefetch(ref next, 5 * n); V.Prefetch(ref next, 6 * n); V.Prefetch(ref next, 7 * n);
            V ak = V.Broadcast(Unsafe.AddByteOffset(ref a, term * left));
            V.AddProduct(ak, V.Load(ref bk, 0), ref c0);
            V.AddProduct(ak, V.Load(ref bk, n), ref c1);
            V.AddProduct(ak, V.Load(ref bk, 2 * n), ref c2);
            V.AddProduct(ak, V.Load(ref bk, 3 * n), ref c3);
            V.AddProduct(ak, V.Load(ref bk, 4 * n), ref c4);
            V.AddProduct(ak, V.Load(ref bk, 5 * n), ref c5);
            V.AddProduct(ak, V.Load(ref bk, 6 * n), ref c6);
            V.AddProduct(ak, V.Load(ref bk, 7 * n), ref c7);
            term = ref Unsafe.Add(ref term, 1);
        }
        Rows.Store(c0, c1, c2, c3, c4, c5, c6, c7, ref y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum1x4<V>(ref float a, ref float b, ref float from, ref float y, Steps steps, ref ushort list)
        where V : struct, ISimd<V>
    {
        int n = V.Count;
        V c0 = V.Zero, c1 = c0, c2 = c0, c3 = c0;
        if (!Unsafe.IsNullRef(ref from))
        {
            c0 = V.Load(ref from, 0); c1 = V.Load(ref from, n); c2 = V.Load(ref from, 2 * n); c3 = V.Load(ref from, 3 * n);
        }
        ref ushort term = ref Unsafe.Add(ref list, 1), end = ref Unsafe.Add(ref term, (int)list);
        nuint left = steps.TermBytes, right = steps.RightBytes;
        while (Unsafe.IsAddressLessThan(ref term, ref end))
        {
            ref float bk = ref Unsafe.AddByteOffset(ref b, term * right),
                next = ref Unsafe.AddByteOffset(ref b, Unsafe.Add(ref term, Ahead) * right);
            V.Prefetch(ref next, 0); V.Prefetch(ref next, n); V.Prefetch(ref next, 2 * n); V.Prefetch(ref next, 3 * n);
            V ak = V.Broadcast(Unsafe.AddByteOffset(ref a, term * left));
            V.AddProduct(ak, V.Load(ref bk, 0), ref c0);
            V.AddProduct(ak, V.Load(ref bk, n), ref c1);
            V.AddProduct(ak, V.Load(ref bk, 2 * n), ref c2);
            V.AddProduct(ak, V.Load(ref bk, 3 * n), ref c3);
            term = ref Unsafe.Add(ref term, 1);
        }
        Rows.Store(c0, c1, c2, c3, ref y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum1x1<V>(ref float a, ref float b, ref float from, ref float y, Steps steps, ref ushort list)
        where V : struct, ISimd<V>
    {
        V c0 = V.Zero;
        if (!Unsafe.IsNullRef(ref from))
        {
            c0 = V.Load(ref from, 0);
        }
        ref ushort term = ref Unsafe.Add(ref list, 1), end = ref Unsafe.Add(ref term, (int)list);
        nuint left = steps.TermBytes, right = steps.RightBytes;
        while (Unsafe.IsAddressLessThan(ref term, ref end))
        {
            ref float bk = ref Unsafe.AddByteOffset(ref b, term * right),
                next = ref Unsafe.AddByteOffset(ref b, Unsafe.Add(ref term, Ahead) * right);
            V.Prefetch(ref next, 0);
            V ak = V.Broadcast(Unsafe.AddByteOffset(ref a, term * left));
            V.AddProduct(ak, V.Load(ref bk, 0), ref c0);
            term = ref Unsafe.Add(ref term, 1);
        }
        V.Store(c0, ref y, 0);
    }
}

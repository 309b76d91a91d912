using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NetCompiler.Simd;

/// <summary>
/// Scaled dot-product attention (Vaswani et al., 2017), head by head: y = softmax(q kᵀ / √keyDim) v, over the keys that a step sees. Called
/// by generated code, which guarantees the lengths.
/// </summary>
/// <remarks>Every number is one chain of sums in the order of its terms, and rows of weights are summed as <see cref="Rows"/> says, so bits
/// depend neither on the width of vectors nor on how many steps are computed together. What a step does not see is no term of its sums: it
/// may be anything, also not a number.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class Attentions
{
    private const int Lanes = 16;

    /// <summary>How many of so many steps count.</summary>
    /// <param name="length">What is said of a sample.</param>
    /// <param name="steps">The steps that there are.</param>
    public static int Count(float length, int steps) => length >= 0 && length < steps ? (int)length : steps;

    /// <summary>One sample, of which nothing is kept.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="q">The queries.</param>
    /// <param name="k">The keys.</param>
    /// <param name="v">The values.</param>
    /// <param name="y">Receives the outputs; zeros where a query does not count or sees nothing.</param>
    /// <param name="queries">Queries that count, the first ones.</param>
    /// <param name="keys">Keys that count, the first ones.</param>
    /// <param name="work">keyDim + 8 rows of weights.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<V>(
        in AttentionShape shape, ref float q, ref float k, ref float v, ref float y, int queries, int keys, ref float work)
        where V : struct, ISimd<V>
    {
        ref float weights = ref Unsafe.Add(ref work, shape.KeyDim * shape.Columns);
        ClearSteps(ref y, shape.OutputStep, queries, shape.Queries);
        for (int head = 0; head < shape.Heads; head++)
        {
            MakeKeys<V>(shape, ref Unsafe.Add(ref k, head * shape.KeyPitch), keys, ref work);
            for (int first = 0; first < queries; first += RowProducts.Tile)
            {
                int rows = Math.Min(RowProducts.Tile, queries - first);
                Weigh<V>(shape, ref Unsafe.Add(ref q, first * shape.KeyStep + head * shape.KeyPitch), ref work, ref weights, first, rows,
                    keys);
                Sum<V>(shape, ref weights, ref Unsafe.Add(ref v, head * shape.ValuePitch),
                    ref Unsafe.Add(ref y, first * shape.OutputStep + head * shape.OutputPitch), first, rows, keys);
            }
        }
    }

    /// <summary>The same, keeping what the way back needs.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="q">The queries.</param>
    /// <param name="k">The keys.</param>
    /// <param name="v">The values.</param>
    /// <param name="y">Receives the outputs.</param>
    /// <param name="queries">Queries that count.</param>
    /// <param name="keys">Keys that count.</param>
    /// <param name="weights">Receives the weights: a row for each query of each head.</param>
    /// <param name="dropped">Receives what dropout makes of them; the same memory where there is none.</param>
    /// <param name="key">What tells these random numbers from others.</param>
    /// <param name="index">The number of the sample's first weight among them.</param>
    /// <param name="rate">The fraction to drop.</param>
    /// <param name="work">keyDim rows of weights.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TrainForward<V>(
        in AttentionShape shape, ref float q, ref float k, ref float v, ref float y, int queries, int keys, ref float weights,
        ref float dropped, int key, int index, float rate, ref float work) where V : struct, ISimd<V>
    {
        int columns = shape.Columns;
        ClearSteps(ref y, shape.OutputStep, queries, shape.Queries);
        for (int head = 0; head < shape.Heads; head++)
        {
            MakeKeys<V>(shape, ref Unsafe.Add(ref k, head * shape.KeyPitch), keys, ref work);
            for (int first = 0; first < queries; first += RowProducts.Tile)
            {
                int rows = Math.Min(RowProducts.Tile, queries - first), place = (head * shape.Queries + first) * columns;
                ref float own = ref Unsafe.Add(ref weights, place), kept = ref Unsafe.Add(ref dropped, place);
                Weigh<V>(shape, ref Unsafe.Add(ref q, first * shape.KeyStep + head * shape.KeyPitch), ref work, ref own, first, rows, keys);
                if (!Unsafe.AreSame(ref weights, ref dropped))
                    Drop<V>(ref own, ref kept, rows * columns, key, unchecked(index + place), rate);
                Sum<V>(shape, ref kept, ref Unsafe.Add(ref v, head * shape.ValuePitch),
                    ref Unsafe.Add(ref y, first * shape.OutputStep + head * shape.OutputPitch), first, rows, keys);
            }
        }
    }

    /// <summary>The way back of one sample.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="q">The queries.</param>
    /// <param name="k">The keys.</param>
    /// <param name="v">The values.</param>
    /// <param name="dy">The loss's derivative by the outputs.</param>
    /// <param name="queries">Queries that count.</param>
    /// <param name="keys">Keys that count.</param>
    /// <param name="weights">The weights that were kept.</param>
    /// <param name="dropped">What dropout made of them.</param>
    /// <param name="dq">Receives the derivative by the queries.</param>
    /// <param name="dk">Receives that by the keys.</param>
    /// <param name="dv">Receives that by the values.</param>
    /// <param name="work">valueDim + queries rows of weights.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<V>(
        in AttentionShape shape, ref float q, ref float k, ref float v, ref float dy, int queries, int keys, ref float weights,
        ref float dropped, ref float dq, ref float dk, ref float dv, ref float work) where V : struct, ISimd<V>
    {
        int columns = shape.Columns, keyStep = shape.KeyStep, valueStep = shape.ValueStep, outputStep = shape.OutputStep;
        ClearSteps(ref dq, keyStep, queries, shape.Queries);
        ClearSteps(ref dk, keyStep, keys, shape.Keys);
        ClearSteps(ref dv, valueStep, shape.ValuePitch > shape.ValueFloats ? 0 : keys, shape.Keys);
        ref float scores = ref Unsafe.Add(ref work, shape.ValueDim * columns);
        for (int head = 0; head < shape.Heads; head++)
        {
            int keyPlace = head * shape.KeyPitch, place = head * shape.Queries * columns;
            ref float own = ref Unsafe.Add(ref weights, place), kept = ref Unsafe.Add(ref dropped, place);
            ref float given = ref Unsafe.Add(ref dy, head * shape.OutputPitch);
            Matrices.Transpose<V>(ref Unsafe.Add(ref v, head * shape.ValuePitch), keys, shape.ValueDim, valueStep, ref work, columns);
            for (int first = 0; first < queries; first += RowProducts.Tile)
            {
                int rows = Math.Min(RowProducts.Tile, queries - first), seen = shape.Seen(first + rows - 1, keys);
                ref float scored = ref Unsafe.Add(ref scores, first * columns);
                RowProducts.Multiply<V>(ref Unsafe.Add(ref given, first * outputStep), outputStep, 1, rows, ref work, columns,
                    shape.ValueDim, ref scored, columns, AttentionShape.RoundUp(seen), adds: false);
                for (int row = 0; row < rows; row++)
                    WeighBack<V>(ref Unsafe.Add(ref own, (first + row) * columns), ref Unsafe.Add(ref kept, (first + row) * columns),
                        ref Unsafe.Add(ref scored, row * columns), shape.Seen(first + row, keys), AttentionShape.RoundUp(seen),
                        shape.Scale);
                RowProducts.Multiply<V>(ref scored, columns, 1, rows, ref Unsafe.Add(ref k, keyPlace), keyStep, seen,
                    ref Unsafe.Add(ref dq, first * keyStep + keyPlace), keyStep, shape.KeyPitch, adds: false);
            }
            for (int first = 0; first < keys; first += RowProducts.Tile)
            {
                // Weights of steps that do not see a key yet are zero.
                int rows = Math.Min(RowProducts.Tile, keys - first), from = Math.Min(shape.FirstSeeing(first), queries);
                RowProducts.Multiply<V>(ref Unsafe.Add(ref scores, from * columns + first), 1, columns, rows,
                    ref Unsafe.Add(ref q, from * keyStep + keyPlace), keyStep, queries - from,
                    ref Unsafe.Add(ref dk, first * keyStep + keyPlace), keyStep, shape.KeyPitch, adds: false);
                RowProducts.Multiply<V>(ref Unsafe.Add(ref kept, from * columns + first), 1, columns, rows,
                    ref Unsafe.Add(ref given, from * outputStep), outputStep, queries - from,
                    ref Unsafe.Add(ref dv, first * valueStep + head * shape.ValuePitch), valueStep, shape.ValueFloats, adds: false);
            }
        }
    }

    /// <summary>The present step of a stream: its query sees the keys and values of this step and of those before, as many as there are
    /// slots.</summary>
    /// <param name="shape">The sizes; its keys are the slots.</param>
    /// <param name="q">The query.</param>
    /// <param name="k">The key.</param>
    /// <param name="v">The value.</param>
    /// <param name="y">Receives the output.</param>
    /// <param name="state">The slot that the step goes to, and how many steps there were, counted up to the number of slots.</param>
    /// <param name="ring">The keys of each head, number by number, then the values, slot by slot.</param>
    /// <param name="work">A row of weights.</param>
    /// <remarks>Until slots are used again, the bits are those of the whole sequence.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Step<V>(
        in AttentionShape shape, ref float q, ref float k, ref float v, ref float y, ref float state, ref float ring, ref float work)
        where V : struct, ISimd<V>
    {
        int slots = shape.Keys, columns = shape.Columns, headKeys = shape.KeyDim * columns, step = shape.ValueStep;
        int slot = StepWindows.SlotOf(state, slots);
        ref float seen = ref Unsafe.Add(ref state, 1);
        int count = seen >= 0 && seen < slots ? (int)seen + 1 : slots, floats = AttentionShape.RoundUp(count);
        ref float values = ref Unsafe.Add(ref ring, shape.Heads * headKeys);
        float scale = shape.Scale;
        Sequences.CopyRows(ref v, 0, ref Unsafe.Add(ref values, slot * step), 0, step, 1);
        for (int head = 0; head < shape.Heads; head++)
        {
            ref float keys = ref Unsafe.Add(ref ring, head * headKeys);
            ref float own = ref Unsafe.Add(ref k, head * shape.KeyPitch);
            for (int place = 0; place < shape.KeyDim; place++)
                Unsafe.Add(ref keys, place * columns + slot) = Unsafe.Add(ref own, place) * scale;
            RowProducts.Multiply<V>(ref Unsafe.Add(ref q, head * shape.KeyPitch), 0, 1, 1, ref keys, columns, shape.KeyDim, ref work, 0,
                floats, adds: false);
            Softmaxes.Softmax<V>(ref work, ref work, count, floats);
            RowProducts.Multiply<V>(ref work, 0, 1, 1, ref Unsafe.Add(ref values, head * shape.ValuePitch), step, count,
                ref Unsafe.Add(ref y, head * shape.OutputPitch), 0, shape.ValueFloats, adds: false);
        }
        state = slot + 1 == slots ? 0 : slot + 1;
        seen = count;
    }

    /// <summary>A head's keys, divided by √keyDim, as rows of what all keys have in one place; zeros in the padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MakeKeys<V>(in AttentionShape shape, ref float k, int keys, ref float rows) where V : struct, ISimd<V>
    {
        int columns = shape.Columns, used = AttentionShape.RoundUp(keys);
        Matrices.Transpose<V>(ref k, keys, shape.KeyDim, shape.KeyStep, ref rows, columns);
        V scale = V.Broadcast(shape.Scale);
        for (int row = 0; row < shape.KeyDim; row++)
        {
            ref float start = ref Unsafe.Add(ref rows, row * columns);
            Rows.ClearPadding(ref start, keys, used);
            for (int i = 0; i < used; i += V.Count)
                V.Store(V.Load(ref start, i) * scale, ref start, i);
        }
    }

    /// <summary>The weights of some queries: softmax over what each sees, zeros up to whole vectors of what the last one sees.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Weigh<V>(
        in AttentionShape shape, ref float q, ref float keyRows, ref float weights, int first, int rows, int keys)
        where V : struct, ISimd<V>
    {
        int columns = shape.Columns, floats = AttentionShape.RoundUp(shape.Seen(first + rows - 1, keys));
        RowProducts.Multiply<V>(
            ref q, shape.KeyStep, 1, rows, ref keyRows, columns, shape.KeyDim, ref weights, columns, floats, adds: false);
        for (int row = 0; row < rows && floats > 0; row++)
        {
            ref float start = ref Unsafe.Add(ref weights, row * columns);
            Softmaxes.Softmax<V>(ref start, ref start, shape.Seen(first + row, keys), floats);
        }
    }

    /// <summary>Values summed by weights: what all of the rows see together, then what later rows see besides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<V>(in AttentionShape shape, ref float weights, ref float v, ref float y, int first, int rows, int keys)
        where V : struct, ISimd<V>
    {
        int columns = shape.Columns, step = shape.ValueStep, outputStep = shape.OutputStep, together = shape.Seen(first, keys);
        RowProducts.Multiply<V>(ref weights, columns, 1, rows, ref v, step, together, ref y, outputStep, shape.ValueFloats, adds: false);
        for (int row = 1; row < rows; row++)
        {
            int more = shape.Seen(first + row, keys) - together;
            if (more > 0)
                RowProducts.Multiply<V>(ref Unsafe.Add(ref weights, row * columns + together), columns, 1, 1,
                    ref Unsafe.Add(ref v, together * step), step, more, ref Unsafe.Add(ref y, row * outputStep), outputStep,
                    shape.ValueFloats, adds: true);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Drop<V>(ref float weights, ref float dropped, int floats, int key, int index, float rate)
        where V : struct, ISimd<V>
    {
        int threshold = RandomLanes.DropoutThreshold(rate);
        for (int i = 0; i < floats; i += V.Count)
            V.Store(V.Load(ref weights, i) * RandomLanes.DropoutScale<V>(key, unchecked(index + i), threshold, 1 / (1 - rate)),
                ref dropped, i);
    }

    /// <summary>Derivatives by a row of weights become those by its scores, which are divided by √keyDim: with weights p, what dropout made
    /// of them d, and derivatives g by that, (d g - p Σ d g) / √keyDim. Zeros behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeighBack<V>(ref float p, ref float d, ref float g, int length, int floats, float scale)
        where V : struct, ISimd<V>
    {
        V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero;
        for (int i = 0; i < floats; i += Lanes)
        {
            s0 += Product<V>(ref d, ref g, i, length);
            if (V.Count < 16)
                s1 += Product<V>(ref d, ref g, i + V.Count, length);
            if (V.Count < 8)
            {
                s2 += Product<V>(ref d, ref g, i + 2 * V.Count, length);
                s3 += Product<V>(ref d, ref g, i + 3 * V.Count, length);
            }
        }
        V sum = V.Broadcast(Rows.Total(s0, s1, s2, s3)), factor = V.Broadcast(scale);
        for (int i = 0; i < floats; i += V.Count)
            V.Store(Rows.Within<V>(i, length) & ((V.Load(ref d, i) * V.Load(ref g, i) - V.Load(ref p, i) * sum) * factor), ref g, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Product<V>(ref float x, ref float y, int i, int length) where V : struct, ISimd<V> =>
        Rows.Within<V>(i, length) & (V.Load(ref x, i) * V.Load(ref y, i));

    /// <summary>Sets the steps that do not count to zero.</summary>
    private static void ClearSteps(ref float start, int step, int first, int end) =>
        Sequences.Clear(ref Unsafe.Add(ref start, (nint)first * step), (end - first) * step);
}

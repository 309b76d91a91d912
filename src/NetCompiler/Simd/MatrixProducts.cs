using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetCompiler.Simd;

/// <summary>Products of two matrices that both come from a sample: y = a bᵀ, row by row. Called by generated code, which guarantees the
/// lengths.</summary>
/// <remarks>With normalisation every row is divided by its length, at least 10⁻⁷, as Keras's <c>Dot(normalize=True)</c> does.</remarks>
[SuppressMessage(
    "Naming", "CA1715:Identifiers should have correct prefix", Justification = "V is the field's letter for a vector, as in ISimd.")]
public static class MatrixProducts
{
    /// <summary>Terms that are summed side by side: sixteen partial sums, whatever the width of a vector.</summary>
    private const int Lanes = 16;

    /// <summary>Rows shorter than this are divided by it.</summary>
    private const float LeastLength = 1e-7f;

    /// <summary>y[i, j] = Σ a[i, k] b[j, k].</summary>
    /// <param name="a">The first number of a.</param>
    /// <param name="rows">Rows of a.</param>
    /// <param name="rowStep">From row to row of a.</param>
    /// <param name="termStep">From term to term of a row of a.</param>
    /// <param name="b">The first number of b.</param>
    /// <param name="others">Rows of b.</param>
    /// <param name="otherStep">From row to row of b.</param>
    /// <param name="otherTermStep">From term to term of a row of b.</param>
    /// <param name="terms">Terms of a row.</param>
    /// <param name="y">The first number of y.</param>
    /// <param name="resultRowStep">From i to i of y.</param>
    /// <param name="resultStep">From j to j of y.</param>
    /// <param name="normalizes">Whether rows are divided by their lengths.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<V>(
        ref float a, int rows, int rowStep, int termStep, ref float b, int others, int otherStep, int otherTermStep, int terms,
        ref float y, int resultRowStep, int resultStep, bool normalizes) where V : struct, ISimd<V>
    {
        for (int i = 0; i < rows; i++)
        {
            ref float row = ref Unsafe.Add(ref a, (nint)i * rowStep);
            float scale = normalizes ? Scale<V>(ref row, termStep, terms) : 1;
            for (int j = 0; j < others; j++)
            {
                ref float other = ref Unsafe.Add(ref b, (nint)j * otherStep);
                float sum = Sum<V>(ref row, termStep, ref other, otherTermStep, terms);
                Unsafe.Add(ref y, i * resultRowStep + j * resultStep) =
                    normalizes ? sum * scale * Scale<V>(ref other, otherTermStep, terms) : sum;
            }
        }
    }

    /// <summary>Adds the loss's derivative by a: Σ dy[i, j] b[j, k]; normalised, Σ dy[i, j] (b̂[j, k] - y[i, j] â[i, k]) /
    /// |a[i]|.</summary>
    /// <param name="a">The first number of a.</param>
    /// <param name="rows">Rows of a.</param>
    /// <param name="rowStep">From row to row of a.</param>
    /// <param name="termStep">From term to term of a row of a.</param>
    /// <param name="b">The first number of b.</param>
    /// <param name="others">Rows of b.</param>
    /// <param name="otherStep">From row to row of b.</param>
    /// <param name="otherTermStep">From term to term of a row of b.</param>
    /// <param name="terms">Terms of a row.</param>
    /// <param name="dy">The first number of the derivative by y.</param>
    /// <param name="resultRowStep">From i to i of that.</param>
    /// <param name="resultStep">From j to j of that.</param>
    /// <param name="da">The first number of the derivative by a.</param>
    /// <param name="gradientRowStep">From row to row of that.</param>
    /// <param name="gradientTermStep">From term to term of a row of that.</param>
    /// <param name="normalizes">Whether rows are divided by their lengths.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddGradient<V>(
        ref float a, int rows, int rowStep, int termStep, ref float b, int others, int otherStep, int otherTermStep, int terms,
        ref float dy, int resultRowStep, int resultStep, ref float da, int gradientRowStep, int gradientTermStep, bool normalizes)
        where V : struct, ISimd<V>
    {
        for (int i = 0; i < rows; i++)
        {
            ref float row = ref Unsafe.Add(ref a, (nint)i * rowStep);
            ref float gradient = ref Unsafe.Add(ref da, (nint)i * gradientRowStep);
            float scale = normalizes ? Scale<V>(ref row, termStep, terms) : 1, along = 0;
            for (int j = 0; j < others; j++)
            {
                ref float other = ref Unsafe.Add(ref b, (nint)j * otherStep);
                float share = Unsafe.Add(ref dy, i * resultRowStep + j * resultStep);
                if (normalizes)
                {
                    float otherScale = Scale<V>(ref other, otherTermStep, terms);
                    share *= scale * otherScale;
                    along += share * Sum<V>(ref row, termStep, ref other, otherTermStep, terms);
                }
                AddScaled<V>(share, ref other, otherTermStep, ref gradient, gradientTermStep, terms);
            }
            // A row that is shorter than the least length is multiplied by a constant.
            if (normalizes && scale < 1 / LeastLength)
                AddScaled<V>(-along * scale * scale, ref row, termStep, ref gradient, gradientTermStep, terms);
        }
    }

    /// <summary>What a row is multiplied by to get the length 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Scale<V>(ref float row, int step, int terms) where V : struct, ISimd<V> =>
        1 / MathF.Max(LeastLength, MathF.Sqrt(Sum<V>(ref row, step, ref row, step, terms)));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Sum<V>(ref float a, int step, ref float b, int otherStep, int terms) where V : struct, ISimd<V>
    {
        int whole = step == 1 && otherStep == 1 ? terms / Lanes * Lanes : 0;
        Vector128<float> sums = Vector128<float>.Zero;
        for (int lane = 0; lane < Lanes && whole > 0; lane += V.Count)
        {
            V part = V.Zero;
            for (int k = lane; k < whole; k += Lanes)
                V.AddProduct(V.Load(ref a, k), V.Load(ref b, k), ref part);
            sums = V.AddLanes(sums, part, V.Zero, V.Zero, V.Zero);
        }
        float sum = sums.ToScalar();
        for (int k = whole; k < terms; k++)
            sum += Unsafe.Add(ref a, k * step) * Unsafe.Add(ref b, k * otherStep);
        return sum;
    }

    /// <summary>y += factor x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled<V>(float factor, ref float x, int step, ref float y, int otherStep, int terms) where V : struct, ISimd<V>
    {
        int whole = step == 1 && otherStep == 1 ? terms / Lanes * Lanes : 0;
        V factors = V.Broadcast(factor);
        for (int k = 0; k < whole; k += V.Count)
            V.Store(V.Load(ref y, k) + factors * V.Load(ref x, k), ref y, k);
        for (int k = whole; k < terms; k++)
            Unsafe.Add(ref y, k * otherStep) += factor * Unsafe.Add(ref x, k * step);
    }
}

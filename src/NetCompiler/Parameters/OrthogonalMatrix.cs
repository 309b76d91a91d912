using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NetCompiler;

/// <summary>Random matrices whose shorter side is orthonormal.</summary>
internal static class OrthogonalMatrix
{
    /// <summary>Draws normal numbers and makes each vector of them orthogonal to those before (Gram and Schmidt, in double precision): Q of
    /// a QR decomposition whose R has a positive diagonal. The same numbers on every machine.</summary>
    /// <returns>The matrix, row by row.</returns>
    internal static float[] Draw(int rows, int columns, ref RandomSequence random)
    {
        (int vectors, int length) = rows < columns ? (rows, columns) : (columns, rows);
        int stride = (length + 3) / 4 * 4;
        double[] basis = new double[vectors * stride];
        for (int i = 0; i < length; i++)
            for (int vector = 0; vector < vectors; vector++)
                basis[vector * stride + i] = random.NextNormal();
        for (int vector = 0; vector < vectors; vector++)
        {
            Span<double> added = basis.AsSpan(vector * stride, stride);
            for (int before = 0; before < vector; before++)
            {
                ReadOnlySpan<double> unit = basis.AsSpan(before * stride, stride);
                AddMultiple(added, unit, -Dot(added, unit));
            }
            double norm = Math.Sqrt(Dot(added, added));
            foreach (ref double value in added)
                value /= norm;
        }
        float[] matrix = new float[rows * columns];
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
                matrix[row * columns + column] = (float)(rows < columns ? basis[row * stride + column] : basis[column * stride + row]);
        return matrix;
    }

    /// <summary>Four sums, then their sum, whatever the machine's vectors.</summary>
    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector256<double>> left = MemoryMarshal.Cast<double, Vector256<double>>(a),
            right = MemoryMarshal.Cast<double, Vector256<double>>(b);
        Vector256<double> sums = Vector256<double>.Zero;
        for (int i = 0; i < left.Length; i++)
            sums += left[i] * right[i];
        return sums[0] + sums[1] + (sums[2] + sums[3]);
    }

    private static void AddMultiple(Span<double> sum, ReadOnlySpan<double> vector, double factor)
    {
        Span<Vector256<double>> sums = MemoryMarshal.Cast<double, Vector256<double>>(sum);
        ReadOnlySpan<Vector256<double>> vectors = MemoryMarshal.Cast<double, Vector256<double>>(vector);
        for (int i = 0; i < sums.Length; i++)
            sums[i] += vectors[i] * factor;
    }
}

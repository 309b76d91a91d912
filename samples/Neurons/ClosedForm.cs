namespace Neurons;

/// <summary>What training should find, computed in double precision without it, for inputs (1, x1, x2).</summary>
internal static class ClosedForm
{
    /// <summary>Least squares by the normal equations Xᵀ X w = Xᵀ t.</summary>
    internal static (double W1, double W2, double B) LeastSquares(float[] inputs, int[] labels)
    {
        var (matrix, right) = (new double[3, 3], new double[3]);
        for (int i = 0; i < labels.Length; i++)
            AddSample(matrix, right, [1, inputs[2 * i], inputs[2 * i + 1]], weight: 1, target: labels[i]);
        double[] w = Solve(matrix, right);
        return (w[1], w[2], w[0]);
    }

    /// <summary>Logistic regression by Newton's method: w += (Xᵀ P X)⁻¹ Xᵀ (t - p), P the diagonal of p (1 - p).</summary>
    internal static (double W1, double W2, double B) MaximumLikelihood(float[] inputs, int[] labels)
    {
        var w = new double[3];
        for (int iteration = 0; iteration < 20; iteration++)
        {
            var (matrix, right) = (new double[3, 3], new double[3]);
            for (int i = 0; i < labels.Length; i++)
            {
                double[] x = [1, inputs[2 * i], inputs[2 * i + 1]];
                double p = 1 / (1 + Math.Exp(-(w[0] * x[0] + w[1] * x[1] + w[2] * x[2])));
                AddSample(matrix, right, x, weight: p * (1 - p), target: labels[i] - p);
            }
            double[] step = Solve(matrix, right);
            for (int k = 0; k < 3; k++)
                w[k] += step[k];
        }
        return (w[1], w[2], w[0]);
    }

    private static void AddSample(double[,] matrix, double[] right, double[] x, double weight, double target)
    {
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 3; column++)
                matrix[row, column] += weight * x[row] * x[column];
            right[row] += x[row] * target;
        }
    }

    /// <summary>Solves a positive definite system by Gaussian elimination, which needs no pivoting for such a matrix.</summary>
    private static double[] Solve(double[,] a, double[] b)
    {
        int n = b.Length;
        for (int pivot = 0; pivot < n; pivot++)
            for (int row = pivot + 1; row < n; row++)
            {
                double factor = a[row, pivot] / a[pivot, pivot];
                for (int column = pivot; column < n; column++)
                    a[row, column] -= factor * a[pivot, column];
                b[row] -= factor * b[pivot];
            }
        var x = new double[n];
        for (int row = n - 1; row >= 0; row--)
        {
            x[row] = b[row];
            for (int column = row + 1; column < n; column++)
                x[row] -= a[row, column] * x[column];
            x[row] /= a[row, row];
        }
        return x;
    }
}

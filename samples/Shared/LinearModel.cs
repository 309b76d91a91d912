using System.Numerics;

namespace Shared;

/// <summary>
/// What a network has to beat: answers that are linear in the inputs, with the least squared error plus λ |w|², found in double precision
/// without training (ridge regression; Hoerl and Kennard, 1970). Inputs and targets are taken from their means, so that the biases are
/// not held small.
/// </summary>
internal sealed class LinearModel
{
    private readonly double[] _means;
    private readonly double[] _biases;

    /// <summary>The weights of each output, all inputs of the first one first.</summary>
    private readonly double[][] _weights;

    private LinearModel(double[] means, double[] biases, double[][] weights) => (_means, _biases, _weights) = (means, biases, weights);

    /// <summary>Fits the model: (XᵀX + λI) w = Xᵀt for each output, by Cholesky's decomposition.</summary>
    /// <param name="inputs">Samples one after the other.</param>
    /// <param name="targets">Their targets one after the other.</param>
    /// <param name="count">The number of samples, at least 1.</param>
    /// <param name="ridge">λ, above 0.</param>
    internal static LinearModel Fit(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, int count, double ridge)
    {
        int length = inputs.Length / count, outputs = targets.Length / count;
        double[] means = Means(inputs, count), biases = Means(targets, count);
        var (matrix, right) = (new double[length][], new double[outputs][]);
        for (int i = 0; i < length; i++)
            (matrix[i] = new double[i + 1])[i] = ridge;
        for (int o = 0; o < outputs; o++)
            right[o] = new double[length];
        double[] x = new double[length];
        for (int sample = 0; sample < count; sample++)
        {
            for (int i = 0; i < length; i++)
                x[i] = inputs[sample * length + i] - means[i];
            for (int i = 0; i < length; i++)
                AddScaled(matrix[i], x[i], x);
            for (int o = 0; o < outputs; o++)
                AddScaled(right[o], targets[sample * outputs + o] - biases[o], x);
        }
        Decompose(matrix);
        foreach (double[] column in right)
            Solve(matrix, column);
        return new LinearModel(means, biases, right);
    }

    /// <summary>The answers to one sample.</summary>
    internal double[] Predict(ReadOnlySpan<float> input)
    {
        double[] answers = [.. _biases];
        for (int o = 0; o < answers.Length; o++)
            for (int i = 0; i < _means.Length; i++)
                answers[o] += _weights[o][i] * (input[i] - _means[i]);
        return answers;
    }

    private static double[] Means(ReadOnlySpan<float> values, int count)
    {
        var means = new double[values.Length / count];
        for (int i = 0; i < values.Length; i++)
            means[i % means.Length] += values[i];
        for (int i = 0; i < means.Length; i++)
            means[i] /= count;
        return means;
    }

    /// <summary>Of a positive definite matrix, given by its lower half, the lower half L with L Lᵀ = A, in its place.</summary>
    private static void Decompose(double[][] a)
    {
        for (int row = 0; row < a.Length; row++)
            for (int column = 0; column <= row; column++)
            {
                double rest = a[row][column] - Dot(a[row], a[column], column);
                a[row][column] = column == row ? Math.Sqrt(rest) : rest / a[column][column];
            }
    }

    /// <summary>Solves L Lᵀ w = b, in the place of b.</summary>
    private static void Solve(double[][] l, double[] b)
    {
        for (int row = 0; row < b.Length; row++)
            b[row] = (b[row] - Dot(l[row], b, row)) / l[row][row];
        for (int row = b.Length - 1; row >= 0; row--)
        {
            b[row] /= l[row][row];
            AddScaled(b.AsSpan(0, row), -b[row], l[row]);
        }
    }

    /// <summary>sum += factor · x, as far as the sum is long.</summary>
    private static void AddScaled(Span<double> sum, double factor, ReadOnlySpan<double> x)
    {
        int i = 0;
        for (; i <= sum.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(sum[i..]) + factor * new Vector<double>(x[i..])).CopyTo(sum[i..]);
        for (; i < sum.Length; i++)
            sum[i] += factor * x[i];
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right, int length)
    {
        Vector<double> sums = Vector<double>.Zero;
        int i = 0;
        for (; i <= length - Vector<double>.Count; i += Vector<double>.Count)
            sums += new Vector<double>(left[i..]) * new Vector<double>(right[i..]);
        double sum = Vector.Sum(sums);
        for (; i < length; i++)
            sum += left[i] * right[i];
        return sum;
    }
}

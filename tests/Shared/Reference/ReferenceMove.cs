namespace NetCompiler.Tests;

/// <summary>Every output is one of the inputs, or zero.</summary>
/// <param name="output">The output's shape.</param>
/// <param name="source">The input's indices for the output's indices; null for zero.</param>
internal sealed class ReferenceMove(int[] input, int[] output, Func<int[], int[]?> source) : ReferenceLayer(output)
{
    public override double[] Forward(double[] x, int sample, bool training)
    {
        double[] y = new double[OutputShape.Aggregate(1, (product, size) => product * size)];
        Visit((from, to) => y[to] = x[from]);
        return y;
    }

    public override double[] Backward(double[] x, double[] dy, int sample)
    {
        double[] dx = new double[x.Length];
        Visit((from, to) => dx[from] += dy[to]);
        return dx;
    }

    private void Visit(Action<int, int> pair)
    {
        int[] place = new int[OutputShape.Length];
        for (int to = 0; ; to++)
        {
            if (source(place) is { } from)
                pair(from.Zip(input).Aggregate(0, (index, step) => index * step.Second + step.First), to);
            int dimension = place.Length - 1;
            while (dimension >= 0 && ++place[dimension] == OutputShape[dimension])
                place[dimension--] = 0;
            if (dimension < 0)
                return;
        }
    }
}

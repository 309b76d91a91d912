namespace NetCompiler.Tests;

/// <summary>An image made larger: each output a sum over all inputs, weighted by the product of the triangles max(0, 1 - distance) along
/// both axes, with the place held within the outermost inputs.</summary>
internal sealed class ReferenceBilinear(int[] input, int scaleHeight, int scaleWidth)
    : ReferenceLayer([input[0] * scaleHeight, input[1] * scaleWidth, input[2]])
{
    public override double[] Forward(double[] x, int sample, bool training)
    {
        double[] y = new double[OutputShape[0] * OutputShape[1] * OutputShape[2]];
        Visit((from, to, weight) => y[to] += weight * x[from]);
        return y;
    }

    public override double[] Backward(double[] x, double[] dy, int sample)
    {
        double[] dx = new double[x.Length];
        Visit((from, to, weight) => dx[from] += weight * dy[to]);
        return dx;
    }

    private void Visit(Action<int, int, double> share)
    {
        for (int i = 0; i < OutputShape[0]; i++)
            for (int j = 0; j < OutputShape[1]; j++)
                for (int line = 0; line < input[0]; line++)
                    for (int pixel = 0; pixel < input[1]; pixel++)
                    {
                        double weight = Triangle(i, scaleHeight, line, input[0]) * Triangle(j, scaleWidth, pixel, input[1]);
                        for (int c = 0; c < input[2] && weight > 0; c++)
                            share((line * input[1] + pixel) * input[2] + c, (i * OutputShape[1] + j) * input[2] + c, weight);
                    }
    }

    private static double Triangle(int output, int scale, int from, int inputs) =>
        Math.Max(0, 1 - Math.Abs(Math.Clamp((output + 0.5) / scale - 0.5, 0, inputs - 1) - from));
}

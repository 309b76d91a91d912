namespace NetCompiler.Tests;

/// <summary>y = (x - mean) / max(√variance, ε) with a mean and a variance for every index of an axis, or back.</summary>
/// <param name="name">The layer's name.</param>
/// <param name="shape">The shape of a sample.</param>
/// <param name="axis">As in the attribute: from 1, negative from the end, 0 for all numbers.</param>
/// <param name="invert">Whether it goes back.</param>
internal sealed class ReferenceNormalization(string name, int[] shape, int axis, bool invert) : ReferenceLayer(shape)
{
    private readonly int _axis = axis > 0 ? axis - 1 : axis < 0 ? shape.Length + axis : -1;
    private readonly ReferenceParameter _mean = new($"{name}/mean", Count(shape, axis));
    private readonly ReferenceParameter _variance = new($"{name}/variance", Count(shape, axis));

    public override IReadOnlyList<ReferenceParameter> Parameters => [_mean, _variance];

    public override double[] Forward(double[] x, int sample, bool training) => [.. x.Select((value, i) =>
        invert ? value * Deviation(i) + _mean.Values[IndexOf(i)] : (value - _mean.Values[IndexOf(i)]) / Deviation(i))];

    public override double[] Backward(double[] x, double[] dy, int sample) =>
        [.. dy.Select((value, i) => invert ? value * Deviation(i) : value / Deviation(i))];

    private double Deviation(int number) => Math.Max(Math.Sqrt(_variance.Values[IndexOf(number)]), 1e-7);

    private int IndexOf(int number)
    {
        if (_axis < 0)
            return 0;
        for (int dimension = OutputShape.Length - 1; dimension > _axis; dimension--)
            number /= OutputShape[dimension];
        return number % OutputShape[_axis];
    }

    private static int Count(int[] shape, int axis) => axis > 0 ? shape[axis - 1] : axis < 0 ? shape[^-axis] : 1;
}

namespace NetCompiler.Tests;

/// <summary>y = x · mask while training, else x. The masks are given, not drawn: the reference knows nothing of the library's random
/// numbers.</summary>
internal sealed class ReferenceDropout(int[] shape, double rate) : ReferenceLayer(shape)
{
    public double Rate { get; } = rate;

    /// <summary>For every sample of the batch, for every number: 0 or 1 / (1 - rate). Null: everything passes.</summary>
    public double[][]? Masks { get; set; }

    public override double[] Forward(double[] x, int sample, bool training) =>
        training && Masks is not null ? x.Zip(Masks[sample], (value, mask) => value * mask).ToArray() : x;

    public override double[] Backward(double[] x, double[] dy, int sample) => Forward(dy, sample, training: true);
}

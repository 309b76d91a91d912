namespace NetCompiler.Tests;

/// <summary>y = x + noise while training, else x. The noise is given, not drawn: the reference knows nothing of the library's random
/// numbers.</summary>
internal sealed class ReferenceNoise(int[] shape) : ReferenceLayer(shape)
{
    /// <summary>For every sample of the batch, for every number. Null: none.</summary>
    public double[][]? Noise { get; set; }

    public override double[] Forward(double[] x, int sample, bool training) =>
        training && Noise is not null ? x.Zip(Noise[sample], (value, noise) => value + noise).ToArray() : x;

    public override double[] Backward(double[] x, double[] dy, int sample) => dy;
}

namespace NetCompiler.Tests;

/// <summary>The same numbers in another shape.</summary>
internal sealed class ReferenceFlatten(params int[] shape) : ReferenceLayer(shape)
{
    public override double[] Forward(double[] x, int sample, bool training) => x;

    public override double[] Backward(double[] x, double[] dy, int sample) => dy;
}

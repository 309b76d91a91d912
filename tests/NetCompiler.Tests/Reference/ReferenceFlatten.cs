namespace NetCompiler.Tests;

/// <summary>The same numbers, read as one row.</summary>
internal sealed class ReferenceFlatten(int length) : ReferenceLayer([length])
{
    public override double[] Forward(double[] x, int sample, bool training) => x;

    public override double[] Backward(double[] x, double[] dy, int sample) => dy;
}

namespace NetCompiler.Tests;

/// <summary>Every step of every sample as a sample of its own.</summary>
internal sealed class ReferenceEachStep(int[] input) : ReferenceLayer(input[1..])
{
    private readonly int _steps = input[0];

    public override double[] Forward(double[] x, int sample, bool training) => throw new NotSupportedException("Only batches have steps.");

    public override double[] Backward(double[] x, double[] dy, int sample) => throw new NotSupportedException("Only batches have steps.");

    public override double[][] ForwardBatch(double[][] x, bool training) => [.. x.SelectMany(row => row.Chunk(row.Length / _steps))];

    public override double[][] BackwardBatch(double[][] x, double[][] dy) => ReferenceAllSteps.Together(dy, _steps);
}

/// <summary>As many samples as there are steps as one.</summary>
internal sealed class ReferenceAllSteps(int[] output) : ReferenceLayer(output)
{
    public static double[][] Together(double[][] rows, int steps) =>
        [.. rows.Chunk(steps).Select(sample => sample.SelectMany(row => row).ToArray())];

    public override double[] Forward(double[] x, int sample, bool training) => throw new NotSupportedException("Only batches have steps.");

    public override double[] Backward(double[] x, double[] dy, int sample) => throw new NotSupportedException("Only batches have steps.");

    public override double[][] ForwardBatch(double[][] x, bool training) => Together(x, OutputShape[0]);

    public override double[][] BackwardBatch(double[][] x, double[][] dy) =>
        [.. dy.SelectMany(row => row.Chunk(row.Length / OutputShape[0]))];
}

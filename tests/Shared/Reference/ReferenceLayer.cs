namespace NetCompiler.Tests;

/// <summary>A layer of the reference: one sample at a time, in double precision, as the textbook writes it.</summary>
internal abstract class ReferenceLayer(int[] output)
{
    /// <summary>The shape of one sample's output.</summary>
    public int[] OutputShape { get; } = output;

    /// <summary>What the layer learns, in Keras's order.</summary>
    public virtual IReadOnlyList<ReferenceParameter> Parameters => [];

    /// <summary>y from x, for sample number <paramref name="sample"/> of its batch.</summary>
    public abstract double[] Forward(double[] x, int sample, bool training);

    /// <summary>dx from dy, adding to the gradients of the parameters; always as in training.</summary>
    public abstract double[] Backward(double[] x, double[] dy, int sample);

    /// <summary>y of all samples of a batch.</summary>
    public virtual double[][] ForwardBatch(double[][] x, bool training) => [.. x.Select((row, sample) => Forward(row, sample, training))];

    /// <summary>dx of all samples of a batch, adding to the gradients of the parameters.</summary>
    public virtual double[][] BackwardBatch(double[][] x, double[][] dy) =>
        [.. x.Select((row, sample) => Backward(row, dy[sample], sample))];

    /// <summary>y of all samples of a batch, from all values that the layer reads.</summary>
    public virtual double[][] ForwardBatch(double[][][] inputs, bool training) => ForwardBatch(inputs[0], training);

    /// <summary>The derivatives by each of them, adding to the gradients of the parameters.</summary>
    public virtual double[][][] BackwardBatch(double[][][] inputs, double[][] dy) => [BackwardBatch(inputs[0], dy)];
}

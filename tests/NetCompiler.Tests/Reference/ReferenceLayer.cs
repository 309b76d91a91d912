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
}

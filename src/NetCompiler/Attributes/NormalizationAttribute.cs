namespace NetCompiler;

/// <summary>y = (x - mean) / max(√variance, 0.0000001), with a mean and a variance of the data for every index of an axis: brings inputs of
/// any size to about -1..1. With <see cref="Invert"/> y = x · max(√variance, 0.0000001) + mean: brings answers to the size of the targets.
/// Output: the input's shape. Parameters, each (indices of the axis) or (1): mean and variance, at first 0 and 1, which no optimizer
/// moves.</summary>
/// <remarks>
/// The class gets a method <c>Adapt(dataset)</c>, to be called once before training: it measures the inputs for a layer at the network's
/// beginning, and the targets for an inverted one at its end. Mean and variance are saved with the weights, in full precision in every
/// <see cref="WeightFormat"/>. Before the layer may stand <c>Flatten</c>, <c>Reshape</c>, <c>Permute</c>, <c>Rescaling</c> and
/// <c>Linear</c>; behind an inverted one <c>Flatten</c>, <c>Reshape</c> and <c>Linear</c>.
/// <code>
/// [Network(13)]
/// [Normalization]
/// [Dense(64), ReLU]
/// [Dense(1), Normalization(Invert = true)]
/// partial class Prices;
///
/// net.Adapt(train);
/// net.Fit(train, new FitOptions { Epochs = 50, Optimizer = new Adam() });
/// </code>
/// <para>The loss, the metrics and the gradient are those of the targets as they are, so the gradient is as large as they spread.
/// Optimizers that divide by the gradient's size (<see cref="Adam"/>, <see cref="RMSprop"/>) do not mind; for <see cref="SGD"/> the
/// learning rate is to be divided by the targets' variance.</para>
/// <para>A number that is the same in all samples has variance 0, and any other value of it in a prediction becomes ten million times its
/// difference, as in Keras: leave it out.</para>
/// <para>As Keras 3's <c>Normalization</c>. For mean and variance that are known, set <c>normalization_1/mean</c> and
/// <c>normalization_1/variance</c> with <see cref="CompiledNetwork.SetParameter"/>, or use <see cref="RescalingAttribute"/>.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class NormalizationAttribute : LayerAttribute
{
    /// <summary>The dimension each of whose indices has a mean and a variance of its own: 1 to the number of dimensions, as Keras counts,
    /// for whom 0 is the batch; or -1 for the last, -2 for the last but one. 0 stands for Keras's <c>None</c>: one mean and one variance of
    /// all numbers. Default -1: every feature, every channel.</summary>
    public int Axis { get; init; } = -1;

    /// <summary>Whether it goes back from normalised numbers to the data's: for the end of a network. Default false.</summary>
    public bool Invert { get; init; }
}

namespace NetCompiler;

/// <summary>Batch normalisation (Ioffe and Szegedy, 2015): y = γ (x - m) / √(v + ε) + β for every channel, the last dimension. In training
/// m and v are the channel's mean and variance over all pixels of all samples of the batch; in prediction and evaluation they are moving
/// averages of these. Output: the input's shape. Parameters, each (channels): gamma and beta, at first 1 and 0, and the averages
/// moving_mean and moving_variance, at first 0 and 1, which no optimizer moves.</summary>
/// <remarks>
/// Directly after a convolution or <c>Dense</c> the layer costs predictions nothing: it is folded into kernel and bias, once each time
/// these change. So predictions and <see cref="Trainer.Evaluate(CompiledNetwork, Dataset, EvaluateOptions?)"/> may differ in the last bits.
/// The batch's mean cancels a bias in the layer before, which <c>UseBias = false</c> there saves.
/// <para>A training step has its whole batch in memory; <see cref="Trainer.Fit"/> refuses batches that take more than 1 GB. The larger the
/// batch, the better its statistics: single samples without pixels have none, and nothing is learned from them.</para>
/// <para>The averages forget slowly: after 100 steps at the default momentum they still hold 37 % of what they began with, and predictions
/// are far from what training saw. Short trainings want a smaller momentum, such as 0.9.</para>
/// <para>Defaults as Keras 3's <c>BatchNormalization</c>. PyTorch's <c>BatchNorm2d</c> has ε = 1e-5, gives the momentum as the weight of
/// the new value (0.1 is 0.9 here), and averages variances that are divided by n - 1 instead of n.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class BatchNormAttribute : LayerAttribute
{
    /// <summary>The weight of the old moving average in each step, at least 0 and below 1. Default 0.99.</summary>
    public double Momentum { get; init; } = 0.99;

    /// <summary>ε, above 0. Default 0.001.</summary>
    public double Epsilon { get; init; } = 1e-3;

    /// <summary>Whether β is added. Default true.</summary>
    public bool Center { get; init; } = true;

    /// <summary>Whether γ multiplies. Default true.</summary>
    public bool Scale { get; init; } = true;
}

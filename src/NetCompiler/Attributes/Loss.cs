namespace NetCompiler;

/// <summary>What training minimises; formulas are Keras 3's. Every loss is the mean over the samples of a batch, and, where answers are
/// images or sequences, over their pixels or steps; means and sums below go over the last axis.</summary>
public enum Loss
{
    /// <summary>Follows the last layer: softmax gives <see cref="CategoricalCrossentropy"/>, sigmoid <see cref="BinaryCrossentropy"/>,
    /// step <see cref="Perceptron"/>, anything else <see cref="MeanSquaredError"/>.</summary>
    Auto,

    /// <summary>mean (p - t)², for numbers; far outliers weigh most. p is the output, t the target.</summary>
    MeanSquaredError,

    /// <summary>mean |p - t|, for numbers of which some are far off; its derivative at p = t is 0.</summary>
    MeanAbsoluteError,

    /// <summary>mean of ½e² for |e| &#8804; 1, |e| - ½ beyond, with e = p - t: squared where it is small, absolute where
    /// it is large.</summary>
    Huber,

    /// <summary>mean of log cosh(p - t), which is like <see cref="Huber"/> and smooth everywhere.</summary>
    LogCosh,

    /// <summary>mean of -(t log p + (1 - t) log(1 - p)), for answers of yes or no, each by itself: targets 0 .. 1, outputs of a sigmoid,
    /// from whose logits it is computed.</summary>
    BinaryCrossentropy,

    /// <summary>-Σ t log p, for one of several classes: class numbers or a distribution as targets, outputs of a softmax, from whose
    /// logits it is computed.</summary>
    CategoricalCrossentropy,

    /// <summary>mean of max(0, 1 - t p), for a linear classifier with a margin; targets -1 and 1 (0 is taken as -1).</summary>
    Hinge,

    /// <summary>Σ t log(t / p), between two distributions; it is 0 where they are the same.</summary>
    KullbackLeiblerDivergence,

    /// <summary>mean of p - t log p, for counts; outputs must be positive, as those of <see cref="ExponentialAttribute"/> or <see
    /// cref="SoftplusAttribute"/>.</summary>
    Poisson,

    /// <summary>The perceptron criterion Σ (o - t) z of a net that ends in a step: its gradient gives the perceptron rule
    /// w += η (t - o) x.</summary>
    Perceptron,

    /// <summary>None: an output of <see cref="OutputAttribute"/> that is read but not trained on.</summary>
    None,

    /// <summary>The caller's own: a function that gets a batch's outputs and writes the loss's derivative by each of them
    /// (<see cref="CustomLoss{TState}"/>). Such a network is trained by <c>TrainOnBatch</c> with that function; <c>Fit</c> and
    /// <c>Evaluate</c> know no loss of it.</summary>
    Custom,

    /// <summary>One of your own, number by number: that of <see cref="NetworkAttribute.LossType"/> or
    /// <see cref="OutputAttribute.LossType"/>. It is what those say, and need not be written.</summary>
    OfType,
}

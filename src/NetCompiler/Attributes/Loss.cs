namespace NetCompiler;

/// <summary>What training minimises; formulas are Keras 3's. Every loss is the mean over the samples of a batch, and, where answers are
/// images or sequences, over their pixels or steps; means and sums below go over the last axis.</summary>
public enum Loss
{
    /// <summary>Follows the last layer: softmax gives <see cref="CategoricalCrossentropy"/>, sigmoid <see cref="BinaryCrossentropy"/>,
    /// step <see cref="Perceptron"/>, anything else <see cref="MeanSquaredError"/>.</summary>
    Auto,

    /// <summary>mean (p - t)².</summary>
    MeanSquaredError,

    /// <summary>mean |p - t|; its derivative at p = t is 0.</summary>
    MeanAbsoluteError,

    /// <summary>mean of ½e² for |e| &#8804; 1, |e| - ½ beyond, with e = p - t.</summary>
    Huber,

    /// <summary>mean of log cosh(p - t).</summary>
    LogCosh,

    /// <summary>mean of -(t log p + (1 - t) log(1 - p)); after a sigmoid it is computed from the logits.</summary>
    BinaryCrossentropy,

    /// <summary>-Σ t log p; after a softmax it is computed from the logits.</summary>
    CategoricalCrossentropy,

    /// <summary>mean of max(0, 1 - t p), targets -1 and 1 (0 is taken as -1).</summary>
    Hinge,

    /// <summary>Σ t log(t / p).</summary>
    KullbackLeiblerDivergence,

    /// <summary>mean of p - t log p.</summary>
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
}

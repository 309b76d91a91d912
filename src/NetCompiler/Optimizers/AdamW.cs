namespace NetCompiler;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019): <see cref="Adam"/> with <see cref="Optimizer.WeightDecay"/>
/// 0.004, Keras 3's default.</summary>
/// <example><code>
/// net.Fit(train, new FitOptions { Epochs = 10, Optimizer = new AdamW { LearningRate = 0.0005, WeightDecay = 0.01 } });
/// </code></example>
public sealed class AdamW : Adam
{
    /// <summary>Learning rate 0.001, weight decay 0.004, β₁ 0.9, β₂ 0.999, ε 1e-7.</summary>
    public AdamW() => WeightDecay = 0.004;
}

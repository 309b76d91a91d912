namespace NetCompiler;

/// <summary>Draws numbers of the normal distribution while training: the output of the layer before are means μ, that of the layer named
/// are log-variances s, and y = μ + e^(s / 2) · ε, so that both learn (Kingma and Welling, 2014). Prediction and evaluation give μ. Input
/// and output: any shape, μ and s of the same.
/// <para>Training adds the Kullback-Leibler divergence from the standard normal distribution, Σ ½ (μ² + e^s - 1 - s), summed over a sample
/// and averaged over samples, times <see cref="Weight"/>; evaluation reports it, too. Both are part of <c>loss</c>.</para>
/// <para>Log-variances are held between -20 and 10, deviations of 0.000045 to 148. Beyond, the divergence goes on along its tangent, so
/// that nothing overflows and what began there finds back.</para></summary>
/// <remarks>ε comes from the seed of the step and from the place alone, as <see cref="DropoutAttribute"/>'s masks do: the same bits on any
/// number of threads.</remarks>
/// <param name="with">The name of the layer that gives the log-variances.</param>
/// <example><code>
/// [Network(784)]
/// [Dense(128), ReLU(Name = "seen")]
/// [Dense(2, Name = "log_variance")]
/// [Dense(2, From = "seen"), Sample("log_variance")]
/// [Dense(128), ReLU, Dense(784), Sigmoid]
/// public sealed partial class VariationalAutoencoder;
/// </code></example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SampleAttribute(params string[] with) : MergeAttribute(with)
{
    /// <summary>What the divergence is multiplied by, at least 0: β. Left out (NaN), it fits the loss of the first output that is trained:
    /// where that is a mean over n numbers, such as pixels, 1 / n (times the output's own weight), so that both are sums over a sample by
    /// the same measure and loss · n is the negative evidence bound; else 1.</summary>
    public double Weight { get; init; } = double.NaN;
}

namespace NetCompiler;

/// <summary>Hands numbers on as they are, and adds <see cref="L1"/> · Σ |x| + <see cref="L2"/> · Σ x² to the loss: summed over a sample,
/// averaged over samples. It keeps what the layer in front gives small, or with <see cref="L1"/> mostly 0. Input and output: any
/// shape.</summary>
/// <remarks>As Keras's <c>ActivityRegularization</c>, but that sums over masked steps, too: here the steps beyond a sample's length
/// (<see cref="NetworkAttribute.Lengths"/>) add nothing. Part of <c>loss</c> in training and evaluation. Costs predictions
/// nothing.</remarks>
/// <example><code>
/// [Network(784)]
/// [Dense(64), ReLU, ActivityRegularization(L1 = 1e-5)]
/// [Dense(784), Sigmoid]
/// public sealed partial class Sparse;
/// </code></example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ActivityRegularizationAttribute : LayerAttribute
{
    /// <summary>What Σ |x| is multiplied by, at least 0. Default 0.</summary>
    public double L1 { get; init; }

    /// <summary>What Σ x² is multiplied by, at least 0. Default 0.</summary>
    public double L2 { get; init; }
}

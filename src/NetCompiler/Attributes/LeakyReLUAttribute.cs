namespace NetCompiler;

/// <summary>y = x for x &gt; 0, NegativeSlope x else (Maas et al., 2013). Output: the input's shape.</summary>
/// <param name="negativeSlope">The slope below 0, in [0, 1). Default 0.3, as Keras 3's <c>LeakyReLU</c> layer.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LeakyReLUAttribute(double negativeSlope = 0.3) : LayerAttribute
{
    /// <summary>The slope below 0.</summary>
    public double NegativeSlope { get; } = negativeSlope;
}

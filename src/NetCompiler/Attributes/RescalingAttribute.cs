namespace NetCompiler;

/// <summary>y = x · scale + offset, number by number, with constants. Output: the input's shape.</summary>
/// <remarks>As Keras 3's <c>Rescaling</c>: <c>[Rescaling(1.0 / 255)]</c> brings bytes to 0..1, <c>[Rescaling(1 / 127.5, Offset = -1)]</c>
/// to -1..1. Where the numbers' size is not known beforehand, <see cref="NormalizationAttribute"/> measures it.</remarks>
/// <param name="scale">What every number is multiplied by: finite and not 0.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class RescalingAttribute(double scale) : LayerAttribute
{
    /// <summary>What every number is multiplied by.</summary>
    public double Scale { get; } = scale;

    /// <summary>What is added then: finite. Default 0.</summary>
    public double Offset { get; init; }
}

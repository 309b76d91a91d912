namespace NetCompiler;

/// <summary>Rectified linear unit: y = min(max(x, 0), MaxValue). Output: the input's shape.</summary>
/// <remarks>As Keras 3's <c>ReLU</c>; <c>MaxValue = 6</c> is ReLU6. The derivative at 0 and at MaxValue is 0.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ReLUAttribute : LayerAttribute
{
    /// <summary>The largest output, above 0. Default: none.</summary>
    public double MaxValue { get; init; } = double.PositiveInfinity;
}

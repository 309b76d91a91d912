namespace NetCompiler;

/// <summary>y = x for x &gt; 0, α x else, with a learned slope α for every value of a sample (He et al., 2015). Output: the input's shape,
/// which is also that of the parameter α.</summary>
/// <remarks>As Keras 3's <c>PReLU</c> without shared axes.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PReLUAttribute : LayerAttribute
{
    /// <summary>How the slopes' first values are drawn. Default <see cref="Initializer.Zeros"/>.</summary>
    public Initializer AlphaInitializer { get; init; } = Initializer.Zeros;
}

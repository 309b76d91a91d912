namespace NetCompiler;

/// <summary>In training sets each channel of each sample to 0, at all places alike, with probability <paramref name="rate"/> and multiplies
/// the others by 1 / (1 - rate); in inference passes everything through (Tompson et al., 2015).
/// Input (height, width, channels), (steps, features) or more dimensions; output: the input's shape.</summary>
/// <remarks>As Keras 3's <c>SpatialDropout1D</c> and <c>2D</c>; PyTorch's <c>Dropout1d</c> and <c>Dropout2d</c>, over channels that come
/// first.</remarks>
/// <param name="rate">The fraction of channels that is dropped, in [0, 1).</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SpatialDropoutAttribute(double rate) : LayerAttribute
{
    /// <summary>The fraction of channels that is dropped.</summary>
    public double Rate { get; } = rate;
}

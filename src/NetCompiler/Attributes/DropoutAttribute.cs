namespace NetCompiler;

/// <summary>In training sets each value to 0 with probability <paramref name="rate"/> and multiplies the others by 1 / (1 - rate); in
/// inference passes everything through (Srivastava et al., 2014; scaled as in Keras 3). Output: the input's shape.</summary>
/// <param name="rate">The fraction that is dropped, in [0, 1).</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DropoutAttribute(double rate) : LayerAttribute
{
    /// <summary>The fraction that is dropped.</summary>
    public double Rate { get; } = rate;
}

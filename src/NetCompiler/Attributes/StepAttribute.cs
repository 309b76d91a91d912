namespace NetCompiler;

/// <summary>The threshold unit: y = 1 for x &gt; 0, Low else (McCulloch and Pitts, 1943; Rosenblatt, 1958). Output: the input's
/// shape.</summary>
/// <remarks>Its derivative is 0, so nothing before it learns by gradients; a network that ends in it learns by the perceptron rule,
/// <see cref="Loss.Perceptron"/>.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class StepAttribute : LayerAttribute
{
    /// <summary>The output at and below 0: 0 or -1. Default 0.</summary>
    public int Low { get; init; }
}

namespace NetCompiler;

/// <summary>Dot products of the output of the layer before with another layer's along a dimension of each: y[i, j] = Σ a[i, k] b[j, k].
/// Both have one
/// or two dimensions. Output: what is left of the first shape, then of the second; of two rows of numbers a single number, (1).</summary>
/// <remarks>As Keras 3's <c>Dot</c>.</remarks>
/// <param name="with">The name of the other layer, or <c>input</c> for the network's input.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DotAttribute(params string[] with) : MergeAttribute(with)
{
    /// <summary>The dimension that is summed over, of both: counted from 1 as in Keras, where the batch is 0, or from the end. Default
    /// -1.</summary>
    public int Axis { get; init; } = -1;

    /// <summary>That of the other layer, where it is another one.</summary>
    public int OtherAxis { get; init; }

    /// <summary>Whether every row is first divided by its length (Euclidean, at least 10⁻⁷), so that the outputs are cosines of
    /// angles.</summary>
    public bool Normalize { get; init; }
}

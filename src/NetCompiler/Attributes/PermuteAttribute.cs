namespace NetCompiler;

/// <summary>The dimensions in another order: <c>Permute(2, 1)</c> makes (features, steps) of (steps, features). Dimension i of the output
/// is dimension
/// <paramref name="dimensions"/>[i] of the input.</summary>
/// <remarks>As Keras 3's <c>Permute</c>: dimensions are counted from 1, for the batch is 0. (PyTorch's <c>permute</c> counts the batch,
/// too.) <c>Permute(3, 1, 2)</c> makes PyTorch's (channels, height, width) of an image.</remarks>
/// <param name="dimensions">The numbers from 1 to the number of dimensions, each once.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PermuteAttribute(params int[] dimensions) : LayerAttribute
{
    /// <summary>The input's dimensions in the output's order, counted from 1.</summary>
    public IReadOnlyList<int> Dimensions { get; } = dimensions;
}

namespace NetCompiler;

/// <summary>The same numbers in the same order, in another shape: input of any shape, output <paramref name="shape"/>. Where the numbers
/// lie in memory without gaps it costs nothing; gaps (pixels whose channels are no multiple of 16) and borders (around what a larger kernel
/// reads) are closed by a copy.</summary>
/// <remarks>As Keras 3's <c>Reshape</c>: the batch is not part of the shape, and one size may be -1, which is what is left for it. Channels
/// are innermost, so PyTorch's <c>view</c> of an image (channels, height, width) has the numbers in another order.</remarks>
/// <param name="shape">The shape of one sample, channels last. Each size at least 1, one of them perhaps -1; their product is that of the
/// input's sizes.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ReshapeAttribute(params int[] shape) : LayerAttribute
{
    /// <summary>The shape of one sample as written.</summary>
    public IReadOnlyList<int> Shape { get; } = shape;
}

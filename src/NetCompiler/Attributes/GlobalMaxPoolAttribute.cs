namespace NetCompiler;

/// <summary>The largest number of every channel over all places of an image or sequence.
/// Input (height, width, channels), (steps, features) or more dimensions, output (channels).</summary>
/// <remarks>As Keras 3's <c>GlobalMaxPooling1D</c> and <c>2D</c> with <c>keepdims=False</c>; in PyTorch <c>AdaptiveMaxPool2d(1)</c> and a
/// flatten. Of samples with lengths (<see cref="NetworkAttribute.Lengths"/>) only the steps that count are seen, and of none zeros come
/// out; Keras's pool has no mask and sees the padding, too.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GlobalMaxPoolAttribute : LayerAttribute;

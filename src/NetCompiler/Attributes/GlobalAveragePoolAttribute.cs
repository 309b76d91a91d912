namespace NetCompiler;

/// <summary>The mean of every channel over all places of an image or sequence.
/// Input (height, width, channels), (steps, features) or more dimensions, output (channels).</summary>
/// <remarks>As Keras 3's <c>GlobalAveragePooling1D</c> and <c>2D</c> with <c>keepdims=False</c>; in PyTorch <c>AdaptiveAvgPool2d(1)</c> and
/// a flatten. Of samples with lengths (<see cref="NetworkAttribute.Lengths"/>) only the steps that count are seen, as with Keras's
/// masks, and of none zeros come out.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GlobalAveragePoolAttribute : LayerAttribute;

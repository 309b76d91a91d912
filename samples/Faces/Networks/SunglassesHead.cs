using NetCompiler;

namespace Faces;

/// <summary>Says from what <see cref="FaceEye"/> gives whether sunglasses cover the eyes.</summary>
[Network(13, 14, 16)]
[Conv2D(32, 3, Strides = 2), ReLU]
[Flatten, Dropout(0.4)]
[Dense(64), ReLU, Dropout(0.4)]
[Dense(1), Sigmoid]
internal sealed partial class SunglassesHead;

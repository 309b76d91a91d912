using NetCompiler;

namespace Faces;

/// <summary>The first layer of <see cref="FaceNet"/> for itself: what other tasks can use of what it learned.</summary>
[Network(30, 32, 1)]
[Conv2D(16, 5, Strides = 2), ReLU]
internal sealed partial class FaceEye;

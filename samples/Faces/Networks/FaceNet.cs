using NetCompiler;

namespace Faces;

/// <summary>Two questions to one network: the first four units say where the face looks, the other twenty who it is.</summary>
[Network(30, 32, 1)]
[Conv2D(16, 5, Strides = 2), ReLU]
[Conv2D(32, 3, Strides = 2), ReLU]
[Flatten, Dropout(0.3)]
[Dense(96), ReLU, Dropout(0.3)]
[Dense(24), Sigmoid]
internal sealed partial class FaceNet;

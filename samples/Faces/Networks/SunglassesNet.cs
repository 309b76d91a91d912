using NetCompiler;

namespace Faces;

/// <summary>Says whether sunglasses cover the eyes: a new head on what <see cref="FaceNet"/> has learned to see, which stays as it
/// is.</summary>
[Network(30, 32, 1)]
[Conv2D(16, 5, Strides = 2, Name = "edges", Trainable = false), ReLU]
[Conv2D(32, 3, Strides = 2), ReLU]
[Flatten, Dropout(0.4)]
[Dense(64), ReLU, Dropout(0.4)]
[Dense(1), Sigmoid]
internal sealed partial class SunglassesNet;

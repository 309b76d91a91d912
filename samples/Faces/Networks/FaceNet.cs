using NetCompiler;

namespace Faces;

/// <summary>Two questions to one network: where the face looks, and who it is. Its body, which both answers share, are the two
/// convolutions; each answer has a head of its own.</summary>
[Network(30, 32, 1)]
[Conv2D(16, 5, Strides = 2, Name = "edges"), ReLU]
[Conv2D(32, 3, Strides = 2, Name = "parts"), ReLU]
[Flatten, Dropout(0.3, Name = "face")]
[Dense(64), ReLU, Dropout(0.3), Dense(4), Softmax, Output("pose")]
[Dense(64, From = "face"), ReLU, Dropout(0.3), Dense(20), Softmax, Output("person")]
internal sealed partial class FaceNet;

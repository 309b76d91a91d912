using NetCompiler;

namespace Player;

// The layers of the program that trains; only predicts.
[Network(64, Mode = NetworkMode.InferenceOnly)]
[Dense(256), ReLU, Dropout(0.4)]
[Dense(128), ReLU, Dropout(0.3)]
[Dense(10), Softmax]
[Weights("../Digits/net.safetensors")]
internal sealed partial class DigitsNet;

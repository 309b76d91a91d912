namespace NetCompiler.Tests;

/// <summary>PretrainedNet with its weights as 8-bit numbers, and without training code.</summary>
[Network(7, Mode = NetworkMode.InferenceOnly)]
[Dense(19), ReLU]
[Dense(3), Softmax]
[Weights("Serialization/Files/quantized.safetensors")]
internal sealed partial class QuantizedNet;

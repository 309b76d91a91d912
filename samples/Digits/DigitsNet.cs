using NetCompiler;

namespace Digits;

/// <summary>Reads an 8 × 8 picture of a digit.</summary>
[Network(64)]
[Dense(256), ReLU, Dropout(0.4)]
[Dense(128), ReLU, Dropout(0.3)]
[Dense(10), Softmax]
internal sealed partial class DigitsNet;

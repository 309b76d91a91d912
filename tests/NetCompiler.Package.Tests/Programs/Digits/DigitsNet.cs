using NetCompiler;

namespace Digits;

[Network(64)]
[Dense(256), ReLU, Dropout(0.4f)]
[Dense(128), ReLU, Dropout(0.3f)]
[Dense(10), Softmax]
internal sealed partial class DigitsNet;

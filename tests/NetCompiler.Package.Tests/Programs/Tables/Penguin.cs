using NetCompiler;

namespace Tables;

[Network(5)]
[Dense(16), ReLU]
[Dense(2), Softmax]
internal partial class Penguin;

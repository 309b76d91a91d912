namespace NetCompiler.Benchmarks.Networks;

/// <summary>10 KB of weights.</summary>
[Network(32)]
[Dense(48), ReLU]
[Dense(16), ReLU]
[Dense(10), Softmax]
internal sealed partial class Kilobytes;

/// <summary>1 MB of weights.</summary>
[Network(784)]
[Dense(256), ReLU]
[Dense(200), ReLU]
[Dense(10), Softmax]
internal sealed partial class Megabyte;

/// <summary>50 MB of weights.</summary>
[Network(784)]
[Dense(3000), ReLU]
[Dense(3400), ReLU]
[Dense(10), Softmax]
internal sealed partial class Megabytes;

/// <summary>The recogniser of samples/Digits.</summary>
[Network(64)]
[Dense(256), ReLU]
[Dense(128), ReLU]
[Dense(10), Softmax]
internal sealed partial class Recogniser;

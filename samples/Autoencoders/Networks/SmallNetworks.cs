using NetCompiler;

namespace Autoencoders.Networks;

// The networks of MnistNetworks.cs for images of 8 x 8 pixels, with fewer numbers.

[Network(64)]
[Dense(48), ReLU, Dense(8), Tanh]
internal sealed partial class SmallCoder;

[Network(8)]
[Dense(48), ReLU, Dense(64), Sigmoid]
internal sealed partial class SmallDecoder;

[Network(64)]
[Use<SmallCoder>, Use<SmallDecoder>]
internal sealed partial class SmallAutoencoder;

[Network(64)]
[Dense(96), ReLU(Name = "seen")]
[Dense(8, Name = "spread"), Output("log_variance", Loss = Loss.None)]
[Dense(8, From = "seen"), Sample("spread"), Output("mean", Loss = Loss.None)]
[Use<SmallDreamer>, Output("image")]
internal sealed partial class SmallVae;

[Network(8)]
[Dense(96), ReLU, Dense(64), Sigmoid]
internal sealed partial class SmallDreamer;

[Network(64)]
[Dense(96), ReLU, Dense(48), ReLU(Name = "seen")]
[Dense(2, Name = "spread"), Output("log_variance", Loss = Loss.None)]
[Dense(2, From = "seen"), Sample("spread"), Output("mean", Loss = Loss.None)]
[Use<SmallMap>, Output("image")]
internal sealed partial class SmallPlaneVae;

[Network(2)]
[Dense(48), ReLU, Dense(96), ReLU, Dense(64), Sigmoid]
internal sealed partial class SmallMap;

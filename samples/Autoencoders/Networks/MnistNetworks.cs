using NetCompiler;

namespace Autoencoders.Networks;

/// <summary>An image as 32 numbers: the sizes of the deep autoencoder of Keras's tutorial.</summary>
[Network(784)]
[Dense(128), ReLU, Dense(64), ReLU, Dense(32), ReLU]
internal sealed partial class MnistCoder;

/// <summary>From 32 numbers to an image.</summary>
[Network(32)]
[Dense(64), ReLU, Dense(128), ReLU, Dense(784), Sigmoid]
internal sealed partial class MnistDecoder;

/// <summary>Both in a row: learns to give back what came in.</summary>
[Network(784)]
[Use<MnistCoder>, Use<MnistDecoder>]
internal sealed partial class MnistAutoencoder;

/// <summary>A variational autoencoder: an image as twenty means and log-variances, from which training draws.</summary>
[Network(784)]
[Dense(400), ReLU(Name = "seen")]
[Dense(20, Name = "spread"), Output("log_variance", Loss = Loss.None)]
[Dense(20, From = "seen"), Sample("spread"), Output("mean", Loss = Loss.None)]
[Use<MnistDreamer>, Output("image")]
internal sealed partial class MnistVae;

/// <summary>Its decoder: from twenty numbers of the normal distribution to each pixel's probability of ink.</summary>
[Network(20)]
[Dense(400), ReLU, Dense(784), Sigmoid]
internal sealed partial class MnistDreamer;

/// <summary>The same with two numbers, so that they are a place in a plane.</summary>
[Network(784)]
[Dense(400), ReLU, Dense(200), ReLU(Name = "seen")]
[Dense(2, Name = "spread"), Output("log_variance", Loss = Loss.None)]
[Dense(2, From = "seen"), Sample("spread"), Output("mean", Loss = Loss.None)]
[Use<MnistMap>, Output("image")]
internal sealed partial class MnistPlaneVae;

/// <summary>From a place in the plane to an image.</summary>
[Network(2)]
[Dense(200), ReLU, Dense(400), ReLU, Dense(784), Sigmoid]
internal sealed partial class MnistMap;

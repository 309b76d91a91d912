using NetCompiler;

namespace Faces;

/// <summary>The network of Mitchell's chapter 4.7: 960 pixels, three hidden units, four poses, all logistic, by squared error. The pixels'
/// weights begin at zero, as in the book, so that all that is drawn of them was learned; the second layer's, which are random, tell the
/// hidden units apart.</summary>
#pragma warning disable NETC1076
[Network(30, 32, 1, Loss = Loss.MeanSquaredError)]
[Flatten]
[Dense(3, KernelInitializer = Initializer.Zeros), Sigmoid]
[Dense(4), Sigmoid]
#pragma warning restore NETC1076
internal sealed partial class PoseNet;

using NetCompiler;

namespace Neurons;

/// <summary>The threshold unit of McCulloch and Pitts (1943), and Rosenblatt's perceptron (1958): y = 1 where w · x + b > 0, 0
/// else.</summary>
[Network(2)]
[Dense(1, KernelInitializer = Initializer.Zeros), Step]
internal sealed partial class ThresholdUnit;

/// <summary>The same with one input, for NOT.</summary>
[Network(1)]
[Dense(1, KernelInitializer = Initializer.Zeros), Step]
internal sealed partial class ThresholdUnitOfOne;

/// <summary>Two threshold units feed a third. A step has no slope, so this net cannot learn and the compiler warns; its weights are set by
/// hand.</summary>
#pragma warning disable NETC1017
[Network(2)]
[Dense(2), Step]
[Dense(1), Step]
#pragma warning restore NETC1017
internal sealed partial class ThresholdNet;

/// <summary>The linear unit, or Adaline (Widrow and Hoff, 1960): y = w · x + b, by least squares.</summary>
[Network(2)]
[Dense(1)]
internal sealed partial class LinearUnit;

/// <summary>The logistic unit: y = σ(w · x + b), the probability of "yes", by cross-entropy (Sigmoid's default).</summary>
[Network(2)]
[Dense(1), Sigmoid]
internal sealed partial class LogisticUnit;

/// <summary>The same unit by squared error: the delta rule (Rumelhart, Hinton and Williams, 1986).</summary>
[Network(2, Loss = Loss.MeanSquaredError)]
[Dense(1), Sigmoid]
internal sealed partial class DeltaRuleUnit;

/// <summary>A multilayer perceptron with one hidden layer.</summary>
[Network(2)]
[Dense(4), Tanh]
[Dense(1), Sigmoid]
internal sealed partial class HiddenLayerNet;

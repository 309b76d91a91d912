namespace NetCompiler;

/// <summary>A recurrent layer whose state is its last output (Elman, 1990): h = tanh(x W + h U + b). Parameters as in Keras:
/// <c>kernel</c> W (features, units), <c>recurrent_kernel</c> U (units, units), <c>bias</c> (units).</summary>
/// <param name="units">The length of the state and of a step's output, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SimpleRNNAttribute(int units) : RecurrentAttribute(units);

namespace NetCompiler;

/// <summary>Long short-term memory (Hochreiter and Schmidhuber, 1997, with the forget gate of Gers, Schmidhuber and Cummins, 2000):
/// i, f, o = σ(x W + h U + b), g = tanh(x W + h U + b), c = f c + i g, h = o tanh(c). Parameters as in Keras, gates in the order i, f, c,
/// o:
/// <c>kernel</c> W (features, 4 units), <c>recurrent_kernel</c> U (units, 4 units), <c>bias</c> (4 units).</summary>
/// <param name="units">The length of h, of c and of a step's output, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LSTMAttribute(int units) : RecurrentAttribute(units)
{
    /// <summary>What the gates go through. Default <see cref="Activation.Sigmoid"/>.</summary>
    public Activation RecurrentActivation { get; init; } = Activation.Sigmoid;

    /// <summary>Whether the forget gate's bias begins with ones (Jozefowicz et al., 2015). Default true.</summary>
    public bool UnitForgetBias { get; init; } = true;
}

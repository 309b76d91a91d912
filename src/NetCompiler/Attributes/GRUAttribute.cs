namespace NetCompiler;

/// <summary>Gated recurrent unit (Cho et al., 2014): z, r = σ(x W + h U + b), n = tanh(x W + b + r (h U + b)), h = z h + (1 - z) n.
/// Parameters as in Keras, gates in the order z, r, h: <c>kernel</c> W (features, 3 units), <c>recurrent_kernel</c> U (units, 3 units),
/// <c>bias</c> (2, 3 units), the input's and the state's, or (3 units) without <see cref="ResetAfter"/>.</summary>
/// <param name="units">The length of the state and of a step's output, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GRUAttribute(int units) : RecurrentAttribute(units)
{
    /// <summary>What the gates go through. Default <see cref="Activation.Sigmoid"/>.</summary>
    public Activation RecurrentActivation { get; init; } = Activation.Sigmoid;

    /// <summary>Whether the reset gate is applied behind the product with the state, as in PyTorch and in Keras since 2.4; else in front of
    /// it: n = tanh(x W + (r h) U + b), which computes both products for all gates and takes nearly twice as long. Default true.</summary>
    public bool ResetAfter { get; init; } = true;
}

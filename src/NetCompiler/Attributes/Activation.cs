namespace NetCompiler;

/// <summary>The functions that can stand inside a recurrent cell; each is that of the layer of its name.</summary>
public enum Activation
{
    /// <summary>None: y = x.</summary>
    Linear,

    /// <summary>y = max(0, x); see <see cref="ReLUAttribute"/>.</summary>
    ReLU,

    /// <summary>y = x for x &gt; 0, exp(x) - 1 below; see <see cref="ELUAttribute"/>.</summary>
    ELU,

    /// <summary>y = λ x for x &gt; 0, λ α (exp(x) - 1) below; see <see cref="SELUAttribute"/>.</summary>
    SELU,

    /// <summary>y = x Φ(x), Φ the normal distribution; see <see cref="GELUAttribute"/>.</summary>
    GELU,

    /// <summary>y = x / (1 + exp(-x)); see <see cref="SiLUAttribute"/>.</summary>
    SiLU,

    /// <summary>y = x tanh(log(1 + exp(x))); see <see cref="MishAttribute"/>.</summary>
    Mish,

    /// <summary>y = tanh(x), on -1 .. 1; see <see cref="TanhAttribute"/>.</summary>
    Tanh,

    /// <summary>y = 1 / (1 + exp(-x)), on 0 .. 1; see <see cref="SigmoidAttribute"/>.</summary>
    Sigmoid,

    /// <summary>y = min(max(x + 3, 0), 6) / 6; see <see cref="HardSigmoidAttribute"/>. Keras up to 2.2.4 had another one.</summary>
    HardSigmoid,

    /// <summary>y = x min(max(x + 3, 0), 6) / 6; see <see cref="HardSwishAttribute"/>.</summary>
    HardSwish,

    /// <summary>y = log(1 + exp(x)); see <see cref="SoftplusAttribute"/>.</summary>
    Softplus,

    /// <summary>y = x / (1 + |x|); see <see cref="SoftsignAttribute"/>.</summary>
    Softsign,
}

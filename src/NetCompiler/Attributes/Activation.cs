namespace NetCompiler;

/// <summary>The functions that can stand inside a recurrent cell; each is that of the layer of its name.</summary>
public enum Activation
{
    /// <summary>None: y = x.</summary>
    Linear,

    /// <summary>See <see cref="ReLUAttribute"/>.</summary>
    ReLU,

    /// <summary>See <see cref="ELUAttribute"/>, with α = 1.</summary>
    ELU,

    /// <summary>See <see cref="SELUAttribute"/>.</summary>
    SELU,

    /// <summary>See <see cref="GELUAttribute"/>.</summary>
    GELU,

    /// <summary>See <see cref="SiLUAttribute"/>.</summary>
    SiLU,

    /// <summary>See <see cref="MishAttribute"/>.</summary>
    Mish,

    /// <summary>See <see cref="TanhAttribute"/>.</summary>
    Tanh,

    /// <summary>See <see cref="SigmoidAttribute"/>.</summary>
    Sigmoid,

    /// <summary>See <see cref="HardSigmoidAttribute"/>; Keras up to 2.2.4 had another one.</summary>
    HardSigmoid,

    /// <summary>See <see cref="HardSwishAttribute"/>.</summary>
    HardSwish,

    /// <summary>See <see cref="SoftplusAttribute"/>.</summary>
    Softplus,

    /// <summary>See <see cref="SoftsignAttribute"/>.</summary>
    Softsign,
}

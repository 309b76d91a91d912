namespace NetCompiler;

/// <summary>The distribution that a parameter's first values are drawn from; names and definitions are Keras 3's.</summary>
public enum Initializer
{
    /// <summary>All 0: Keras's default for biases.</summary>
    Zeros,

    /// <summary>All 1: the default for the scales of norms.</summary>
    Ones,

    /// <summary>Uniform on ±√(6 / (fan_in + fan_out)) (Glorot and Bengio, 2010): Keras's default for kernels.</summary>
    GlorotUniform,

    /// <summary>Normal with σ = √(2 / (fan_in + fan_out)), truncated at two standard deviations.</summary>
    GlorotNormal,

    /// <summary>Uniform on ±√(6 / fan_in) (He et al., 2015): for layers before ReLU.</summary>
    HeUniform,

    /// <summary>Normal with σ = √(2 / fan_in), truncated at two standard deviations.</summary>
    HeNormal,

    /// <summary>Uniform on ±√(3 / fan_in): for layers before SELU.</summary>
    LecunUniform,

    /// <summary>Normal with σ = √(1 / fan_in), truncated at two standard deviations.</summary>
    LecunNormal,

    /// <summary>Uniform on ±0.05: Keras's default for embeddings.</summary>
    RandomUniform,

    /// <summary>Normal with σ = 0.05.</summary>
    RandomNormal,

    /// <summary>Normal with σ = 0.05, values beyond two standard deviations drawn again.</summary>
    TruncatedNormal,

    /// <summary>The tensor as a matrix, all but the last dimension by the last: rows, or where there are fewer columns columns, are
    /// orthonormal (Saxe, McClelland and Ganguli, 2014).</summary>
    Orthogonal,
}

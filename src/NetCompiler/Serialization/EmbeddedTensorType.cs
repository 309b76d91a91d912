namespace NetCompiler;

/// <summary>How the numbers of an embedded tensor are stored, by safetensors' names; all of them become 32-bit floats when they are
/// read.</summary>
[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
public enum EmbeddedTensorType
{
    /// <summary>32 bits, IEEE 754.</summary>
    F32,

    /// <summary>64 bits, IEEE 754, rounded to the nearest 32-bit float.</summary>
    F64,

    /// <summary>16 bits, IEEE 754.</summary>
    F16,

    /// <summary>The upper 16 bits of a 32-bit float.</summary>
    BF16,

    /// <summary>8 bits, whole numbers, times a 32-bit float for each column.</summary>
    I8,
}

namespace NetCompiler;

/// <summary>The element type of an <see cref="IdxFile"/>; the value is the code in the file.</summary>
public enum IdxType
{
    /// <summary>Unsigned bytes: images and labels.</summary>
    Unsigned8 = 0x08,

    /// <summary>Signed bytes.</summary>
    Signed8 = 0x09,

    /// <summary>16-bit signed integers.</summary>
    Signed16 = 0x0B,

    /// <summary>32-bit signed integers.</summary>
    Signed32 = 0x0C,

    /// <summary>32-bit floating point numbers.</summary>
    Real32 = 0x0D,

    /// <summary>64-bit floating point numbers.</summary>
    Real64 = 0x0E,
}

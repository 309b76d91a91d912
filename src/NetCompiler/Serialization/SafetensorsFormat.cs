namespace NetCompiler;

/// <summary>What the format of safetensors files fixes. This file is part of the runtime, which reads whole files, and of the compiler,
/// which reads their headers.</summary>
internal static class SafetensorsFormat
{
    /// <summary>The bytes before the header, which hold its length.</summary>
    public const int PrefixLength = sizeof(ulong);

    /// <summary>The header's entry that is no tensor.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>The longest shape that is read.</summary>
    public const int MaximumRank = 64;

    /// <summary>The size of an element in bits; 0 for a type that the format does not know.</summary>
    public static int Bits(string type) => type switch
    {
        "F4" => 4,
        "F6_E2M3" or "F6_E3M2" => 6,
        "BOOL" or "U8" or "I8" or "F8_E5M2" or "F8_E4M3" or "F8_E8M0" or "F8_E4M3FNUZ" or "F8_E5M2FNUZ" => 8,
        "U16" or "I16" or "F16" or "BF16" => 16,
        "U32" or "I32" or "F32" => 32,
        "U64" or "I64" or "F64" or "C64" => 64,
        _ => 0,
    };

    /// <summary>The bytes of a tensor, if they are a whole number and no product on the way, in bits, exceeds 63 bits, even where a
    /// dimension of 0 would make the whole small.</summary>
    /// <param name="shape">Its dimensions, none below 0.</param>
    /// <param name="bits">The size of an element.</param>
    /// <param name="bytes">The bytes.</param>
    public static bool TrySize(IReadOnlyList<long> shape, int bits, out long bytes)
    {
        long size = bits;
        bytes = 0;
        foreach (long dimension in shape)
        {
            if (dimension != 0 && size > long.MaxValue / dimension)
                return false;
            size *= dimension;
        }
        bytes = size / 8;
        return size % 8 == 0;
    }
}

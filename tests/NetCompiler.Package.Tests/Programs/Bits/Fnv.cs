using System.Runtime.InteropServices;

namespace Bits;

/// <summary>FNV-1a over the bits of numbers, four bytes each, lowest first.</summary>
internal struct Fnv()
{
    /// <summary>The hash of all that was added.</summary>
    public ulong Value { get; private set; } = 0xCBF29CE484222325;

    public void Add(ReadOnlySpan<float> values)
    {
        foreach (uint bits in MemoryMarshal.Cast<float, uint>(values))
            for (int shift = 0; shift < 32; shift += 8)
                Value = (Value ^ bits >> shift & 0xFF) * 0x100000001B3;
    }

    public static ulong Of(ReadOnlySpan<float> values)
    {
        var hash = new Fnv();
        hash.Add(values);
        return hash.Value;
    }
}

using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace NetCompiler.CompilerServices;

/// <summary>What the states of generated classes have in common: comparing, and bytes to save. Generated code calls it; programs have no
/// use for it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class NetworkState
{
    private const byte Version = 1;

    /// <summary>Bytes in front of the numbers: four letters or a version, and what tells networks apart.</summary>
    public const int HeaderBytes = 8;

    private static ReadOnlySpan<byte> Magic => "NCS"u8;

    /// <summary>Whether two states are the same, bit by bit.</summary>
    public static bool Equal(ReadOnlySpan<float> a, ReadOnlySpan<float> b) =>
        MemoryMarshal.AsBytes(a).SequenceEqual(MemoryMarshal.AsBytes(b));

    /// <summary>A hash of a state's bits.</summary>
    public static int Hash(ReadOnlySpan<float> state)
    {
        HashCode hash = default;
        hash.AddBytes(MemoryMarshal.AsBytes(state));
        return hash.ToHashCode();
    }

    /// <summary>Whether no number is NaN or infinite.</summary>
    public static bool IsFinite(ReadOnlySpan<float> state)
    {
        foreach (float value in state)
            if (!float.IsFinite(value))
                return false;
        return true;
    }

    /// <summary>Writes a state: header, then the numbers, little-endian.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is too short.</exception>
    public static void Save(NetworkCode code, ReadOnlySpan<float> state, Span<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(code);
        int count = HeaderBytes + sizeof(float) * state.Length;
        if (bytes.Length < count)
            throw new ArgumentException(
                $"A state of {code.Info.Name} takes {count} bytes; there is room for {bytes.Length}.", nameof(bytes));
        Magic.CopyTo(bytes);
        bytes[Magic.Length] = Version;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[(Magic.Length + 1)..], Identity(code.Info));
        for (int i = 0; i < state.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes[(HeaderBytes + sizeof(float) * i)..], state[i]);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="ArgumentException">The bytes are those of another network or version, or no state at all.</exception>
    public static void Load(NetworkCode code, ReadOnlySpan<byte> bytes, Span<float> state)
    {
        ArgumentNullException.ThrowIfNull(code);
        int count = HeaderBytes + sizeof(float) * state.Length;
        string name = code.Info.Name;
        if (bytes.Length < HeaderBytes || !bytes.StartsWith(Magic))
            throw new ArgumentException($"These {bytes.Length} bytes are no state of a network.", nameof(bytes));
        if (bytes[Magic.Length] != Version)
            throw new ArgumentException($"This state has version {bytes[Magic.Length]}; {name} reads version {Version}.", nameof(bytes));
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[(Magic.Length + 1)..]) != Identity(code.Info))
            throw new ArgumentException(
                $"This is the state of another network than {name}, or of one with other layers: {name} carries {code.Info.StateLayout}.",
                nameof(bytes));
        if (bytes.Length != count)
            throw new ArgumentException($"A state of {name} has {count} bytes; these are {bytes.Length}.", nameof(bytes));
        for (int i = 0; i < state.Length; i++)
            state[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(HeaderBytes + sizeof(float) * i)..]);
    }

    /// <summary>FNV-1a over the names and lengths of what is carried.</summary>
    private static uint Identity(NetworkInfo info)
    {
        uint hash = 2166136261;
        foreach (char letter in info.StateLayout)
            hash = (hash ^ letter) * 16777619;
        return hash;
    }
}

using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>What predictions of one network read: a buffer of parameters, and what was computed from them once, such as kernels transformed
/// for Winograd's algorithm.</summary>
internal sealed class PreparedParameters
{
    private int _version = -1;

    /// <param name="buffer">Where the parameters are.</param>
    /// <param name="values">The parameters.</param>
    /// <param name="preparedFloats">The length of what is computed from them, in floats.</param>
    internal PreparedParameters(ParameterBuffer buffer, AlignedBuffer values, int preparedFloats)
    {
        Buffer = buffer;
        Values = values;
        Prepared = new AlignedBuffer(preparedFloats);
        (ValuesAddress, PreparedAddress) = (Values.Address, Prepared.Address);
    }

    /// <summary>The parameters' buffer.</summary>
    internal ParameterBuffer Buffer { get; }

    /// <summary>The parameters.</summary>
    internal AlignedBuffer Values { get; }

    /// <summary>What was computed from them.</summary>
    internal AlignedBuffer Prepared { get; }

    /// <summary>Where <see cref="Values"/> begins, as long as this object is reachable.</summary>
    internal nuint ValuesAddress { get; }

    /// <summary>Where <see cref="Prepared"/> begins, as long as this object is reachable.</summary>
    internal nuint PreparedAddress { get; }

    /// <summary>The <see cref="ParameterMemory.Version"/> that was prepared; -1 before.</summary>
    internal int Version
    {
        get => Volatile.Read(ref _version);
        set => Volatile.Write(ref _version, value);
    }
}

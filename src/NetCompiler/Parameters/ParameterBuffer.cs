using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>One of the two buffers in which a <see cref="ParameterMemory"/> has parameters: the present ones, or the next to be
/// published.</summary>
/// <param name="floats">The length in floats, padding included.</param>
internal sealed class ParameterBuffer(AlignedBuffer floats)
{
    private int _overwrites;

    /// <summary>The parameters, laid out as <see cref="NetworkInfo.Parameters"/> says.</summary>
    internal AlignedBuffer Floats { get; } = floats;

    /// <summary>How often this buffer was given out to be written anew. Who reads it while it is the present one, and finds the same number
    /// afterwards (behind a <c>Volatile.ReadBarrier</c>), has read parameters of one publication.</summary>
    internal int Overwrites => Volatile.Read(ref _overwrites);

    /// <summary>Announces that what is here will be written over.</summary>
    internal void Overwrite() => Interlocked.Increment(ref _overwrites);
}

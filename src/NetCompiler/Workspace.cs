using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>Memory that a thread computes in: made when first needed, kept, and made anew where more is needed.</summary>
internal static class Workspace
{
    [ThreadStatic]
    private static AlignedBuffer? _buffer;

    /// <summary>At least so many floats of the calling thread's memory. What they hold is of no meaning, and what is put there lasts until
    /// the next call.</summary>
    internal static ref float OfThread(int floats)
    {
        AlignedBuffer? buffer = _buffer;
        if (buffer is null || buffer.Length < floats)
            _buffer = buffer = new AlignedBuffer(floats);
        return ref buffer.Start;
    }
}

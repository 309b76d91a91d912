namespace NetCompiler;

/// <summary>Memory of a thread in which inputs, outputs and targets that lie apart come together in rows.</summary>
internal static class PortMemory
{
    [ThreadStatic]
    private static float[]? _memory;

    /// <summary>So many floats of the calling thread's memory, until its next call.</summary>
    internal static Span<float> OfThread(int floats)
    {
        if (_memory is null || _memory.Length < floats)
            _memory = new float[floats];
        return _memory.AsSpan(0, floats);
    }

    /// <summary>Copies samples one after the other to the same place of each row.</summary>
    internal static void Spread(ReadOnlySpan<float> values, int length, Span<float> rows, int stride)
    {
        for (int row = 0; row * length < values.Length; row++)
            values.Slice(row * length, length).CopyTo(rows[(row * stride)..]);
    }
}

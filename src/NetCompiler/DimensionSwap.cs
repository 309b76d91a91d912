using System.ComponentModel;

namespace NetCompiler;

/// <summary>How a tensor's order in the flat parameter buffer differs from that in files: seen as (anything, <paramref name="First"/>,
/// <paramref name="Second"/>,
/// <paramref name="Run"/>), it is (anything, <paramref name="Second"/>, <paramref name="First"/>, <paramref name="Run"/>) in the
/// buffer.</summary>
/// <param name="First">The dimension that comes first in the tensor, at least 1.</param>
/// <param name="Second">The dimension that comes first in the buffer, at least 1.</param>
/// <param name="Run">Numbers that stay together, at least 1.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record DimensionSwap(int First, int Second, int Run)
{
    /// <summary>Where number <paramref name="index"/> of the tensor lies among the buffer's numbers, padding aside.</summary>
    internal int Place(int index)
    {
        (int rest, int run) = Math.DivRem(index, Run);
        (rest, int second) = Math.DivRem(rest, Second);
        (int outer, int first) = Math.DivRem(rest, First);
        return ((outer * Second + second) * First + first) * Run + run;
    }
}

using System.Globalization;

namespace NetCompiler;

/// <summary>Things counted, in messages.</summary>
internal static class Counts
{
    /// <summary><c>1 float</c>, <c>2,000 floats</c>.</summary>
    public static string Of(long count, string noun) =>
        $"{count.ToString("N0", CultureInfo.InvariantCulture)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>What a network takes of each sample: <c>101 floats a sample, one of which says how many of its steps count</c>.</summary>
    /// <param name="info">The network.</param>
    /// <param name="noun">What there are, of which one is a float.</param>
    public static string OfSample(NetworkInfo info, string noun) =>
        $"{Of(info.InputLength, noun)} a sample{(info.LengthsInput < 0 ? "" : ", one of which says how many of its steps count")}";
}

using System.Globalization;

namespace NetCompiler;

/// <summary>A file of parameters that is not what it should be: damaged, of another format, or of another architecture. The network that
/// was to receive it is as it was before.</summary>
public sealed class NetworkFileException : IOException
{
    /// <summary>An unspecified defect of an unnamed file.</summary>
    public NetworkFileException() : this("The file of parameters is damaged.") { }

    /// <summary>A defect of an unnamed file.</summary>
    /// <param name="message">What is wrong.</param>
    public NetworkFileException(string message) : base(message) => FileName = "";

    /// <summary>A defect of an unnamed file, found by another exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What found it.</param>
    public NetworkFileException(string message, Exception? innerException) : base(message, innerException) => FileName = "";

    private NetworkFileException(string fileName, long offset, string message, Exception? innerException) : base(message, innerException)
    {
        FileName = fileName;
        Offset = offset;
    }

    /// <summary>The file, as it was named to the reader; for a stream without a name, "stream".</summary>
    public string FileName { get; }

    /// <summary>Where in the file, in bytes from its beginning.</summary>
    public long Offset { get; }

    /// <summary>What the file has and the network has not, and the other way round, one a line; empty if the file itself is
    /// damaged.</summary>
    public IReadOnlyList<string> Differences { get; private init; } = [];

    internal static NetworkFileException At(string fileName, long offset, FormattableString what, Exception? innerException = null)
        => new(
            fileName, offset, FormattableString.Invariant($"{fileName}, byte {offset}: {what.ToString(CultureInfo.InvariantCulture)}"),
            innerException);

    internal static NetworkFileException OtherArchitecture(string fileName, string network, IReadOnlyList<string> differences)
    {
        const int Shown = 100;
        string list = string.Join('\n', differences.Take(Shown).Select(difference => "  " + difference));
        string rest = differences.Count > Shown ? FormattableString.Invariant($"\n  and {differences.Count - Shown} more") : "";
        string message = FormattableString.Invariant($"{fileName} does not hold the parameters of {network}; {differences.Count} ")
            + (differences.Count == 1 ? "difference:\n" : "differences:\n") + list + rest;
        return new NetworkFileException(fileName, sizeof(ulong), message, null) { Differences = differences };
    }
}

using System.Globalization;

namespace NetCompiler;

/// <summary>A file of samples or labels that is not what it should be: cut short, damaged, or of another format.</summary>
public sealed class DataFileException : IOException
{
    /// <summary>An unspecified defect of an unnamed file.</summary>
    public DataFileException() : this("The data file is damaged.") { }

    /// <summary>A defect of an unnamed file.</summary>
    /// <param name="message">What is wrong.</param>
    public DataFileException(string message) : base(message) => FileName = "";

    /// <summary>A defect of an unnamed file, found by another exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What found it.</param>
    public DataFileException(string message, Exception? innerException) : base(message, innerException) => FileName = "";

    private DataFileException(string fileName, long offset, string message, Exception? innerException) : base(message, innerException)
    {
        FileName = fileName;
        Offset = offset;
    }

    /// <summary>The file, as it was named to the reader; for a stream without a name, "stream".</summary>
    public string FileName { get; }

    /// <summary>Where in the file, in bytes from its beginning; in a compressed file, from the beginning of what it holds.</summary>
    public long Offset { get; }

    internal static DataFileException At(string fileName, long offset, FormattableString what, Exception? innerException = null)
        => new(fileName, offset, FormattableString.Invariant($"{fileName}, byte {offset}: {what.ToString(CultureInfo.InvariantCulture)}"), innerException);

    internal static DataFileException AtLine(string fileName, long offset, long line, int column, FormattableString what)
        => new(fileName, offset, FormattableString.Invariant($"{fileName}, line {line}, column {column}: {what.ToString(CultureInfo.InvariantCulture)}"), null);
}

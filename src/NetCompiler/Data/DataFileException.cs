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

    /// <summary>A defect at a place of a file.</summary>
    /// <param name="fileName">The file, as it was named to the reader.</param>
    /// <param name="offset">Where, in bytes from the beginning of what the file holds, decompressed.</param>
    /// <param name="what">What is wrong there; the message begins with the file and the place.</param>
    public DataFileException(string fileName, long offset, FormattableString what) : this(fileName, offset, what, null) { }

    /// <summary>A defect at a place of a file, found by another exception.</summary>
    /// <param name="fileName">The file, as it was named to the reader.</param>
    /// <param name="offset">Where, in bytes from the beginning of what the file holds, decompressed.</param>
    /// <param name="what">What is wrong there; the message begins with the file and the place.</param>
    /// <param name="innerException">What found it.</param>
    public DataFileException(string fileName, long offset, FormattableString what, Exception? innerException)
        : this(fileName, offset, FormattableString.Invariant($"byte {offset}"), what, innerException) { }

    /// <summary>A defect in a line of a table.</summary>
    /// <param name="fileName">The file, as it was named to the reader.</param>
    /// <param name="offset">Where, in bytes from the beginning of what the file holds, decompressed.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, from 1.</param>
    /// <param name="what">What is wrong there; the message begins with the file, the line and the column.</param>
    public DataFileException(string fileName, long offset, long line, int column, FormattableString what)
        : this(fileName, offset, FormattableString.Invariant($"line {line}, column {column}"), what, null) { }

    private DataFileException(string fileName, long offset, string place, FormattableString what, Exception? innerException)
        : base($"{fileName}, {place}: {what.ToString(CultureInfo.InvariantCulture)}", innerException)
    {
        FileName = fileName;
        Offset = offset;
    }

    /// <summary>The file, as it was named to the reader; for a stream without a name, "stream".</summary>
    public string FileName { get; }

    /// <summary>Where in the file, in bytes from its beginning; in a compressed file, from the beginning of what it holds.</summary>
    public long Offset { get; }
}

using System.Text;

namespace NetCompiler.Data;

/// <summary>How a table is read. What is null is found out from the file.</summary>
public sealed class CsvOptions
{
    /// <summary>What stands between fields: an ASCII character. Null: what a first line <c>sep=;</c> says; otherwise the first of tab,
    /// semicolon, bar and comma that all of the first lines have equally often.</summary>
    public char? Separator { get; init; }

    /// <summary>The decimal sign, '.' or ','. Null: a comma if there are numbers such as 1,5 and none such as 1.5; a point if there are
    /// none such as 1,5. If there are both, the file is refused. 1,234 may be either and counts for neither.</summary>
    public char? DecimalSeparator { get; init; }

    /// <summary>Whether the first line holds the columns' names. Null: it does if it has text and no number. Without names the columns are
    /// called column1, column2 and so on.</summary>
    public bool? Heading { get; init; }

    /// <summary>The text's encoding. Null: what the mark at its beginning says; without a mark UTF-16 if it looks like it, otherwise
    /// UTF-8.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Fields that stand for a missing value, besides empty ones.</summary>
    public IReadOnlyList<string> MissingMarkers { get; init; } = ["NA", "N/A", "#N/A", "n/a", "NaN", "nan", "NULL", "null", "?"];

    /// <summary>How long the text, decompressed and as UTF-8, may be; by default 1 GiB, at most 2 GiB.</summary>
    public long MaximumBytes { get; init; } = 1 << 30;

    /// <summary>How many fields the table may have, and how many floats a dataset of it; by default 100 million. Each takes 4 bytes of
    /// memory, a field its text besides.</summary>
    public int MaximumValues { get; init; } = 100_000_000;

    /// <exception cref="ArgumentException">A value is out of range; the message says which.</exception>
    internal void Check()
    {
        if (Separator is char separator
            && (!char.IsAscii(separator) || char.IsLetterOrDigit(separator) || "+-.\r\n\"\0".Contains(separator)))
            throw new ArgumentException($"{nameof(Separator)} is '{separator}'; expected an ASCII character that no number contains.");
        if (DecimalSeparator is not (null or '.' or ','))
            throw new ArgumentException($"{nameof(DecimalSeparator)} is '{DecimalSeparator}'; expected '.' or ','.");
        if (MissingMarkers is null)
            throw new ArgumentException($"{nameof(MissingMarkers)} is null; expected a list, which may be empty.");
        if (MaximumBytes is < 0 or > int.MaxValue)
            throw new ArgumentException($"{nameof(MaximumBytes)} is {MaximumBytes}; expected 0 to {int.MaxValue}.");
        if (MaximumValues < 0 || MaximumValues > Array.MaxLength)
            throw new ArgumentException($"{nameof(MaximumValues)} is {MaximumValues}; expected 0 to {Array.MaxLength}.");
    }
}

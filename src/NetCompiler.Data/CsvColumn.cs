using System.Globalization;
using System.Text;

namespace NetCompiler.Data;

/// <summary>A column of a <see cref="CsvTable"/>: a field for every row, which is a number, text, or missing.</summary>
public sealed class CsvColumn
{
    private readonly TableContent _content;
    private readonly Lazy<(int Missing, int Numbers, int FirstText)> _counts;
    private readonly Lazy<string[]> _categories;

    internal CsvColumn(TableContent content, int index)
    {
        _content = content;
        Index = index;
        Name = content.Names[index];
        _counts = new(Count);
        _categories = new(FindCategories);
    }

    /// <summary>The name, from the heading.</summary>
    public string Name { get; }

    /// <summary>The place in a row, from 0.</summary>
    public int Index { get; }

    /// <summary>Whether all fields that are not missing are finite numbers, and there is at least one.</summary>
    public bool IsNumeric => _counts.Value is { FirstText: < 0, Numbers: > 0 };

    /// <summary>The number of missing fields.</summary>
    public int MissingCount => _counts.Value.Missing;

    /// <summary>The different fields that are not missing: text by its characters' codes, numbers by size, each as it is written
    /// shortest.</summary>
    public IReadOnlyList<string> Categories => _categories.Value;

    /// <summary>The text of a field, without quotes and the blanks around; null if it is missing.</summary>
    /// <param name="row">The row, from 0; the heading is none.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is out of range.</exception>
    public string? this[int row]
    {
        get
        {
            if ((uint)row >= (uint)_content.Rows)
                throw new ArgumentOutOfRangeException(nameof(row), row, $"There are rows 0 to {_content.Rows - 1}.");
            return _content.IsMissing(row, Index) ? null : Encoding.UTF8.GetString(_content[row, Index]);
        }
    }

    /// <summary>All numbers, row after row.</summary>
    /// <exception cref="DataFileException">A field is missing or no number; the message names its place.</exception>
    public float[] ToFloats() => ToFloats(null);

    /// <summary>All numbers, row after row.</summary>
    /// <param name="missing">What stands for a missing number.</param>
    /// <exception cref="DataFileException">A field is no number; the message names its place.</exception>
    public float[] ToFloats(float missing) => ToFloats((float?)missing);

    /// <summary>Name, kind and number of missing fields.</summary>
    public override string ToString()
    {
        string kind = IsNumeric ? "numbers" : FormattableString.Invariant($"text, {Categories.Count} different");
        return FormattableString.Invariant($"{Name}: {kind}, {MissingCount} missing");
    }

    /// <summary>The number in a row where it is not missing.</summary>
    internal float Number(int row)
    {
        ReadOnlySpan<byte> text = _content[row, Index];
        return _content.Numbers.TryRead(text, out float value) ? value : throw NoNumber(row);
    }

    internal int Rows => _content.Rows;

    internal bool IsMissing(int row) => _content.IsMissing(row, Index);

    /// <summary>What tells a row's category from others; null if it is missing.</summary>
    /// <param name="row">The row.</param>
    /// <param name="numeric">Whether categories are numbers, of which 1 and 1.0 are the same.</param>
    internal string? Category(int row, bool numeric) => !numeric ? this[row] : IsMissing(row) ? null : Written(Number(row));

    internal DataFileException Error(int row, FormattableString what) => _content.Error(row, Index, what);

    internal DataFileException Missing(int row, string what)
        => Error(row, $"\"{Name}\" has no value, as {MissingCount} of {_content.Rows} rows. {what}");

    internal DataFileException NoNumber(int row)
    {
        string text = Encoding.UTF8.GetString(_content[row, Index]);
        string hint = text.IndexOfAny([',', '.']) >= 0 && DecimalDetector.IsNumber(Encoding.UTF8.GetBytes(text))
            ? $" The decimal sign is '{_content.Numbers.DecimalSeparator}'; see CsvOptions.DecimalSeparator."
            : " If the column holds categories, name it in oneHot; if this stands for a missing value, in CsvOptions.MissingMarkers.";
        return Error(row, $"\"{PrintableText.Of(text)}\" in \"{Name}\" is no number that a 32-bit float can hold.{hint}");
    }

    internal static string Written(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private float[] ToFloats(float? missing)
    {
        float[] values = new float[_content.Rows];
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = !IsMissing(row) ? Number(row)
                : missing ?? throw Missing(row, $"Give {nameof(ToFloats)} a number that stands for missing ones.");
        }
        return values;
    }

    private (int Missing, int Numbers, int FirstText) Count()
    {
        int missing = 0, numbers = 0, firstText = -1;
        for (int row = 0; row < _content.Rows; row++)
        {
            ReadOnlySpan<byte> field = _content[row, Index];
            if (_content.IsMissing(field))
                missing++;
            else if (_content.Numbers.TryRead(field, out _))
                numbers++;
            else if (firstText < 0)
                firstText = row;
        }
        return (missing, numbers, firstText);
    }

    private string[] FindCategories()
    {
        if (IsNumeric)
        {
            HashSet<float> numbers = [];
            for (int row = 0; row < _content.Rows; row++)
                if (!IsMissing(row))
                    numbers.Add(Number(row));
            return [.. numbers.Order().Select(Written)];
        }
        HashSet<string> texts = new(StringComparer.Ordinal);
        for (int row = 0; row < _content.Rows; row++)
            if (this[row] is string text)
                texts.Add(text);
        return [.. texts.Order(StringComparer.Ordinal)];
    }
}

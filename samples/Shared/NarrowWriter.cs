using System.Text;

namespace Shared;

/// <summary>Writes lines that are longer than a terminal is wide as several, which end between words; those that follow the first are
/// indented further than it. Gaps between columns, which line up with nothing then, become narrow.</summary>
internal sealed class NarrowWriter : TextWriter
{
    private const int Indentation = 2;

    private readonly StringBuilder _line = new();
    private readonly TextWriter _inner;
    private readonly int _width;

    /// <param name="inner">Where to.</param>
    /// <param name="width">The terminal's width in characters.</param>
    internal NarrowWriter(TextWriter inner, int width) : base(inner.FormatProvider)
    {
        (_inner, _width) = (inner, width);
        // A carriage return is one only: it takes progress back to the start of its line.
        CoreNewLine = ['\n'];
    }

    /// <inheritdoc/>
    public override Encoding Encoding => _inner.Encoding;

    /// <summary>Standard output: of the screen's width, and as it is where a file or a pipe has none.</summary>
    internal static TextWriter Standard() => Screen.Width is { } width ? new NarrowWriter(Console.Out, width) : Console.Out;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (value != '\n')
            _line.Append(value);
        if (value == '\r')
            Flush();
        if (value != '\n')
            return;
        foreach (string line in Fold(_line.ToString(), _width))
            _inner.WriteLine(line);
        _line.Clear();
    }

    /// <summary>Writes what is left of a last line.</summary>
    public override void Flush()
    {
        _inner.Write(_line.ToString());
        _line.Clear();
        _inner.Flush();
    }

    /// <summary>A line as several of at most so many characters, unless a word has more.</summary>
    internal static IEnumerable<string> Fold(string line, int width)
    {
        if (line.Length <= width)
        {
            yield return line;
            yield break;
        }
        string text = line.Trim(), start = line[..^line.TrimStart().Length];
        if (text.All(character => character == '-'))
        {
            yield return line[..width];
            yield break;
        }
        var folded = new StringBuilder(start);
        int first = start.Length;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (folded.Length > first && folded.Length + 1 + word.Length > width)
            {
                yield return folded.ToString();
                folded.Clear().Append(start).Append(' ', Indentation);
                first = folded.Length;
            }
            folded.Append(folded.Length > first ? " " : "").Append(word);
        }
        yield return folded.ToString();
    }
}

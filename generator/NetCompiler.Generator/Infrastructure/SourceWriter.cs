using System.Text;

namespace NetCompiler.Generator.Infrastructure;

/// <summary>Writes indented C#: always '\n', no trailing blanks. Text must already be culture-free.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Characters written so far.</summary>
    public int Length => _text.Length;

    /// <summary>One line, or several separated by '\n', each indented; an empty line stays empty.</summary>
    public SourceWriter Line(string text = "")
    {
        foreach (string line in text.Split('\n'))
        {
            if (line.Length > 0)
                _text.Append(' ', 4 * _depth).Append(line);
            _text.Append('\n');
        }
        return this;
    }

    /// <summary><paramref name="head"/>, then braces around what is written until the result is disposed.</summary>
    public Scope Block(string head, string end = "}")
    {
        Line(head).Line("{");
        _depth++;
        return new Scope(this, end);
    }

    /// <summary><paramref name="head"/>, then one level deeper, without braces.</summary>
    public Scope Indented(string head)
    {
        Line(head);
        _depth++;
        return new Scope(this, null);
    }

    public override string ToString() => _text.ToString();

    /// <summary>Ends the block it came from.</summary>
    internal readonly struct Scope(SourceWriter writer, string? end) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            if (end is not null)
                writer.Line(end);
        }
    }
}

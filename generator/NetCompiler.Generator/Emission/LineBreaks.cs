using System.Text;

namespace NetCompiler.Generator.Emission;

/// <summary>Breaks the long lines of a generated file, which is written to be read: statements behind their outermost commas or an arrow,
/// with the rest one level deeper; comments between words. What cannot be broken stays as it is.</summary>
internal static class LineBreaks
{
    /// <summary>The most columns of a line.</summary>
    public const int Limit = 140;

    private const string Deeper = "    ", Documentation = "/// ", Comment = "// ";

    /// <summary>The file with lines of at most <see cref="Limit"/> columns.</summary>
    public static string In(string file)
    {
        var text = new StringBuilder(file.Length + file.Length / 16);
        for (int start = 0; start < file.Length;)
        {
            int end = file.IndexOf('\n', start);
            end = end < 0 ? file.Length : end;
            if (end - start <= Limit)
                text.Append(file, start, end - start).Append('\n');
            else
                AppendBroken(text, file.Substring(start, end - start));
            start = end + 1;
        }
        return text.ToString();
    }

    private static void AppendBroken(StringBuilder text, string line)
    {
        string indent = line.Substring(0, line.Length - line.TrimStart(' ').Length), rest = line.Substring(indent.Length);
        // A table stands as it is: only elements of documentation are sentences.
        if (rest.StartsWith(Documentation + "<", StringComparison.Ordinal))
            AppendWords(text, indent + Documentation, rest.Substring(Documentation.Length));
        else if (rest.StartsWith(Comment, StringComparison.Ordinal))
            AppendWords(text, indent + Comment, rest.Substring(Comment.Length));
        else if (rest.StartsWith("//", StringComparison.Ordinal) || rest.StartsWith("#", StringComparison.Ordinal))
            text.Append(line).Append('\n');
        else
            AppendStatement(text, indent, rest);
    }

    /// <summary>A comment behind a statement goes before it.</summary>
    private static void AppendStatement(StringBuilder text, string indent, string statement)
    {
        int comment = Places(statement).FirstOrDefault(place => place.IsComment).End;
        if (comment > 0)
        {
            AppendWords(text, indent + Comment, statement.Substring(comment + Comment.Length));
            statement = statement.Substring(0, comment).TrimEnd();
        }
        string start = indent;
        while (start.Length + statement.Length > Limit)
        {
            int most = Limit - start.Length;
            Place[] fitting = [.. Places(statement).Where(place => place.End <= most)];
            if (fitting.Length == 0)
                break;
            int depth = fitting.Min(place => place.Depth), end = fitting.Last(place => place.Depth == depth).End;
            text.Append(start).Append(statement, 0, end).Append('\n');
            statement = statement.Substring(end).TrimStart();
            start = indent + Deeper;
        }
        text.Append(start).Append(statement).Append('\n');
    }

    private static void AppendWords(StringBuilder text, string start, string sentence)
    {
        int column = 0;
        foreach (string word in Words(sentence))
        {
            if (column > 0 && column + 1 + word.Length > Limit)
            {
                text.Append('\n');
                column = 0;
            }
            text.Append(column == 0 ? start : " ").Append(word);
            column += (column == 0 ? start.Length : 1) + word.Length;
        }
        text.Append('\n');
    }

    /// <summary>What blanks separate; a tag with its attributes is one word.</summary>
    private static IEnumerable<string> Words(string sentence)
    {
        int first = 0;
        bool isTag = false;
        for (int i = 0; i < sentence.Length; i++)
        {
            isTag = sentence[i] == '<' || isTag && sentence[i] != '>';
            if (sentence[i] != ' ' || isTag)
                continue;
            if (i > first)
                yield return sentence.Substring(first, i - first);
            first = i + 1;
        }
        yield return sentence.Substring(first);
    }

    /// <summary>Where a statement can be broken, and where a comment begins, outside of literals.</summary>
    private static IEnumerable<Place> Places(string statement)
    {
        int depth = 0, angles = 0;
        bool isLiteral = false;
        for (int i = 0; i < statement.Length; i++)
        {
            char c = statement[i], next = i + 1 < statement.Length ? statement[i + 1] : '\n', previous = i > 0 ? statement[i - 1] : ' ';
            if (isLiteral)
            {
                isLiteral = c != '"';
                i += c == '\\' ? 1 : 0;
                continue;
            }
            isLiteral = c == '"';
            // Comparisons have blanks on both sides.
            int angle = c == '<' && previous != ' ' && next != ' ' ? 1 : c == '>' && angles > 0 && previous is not (' ' or '=') ? -1 : 0;
            angles += angle;
            depth += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : angle;
            if (c == '/' && next == '/')
            {
                yield return new Place(i, 0, IsComment: true);
                yield break;
            }
            if (c == ',' && next == ' ' || c == '>' && next == ' ' && previous == '=')
                yield return new Place(i + 1, depth, IsComment: false);
        }
    }

    /// <param name="End">How many characters are in front.</param>
    /// <param name="Depth">The number of open brackets.</param>
    /// <param name="IsComment">Whether a comment begins there.</param>
    private readonly record struct Place(int End, int Depth, bool IsComment);
}

using System.Globalization;

namespace NetCompiler.Generator.Emission;

/// <summary>How many bytes of IL a generated file becomes in a Release build, by its words: a generator sees no IL, and the summary that
/// says it is a constant of this very file. A test holds it against what the C# compiler makes.</summary>
internal static class CodeSize
{
    /// <summary>What the words below do not count: constructors and initializers.</summary>
    private const int Start = 450;

    /// <summary>Bytes: an instruction with a token, the prefix of V's own operations, a local variable, the branches of a loop and of a
    /// condition.</summary>
    private const int Call = 5, Constrained = 6, Local = 2, Loop = 6, Condition = 2;

    /// <summary>Lines that begin so are no statements.</summary>
    private static readonly string[] Declarations =
        ["//", "#", "[Method", "public ", "internal ", "private ", "protected ", "file ", "partial ", "using ", "namespace "];

    private static readonly HashSet<string> WithoutCode = new(StringComparer.Ordinal)
    {
        "ref", "int", "float", "V", "return", "else", "break", "case", "switch", "typeof", "unchecked",
    };

    /// <summary>The estimate in bytes.</summary>
    public static int Estimate(string text)
    {
        int size = Start;
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            while (start < end && text[start] == ' ')
                start++;
            if (!Declarations.Any(word => string.CompareOrdinal(text, start, word, 0, word.Length) == 0))
                size += Statement(text, start, end);
            start = end + 1;
        }
        return size;
    }

    private static int Statement(string text, int start, int end)
    {
        int size = 0;
        for (int i = start; i < end;)
        {
            int first = i;
            char c = text[i++];
            if (c == '/' && i < end && text[i] == '/')
                return size;
            if (c == '"')
                i = After('"', i);
            else if (c == '<' && i < end && text[i] is 'V' or 'S')
                i = After('>', i);
            else if (c is '+' or '-' or '*' or '/' or '&' or '<' or '>')
                size++;
            else if (char.IsLetterOrDigit(c) || c is '_' or '@')
            {
                while (i < end && (char.IsLetterOrDigit(text[i]) || text[i] == '_' || text[i] == '.' && char.IsDigit(c)))
                    i++;
                string word = text.Substring(first, i - first);
                size += char.IsDigit(c) ? Number(word) : Name(word, first > start ? text[first - 1] : ' ', i < end ? text[i] : ' ');
            }
        }
        return size;

        int After(char closing, int from)
        {
            int found = text.IndexOf(closing, from, end - from);
            return found < 0 ? end : found + 1;
        }
    }

    private static int Name(string word, char before, char after) => word switch
    {
        "for" => Loop,
        "if" => Condition,
        "new" => after == '(' ? Call : 0,
        "V" when after == '.' => Constrained,
        _ when WithoutCode.Contains(word) => 0,
        _ when before == '.' || after == '(' => Call,
        _ when after == '.' && char.IsUpper(word[0]) => 0,
        _ => Local,
    };

    private static int Number(string word) =>
        !int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value > 127 ? 5 : value > 8 ? 2 : 1;
}

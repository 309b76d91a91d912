using System.Text;

namespace NetCompiler.Generator.Emission;

/// <summary>
/// Numbers of a kernel that depend on the size of the image it walks over: lines, and floats from the end of one line to the next. While
/// it is not known whether layers of other sizes have the same kernel, they stand in its text between marks, with a name each.
/// </summary>
internal static class KernelSizes
{
    private const char NameMark = '\uE000', ValueMark = '\uE001', EndMark = '\uE002', CalleeMark = '\uE003', MoreMark = '\uE004';

    /// <summary>A size in an expression.</summary>
    public static string Size(string name, int value) => $"{NameMark}{name}{ValueMark}{value}{EndMark}";

    /// <summary>A call of a tile, or its declaration's name and parameters.</summary>
    public static string Tile(string name, string list) => $"{CalleeMark}{name}{EndMark}({list}{MoreMark}{name}{EndMark})";

    /// <summary>The sizes of a text by name, in the order of their first use.</summary>
    public static List<KeyValuePair<string, string>> Of(string text)
    {
        var sizes = new List<KeyValuePair<string, string>>();
        Replace(text, (name, value) =>
        {
            if (sizes.All(size => size.Key != name))
                sizes.Add(new(name, value));
            return value;
        }, name => name, _ => "");
        return sizes;
    }

    /// <summary>The text as it stands with all sizes as constants.</summary>
    public static string Constant(string text) => Replace(text, (_, value) => value, name => name, _ => "");

    /// <summary>What texts that differ in sizes alone have in common.</summary>
    public static string Skeleton(string text) => Replace(text, (name, _) => name, name => name, _ => "");

    /// <summary>The text with what <paramref name="size"/> makes of every size, given its name and value, <paramref name="tile"/> of the
    /// name of every tile, and <paramref name="more"/> of the end of its list.</summary>
    public static string Replace(string text, Func<string, string, string> size, Func<string, string> tile, Func<string, string> more)
    {
        var result = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length; at++)
        {
            char mark = text[at];
            if (mark is not (NameMark or CalleeMark or MoreMark))
            {
                result.Append(mark);
                continue;
            }
            int end = text.IndexOf(EndMark, at);
            string inner = text.Substring(at + 1, end - at - 1);
            int value = inner.IndexOf(ValueMark);
            result.Append(mark == CalleeMark ? tile(inner) : mark == MoreMark ? more(inner)
                : size(inner.Substring(0, value), inner.Substring(value + 1)));
            at = end;
        }
        return result.ToString();
    }
}

using System.Text.Json;

namespace NetCompiler.Tool.Nets;

/// <summary>JSON of files: read without letting many short values take many times the file's memory, and lists of numbers in it.</summary>
internal static class JsonText
{
    private const long Slack = 48L << 20;

    /// <summary>About what a value takes beside its text.</summary>
    private const int OfValue = 32;

    /// <summary>Parses a text.</summary>
    /// <exception cref="ToolException">It has so many values that they would take more memory than twice the file and 64 MB.</exception>
    /// <exception cref="JsonException">It is none, or nested too deep.</exception>
    public static JsonDocument Parse(byte[] utf8, string what, JsonDocumentOptions options = default)
    {
        Require(utf8, what);
        return JsonDocument.Parse(utf8, options);
    }

    /// <summary>All numbers of lists within lists.</summary>
    public static IEnumerable<double> Flat(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flat) : [element.GetDouble()];

    /// <summary>That a text does not have too many values.</summary>
    /// <exception cref="ToolException">It has.</exception>
    public static void Require(ReadOnlySpan<byte> utf8, string what)
    {
        long values = utf8.Count((byte)',') + utf8.Count((byte)'[') + utf8.Count((byte)'{');
        if (values * OfValue > utf8.Length * 2L + Slack)
            throw new ToolException($"{what} has {values} values, too many for its size.");
    }
}

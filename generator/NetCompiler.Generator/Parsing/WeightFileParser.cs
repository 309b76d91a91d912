using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Parsing;

/// <summary>
/// Reads what <c>NetCompiler.Weights.targets</c> leaves in <c>obj/</c> of the weight files: their names and headers. The compiler itself
/// never opens a weight file.
/// </summary>
internal static class WeightFileParser
{
    /// <summary>The name of that text.</summary>
    public const string ListName = "NetCompiler.NetworkWeights.txt";

    private const string Magic = "NetCompiler weights 2";
    private const int Fields = 6;

    /// <summary>Whether a file is such a text.</summary>
    public static bool IsList(AdditionalText text) => Path.GetFileName(text.Path) == ListName;

    /// <summary>The files that a text tells of; where it is damaged, one that says so.</summary>
    public static EquatableArray<WeightFile> Parse(AdditionalText text, CancellationToken cancellation)
    {
        string[] lines = text.GetText(cancellation)?.ToString().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries) ?? [];
        try
        {
            if (lines.Length > 0 && lines[0] == Magic)
                return lines.Skip(1).Select(ParseLine).ToEquatableArray();
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            // Told below.
        }
        return [WeightFile.DamagedList(text.Path)];
    }

    /// <summary>A line as the targets describe it.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    /// <exception cref="OverflowException">Nor is this.</exception>
    private static WeightFile ParseLine(string line)
    {
        string[] fields = line.Split(' ');
        if (fields.Length != Fields)
            throw new FormatException();
        long length = long.Parse(fields[4], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        WeightHeader? header = length < 0 ? null : WeightHeaderParser.Parse(Convert.FromBase64String(fields[5]), length);
        return new WeightFile(Text(fields[0]), Text(fields[1]), Text(fields[2]), Text(fields[3]), header);
    }

    private static string Text(string field) => Encoding.UTF8.GetString(Convert.FromBase64String(field));
}

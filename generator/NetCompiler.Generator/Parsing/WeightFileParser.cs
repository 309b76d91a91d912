using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Parsing;

/// <summary>
/// Reads what <c>NetCompiler.Weights.targets</c> leaves in <c>obj/</c> of every weight file: its length and, as Base64, its header. The compiler itself
/// never opens a weight file.
/// </summary>
internal static class WeightFileParser
{
    /// <summary>The first line of such a text.</summary>
    public const string Magic = "NetCompiler weights 1";

    private const string Option = "build_metadata.AdditionalFiles.NetCompiler";

    /// <summary>Null for a file that is no such text.</summary>
    public static WeightFile? Parse(AdditionalText text, AnalyzerConfigOptionsProvider options, CancellationToken cancellation)
    {
        AnalyzerConfigOptions metadata = options.GetOptions(text);
        if (!metadata.TryGetValue(Option + "WeightsFile", out string? path) || string.IsNullOrEmpty(path))
            return null;
        metadata.TryGetValue(Option + "Network", out string? network);
        metadata.TryGetValue(Option + "WeightsName", out string? name);
        metadata.TryGetValue(Option + "WeightsResource", out string? resource);
        return new WeightFile(network ?? "", string.IsNullOrEmpty(name) ? path : name!, path, resource ?? "", Header(text.GetText(cancellation)));
    }

    private static WeightHeader? Header(SourceText? text)
    {
        string[] lines = text?.ToString().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (lines.Length < 2 || lines[0] != Magic || !long.TryParse(lines[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long length))
            return WeightHeader.Unusable("what the build left about it in obj/ is damaged: clean and build again");
        if (length < 0)
            return null;
        try
        {
            return WeightHeaderParser.Parse(Convert.FromBase64String(lines.Length > 2 ? lines[2] : ""), length);
        }
        catch (FormatException)
        {
            return WeightHeader.Unusable("what the build left about it in obj/ is damaged: clean and build again");
        }
    }
}

using System.Globalization;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Classification;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.Generator.Tests.Documentation;

/// <summary>README's picture: a mistake as an editor shows it, with the message and the fix, and the layer table of the mended class beside
/// it.</summary>
/// <param name="source">The code as typed, without usings.</param>
/// <param name="mistake">What the generator says of it, in the text with the line of usings on top.</param>
/// <param name="fix">The title of the fix that editors offer.</param>
/// <param name="table">The layer table of the mended class.</param>
internal sealed class ExperiencePicture(string source, Diagnostic mistake, string fix, IReadOnlyList<string> table)
{
    private const double Character = 8.4, Line = 22, Margin = 24, CodeTop = 76;
    private const string Ground = "#1e2030", Panel = "#2a2d42", Edge = "#4a4f6a", Plain = "#d8dcee", Faint = "#9aa0bd", Wrong = "#ff6b81",
        Right = "#7fd99a";
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly string[] _lines = source.TrimEnd('\n').Split('\n');

    /// <summary>The picture as SVG. It has a ground of its own, so that it looks the same on light and dark pages.</summary>
    public async Task<string> DrawAsync(CancellationToken cancellation)
    {
        string[] message = [.. Wrap($"{mistake.Id}: {mistake.GetMessage(CultureInfo.InvariantCulture)}", 58)];
        double codeWidth = Math.Max(_lines.Max(line => line.Length), message.Max(line => line.Length)) * Character + 2 * Margin;
        double tableLeft = Margin + codeWidth + Margin, tableWidth = table.Max(line => line.Length) * Character + 2 * Margin;
        double messageTop = CodeTop + _lines.Length * Line + 18, messageHeight = (message.Length + 1) * Line + 24;
        double width = tableLeft + tableWidth + Margin,
            height = Math.Max(messageTop + messageHeight, CodeTop + table.Count * Line + 12) + Margin;
        var picture = new XElement(Svg + "svg",
            new XAttribute("viewBox", $"0 0 {N(width)} {N(height)}"), new XAttribute("role", "img"),
            new XAttribute("aria-label", $"An editor: {mistake.GetMessage(CultureInfo.InvariantCulture)}"),
            new XAttribute("font-family", "ui-monospace, 'Cascadia Code', Consolas, 'DejaVu Sans Mono', monospace"),
            new XAttribute("font-size", "14"),
            Box(0, 0, width, height, Ground, Ground),
            Text(Margin, 38, "While you type", Faint),
            Text(tableLeft, 38, "Mended: what the class shows when you point at it", Faint),
            Box(Margin, messageTop, codeWidth, messageHeight, Panel, Edge),
            Box(tableLeft, CodeTop - 18, tableWidth, table.Count * Line + 22, Panel, Edge));
        foreach ((string text, int line, int column, string colour) in await ColouredAsync(cancellation))
            picture.Add(Text(Margin + column * Character, CodeTop + line * Line, text, colour));
        FileLinePositionSpan place = mistake.Location.GetLineSpan();
        // The test's file has one line of usings before the code.
        picture.Add(Squiggle(place.StartLinePosition.Line - 1, place.StartLinePosition.Character, place.EndLinePosition.Character));
        for (int i = 0; i < message.Length; i++)
            picture.Add(Text(2 * Margin, messageTop + 12 + (i + 0.8) * Line, message[i], i == 0 ? Wrong : Plain));
        picture.Add(Text(2 * Margin, messageTop + 16 + (message.Length + 0.8) * Line, $"Fix: {fix}", Right));
        for (int i = 0; i < table.Count; i++)
            picture.Add(Text(tableLeft + Margin, CodeTop + 4 + i * Line, table[i], i == 0 ? Faint : Plain));
        return picture.ToString() + "\n";
    }

    /// <summary>Pieces of the code in an editor's colours.</summary>
    private async Task<List<(string Text, int Line, int Column, string Colour)>> ColouredAsync(CancellationToken cancellation)
    {
        using var workspace = new AdhocWorkspace(MefHostServices.DefaultHost);
        Document document = workspace.AddProject("Picture", LanguageNames.CSharp).AddDocument("Net.cs", source);
        SourceText text = await document.GetTextAsync(cancellation);
        var pieces = new List<(string, int, int, string)>();
        int end = 0;
        foreach (ClassifiedSpan span in await Spans(document, new TextSpan(0, text.Length), cancellation))
        {
            if (span.TextSpan.Start < end || ClassificationTypeNames.AdditiveTypeNames.Contains(span.ClassificationType))
                continue;
            end = span.TextSpan.End;
            LinePosition position = text.Lines.GetLinePosition(span.TextSpan.Start);
            pieces.Add((text.ToString(span.TextSpan), position.Line, position.Character, Colour(span.ClassificationType)));
        }
        return pieces;
    }

    // Under its full name: a network of the tests is called Classifier, too.
    private static Task<IEnumerable<ClassifiedSpan>> Spans(Document document, TextSpan span, CancellationToken cancellation) =>
        Microsoft.CodeAnalysis.Classification.Classifier.GetClassifiedSpansAsync(document, span, cancellation);

    private static string Colour(string kind) => kind switch
    {
        ClassificationTypeNames.Keyword => "#8fb6ff",
        ClassificationTypeNames.NumericLiteral => "#f0c987",
        ClassificationTypeNames.Punctuation or ClassificationTypeNames.Operator => Faint,
        _ => "#6fdcd0",
    };

    private static XElement Squiggle(int line, int from, int to)
    {
        double left = Margin + from * Character, right = Margin + to * Character, y = CodeTop + line * Line + 5;
        var path = new List<string> { $"M{N(left)} {N(y)}" };
        bool up = true;
        for (double x = left + 4; x <= right + 1; x += 4, up = !up)
            path.Add($"L{N(x)} {N(up ? y - 3 : y)}");
        return new XElement(Svg + "path",
            new XAttribute("d", string.Join(' ', path)), new XAttribute("fill", "none"), new XAttribute("stroke", Wrong),
            new XAttribute("stroke-width", "1.6"));
    }

    private static XElement Box(double x, double y, double width, double height, string fill, string stroke) => new(Svg + "rect",
        new XAttribute("x", N(x)), new XAttribute("y", N(y)), new XAttribute("width", N(width)), new XAttribute("height", N(height)),
        new XAttribute("rx", "8"), new XAttribute("fill", fill), new XAttribute("stroke", stroke));

    /// <summary>Of exact width whatever the font, so that columns stand under each other.</summary>
    private static XElement Text(double x, double y, string text, string colour) => new(Svg + "text",
        new XAttribute("x", N(x)), new XAttribute("y", N(y)), new XAttribute("fill", colour),
        new XAttribute("textLength", N(text.Length * Character)),
        new XAttribute("lengthAdjust", "spacingAndGlyphs"), new XAttribute(XNamespace.Xml + "space", "preserve"), text);

    private static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line += (line.Length > 0 ? " " : "") + word;
        }
        yield return line;
    }

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}

using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using NetCompiler.Generator.Binding;

namespace NetCompiler.Tool.Nets;

/// <summary>Names of files as names of layers, ports and classes.</summary>
internal static class Names
{
    /// <summary>The shortest end of a path that is readable and nobody else's: <c>body.encoder.2.weight</c> of several is
    /// <c>encoder_2</c>. Null for what says nothing, such as <c>0.weight</c> or <c>onnx::MatMul_31</c>.</summary>
    /// <param name="path">What the file calls a layer.</param>
    /// <param name="all">What it calls all of them.</param>
    public static string? Layer(string path, IEnumerable<string> all)
    {
        string[] own = Segments(path);
        string[][] others = [.. all.Where(other => other != path).Select(Segments)];
        for (int count = 1; count <= own.Length; count++)
        {
            string[] end = own[^count..];
            string name = Clean(string.Join('_', end));
            if (char.IsAsciiLetter(end[0][0]) && LayerNames.IsValid(name) && !others.Any(other => EndsAlike(other, name, count)))
                return name;
        }
        return null;
    }

    /// <summary>Letters, digits and underscores of a name; never empty, never a digit first.</summary>
    public static string Port(string name, ISet<string> taken)
    {
        string clean = Clean(name);
        if (clean.Length == 0 || char.IsAsciiDigit(clean[0]))
            clean = "value_" + clean;
        clean = clean[..Math.Min(clean.Length, LayerNames.MaxLength - 4)].TrimEnd('_');
        string unique = clean;
        for (int i = 2; IsKeyword(unique) || !taken.Add(unique); i++)
            unique = $"{clean}_{i}";
        return unique;
    }

    /// <summary>A class's name from a file's: <c>ultraface-slim-320.onnx</c> is <c>UltrafaceSlim320</c>.</summary>
    public static string Class(string path)
    {
        var name = new StringBuilder();
        bool starts = true;
        foreach (char letter in Path.GetFileNameWithoutExtension(path))
        {
            bool isPart = char.IsAsciiLetterOrDigit(letter);
            if (isPart)
                name.Append(starts ? char.ToUpperInvariant(letter) : letter);
            starts = !isPart;
        }
        return name.Length == 0 || char.IsAsciiDigit(name[0]) ? "Net" + name : name.ToString();
    }

    private static bool IsKeyword(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None;

    private static bool EndsAlike(string[] segments, string name, int count) =>
        segments.Length >= count && Clean(string.Join('_', segments[^count..])) == name;

    private static string[] Segments(string path) => path.Contains("onnx::", StringComparison.Ordinal)
        || path.StartsWith("Parameter", StringComparison.Ordinal)
        ? [] : path.Split(['.', '/', ':'], StringSplitOptions.RemoveEmptyEntries);

    private static string Clean(string text)
    {
        var clean = new StringBuilder();
        foreach (char letter in text)
        {
            if (char.IsAsciiLetterOrDigit(letter))
                clean.Append(letter);
            else if (clean.Length > 0 && clean[^1] != '_')
                clean.Append('_');
        }
        return clean.ToString().Trim('_');
    }
}

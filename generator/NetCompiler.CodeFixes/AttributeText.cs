using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.CodeFixes;

/// <summary>Changes of the text around attributes.</summary>
internal static class AttributeText
{
    private const string Suffix = "Attribute";

    /// <summary>The name without its namespace and without "Attribute".</summary>
    public static string ShortName(this AttributeSyntax attribute) => WithoutSuffix(attribute.Name.Identifier().ValueText);

    /// <summary>A name without "Attribute".</summary>
    public static string WithoutSuffix(string name) =>
        name.EndsWith(Suffix, StringComparison.Ordinal) && name.Length > Suffix.Length ? name.Substring(0, name.Length - Suffix.Length) : name;

    /// <summary>The last part of a name.</summary>
    public static Microsoft.CodeAnalysis.SyntaxToken Identifier(this NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier,
        _ => ((SimpleNameSyntax)name).Identifier,
    };

    /// <summary>Another attribute of the same namespace before this one: in the same brackets, unless it is the first there; then in brackets of its own,
    /// on a line of its own if this one's begin a line.</summary>
    public static TextChange InsertBefore(this AttributeSyntax attribute, string name, SourceText text)
    {
        string inserted = Qualifier(attribute) + name;
        var list = (AttributeListSyntax)attribute.Parent!;
        if (list.Attributes[0] != attribute)
            return Insert(attribute.SpanStart, $"{inserted}, ");
        TextLine line = text.Lines.GetLineFromPosition(list.SpanStart);
        string indentation = text.ToString(TextSpan.FromBounds(line.Start, list.SpanStart));
        return Insert(list.SpanStart, $"[{inserted}]{(string.IsNullOrWhiteSpace(indentation) ? LineBreak(text) + indentation : " ")}");
    }

    /// <summary>Another attribute of the same namespace after this one, in the same brackets.</summary>
    public static TextChange InsertAfter(this AttributeSyntax attribute, string name) => Insert(attribute.Span.End, $", {Qualifier(attribute)}{name}");

    /// <summary>Text put in at a place.</summary>
    public static TextChange Insert(int position, string text) => new(new TextSpan(position, 0), text);

    private static string Qualifier(AttributeSyntax attribute) =>
        attribute.Name.ToString().Substring(0, attribute.Name.Identifier().SpanStart - attribute.Name.SpanStart);

    /// <summary>The file's own line break.</summary>
    private static string LineBreak(SourceText text)
    {
        TextLine first = text.Lines[0];
        string lineBreak = text.ToString(TextSpan.FromBounds(first.End, first.EndIncludingLineBreak));
        return lineBreak.Length == 0 ? "\n" : lineBreak;
    }
}

using Microsoft.CodeAnalysis;
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
        name.EndsWith(Suffix, StringComparison.Ordinal) && name.Length > Suffix.Length
            ? name.Substring(0, name.Length - Suffix.Length)
            : name;

    /// <summary>The last part of a name.</summary>
    public static Microsoft.CodeAnalysis.SyntaxToken Identifier(this NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier,
        _ => ((SimpleNameSyntax)name).Identifier,
    };

    /// <summary>The namespace before the name, with its dot, where it is written out.</summary>
    public static string Qualifier(this AttributeSyntax attribute) =>
        attribute.Name.ToString().Substring(0, attribute.Name.Identifier().SpanStart - attribute.Name.SpanStart);

    /// <summary>Another attribute of the same namespace before this one: in the same brackets, unless it is the first there; then in
    /// brackets of its own, on a line of its own if this one's begin a line.</summary>
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
    public static TextChange InsertAfter(this AttributeSyntax attribute, string name) =>
        Insert(attribute.Span.End, $", {Qualifier(attribute)}{name}");

    /// <summary>The attribute's removal: with its brackets if nothing else is in them, and with its line if nothing else is on
    /// it.</summary>
    public static TextChange Remove(this AttributeSyntax attribute, SourceText text)
    {
        var list = (AttributeListSyntax)attribute.Parent!;
        if (list.Attributes.Count > 1)
            return Remove(attribute, list.Attributes);
        TextLine line = text.Lines.GetLineFromPosition(list.SpanStart);
        bool isAlone = string.IsNullOrWhiteSpace(text.ToString(TextSpan.FromBounds(line.Start, list.SpanStart)))
            && string.IsNullOrWhiteSpace(text.ToString(TextSpan.FromBounds(list.Span.End, line.End)));
        int end = list.Span.End;
        while (!isAlone && end < line.End && text[end] == ' ')
            end++;
        return new TextChange(isAlone ? line.SpanIncludingLineBreak : TextSpan.FromBounds(list.SpanStart, end), "");
    }

    /// <summary>The argument's removal.</summary>
    public static TextChange Remove(this AttributeArgumentSyntax argument) =>
        Remove(argument, ((AttributeArgumentListSyntax)argument.Parent!).Arguments);

    /// <summary>Text put in at a place.</summary>
    public static TextChange Insert(int position, string text) => new(new TextSpan(position, 0), text);

    /// <summary>With the comma before it, or as the first one with all up to the next.</summary>
    private static TextChange Remove<T>(T node, SeparatedSyntaxList<T> list) where T : SyntaxNode
    {
        int number = list.IndexOf(node);
        return new TextChange(
            number > 0 ? TextSpan.FromBounds(list[number - 1].Span.End, node.Span.End)
            : list.Count > 1 ? TextSpan.FromBounds(node.SpanStart, list[1].SpanStart)
            : node.Span, "");
    }

    /// <summary>The file's own line break.</summary>
    private static string LineBreak(SourceText text)
    {
        TextLine first = text.Lines[0];
        string lineBreak = text.ToString(TextSpan.FromBounds(first.End, first.EndIncludingLineBreak));
        return lineBreak.Length == 0 ? "\n" : lineBreak;
    }
}

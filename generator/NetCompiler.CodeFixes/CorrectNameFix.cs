using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using NetCompiler.Generator.Parsing;

namespace NetCompiler.CodeFixes;

/// <summary>CS0246, which C# says of attributes and of properties that it cannot find: a misspelled layer of a network, or a misspelled
/// option of a layer.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CorrectNameFix))]
internal sealed class CorrectNameFix() : NetworkFix<AttributeSyntax>("CS0246")
{
    private const string NetworkAttribute = "NetCompiler.NetworkAttribute", LayerAttribute = "NetCompiler.LayerAttribute";

    /// <inheritdoc/>
    protected override Correction? Correct(AttributeSyntax attribute, Mistake mistake)
    {
        SemanticModel model = mistake.Model;
        SyntaxNode place = mistake.Place;
        if (attribute.Parent?.Parent is not TypeDeclarationSyntax type
            || model.Compilation.GetTypeByMetadataName(NetworkAttribute) is not { } network
            || model.Compilation.GetTypeByMetadataName(LayerAttribute) is not { } layer)
            return null;
        bool IsOurs(ITypeSymbol? symbol) => SymbolEqualityComparer.Default.Equals(symbol, network) || Inherits(symbol, layer);

        if (place.FirstAncestorOrSelf<NameEqualsSyntax>() is { } option)
        {
            ITypeSymbol? owner = model.GetTypeInfo(attribute, mistake.Cancellation).Type;
            return IsOurs(owner) ? Replace(option.Name.Identifier, option.Name.Identifier.ValueText, Options(owner!)) : null;
        }
        if (!attribute.Name.Span.Contains(place.Span)
            || !type.AttributeLists.SelectMany(list => list.Attributes)
                .Any(other => IsOurs(model.GetTypeInfo(other, mistake.Cancellation).Type)))
            return null;
        IEnumerable<string> names = layer.ContainingNamespace.GetTypeMembers()
            .Where(candidate => candidate.DeclaredAccessibility == Accessibility.Public && !candidate.IsAbstract && IsOurs(candidate))
            .Select(candidate => AttributeText.WithoutSuffix(candidate.Name));
        return Replace(attribute.Name.Identifier(), attribute.ShortName(), names);
    }

    private static bool Inherits(ITypeSymbol? type, INamedTypeSymbol ancestor)
    {
        for (ITypeSymbol? current = type?.BaseType; current is not null; current = current.BaseType)
            if (SymbolEqualityComparer.Default.Equals(current, ancestor))
                return true;
        return false;
    }

    private static IEnumerable<string> Options(ITypeSymbol attribute)
    {
        for (ITypeSymbol? type = attribute; type is not null; type = type.BaseType)
            foreach (IPropertySymbol property in type.GetMembers().OfType<IPropertySymbol>())
                if (property.SetMethod?.DeclaredAccessibility == Accessibility.Public)
                    yield return property.Name;
    }

    /// <summary>Replaces the short name at the beginning of a token, so that a suffix stays.</summary>
    private static Correction? Replace(SyntaxToken token, string written, IEnumerable<string> names) =>
        Spelling.Meant(written, names) is { } name
            ? new Correction($"Change '{written}' to '{name}'", new TextChange(new TextSpan(token.SpanStart, written.Length), name))
            : null;
}

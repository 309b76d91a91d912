using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.CodeFixes;

/// <summary>NETC1070, and NETC1019 where it is its consequence: <c>[Network(1, 28, 28)]</c> becomes <c>[Network(28, 28, 1)]</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ChannelsLastFix))]
internal sealed class ChannelsLastFix() : NetworkFix<TypeDeclarationSyntax>(ChannelsFirst, "NETC1019")
{
    private const string ChannelsFirst = "NETC1070", Network = "NetCompiler.NetworkAttribute";

    /// <inheritdoc/>
    protected override Correction? Correct(TypeDeclarationSyntax type, Mistake mistake)
    {
        if (mistake.Doubt != ChannelsFirst)
            return null;
        SemanticModel model = mistake.Model;
        INamedTypeSymbol? network = model.Compilation.GetTypeByMetadataName(Network);
        AttributeArgumentSyntax[] shape = type.AttributeLists
            .SelectMany(list => list.Attributes)
            .Where(attribute =>
                SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(attribute, mistake.Cancellation).Type, network))
            .SelectMany(attribute => attribute.ArgumentList?.Arguments.TakeWhile(argument => argument.NameEquals is null) ?? [])
            .ToArray();
        if (shape.Length != 3 || shape.Any(argument => argument.NameColon is not null))
            return null;
        string[] sizes = [.. shape.Select(argument => argument.Expression.ToString())];
        return new Correction(
            $"Change the input shape to ({sizes[1]}, {sizes[2]}, {sizes[0]})",
            [.. shape.Select((argument, i) => new TextChange(argument.Span, sizes[(i + 1) % 3]))]);
    }
}

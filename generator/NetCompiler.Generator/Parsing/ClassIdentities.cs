using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Parsing;

/// <summary>How a class is called in another file.</summary>
internal static class ClassIdentities
{
    /// <summary>The class in its surroundings. Null where no other file can speak of it: a part of its name is still to be typed or is
    /// none, or it is local to its file.</summary>
    public static ClassIdentity? Find(TypeDeclarationSyntax syntax, INamedTypeSymbol symbol)
    {
        TypeDeclarationSyntax[] types = [.. TypesAround(syntax).Reverse()];
        int around = syntax.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().Count();
        bool isNamed = types.All(IsNamed) && types.Length == around && symbol.Name.Length > 0;
        for (INamespaceSymbol? space = symbol.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
            isNamed &= space.Name.Length > 0;
        if (!isNamed || types.Any(type => type.Modifiers.Any(SyntaxKind.FileKeyword)))
            return null;
        return new ClassIdentity(
            symbol.ContainingNamespace.IsGlobalNamespace
                ? ""
                : symbol.ContainingNamespace.ToDisplayString(
                    SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)),
            types.Take(types.Length - 1).Select(type => $"partial {Keyword(type)} {Name(type)}{TypeParameters(type)}").ToEquatableArray(),
            Name(syntax), [])
        {
            Form = ClassForm.Plain with
            {
                Keyword = Keyword(syntax),
                TypeParameters = TypeParameters(syntax),
                IsByRef = symbol.IsRefLikeType,
                CanNest = CanNest(syntax, symbol),
            },
        };
    }

    /// <summary>A class and the types around it, innermost first. (What extends another type cannot be declared once more.)</summary>
    public static IEnumerable<TypeDeclarationSyntax> TypesAround(TypeDeclarationSyntax syntax) => syntax.AncestorsAndSelf()
        .OfType<TypeDeclarationSyntax>()
        .Where(type => type is ClassDeclarationSyntax or StructDeclarationSyntax or RecordDeclarationSyntax or InterfaceDeclarationSyntax);

    /// <summary>As in a declaration: <c>class</c>, <c>record struct</c>, <c>interface</c>.</summary>
    public static string Keyword(TypeDeclarationSyntax type) => type.Kind() switch
    {
        SyntaxKind.RecordStructDeclaration => "record struct",
        SyntaxKind.RecordDeclaration => "record",
        SyntaxKind.StructDeclaration => "struct",
        SyntaxKind.InterfaceDeclaration => "interface",
        _ => "class",
    };

    /// <summary>As every part of a type must repeat them: <c>&lt;in T,U&gt;</c>; empty for one that is not generic.</summary>
    public static string TypeParameters(TypeDeclarationSyntax type)
    {
        if (type.TypeParameterList is not { Parameters.Count: > 0 } list)
            return "";
        IEnumerable<string> parameters = list.Parameters.Select(parameter =>
            $"{parameter.VarianceKeyword.ValueText} {Escaped(parameter.Identifier)}".TrimStart());
        return $"<{string.Join(",", parameters)}>";
    }

    private static string Name(TypeDeclarationSyntax type) => Escaped(type.Identifier);

    /// <summary>See <see cref="ClassForm.CanNest"/>.</summary>
    public static bool CanNest(TypeDeclarationSyntax syntax, INamedTypeSymbol symbol) =>
        !IsHidden(TypesAround(syntax).Last()) && !symbol.DeclaringSyntaxReferences.Any(reference =>
            symbol.ContainingType is null && reference.GetSyntax() is TypeDeclarationSyntax part && IsHidden(part));

    /// <summary>Whether a type says that it is for a type around it.</summary>
    private static bool IsHidden(TypeDeclarationSyntax type) =>
        type.Modifiers.Any(SyntaxKind.PrivateKeyword) || type.Modifiers.Any(SyntaxKind.ProtectedKeyword);

    private static bool IsNamed(TypeDeclarationSyntax type) =>
        type.Identifier.ValueText.Length > 0
        && (type.TypeParameterList?.Parameters.All(parameter => parameter.Identifier.ValueText.Length > 0
            && (parameter.VarianceKeyword.IsKind(SyntaxKind.None) || type is InterfaceDeclarationSyntax)) ?? true);

    /// <summary>What an identifier says, without the escapes that it may be written with; keywords with <c>@</c>, also those that are words
    /// elsewhere.</summary>
    private static string Escaped(SyntaxToken identifier)
    {
        string name = identifier.ValueText;
        bool isKeyword = SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None
            || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None;
        return isKeyword ? "@" + name : name;
    }
}

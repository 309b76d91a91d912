using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Parsing;

/// <summary>Members that a class already has and the compiler would write once more. Overloads of methods are fine.</summary>
/// <param name="symbol">The class.</param>
/// <param name="name">Where its name stands.</param>
/// <param name="signatures">Every member that is ever written.</param>
/// <param name="complaints">Takes what is said.</param>
internal sealed class MemberClashes(
    INamedTypeSymbol symbol, SourceSpan name, IReadOnlyList<MemberSignature> signatures, Complaints complaints)
{
    /// <summary>A type with its namespace, without nullability.</summary>
    private static readonly SymbolDisplayFormat TypeFormat =
        SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    /// <summary>A member with the types of its parameters: <c>Predict(ReadOnlySpan&lt;float&gt;, Span&lt;float&gt;)</c>.</summary>
    public static readonly SymbolDisplayFormat MemberFormat = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters, memberOptions: SymbolDisplayMemberOptions.IncludeParameters,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    /// <summary>What cannot be written, because the class has its like, or it would hide what must not be hidden.</summary>
    public EquatableArray<MemberSignature> Own()
    {
        IEnumerable<ISymbol> inherited = Ancestors().SelectMany(type => type.GetMembers()).Where(member => member.IsAbstract);
        ISymbol[] members = [.. symbol.GetMembers().Where(member => !member.IsImplicitlyDeclared), .. inherited];
        return signatures
            .Where(signature => signature.Name == symbol.Name || members.Any(member => Clashes(member, signature)))
            .ToEquatableArray();
    }

    /// <summary>Members that are fine unless the project puts weights into the assembly.</summary>
    public EquatableArray<ArgumentSpan> WithPretrained()
    {
        MemberSignature[] added = [.. signatures.Where(signature => signature.Occasion == MemberOccasion.Pretrained)];
        var clashes = new List<ArgumentSpan>();
        if (added.Any(signature => signature.Name == symbol.Name))
            clashes.Add(new ArgumentSpan(symbol.Name, name));
        foreach (ISymbol member in symbol.GetMembers())
            if (!member.IsImplicitlyDeclared && added.Any(signature => Clashes(member, signature)) && Place(member) is { } place)
                clashes.Add(new ArgumentSpan(member.ToDisplayString(MemberFormat), SourceSpans.Of(place)));
        return clashes.ToEquatableArray();
    }

    /// <summary>Complains about the others.</summary>
    /// <param name="occasions">When members are written that are written into this class. (Those that weights add are no mistake.)</param>
    public void Check(params MemberOccasion[] occasions)
    {
        MemberSignature[] written = [.. signatures.Where(signature => occasions.Contains(signature.Occasion))];
        if (written.Any(signature => signature.Name == symbol.Name))
            complaints.Report(Descriptors.MemberClash, name, symbol.Name, symbol.Name, "rename the class");
        foreach (ISymbol member in symbol.GetMembers())
            if (!member.IsImplicitlyDeclared && !IsPrimary(member) && Fix(member, written) is { } fix && Place(member) is { } place)
                complaints.Report(Descriptors.MemberClash, SourceSpans.Of(place), member.ToDisplayString(MemberFormat), symbol.Name, fix);
            else if (member is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor)
                CheckConstructor(constructor);
        // What the compiler writes into a base class that is a network cannot be seen here.
        foreach (INamedTypeSymbol type in Ancestors().TakeWhile(type => !NetworkParser.IsNetwork(type)))
            foreach (ISymbol member in type.GetMembers())
                if (!member.IsImplicitlyDeclared && member.DeclaredAccessibility != Accessibility.Private
                    && member is not IMethodSymbol { MethodKind: not MethodKind.Ordinary } && Fix(member, written) is { } fix)
                    complaints.Report(
                        Descriptors.MemberClash, name, $"{type.Name}.{member.ToDisplayString(MemberFormat)}", symbol.Name, fix);
    }

    /// <summary>A constructor of the user's must lead to the compiler's, or set what that one sets.</summary>
    private void CheckConstructor(IMethodSymbol constructor)
    {
        foreach (SyntaxReference reference in constructor.DeclaringSyntaxReferences)
            if (reference.GetSyntax() is ConstructorDeclarationSyntax syntax
                && !syntax.Initializer.IsKind(SyntaxKind.ThisConstructorInitializer)
                && !syntax.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment => IsCompiled(assignment.Left)))
                complaints.Report(
                    Descriptors.ConstructorWithoutNetwork, SourceSpans.Of(syntax.Identifier), constructor.ToDisplayString(MemberFormat));
    }

    private static bool IsCompiled(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } member => IsCompiled(member.Name),
        IdentifierNameSyntax name => name.Identifier.ValueText == "Compiled",
        _ => false,
    };

    private IEnumerable<INamedTypeSymbol> Ancestors()
    {
        for (INamedTypeSymbol? type = symbol.BaseType; type is { SpecialType: SpecialType.None }; type = type.BaseType)
            yield return type;
    }

    /// <summary>A class with a primary constructor is no network anyhow.</summary>
    private static bool IsPrimary(ISymbol member) => member is IMethodSymbol { MethodKind: MethodKind.Constructor }
        && member.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax);

    private static Location? Place(ISymbol member) => member.Locations.FirstOrDefault(place => place.IsInSource);

    /// <summary>What to do about a member that clashes; null if it does not.</summary>
    private static string? Fix(ISymbol member, MemberSignature[] written) =>
        written.FirstOrDefault(signature => Clashes(member, signature)) is not { } clash ? null
        : clash.Kind == MemberKind.Constructor ? "give yours other parameters and let it call this(seed)"
        : clash.HasParameters && member is IMethodSymbol ? "rename yours or give it other parameters"
        : "rename yours";

    private static bool Clashes(ISymbol member, MemberSignature signature)
    {
        if (member is not IMethodSymbol method || !signature.HasParameters)
            return member.Name == signature.Name;
        return method.Name == signature.Name && !method.IsGenericMethod
            && method.Parameters.All(parameter => parameter.RefKind == RefKind.None)
            && method.Parameters.Select(parameter => parameter.Type.ToDisplayString(TypeFormat)).SequenceEqual(signature.Parameters);
    }
}

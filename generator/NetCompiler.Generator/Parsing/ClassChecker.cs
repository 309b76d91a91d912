using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Parsing;

/// <summary>Whether a class can be a network, whatever its attributes say.</summary>
internal sealed class ClassChecker
{
    /// <summary>The oldest language that generated code is written in.</summary>
    internal const LanguageVersion OldestLanguage = LanguageVersion.CSharp12;

    private const string FileLocal = "is local to its file, but the compiler writes the other half into another file";

    private readonly TypeDeclarationSyntax _syntax;
    private readonly INamedTypeSymbol _class;
    private readonly CSharpCompilation _compilation;
    private readonly Complaints _complaints;
    private readonly SourceSpan _name;

    public ClassChecker(TypeDeclarationSyntax syntax, INamedTypeSymbol symbol, CSharpCompilation compilation, Complaints complaints)
    {
        _syntax = syntax;
        _class = symbol;
        _compilation = compilation;
        _complaints = complaints;
        _name = SourceSpans.Of(syntax.Identifier);
    }

    private bool HasPrimaryConstructor =>
        _class.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax { ParameterList: not null });

    private IEnumerable<ISymbol> RequiredMembers => ClassAndAncestors()
        .Select(type => type.GetMembers()
            .FirstOrDefault(member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }))
        .OfType<ISymbol>();

    /// <summary>What can be written into it.</summary>
    public ClassForm Form => new(
        ClassIdentities.Keyword(_syntax), ClassIdentities.TypeParameters(_syntax), _class.IsStatic,
        CanConstruct: !HasPrimaryConstructor && BaseProblem() is null, HasRequired: RequiredMembers.Any())
    {
        IsByRef = _class.IsRefLikeType,
        CanNest = ClassIdentities.CanNest(_syntax, _class),
        ImplementsInterface = _class.GetMembers().OfType<IPropertySymbol>()
            .Any(property => property.Name.EndsWith("INetwork.Compiled", StringComparison.Ordinal)),
    };

    /// <summary>Says what is wrong with it.</summary>
    public void Check()
    {
        CheckLanguage();
        CheckDeclaration();
        CheckKind();
        CheckBase();
        foreach (ISymbol required in RequiredMembers)
            _complaints.Report(Descriptors.UnfitClass, _name, _class.Name,
                $"has the required member {required.Name}, but loading a network makes an object without it");
    }

    private IEnumerable<INamedTypeSymbol> ClassAndAncestors()
    {
        for (INamedTypeSymbol? type = _class; type is not null; type = type.BaseType)
            yield return type;
    }

    private void CheckLanguage()
    {
        if (_compilation.LanguageVersion < OldestLanguage)
            _complaints.Report(Descriptors.OldLanguage, _name, Number(_compilation.LanguageVersion), _class.Name, Number(OldestLanguage));

        // As projects give it: 11, 7.3.
        static string Number(LanguageVersion version) => version.ToDisplayString().Replace(".0", "");
    }

    private void CheckDeclaration()
    {
        foreach (TypeDeclarationSyntax type in ClassIdentities.TypesAround(_syntax))
            if (!type.Modifiers.Any(SyntaxKind.PartialKeyword))
                _complaints.Report(
                    Descriptors.NotPartial, SourceSpans.Of(type.Identifier), type.Identifier.ValueText, _class.Name,
                    ClassIdentities.Keyword(type));
        foreach (TypeDeclarationSyntax type in ClassIdentities.TypesAround(_syntax))
            if (type.TypeParameterList is not null)
                _complaints.Report(Descriptors.Generic, SourceSpans.Of(type.Identifier), type.Identifier.ValueText, _class.Name);
        foreach (TypeDeclarationSyntax type in ClassIdentities.TypesAround(_syntax).Skip(1))
            if (type.Modifiers.Any(SyntaxKind.FileKeyword))
                _complaints.Report(Descriptors.UnfitClass, SourceSpans.Of(type.Identifier), type.Identifier.ValueText, FileLocal);
    }

    private void CheckKind()
    {
        string? unfit = _class switch
        {
            { IsRecord: true } => "is a record, which copies and compares by value, but a network is one object that learns",
            { IsStatic: true } => "is static, but a network is an object with parameters of its own",
            { IsAbstract: true } => "is abstract, but loading a network makes an object of this very class",
            { IsFileLocal: true } => FileLocal,
            _ when HasPrimaryConstructor => "has a primary constructor, but networks are made by the constructor that the compiler writes",
            _ => null,
        };
        if (unfit is not null)
            _complaints.Report(Descriptors.UnfitClass, _name, _class.Name, unfit);
    }

    private void CheckBase()
    {
        if (ClassAndAncestors().Skip(1).FirstOrDefault(NetworkParser.IsNetwork) is { } network)
            _complaints.Report(Descriptors.UnfitClass, _name, _class.Name, $"derives from {network.Name}, which is a network itself");
        else if (BaseProblem() is { } problem)
            _complaints.Report(Descriptors.UnfitBase, _name, _class.Name, _class.BaseType!.Name, problem);
    }

    /// <summary>Why the base class cannot be made without arguments; null if it can, or if C# says so much already.</summary>
    private string? BaseProblem()
    {
        if (_class.BaseType is not { TypeKind: TypeKind.Class, SpecialType: SpecialType.None, IsStatic: false } type
            || _class.TypeKind != TypeKind.Class)
            return null;
        IMethodSymbol[] fitting =
        [
            .. type.InstanceConstructors
                .Where(constructor => constructor.Parameters.All(parameter => parameter.IsOptional || parameter.IsParams)),
        ];
        if (fitting.Length == 0)
            return "all constructors of which take parameters";
        IMethodSymbol[] open = [.. fitting.Where(constructor => _compilation.IsSymbolAccessibleWithin(constructor, _class))];
        if (open.Length == 0)
            return "whose parameterless constructor it may not call";
        if (open.FirstOrDefault(constructor => constructor.Parameters.Length == 0) is not { } chosen)
        {
            // C# prefers one whose parameters are all optional to one with a list.
            IMethodSymbol[] optional = [.. open.Where(constructor => constructor.Parameters.All(parameter => parameter.IsOptional))];
            if (optional.Length > 1)
                return "several constructors of which can be called without arguments";
            chosen = optional.FirstOrDefault() ?? open[0];
        }
        return IsRefused(chosen) ? "whose parameterless constructor is obsolete, so that calling it is an error" : null;
    }

    /// <summary>Whether a constructor is obsolete to the point of being an error. What is obsolete itself may call it.</summary>
    private bool IsRefused(IMethodSymbol constructor)
    {
        for (INamedTypeSymbol? type = _class; type is not null; type = type.ContainingType)
            if (Obsolete(type) is not null)
                return false;
        return Obsolete(constructor)?.ConstructorArguments.Any(argument => argument.Value is true) ?? false;

        static AttributeData? Obsolete(ISymbol symbol) =>
            symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == "System.ObsoleteAttribute");
    }
}

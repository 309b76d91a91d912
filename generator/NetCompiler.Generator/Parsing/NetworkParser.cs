using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Parsing;

/// <summary>Reads a class's attributes into plain data. The only code that sees symbols.</summary>
internal sealed class NetworkParser
{
    /// <summary>The attribute that makes a class a network.</summary>
    public const string AttributeName = "NetCompiler.NetworkAttribute";

    private const string WeightsAttributeName = "NetCompiler.WeightsAttribute";
    private const string LayerAttributeName = "NetCompiler.LayerAttribute";
    private const string Suffix = "Attribute";
    private const string FileLocal = "is local to its file, but the compiler writes the other half into another file";

    /// <summary>A type with its namespace, without nullability.</summary>
    private static readonly SymbolDisplayFormat TypeFormat =
        SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    /// <summary>A member with the types of its parameters: <c>Predict(ReadOnlySpan&lt;float&gt;, Span&lt;float&gt;)</c>.</summary>
    private static readonly SymbolDisplayFormat MemberFormat = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters, memberOptions: SymbolDisplayMemberOptions.IncludeParameters,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType, miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    private readonly TypeDeclarationSyntax _syntax;
    private readonly INamedTypeSymbol _class;
    private readonly List<LocatedDiagnostic> _diagnostics = [];

    private NetworkParser(TypeDeclarationSyntax syntax, INamedTypeSymbol symbol)
    {
        _syntax = syntax;
        _class = symbol;
    }

    /// <summary>Reads one class. Null where the C# compiler itself has something to say about the attributes: then a network is still being
    /// typed, and there is nothing to add.</summary>
    public static ParsedNetwork? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return context.TargetNode is TypeDeclarationSyntax syntax && context.TargetSymbol is INamedTypeSymbol { TypeKind: TypeKind.Class } symbol
            ? new NetworkParser(syntax, symbol).Parse(cancellation)
            : null;
    }

    private ParsedNetwork? Parse(CancellationToken cancellation)
    {
        var layers = new List<(AttributeData Data, AttributeSyntax Syntax)>();
        (AttributeData Data, AttributeSyntax Syntax)? network = null, weights = null;
        foreach (AttributeData data in _class.GetAttributes())
        {
            // A misspelled layer: what is left without it would only be judged wrongly.
            if (data.AttributeClass is null or { TypeKind: TypeKind.Error })
                return null;
            string type = data.AttributeClass.ToDisplayString();
            bool isNetwork = type == AttributeName, isWeights = type == WeightsAttributeName;
            if (!isNetwork && !isWeights && !IsLayer(data.AttributeClass))
                continue;
            if (data.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax || !IsComplete(data))
                return null;
            if (isWeights)
                weights = (data, syntax);
            else if (!isNetwork)
                layers.Add((data, syntax));
            else if (network is null)
                network = (data, syntax);
            else
                return null;
        }
        if (network is not { } found)
            return null;

        CheckClass();
        foreach ((AttributeData data, AttributeSyntax syntax) in layers)
            if (!_syntax.Contains(syntax))
                Report(Descriptors.SpreadLayers, Span(syntax), Kind(data.AttributeClass!), _class.Name);

        AttributeSpans networkSpans = Spans(found.Data, found.Syntax);
        IReadOnlyList<Argument> arguments = Arguments(found.Data, networkSpans);
        CheckMembers(
            (Find(arguments, "Mode") as string == "InferenceOnly" ? MemberSet.Prediction : MemberSet.Training)
            | (layers.Any(layer => Kind(layer.Data.AttributeClass!) == "Normalization") ? MemberSet.Adapting : MemberSet.Prediction));
        EquatableArray<ArgumentSpan> clashes = PretrainedClashes();
        var declaration = new NetworkDeclaration(
            Identity(clashes.Select(clash => clash.Name).ToEquatableArray()),
            found.Data.ConstructorArguments[0].Values.Select(value => (int)value.Value!).ToEquatableArray(),
            Find(arguments, "Loss") as string ?? "Auto",
            Find(arguments, "LabelSmoothing") as double? ?? 0,
            Find(arguments, "MaxParameters") as int? ?? int.MaxValue,
            Find(arguments, "Mode") as string ?? "Full",
            Find(arguments, "Winograd") as string ?? "Auto",
            layers.Select(layer => Layer(layer.Data, Spans(layer.Data, layer.Syntax))).ToEquatableArray())
        {
            MaxMemory = Find(arguments, "MaxMemory") as long? ?? long.MaxValue,
            Weights = weights is { } named ? named.Data.ConstructorArguments[0].Value as string ?? "" : null,
        };
        var spans = new DeclarationSpans(networkSpans, layers.Select(layer => Spans(layer.Data, layer.Syntax)).ToEquatableArray(), clashes)
        {
            Weights = weights is { } written ? Spans(written.Data, written.Syntax) : null,
        };
        return _diagnostics.Count > 0
            ? new ParsedNetwork(null, null, _diagnostics.ToEquatableArray())
            : new ParsedNetwork(declaration, spans, []);
    }

    /// <summary>Whether an attribute of this type is a layer.</summary>
    public static bool IsLayer(INamedTypeSymbol? type)
    {
        for (INamedTypeSymbol? ancestor = type?.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
            if (ancestor.ToDisplayString() == LayerAttributeName)
                return true;
        return false;
    }

    private static bool IsComplete(AttributeData data) =>
        data.AttributeConstructor is not null
        && data.ConstructorArguments.Concat(data.NamedArguments.Select(argument => argument.Value)).All(IsComplete);

    private static bool IsComplete(TypedConstant constant) =>
        constant.Kind == TypedConstantKind.Array ? !constant.IsNull && constant.Values.All(IsComplete) : constant.Kind != TypedConstantKind.Error;

    private void CheckClass()
    {
        foreach (TypeDeclarationSyntax type in _syntax.AncestorsAndSelf().OfType<TypeDeclarationSyntax>())
            if (!type.Modifiers.Any(SyntaxKind.PartialKeyword))
                Report(Descriptors.NotPartial, Span(type.Identifier), type.Identifier.ValueText, _class.Name, Keyword(type));
        foreach (TypeDeclarationSyntax type in _syntax.AncestorsAndSelf().OfType<TypeDeclarationSyntax>())
            if (type.TypeParameterList is not null)
                Report(Descriptors.Generic, Span(type.Identifier), type.Identifier.ValueText, _class.Name);
        foreach (TypeDeclarationSyntax type in _syntax.Ancestors().OfType<TypeDeclarationSyntax>())
            if (type.Modifiers.Any(SyntaxKind.FileKeyword))
                Report(Descriptors.UnfitClass, Span(type.Identifier), type.Identifier.ValueText, FileLocal);

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
            Report(Descriptors.UnfitClass, Span(_syntax.Identifier), _class.Name, unfit);
    }

    /// <summary>Members that the class already has and the compiler would write once more. Overloads of methods are fine.</summary>
    private void CheckMembers(MemberSet written)
    {
        if (GeneratedMembers.HasValue(_class.Name, written) || GeneratedMembers.HasMethod(_class.Name, written))
            Report(Descriptors.MemberClash, Span(_syntax.Identifier), _class.Name, _class.Name, "rename the class");
        foreach (ISymbol member in _class.GetMembers())
            if (!member.IsImplicitlyDeclared && Clash(member, written) is { } fix
                && member.Locations.FirstOrDefault(place => place.IsInSource) is { } place)
                Report(Descriptors.MemberClash, Span(place), member.ToDisplayString(MemberFormat), _class.Name, fix);
            else if (member is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor)
                CheckConstructor(constructor);
        for (INamedTypeSymbol? ancestor = _class.BaseType; ancestor is { SpecialType: SpecialType.None }; ancestor = ancestor.BaseType)
            if (!CheckBase(ancestor, written))
                break;
        for (INamedTypeSymbol? type = _class; type is not null; type = type.BaseType)
            if (type.GetMembers().FirstOrDefault(member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }) is { } required)
                Report(Descriptors.UnfitClass, Span(_syntax.Identifier), _class.Name, $"has the required member {required.Name}, but loading a network makes an object without it");
    }

    /// <summary>A base class must not have what the compiler would hide. What it writes into one that is a network cannot be seen here.</summary>
    /// <returns>Whether to go on with the base class's own.</returns>
    private bool CheckBase(INamedTypeSymbol type, MemberSet written)
    {
        if (type.GetAttributes().Any(attribute => attribute.AttributeClass?.ToDisplayString() == AttributeName))
        {
            Report(Descriptors.UnfitClass, Span(_syntax.Identifier), _class.Name, $"derives from {type.Name}, which is a network itself");
            return false;
        }
        foreach (ISymbol member in type.GetMembers())
            if (!member.IsImplicitlyDeclared && member.DeclaredAccessibility != Accessibility.Private
                && member is not IMethodSymbol { MethodKind: not MethodKind.Ordinary } && Clash(member, written) is { } fix)
                Report(Descriptors.MemberClash, Span(_syntax.Identifier), $"{type.Name}.{member.ToDisplayString(MemberFormat)}", _class.Name, fix);
        return true;
    }

    /// <summary>A constructor of the user's must lead to the compiler's, or set what that one sets.</summary>
    private void CheckConstructor(IMethodSymbol constructor)
    {
        foreach (SyntaxReference reference in constructor.DeclaringSyntaxReferences)
            if (reference.GetSyntax() is ConstructorDeclarationSyntax syntax
                && !syntax.Initializer.IsKind(SyntaxKind.ThisConstructorInitializer)
                && !syntax.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment => IsCompiled(assignment.Left)))
                Report(Descriptors.ConstructorWithoutNetwork, Span(syntax.Identifier), constructor.ToDisplayString(MemberFormat));
    }

    private static bool IsCompiled(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } member => IsCompiled(member.Name),
        IdentifierNameSyntax name => name.Identifier.ValueText == "Compiled",
        _ => false,
    };

    /// <summary>What to do about a member that clashes; null if it does not.</summary>
    private static string? Clash(ISymbol member, MemberSet written)
    {
        if (member is not IMethodSymbol method)
        {
            bool clashes = GeneratedMembers.HasValue(member.Name, written) || GeneratedMembers.HasMethod(member.Name, written);
            return clashes ? "rename yours" : null;
        }
        if (GeneratedMembers.HasValue(method.Name, written))
            return "rename yours";
        if (method.IsGenericMethod || method.Parameters.Any(parameter => parameter.RefKind != RefKind.None))
            return null;
        if (method.MethodKind == MethodKind.Constructor)
            return method.Parameters.Length == 1 && method.Parameters[0].Type.SpecialType == SpecialType.System_Int32
                && method.DeclaringSyntaxReferences.All(reference => reference.GetSyntax() is ConstructorDeclarationSyntax)
                ? "give yours other parameters and let it call this(seed)"
                : null;
        return GeneratedMembers.HasMethod(method.Name, written)
            && GeneratedMembers.HasMethod(
                method.Name, method.Parameters.Select(parameter => parameter.Type.ToDisplayString(TypeFormat)), written)
            ? "rename yours or give it other parameters"
            : null;
    }

    /// <summary>Members that are fine unless the project puts weights into the assembly.</summary>
    private EquatableArray<ArgumentSpan> PretrainedClashes()
    {
        var clashes = new List<ArgumentSpan>();
        if (GeneratedMembers.IsPretrained(_class.Name))
            clashes.Add(new ArgumentSpan(_class.Name, Span(_syntax.Identifier)));
        foreach (ISymbol member in _class.GetMembers())
            if (!member.IsImplicitlyDeclared && ClashesWithPretrained(member) && member.Locations.FirstOrDefault(place => place.IsInSource) is { } place)
                clashes.Add(new ArgumentSpan(member.ToDisplayString(MemberFormat), Span(place)));
        return clashes.ToEquatableArray();
    }

    private static bool ClashesWithPretrained(ISymbol member) => member switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } constructor =>
            constructor.Parameters.Length == 1 && constructor.Parameters[0].RefKind == RefKind.None
            && constructor.Parameters[0].Type.ToDisplayString(TypeFormat) == GeneratedMembers.CompiledNetwork,
        IMethodSymbol { Name: GeneratedMembers.LoadPretrained } method => !method.IsGenericMethod && method.Parameters.Length == 0,
        _ => GeneratedMembers.IsPretrained(member.Name),
    };

    private bool HasPrimaryConstructor =>
        _class.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax { ParameterList: not null });

    private ClassIdentity Identity(EquatableArray<string> clashes) => new(
        _class.ContainingNamespace.IsGlobalNamespace ? "" : _class.ContainingNamespace.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)),
        _syntax.Ancestors().OfType<TypeDeclarationSyntax>().Reverse().Select(type => $"partial {Keyword(type)} {type.Identifier.Text}").ToEquatableArray(),
        _syntax.Identifier.Text, clashes);

    /// <summary>As in a declaration: <c>class</c>, <c>record struct</c>, <c>interface</c>.</summary>
    private static string Keyword(TypeDeclarationSyntax type) =>
        type is RecordDeclarationSyntax record && !record.ClassOrStructKeyword.IsKind(SyntaxKind.None)
            ? $"{type.Keyword.Text} {record.ClassOrStructKeyword.Text}"
            : type.Keyword.Text;

    private LayerDeclaration Layer(AttributeData data, AttributeSpans spans)
    {
        IReadOnlyList<Argument> arguments = Arguments(data, spans);
        return new LayerDeclaration(
            Kind(data.AttributeClass!), Find(arguments, "Name") as string, Find(arguments, "From") as string,
            arguments.Where(argument => argument.Name is not ("Name" or "From")).ToEquatableArray());
    }

    private static string Kind(INamedTypeSymbol type)
    {
        string name = type.ContainingNamespace.ToDisplayString() == "NetCompiler" && type.ContainingType is null ? type.Name : type.ToDisplayString();
        return WithoutSuffix(name);
    }

    /// <summary>A name without "Attribute".</summary>
    public static string WithoutSuffix(string name) =>
        name.EndsWith(Suffix, StringComparison.Ordinal) && name.Length > Suffix.Length ? name.Substring(0, name.Length - Suffix.Length) : name;

    private static object? Find(IReadOnlyList<Argument> arguments, string name) => arguments.FirstOrDefault(argument => argument.Name == name)?.Value;

    /// <summary>Every constructor argument, then the properties that were set.</summary>
    private IReadOnlyList<Argument> Arguments(AttributeData data, AttributeSpans spans)
    {
        var arguments = new List<Argument>();
        for (int i = 0; i < data.ConstructorArguments.Length; i++)
            Add(data.AttributeConstructor!.Parameters[i].Name, data.ConstructorArguments[i]);
        foreach (KeyValuePair<string, TypedConstant> named in data.NamedArguments)
            Add(named.Key, named.Value);
        return arguments;

        void Add(string name, TypedConstant value)
        {
            if (value.Kind == TypedConstantKind.Enum)
                arguments.Add(new Argument(name, Member(name, value, spans)));
            else if (value.Kind == TypedConstantKind.Primitive)
                arguments.Add(new Argument(name, value.Value));
            else if (value.Kind == TypedConstantKind.Array)
                arguments.Add(new Argument(name, value.Values.Select(element => element.Value).OfType<int>().ToEquatableArray()));
        }
    }

    private string? Member(string argument, TypedConstant value, AttributeSpans spans)
    {
        IFieldSymbol[] members = [.. value.Type!.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue)];
        if (members.FirstOrDefault(member => Equals(member.ConstantValue, value.Value)) is { } found)
            return found.Name;
        Report(Descriptors.UndefinedValue, spans.Find(argument), argument, Convert.ToString(value.Value, CultureInfo.InvariantCulture), value.Type.Name,
            string.Join(", ", members.Select(member => member.Name)));
        return null;
    }

    private static AttributeSpans Spans(AttributeData data, AttributeSyntax attribute)
    {
        var spans = new List<ArgumentSpan>();
        ImmutableArray<IParameterSymbol> parameters = data.AttributeConstructor!.Parameters;
        int position = 0;
        foreach (AttributeArgumentSyntax argument in attribute.ArgumentList?.Arguments ?? [])
        {
            if (argument.NameEquals is { } property)
                spans.Add(new ArgumentSpan(property.Name.Identifier.ValueText, Span(argument)));
            else if (argument.NameColon is { } named)
                spans.Add(new ArgumentSpan(named.Name.Identifier.ValueText, Span(argument)));
            else if (position < parameters.Length && !parameters[position].IsParams)
                spans.Add(new ArgumentSpan(parameters[position++].Name, Span(argument)));
            else
                spans.Add(new ArgumentSpan($"{parameters[parameters.Length - 1].Name}[{position++ - parameters.Length + 1}]", Span(argument)));
        }
        return new AttributeSpans(Span(attribute), spans.ToEquatableArray());
    }

    /// <summary>Where it stands.</summary>
    public static SourceSpan Span(SyntaxNodeOrToken place) => Span(place.GetLocation()!);

    private static SourceSpan Span(Location place)
    {
        FileLinePositionSpan lines = place.GetLineSpan();
        return new SourceSpan(place.SourceTree!.FilePath, place.SourceSpan.Start, place.SourceSpan.Length,
            lines.StartLinePosition.Line, lines.StartLinePosition.Character, lines.EndLinePosition.Line, lines.EndLinePosition.Character);
    }

    private void Report(DiagnosticDescriptor descriptor, SourceSpan span, params string[] arguments) =>
        _diagnostics.Add(new LocatedDiagnostic(descriptor.Id, span, arguments.ToEquatableArray()));
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Parsing;

/// <summary>Reads a class and its attributes into plain data. Symbols go no further.</summary>
internal sealed class NetworkParser
{
    /// <summary>The attribute that makes a class a network.</summary>
    public const string AttributeName = "NetCompiler.NetworkAttribute";

    private const string WeightsAttributeName = "NetCompiler.WeightsAttribute";
    private const string InputAttributeName = "NetCompiler.InputAttribute", LayerAttributeName = "NetCompiler.LayerAttribute";
    private const string Suffix = "Attribute";

    private readonly TypeDeclarationSyntax _syntax;
    private readonly INamedTypeSymbol _class;
    private readonly IReadOnlyList<MemberSignature> _signatures;
    private readonly ClassChecker _checker;
    private readonly Compilation _compilation;
    private readonly Complaints _complaints = new();

    private NetworkParser(
        TypeDeclarationSyntax syntax, INamedTypeSymbol symbol, SemanticModel model, IReadOnlyList<MemberSignature> signatures)
    {
        _syntax = syntax;
        _class = symbol;
        _signatures = signatures;
        _compilation = model.Compilation;
        _checker = new ClassChecker(syntax, symbol, (CSharpCompilation)model.Compilation, _complaints);
    }

    /// <summary>Reads one class. Null for what is no class, has no name yet, or is read at another of its declarations.</summary>
    /// <param name="context">The class's declaration with <c>[Network]</c>.</param>
    /// <param name="signatures">Every member that is ever written into a network's class.</param>
    /// <param name="cancellation">Ends it.</param>
    public static ParsedNetwork? Parse(
        GeneratorAttributeSyntaxContext context, IReadOnlyList<MemberSignature> signatures, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (context.TargetNode is not TypeDeclarationSyntax syntax || context.TargetSymbol is not INamedTypeSymbol symbol)
            return null;
        return Guarded(syntax, symbol, () => new NetworkParser(syntax, symbol, context.SemanticModel, signatures).Parse(cancellation));
    }

    /// <summary>Reads a class that has layers, but not what makes it a network.</summary>
    public static ParsedNetwork? ParseLayersOnly(
        TypeDeclarationSyntax syntax, INamedTypeSymbol symbol, SemanticModel model, AttributeSyntax layer,
        IReadOnlyList<MemberSignature> signatures) =>
        Guarded(syntax, symbol, () =>
        {
            var parser = new NetworkParser(syntax, symbol, model, signatures);
            parser._complaints.Report(Descriptors.LayersWithoutNetwork, SourceSpans.Of(layer), symbol.Name);
            ClassIdentity? identity = parser.Identify([]);
            NetworkDeclaration? declaration = identity is null ? null : Nothing(identity) with { Problems = parser._complaints.Messages };
            return new ParsedNetwork(declaration, null, SourceSpans.Of(syntax.Identifier), parser._complaints.All);
        });

    /// <summary>Whether an attribute of this type is a layer.</summary>
    public static bool IsLayer(INamedTypeSymbol? type)
    {
        if (type?.ToDisplayString() == InputAttributeName)
            return true;
        for (INamedTypeSymbol? ancestor = type?.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
            if (ancestor.ToDisplayString() == LayerAttributeName)
                return true;
        return false;
    }

    /// <summary>Whether a class has <c>[Network]</c>.</summary>
    public static bool IsNetwork(INamedTypeSymbol type) =>
        type.GetAttributes().Any(attribute => attribute.AttributeClass?.ToDisplayString() == AttributeName);

    /// <summary>A name without "Attribute".</summary>
    public static string WithoutSuffix(string name) => name.EndsWith(Suffix, StringComparison.Ordinal) && name.Length > Suffix.Length
        ? name.Substring(0, name.Length - Suffix.Length)
        : name;

    /// <summary>A fault of the parser's own is one of this class only.</summary>
    private static ParsedNetwork? Guarded(TypeDeclarationSyntax syntax, INamedTypeSymbol symbol, Func<ParsedNetwork?> parse) =>
        InternalFault.Guard("reading", parse, fault =>
        {
            var complaint = new LocatedDiagnostic(
                Descriptors.InternalFault.Id, SourceSpans.Of(syntax.Identifier), new[] { symbol.Name }.Concat(fault).ToEquatableArray());
            NetworkDeclaration? declaration = ClassIdentities.Find(syntax, symbol) is { } identity
                ? Nothing(identity) with { Problems = [complaint.Message] }
                : null;
            return new ParsedNetwork(declaration, null, complaint.Span, [complaint]);
        });

    private static NetworkDeclaration Nothing(ClassIdentity identity) =>
        new(identity, [], "Auto", 0, int.MaxValue, "Full", "Auto", []) { IsWhole = false };

    private ParsedNetwork? Parse(CancellationToken cancellation)
    {
        var layers = new List<(AttributeSyntax Syntax, LayerRead Read)>();
        var layerReader = new LayerReader(_compilation, _class, cancellation);
        AttributeReader? network = null, weights = null;
        bool isWhole = true, isTwice = false;
        foreach (AttributeData data in _class.GetAttributes())
        {
            // A misspelled layer: what is left without it would only be judged wrongly.
            if (!LayerReader.IsKnown(data))
            {
                isWhole = false;
                continue;
            }
            string type = data.AttributeClass!.ToDisplayString();
            bool isNetwork = type == AttributeName, isWeights = type == WeightsAttributeName;
            if (type == LayerReader.BlockAttributeName && data.ApplicationSyntaxReference?.GetSyntax(cancellation) is { } both)
                _complaints.Report(
                    Descriptors.NoBlock, SourceSpans.Of(both), _class.Name,
                    "has both [Block], which leaves the shape open, and [Network], which gives one",
                    "remove one of them; networks can be used as they are");
            if (!isNetwork && !isWeights && !IsLayer(data.AttributeClass)
                || data.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax)
                continue;
            // C# has its own to say about a second one, and it is not known whose the layers are.
            isTwice |= isNetwork && network is not null;
            if (isNetwork && network is not null)
                continue;
            if (!isNetwork && !isWeights)
            {
                LayerRead layer = layerReader.Read(data, syntax, _complaints);
                isWhole &= layer.IsWhole;
                layers.Add((syntax, layer));
                continue;
            }
            AttributeReader reader = AttributeReader.Read(data, syntax, _complaints);
            isWhole &= reader.IsWhole;
            if (isWeights)
                weights = reader;
            else if (_syntax.Contains(syntax))
                network = reader;
            else
                return null;
        }
        if (network is null || _syntax.Identifier.ValueText.Length == 0)
            return null;
        foreach ((AttributeSyntax syntax, LayerRead layer) in layers)
            if (!isTwice && !_syntax.Contains(syntax))
                _complaints.Report(Descriptors.SpreadLayers, SourceSpans.Of(syntax), layer.Layer.Title, _class.Name, "Network");
        return Declare(network, weights, layers.Select(layer => layer.Read), isWhole && !isTwice);
    }

    private ParsedNetwork Declare(
        AttributeReader network, AttributeReader? weights, IEnumerable<LayerRead> layers, bool isWhole)
    {
        string mode = network.Find("Mode") as string ?? "Full";
        EquatableArray<LayerDeclaration> declared = layers.Select(layer => layer.Layer).ToEquatableArray();
        var members = new MemberClashes(_class, SourceSpans.Of(_syntax.Identifier), _signatures, _complaints);
        if (_class.TypeKind == TypeKind.Class)
        {
            _checker.Check();
            members.Check(Occasions(mode, declared));
        }
        EquatableArray<ArgumentSpan> clashes = members.WithPretrained();
        var spans = new DeclarationSpans(network.Spans, layers.Select(layer => layer.Spans).ToEquatableArray(), clashes)
        {
            Weights = weights?.Spans,
        };
        ClassIdentity? identity = Identify(clashes.Select(clash => clash.Name).ToEquatableArray());
        OwnFunction? loss = new OwnFunctionReader(_compilation).Loss(network, _complaints, ref isWhole);
        NetworkDeclaration? declaration = identity is null ? null : new NetworkDeclaration(
            identity, network.Find("shape") as EquatableArray<int>? ?? [],
            network.Find("Loss") as string ?? "Auto",
            network.Find("LabelSmoothing") as double? ?? 0,
            network.Find("MaxParameters") as int? ?? int.MaxValue,
            mode,
            network.Find("Winograd") as string ?? "Auto",
            declared)
        {
            LossType = loss,
            MaxMemory = network.Find("MaxMemory") as long? ?? long.MaxValue,
            SampleRate = network.Find("SampleRate") as double?,
            HasInputGradient = network.Find("InputGradient") as bool? ?? false,
            HasViews = network.Find("Views") as bool? ?? false,
            HasLengths = network.Find("Lengths") as bool? ?? false,
            Weights = weights is null ? null : weights.Find("file") as string ?? "",
            IsWhole = isWhole && _class.TypeKind == TypeKind.Class,
            Problems = _complaints.Messages,
        };
        return new ParsedNetwork(declaration, spans, SourceSpans.Of(_syntax.Identifier), _complaints.All);
    }

    /// <summary>When members are written that are written into this class.</summary>
    private static MemberOccasion[] Occasions(string mode, EquatableArray<LayerDeclaration> layers) =>
        mode == "InferenceOnly" ? [MemberOccasion.Always]
        : layers.Any(layer => layer.IsFitted) ? [MemberOccasion.Always, MemberOccasion.Training, MemberOccasion.Adapting]
        : [MemberOccasion.Always, MemberOccasion.Training];

    private ClassIdentity? Identify(EquatableArray<string> pretrainedClashes)
    {
        if (_class.TypeKind is not (TypeKind.Class or TypeKind.Struct) || ClassIdentities.Find(_syntax, _class) is not { } identity)
            return null;
        return identity with
        {
            PretrainedClashes = pretrainedClashes,
            Form = _checker.Form,
            Own = new MemberClashes(_class, SourceSpans.Of(_syntax.Identifier), _signatures, _complaints).Own(),
        };
    }
}

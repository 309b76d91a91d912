using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Parsing;

/// <summary>Finds what stands in a network's attributes as Keras or PyTorch would write it, where the C# compiler has an error but no
/// better word. One attribute at a time, so that any of them may be half typed.</summary>
internal sealed class ForeignWordFinder
{
    /// <summary>Stands for arguments of which nothing is known.</summary>
    private const string Unknown = "...";

    private readonly SemanticModel _model;
    private readonly AttributeSyntax _attribute;
    private readonly string _name;
    private readonly IReadOnlyList<AttributeArgumentSyntax> _arguments;

    private ForeignWordFinder(SemanticModel model, AttributeSyntax attribute)
    {
        _model = model;
        _attribute = attribute;
        _name = LayersWithoutNetwork.ShortName(attribute);
        _arguments = [.. attribute.ArgumentList?.Arguments ?? []];
    }

    /// <summary>Whether it may be about one of our attributes, or be meant as one.</summary>
    /// <param name="node">Any part of a file.</param>
    /// <param name="words">Our attributes' names, folded.</param>
    public static bool MayBe(SyntaxNode node, ISet<string> words)
    {
        if (node is not AttributeSyntax { Parent.Parent: TypeDeclarationSyntax } attribute)
            return false;
        string name = ForeignWords.Fold(LayersWithoutNetwork.ShortName(attribute));
        return words.Contains(name) || ForeignLayers.Find(name) is not null || ForeignLayers.Absent.ContainsKey(name)
            || name == ForeignWords.Fold(ForeignLayers.Activation) || Spelling.Nearest(name, words) is not null;
    }

    /// <summary>What is said about an attribute; nothing where it compiles, or where nothing else on the class is ours.</summary>
    public static EquatableArray<LocatedDiagnostic> Find(GeneratorSyntaxContext context, CancellationToken cancellation)
    {
        var attribute = (AttributeSyntax)context.Node;
        SemanticModel model = context.SemanticModel;
        bool IsOurs(AttributeSyntax other) => AttributeSignature.IsOurs(model.GetTypeInfo(other, cancellation).Type as INamedTypeSymbol);
        return ((TypeDeclarationSyntax)attribute.Parent!.Parent!).AttributeLists.SelectMany(list => list.Attributes).Any(IsOurs)
            ? new ForeignWordFinder(model, attribute).Find(cancellation).ToEquatableArray()
            : [];
    }

    private IReadOnlyList<LocatedDiagnostic> Find(CancellationToken cancellation)
    {
        IReadOnlyList<LocatedDiagnostic> found = Translate(cancellation);
        bool isWrong = found.Count > 0
            && _model.GetDiagnostics(_attribute.Span, cancellation).Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return isWrong ? found
            : [];
    }

    private IReadOnlyList<LocatedDiagnostic> Translate(CancellationToken cancellation)
    {
        var type = _model.GetTypeInfo(_attribute, cancellation).Type as INamedTypeSymbol;
        if (AttributeSignature.IsOurs(type))
        {
            var ours = new AttributeSignature(type!);
            ForeignLayer? namesake = Namesake(ours);
            return namesake is null ? Translate(ours, [], null)
                : namesake.Ours == ours.Name ? Translate(ours, Positions(namesake), null)
                : Translate(namesake, $"{ours.Name} takes no size here, and PyTorch's {ours.Name} is {namesake.Ours}");
        }
        if (ForeignLayers.Words.TryGetValue(_name, out ForeignLayer? exact))
            return Translate(exact, $"{_name} is {exact.Ours} here");
        if (_name == ForeignLayers.Activation && _arguments.Count > 0 && ForeignValue.Word(_arguments[0].Expression) is { } word
            && ForeignWords.Activations.TryGetValue(word, out string? activation))
            return Words(
                false, [new ForeignNote(_attribute, "an activation is a layer of its own here")],
                Prefix + (activation.Length == 0 ? "Linear" : activation));
        if (AttributeSignature.Find(_model.Compilation, _name) is { } same)
            return Translate(same, [], _name == same.Name ? "layers have no prefix here" : $"{_name} is {same.Name} here");
        if (ForeignLayers.Find(_name) is { } near)
            return Translate(near, $"{_name} is {near.Ours} here");
        return ForeignLayers.Absent.TryGetValue(_name, out string? way)
            ? [Report(Descriptors.AbsentLayer, _attribute.Name, _name, way)]
            : Spelling.Meant(_name, AttributeSignature.Layers(_model.Compilation)) is { } meant
            ? [Report(Descriptors.Misspelled, _attribute.Name, _name, meant)]
            : [];
    }

    /// <summary>What another framework means by the name, where ours does not take the arguments.</summary>
    private ForeignLayer? Namesake(AttributeSignature ours)
    {
        if (!ForeignLayers.Namesakes.TryGetValue(ours.Name, out ForeignLayer? namesake))
            return null;
        int numbers = _arguments.Count(argument => IsPositional(argument) && !ForeignValue.IsString(argument.Expression));
        bool isAnother = namesake.Ours != ours.Name
            && _arguments.Any(argument => argument.NameEquals?.Name.Identifier.ValueText is not ("Name" or "From" or "Trainable"));
        bool hasTuple = _arguments.Any(argument => ForeignValue.Elements(argument.Expression) is not null);
        return isAnother || hasTuple || numbers > ours.MaxPositional ? namesake : null;
    }

    private IReadOnlyList<LocatedDiagnostic> Translate(ForeignLayer layer, string note) =>
        AttributeSignature.Find(_model.Compilation, layer.Ours) is { } ours ? Translate(ours, Positions(layer), note, layer.Property) : [];

    private IReadOnlyList<LocatedDiagnostic> Translate(
        AttributeSignature ours, IReadOnlyList<string> positions, string? note, string implied = "")
    {
        var translation = new ForeignAttribute(ours, Prefix);
        if (note is not null)
            translation.Notes.Add(new ForeignNote(_attribute.Name, note));
        translation.Imply(implied);
        bool isUnderstood = !_arguments.Any(argument => argument.Expression.IsMissing);
        int position = 0;
        foreach (AttributeArgumentSyntax argument in _arguments)
        {
            string? word = argument.NameEquals?.Name.Identifier.ValueText ?? argument.NameColon?.Name.Identifier.ValueText;
            if (word is not null && positions.Contains(ForeignWords.WidthFirst) && ours.Parameter(word) == 0)
                word = ForeignWords.WidthFirst;
            else if (word is null && position < positions.Count)
                word = positions[position];
            else if (word is null && positions.Count == 0 && ours.Parameters.Count > 0 && position < ours.MaxPositional)
                word = ours.Parameters[Math.Min(position, ours.Parameters.Count - 1)];
            position++;
            isUnderstood &= translation.Take(argument, word);
        }
        if (!isUnderstood && note is null)
            return [.. Absences(translation, ours)];
        string text = isUnderstood ? translation.Text : $"{Prefix}{ours.Name}({Unknown})";
        IEnumerable<LocatedDiagnostic> words = translation.Notes.Count == 0 ? [] : Words(ours.IsNetwork, translation.Notes, text);
        return [.. words, .. Absences(translation, ours)];
    }

    private IEnumerable<LocatedDiagnostic> Absences(ForeignAttribute translation, AttributeSignature ours) =>
    [
        .. translation.Absences.Select(absence => Report(
            ours.IsNetwork ? Descriptors.AbsentInNetwork : Descriptors.AbsentLayer, absence.Place, absence.Word, absence.Way)),
        .. translation.Slips.Select(slip => Report(Descriptors.Misspelled, slip.Place, $"{ours.Name}'s option {slip.Place}", slip.Text)),
    ];

    private static IReadOnlyList<LocatedDiagnostic> Words(bool isNetwork, IReadOnlyList<ForeignNote> notes, string text) =>
    [
        Report(
            isNetwork ? Descriptors.ForeignNetwork : Descriptors.ForeignLayer,
            notes.Count == 1 ? notes[0].Place : notes[0].Place.FirstAncestorOrSelf<AttributeSyntax>()!,
            string.Join("; ", notes.Select(note => note.Text).Distinct()), text),
    ];

    private static LocatedDiagnostic Report(DiagnosticDescriptor descriptor, SyntaxNode place, params string[] arguments) =>
        new(descriptor.Id, SourceSpans.Of(place), arguments.ToEquatableArray());

    /// <summary>The order of a layer's arguments there. Where too few are written for PyTorch, which begins with what comes in, that one is
    /// left out.</summary>
    private IReadOnlyList<string> Positions(ForeignLayer layer)
    {
        string[] positions = layer.Options.Split([' '], StringSplitOptions.RemoveEmptyEntries);
        string[] required = [.. positions.TakeWhile(
            position => position is "in_channels" or "in_features" or "out_channels" or "out_features" or "kernel_size")];
        int written = _arguments.Count(
            argument => IsPositional(argument) || required.Contains(argument.NameColon?.Name.Identifier.ValueText));
        return required.Length > 0 && required[0].StartsWith("in_", StringComparison.Ordinal) && written < required.Length
            ? [.. positions.Skip(1)]
            : positions;
    }

    private static bool IsPositional(AttributeArgumentSyntax argument) => argument.NameColon is null && argument.NameEquals is null;

    /// <summary>Our namespace as it stands before the name; nothing for other frameworks' words there.</summary>
    private string Prefix
    {
        get
        {
            string name = _attribute.Name.ToString();
            string prefix = name.Substring(0, name.LastIndexOf(_name, StringComparison.Ordinal));
            return ForeignLayers.Prefixes.Contains(prefix.TrimEnd('.')) ? "" : prefix;
        }
    }
}

using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetCompiler.Generator.Parsing;

/// <summary>An attribute as Keras or PyTorch would write it, said in our words. What is not known stays as it is written.</summary>
internal sealed class ForeignAttribute
{
    private const string KeyDim = "keyDim";

    private readonly AttributeSignature _ours;
    private readonly string _prefix;
    private readonly List<ForeignNote> _notes = [];
    private readonly List<ForeignAbsence> _absences = [];
    private readonly List<ForeignNote> _slips = [];
    private readonly List<string>?[] _values;
    private readonly List<string> _named = [], _properties = [];
    private string _after = "";
    private string? _allHeads;

    /// <param name="ours">What it is here.</param>
    /// <param name="prefix">What stands before the names of our types: nothing, or their namespace.</param>
    public ForeignAttribute(AttributeSignature ours, string prefix)
    {
        _ours = ours;
        _prefix = prefix;
        _values = new List<string>?[ours.Parameters.Count];
    }

    /// <summary>What is written differently here.</summary>
    public List<ForeignNote> Notes => _notes;

    /// <summary>What does not exist here.</summary>
    public IReadOnlyList<ForeignAbsence> Absences => _absences;

    /// <summary>Options of ours that are misspelled, and how they are spelled.</summary>
    public IReadOnlyList<ForeignNote> Slips => _slips;

    /// <summary>The attribute in our words, and its activation as another one.</summary>
    public string Text
    {
        get
        {
            var arguments = new List<string>();
            bool isWhole = true;
            if (_allHeads is not null && _values[_ours.Parameter("numHeads")] is { Count: 1 } heads)
                _values[_ours.Parameter(KeyDim)] = [Quotient(_allHeads, heads[0])];
            for (int i = 0; i < _values.Length; i++)
                if (_values[i] is not { } values)
                    isWhole = false;
                else
                    arguments.AddRange(isWhole ? values : values.Select(value => $"{_ours.Parameters[i]}: {value}"));
            arguments.AddRange(_named.Concat(_properties));
            string list = arguments.Count == 0 ? "" : $"({string.Join(", ", arguments)})";
            string after = _after.Length == 0 ? "" : $", {_prefix}{_after}";
            return $"{_prefix}{_ours.Name}{list}{after}";
        }
    }

    /// <summary>A property that the layer's name implies.</summary>
    public void Imply(string property)
    {
        if (property.Length > 0)
            _properties.Add(property);
    }

    /// <summary>Takes an argument.</summary>
    /// <param name="argument">As written.</param>
    /// <param name="word">Its name, written or by its place; null: unknown.</param>
    /// <returns>Whether it is understood; if not, it stays as it is.</returns>
    public bool Take(AttributeArgumentSyntax argument, string? word)
    {
        ExpressionSyntax value = argument.Expression;
        string? written = argument.NameEquals?.Name.Identifier.ValueText ?? argument.NameColon?.Name.Identifier.ValueText;
        if (written is null && ForeignValue.IsString(value) && ForeignValue.Word(value) is { } text)
            word = ForeignWords.Activations.ContainsKey(text) ? ForeignWords.Activation : _ours.Property("Padding") ?? word;
        if (word is null)
            return Keep(argument);
        if (_ours.Property(word) is { } own)
            return TakeProperty(argument, written, own, value.ToString());
        if (_ours.Parameter(word) is >= 0 and int parameter)
            return TakeParameter(argument, written, parameter, isWidthFirst: false);
        if (word == "embed_dim" && _ours.Parameter(KeyDim) >= 0)
        {
            _allHeads = value.ToString();
            return Note(argument, $"{_allHeads} ({word}) is numHeads · {KeyDim} here");
        }
        if (ForeignWords.Options.TryGetValue(word, out string? names))
            foreach (string name in names.Split(' '))
            {
                if (name == ForeignWords.Activation)
                    return TakeActivation(argument);
                if (_ours.Property(name) is { } property)
                    return TakeProperty(argument, written, property, word == ForeignWords.NewMomentum ? $"1 - {value}" : value.ToString());
                if (_ours.Parameter(name) is >= 0 and int number)
                    return TakeParameter(argument, written, number, isWidthFirst: word == ForeignWords.WidthFirst);
            }
        if (ForeignWords.Superfluous.TryGetValue(word, out string? why))
            return Note(argument, $"{written ?? $"{value} ({word})"} {why}");
        if (ForeignWords.AbsentOptions.TryGetValue(word, out string? way))
            _absences.Add(new ForeignAbsence(argument, written ?? word, way));
        else if (argument.NameEquals is { Name: var option } && Spelling.Meant(word, _ours.Properties) is { } meant)
            _slips.Add(new ForeignNote(option, meant));
        return way is not null && written is null || Keep(argument);
    }

    /// <summary>One number by another, computed where that leaves no rest.</summary>
    private static string Quotient(string all, string parts) =>
        int.TryParse(all, out int dividend) && int.TryParse(parts, out int divisor) && divisor > 0 && dividend % divisor == 0
            ? (dividend / divisor).ToString(CultureInfo.InvariantCulture) : $"{Factor(all)} / {Factor(parts)}";

    private static string Factor(string term) => term.Contains(' ') ? $"({term})" : term;

    private bool Keep(AttributeArgumentSyntax argument)
    {
        if (argument.NameColon is null && argument.NameEquals is null)
            return false;
        (argument.NameColon is null ? _properties : _named).Add(argument.ToString());
        return true;
    }

    private bool TakeParameter(AttributeArgumentSyntax argument, string? written, int parameter, bool isWidthFirst)
    {
        string name = _ours.Parameters[parameter];
        if (written is not null && (written != name || argument.NameColon is null))
            Note(argument, written == name ? $"{name} is written as {name}: here" : $"{written} is {name} here");
        IReadOnlyList<ExpressionSyntax>? elements = ForeignValue.Elements(argument.Expression);
        if (elements is not null)
            Note(argument, "numbers stand without parentheses here");
        string[] values = [.. (elements ?? [argument.Expression]).Select(element => element.ToString())];
        if (isWidthFirst && values.Length == 4)
            values = [values[2], values[3], values[0], values[1]];
        bool isSquare = !_ours.TakesList && values.Distinct().Count() == 1;
        (_values[parameter] ??= []).AddRange(isSquare ? values.Take(1) : values);
        return true;
    }

    private bool TakeProperty(AttributeArgumentSyntax argument, string? written, string property, string text)
    {
        ExpressionSyntax value = argument.Expression;
        int before = _notes.Count;
        string? translated = property == "Padding" && IsPad(value) ? Pads(argument)
            : ForeignValue.Elements(value) is { Count: 2 } pair ? Pair(argument, property, pair)
            : _ours.Members(property) is { } members ? Member(argument, property, members)
            : _ours.IsBoolean(property) ? Boolean(argument, property)
            : $"{property} = {text}";
        if (translated is null)
            return Keep(argument);
        if (written is null && before == _notes.Count)
            Note(argument, $"{value} is {(translated.Length == 0 ? "the default" : translated)} here");
        else if (written is not null && written != property)
            _notes.Insert(before, new ForeignNote(argument, $"{written} is {property} here"));
        else if (written is not null && argument.NameEquals is null)
            _notes.Insert(before, new ForeignNote(argument, $"{property} is written as {property} = here"));
        if (translated.Length > 0)
            _properties.Add(translated);
        return true;
    }

    private bool TakeActivation(AttributeArgumentSyntax argument)
    {
        if (ForeignValue.Word(argument.Expression) is not { } word)
            return Keep(argument);
        if (ForeignWords.Activations.TryGetValue(word, out string? layer))
        {
            _after = layer;
            return Note(argument, "an activation is a layer of its own here");
        }
        if (ForeignLayers.Absent.TryGetValue(word, out string? way))
            _absences.Add(new ForeignAbsence(argument.Expression, word, way));
        return Keep(argument);
    }

    /// <summary>PyTorch's padding: numbers.</summary>
    private bool IsPad(ExpressionSyntax value) =>
        (_ours.Property("PadTop") ?? _ours.Property("PadBefore")) is not null
        && (ForeignValue.Elements(value) ?? [value]).All(ForeignValue.IsNumber);

    private string Pads(AttributeArgumentSyntax argument)
    {
        IReadOnlyList<ExpressionSyntax> sizes = ForeignValue.Elements(argument.Expression) ?? [argument.Expression];
        if (sizes.All(size => size.ToString() == "0"))
            return "";
        ExpressionSyntax width = sizes[sizes.Count - 1];
        Note(argument, "padding by numbers is Padding.Explicit here");
        string explicitly = $"Padding = {_prefix}Padding.Explicit";
        return _ours.Property("PadTop") is null
            ? $"{explicitly}, PadBefore = {sizes[0]}, PadAfter = {sizes[0]}"
            : $"{explicitly}, PadTop = {sizes[0]}, PadBottom = {sizes[0]}, PadLeft = {width}, PadRight = {width}";
    }

    /// <summary>Two sizes, for height and width.</summary>
    private string? Pair(AttributeArgumentSyntax argument, string property, IReadOnlyList<ExpressionSyntax> pair)
    {
        string stem = property == "Strides" ? "Stride" : property == "DilationRate" ? "Dilation" : property;
        bool isSquare = pair[0].ToString() == pair[1].ToString();
        if (!isSquare && _ours.Property(stem + "Height") is null)
            return null;
        Note(argument, "numbers stand without parentheses here");
        return isSquare ? $"{property} = {pair[0]}" : $"{stem}Height = {pair[0]}, {stem}Width = {pair[1]}";
    }

    private string? Member(AttributeArgumentSyntax argument, string property, IReadOnlyList<string> members)
    {
        string type = _ours.TypeName(property), text = argument.Expression.ToString();
        bool IsWhole(string member) => text == $"{type}.{member}" || text.EndsWith($".{type}.{member}", StringComparison.Ordinal);
        if (ForeignValue.Word(argument.Expression) is not { } word || members.Any(IsWhole))
            return $"{property} = {text}";
        string? member = members.FirstOrDefault(member => ForeignWords.Fold(member) == ForeignWords.Fold(word));
        if (member is null && ForeignWords.Members.TryGetValue(type, out IReadOnlyDictionary<string, string>? others))
            others.TryGetValue(word, out member);
        if (member is not null)
        {
            Note(argument.Expression, $"{text} is {type}.{member} here");
            return $"{property} = {_prefix}{type}.{member}";
        }
        if (ForeignWords.AbsentMembers.TryGetValue(type, out IReadOnlyDictionary<string, string>? absent)
            && absent.TryGetValue(word, out string? way))
            _absences.Add(new ForeignAbsence(argument.Expression, text, way));
        return null;
    }

    private string Boolean(AttributeArgumentSyntax argument, string property)
    {
        string text = argument.Expression.ToString();
        string? value = ForeignValue.Word(argument.Expression)?.ToLowerInvariant();
        if (value is not ("true" or "false"))
            return $"{property} = {text}";
        Note(argument.Expression, $"{text} is {value} here");
        return $"{property} = {value}";
    }

    /// <returns>True.</returns>
    private bool Note(SyntaxNode place, string text)
    {
        _notes.Add(new ForeignNote(place, text));
        return true;
    }
}

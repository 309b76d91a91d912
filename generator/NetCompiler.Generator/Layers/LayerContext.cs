using System.Globalization;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>What a layer's <see cref="LayerKind.Bind"/> sees: its name, the shape that comes in, its arguments, and a place for
/// complaints.</summary>
/// <param name="kind">The attribute's name without "Attribute".</param>
/// <param name="name">The layer's name in the network.</param>
/// <param name="inputs">What comes in: at least one value.</param>
/// <param name="arguments">Constructor and named arguments that were written, by name; an enum's value is its member's name.</param>
/// <param name="report">Takes a diagnostic's id, the argument it is about (null: the whole attribute), and the message's arguments.</param>
/// <param name="isInputKnown">Whether <paramref name="inputs"/> are what comes in. If not, because of an error before this layer, what does
/// not fit it is not reported.</param>
/// <param name="doubt">That the input's shape or the window was hardly meant as it is written.</param>
internal sealed class LayerContext(
    string kind, string name, IReadOnlyList<LayerInput> inputs, IReadOnlyDictionary<string, object?> arguments,
    Action<string, string?, object[]> report, bool isInputKnown = true,
    Doubt? doubt = null)
{
    private const string BelowOne = "at least 0 and below 1",
        OneByOne = "in a class with [Block] around it, [TimeDistributed<TheClass>] goes over the first dimension";

    /// <summary>The layer's name in the network.</summary>
    public string Name => name;

    /// <summary>The attribute's name.</summary>
    public string Kind => kind;

    /// <summary>The values that come in.</summary>
    public IReadOnlyList<LayerInput> Inputs => inputs;

    /// <summary>The same layer on what one place of its window over a sequence sees, side by side.</summary>
    public LayerContext OnWindow(Shape seen)
    {
        string[] geometry = ["Strides", "DilationRate", "Padding", "PadBefore", "PadAfter"];
        Dictionary<string, object?> others = arguments.Where(argument => !geometry.Contains(argument.Key))
            .ToDictionary(argument => argument.Key, argument => argument.Value, StringComparer.Ordinal);
        return new LayerContext(kind, name, [new LayerInput(inputs[0].Name, seen)], others, report);
    }

    /// <summary>The shape of the first.</summary>
    public Shape Input => inputs[0].Shape;

    /// <summary>The argument that names a further value.</summary>
    public static string With(int number) => FormattableString.Invariant($"with[{number}]");

    /// <summary>That the input's shape or the window was hardly meant as it is written; null where nothing speaks for that.</summary>
    public Doubt? Doubt => doubt;

    /// <summary>What was read here.</summary>
    public LayerSettings Settings { get; } = new();

    /// <summary>Whether anything was reported.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>An argument that counts something: at least 1, or it is reported.</summary>
    public int Size(string argument)
    {
        int value = arguments.TryGetValue(argument, out object? given) && given is int number ? number : 0;
        if (value < 1)
            Report("NETC1001", argument, kind, argument, value);
        return Settings.Note(argument, value);
    }

    /// <summary>An optional argument that counts something: at least 1, or it is reported.</summary>
    public int Size(string argument, int otherwise) => Has(argument) ? Size(argument) : Settings.Note(argument, otherwise);

    /// <summary>An optional argument that may be 0 but not below, or it is reported.</summary>
    public int Count(string argument, int otherwise)
    {
        int value = Int32(argument, otherwise);
        if (value < 0)
            Report("NETC1004", argument, kind, argument, value, "at least 0");
        return value;
    }

    /// <summary>Whether the argument was written.</summary>
    public bool Has(string argument) => arguments.ContainsKey(argument);

    /// <summary>A number, rounded to the single precision in which networks compute.</summary>
    public float Single(string argument, float otherwise) =>
        arguments.TryGetValue(argument, out object? value) && value is double number
            ? Settings.Note(argument, (float)number, number) : Settings.Note(argument, otherwise, null);

    public int Int32(string argument, int otherwise) =>
        Settings.Note(argument, arguments.TryGetValue(argument, out object? value) && value is int number ? number : otherwise);

    public bool Boolean(string argument, bool otherwise) =>
        Settings.Note(argument, arguments.TryGetValue(argument, out object? value) && value is bool flag ? flag : otherwise);

    /// <summary>A list of whole numbers; its elements are arguments named <c>shape[0]</c>, <c>shape[1]</c>.</summary>
    public IReadOnlyList<int> Integers(string argument) =>
        Settings.Note(argument, arguments.TryGetValue(argument, out object? value) && value is IReadOnlyList<int> list ? list : []);

    /// <summary>A function of the user's; null where what stands there is none.</summary>
    public OwnFunction? Function()
    {
        var own = arguments.TryGetValue(OwnFunction.Argument, out object? value) ? value as OwnFunction : null;
        if (own is not null)
            Settings.Note(OwnFunction.Argument, own.Name);
        return own;
    }

    /// <summary>The name of an enum's member.</summary>
    public string Member(string argument, string otherwise) =>
        Settings.Note(argument, arguments.TryGetValue(argument, out object? value) && value is string member ? member : otherwise);

    /// <summary>Reports a value that is not above zero (NaN included).</summary>
    public void RequirePositive(string argument, float value)
    {
        if (!(value > 0))
            Report("NETC1004", argument, kind, argument, Written(argument, value), "above 0");
    }

    /// <summary>Reports a value that is negative or not finite.</summary>
    public void RequireNotNegative(string argument, float value)
    {
        if (!(value >= 0 && value <= float.MaxValue))
            Report("NETC1004", argument, kind, argument, Written(argument, value), "at least 0 and finite");
    }

    /// <summary>Reports a value that is NaN or infinite.</summary>
    public void RequireFinite(string argument, float value)
    {
        if (float.IsNaN(value) || float.IsInfinity(value))
            Report("NETC1004", argument, kind, argument, Written(argument, value), "a finite number");
    }

    /// <summary>Reports a value outside [0, 1).</summary>
    public void RequireBelowOne(string argument, float value)
    {
        if (!IsBelowOne(value))
            Report("NETC1004", argument, kind, argument, Written(argument, value), BelowOne);
    }

    /// <summary>Reports a share of something that is outside [0, 1).</summary>
    public void RequireRate(string argument, float value)
    {
        if (!IsBelowOne(value))
            Report("NETC1004", argument, kind, argument, Written(argument, value), RateRange(Written(argument, value)));
    }

    /// <summary>The range of a rate, for a message about a value outside of it; if that looks like a percentage, with the fraction that is
    /// meant.</summary>
    public static string RateRange(double value) => value is > 1 and < 100 && decimal.TryParse(
        Literal.Written(value), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal percent)
        ? FormattableString.Invariant($"{BelowOne}: it is a fraction, and {percent} % is {percent / 100}")
        : BelowOne;

    /// <summary>An argument as it was written; where it was not, its value.</summary>
    private double Written(string argument, float value) =>
        arguments.TryGetValue(argument, out object? given) && given is double number ? number : value;

    private static bool IsBelowOne(float value) => value is >= 0 and < 1;

    /// <summary>Reports that the layer takes a row of numbers and got an image.</summary>
    public void NeedsFlatten() => Report("NETC1002", null, kind, Input.ToString(), Input.Length);

    /// <summary>Reports a shape that is not that of an image, (height, width, channels).</summary>
    /// <returns>Whether it is one.</returns>
    public bool RequireImage()
    {
        if (Input.Rank != 3)
            Report("NETC1018", null, kind, "an image (height, width, channels)", Input.ToString(),
                Input.Rank > 3 ? OneByOne : "[Network(28, 28, 1)] gives one, [Reshape(height, width, channels)] makes one");
        return Input.Rank == 3;
    }

    /// <summary>Reports a shape that is not that of a sequence, (steps, features).</summary>
    /// <returns>Whether it is one.</returns>
    public bool RequireSequence()
    {
        if (Input.Rank != 2)
            Report("NETC1018", null, kind, "a sequence (steps, features)", Input.ToString(),
                Input.Rank == 1 && Inputs[0] is { Title: { } before, Name: var name } && IsRecurrent(before)
                    ? $"that is the last step's output of {name}: write ReturnSequences = true there"
                    : Input.Rank > 3 ? OneByOne : "[Network(100, 8)] gives one, [Reshape(steps, features)] makes one");
        return Input.Rank == 2;
    }

    private static bool IsRecurrent(string title) =>
        LayerCatalog.Kinds.Values.Any(kind => kind.CarriesState && title.StartsWith($"{kind.Name}(", StringComparison.Ordinal));

    /// <summary>Reports what runs but makes little sense.</summary>
    public void Warn(string id, string? argument, params object[] messageArguments)
    {
        if (argument is not null || isInputKnown)
            report(id, argument, messageArguments);
    }

    /// <summary>Reports an argument that is wrong whatever comes in, or a layer that does not fit what comes in.</summary>
    public void Report(string id, string? argument, params object[] messageArguments)
    {
        HasErrors = true;
        if (argument is not null || isInputKnown)
            report(id, argument, messageArguments);
    }

    /// <summary>Reports an argument that does not fit what comes in.</summary>
    public void ReportMisfit(string id, string? argument, params object[] messageArguments)
    {
        HasErrors = true;
        if (isInputKnown)
            report(id, argument, messageArguments);
    }
}

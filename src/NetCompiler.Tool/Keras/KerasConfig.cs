using System.Text.Json;

namespace NetCompiler.Tool.Keras;

/// <summary>A layer's settings in a Keras file, under the names of any version.</summary>
/// <param name="Kind">The class; of an operator on tensors what it does, such as <c>Add</c>.</param>
/// <param name="Json">The settings.</param>
internal sealed record KerasConfig(string Kind, JsonElement Json)
{
    /// <summary>The layer's own name.</summary>
    public string Name => Text("name", Kind);

    /// <summary>Whether it stands for an operator between tensors, not for a layer: then it may read numbers.</summary>
    public bool IsOperator { get; init; }

    /// <summary>The class as the file has it: Keras 1 gave some other names.</summary>
    public string Original { get; init; } = Kind;

    /// <summary>Settings that count instead of the file's.</summary>
    private JsonElement? Changes { get; init; }

    /// <summary>Why the class is not one of Keras's; null if it is.</summary>
    public string? Objection { get; init; }

    /// <summary>Reads a layer's class and settings.</summary>
    public static KerasConfig Read(JsonElement layer)
    {
        string kind = Of("class_name") ?? "", module = Of("module") ?? "";
        JsonElement settings = layer.GetProperty("config");
        var config = new KerasConfig(kind, settings)
        {
            Original = Of("original_class_name") ?? kind,
            IsOperator = module.StartsWith("keras.src.ops", StringComparison.Ordinal),
        };
        if (kind == "TFOpLambda")
            return config with { Kind = OperatorOf(config.Text("function", "")) ?? kind, IsOperator = true };
        string name = Of("registered_name") ?? kind;
        if (KerasPositions.OfHub(name) is { } known)
            return config with { Kind = known };
        return name.Contains('>', StringComparison.Ordinal) || KerasPositions.IsOfHubAlone(kind)
            ? config with { Objection = $"the class {name} is the model's own, and nothing of a file is run" }
            : config;

        string? Of(string property) => layer.TryGetProperty(property, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
    }

    public string Text(string name, string otherwise) =>
        Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : otherwise;

    public bool Flag(string name, bool otherwise) =>
        Find(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : otherwise;

    public int Int(string name, int otherwise = 0) =>
        Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) ? number : otherwise;

    /// <summary>A number under one of several names.</summary>
    public double Number(double otherwise, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            if (Find(name) is { ValueKind: JsonValueKind.Number } value)
                return value.GetDouble();
        return otherwise;
    }

    /// <summary>One number for each axis, also where the file has one for all.</summary>
    public int[] Ints(string name, int count, int otherwise = 1) => Find(name) switch
    {
        { ValueKind: JsonValueKind.Number } value => [.. Enumerable.Repeat(value.GetInt32(), count)],
        { ValueKind: JsonValueKind.Array } value => [.. value.EnumerateArray().Select(number => number.GetInt32())],
        _ => [.. Enumerable.Repeat(otherwise, count)],
    };

    /// <summary>The shape of a sample that the layer declares; null if it declares none.</summary>
    public int?[]? InputShape() =>
        (Find("batch_shape") ?? Find("batch_input_shape") ?? Find("build_input_shape")) is { ValueKind: JsonValueKind.Array } shape
        ? [.. shape.EnumerateArray().Skip(1).Select(size => size.ValueKind == JsonValueKind.Number ? (int?)size.GetInt32() : null)]
        : null;

    /// <summary>Before and behind each of some axes: a number, one for each, or a pair for each.</summary>
    public int[] Sides(string name, int axes)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.Array } pair)
            return Ints(name, 2 * axes);
        int[] sides = [.. pair.EnumerateArray().SelectMany(side => side.ValueKind == JsonValueKind.Array
            ? side.EnumerateArray().Select(number => number.GetInt32())
            : axes == 1 ? [side.GetInt32()] : [side.GetInt32(), side.GetInt32()])];
        return sides.Length == 2 * axes ? sides
            : throw new ToolException($"{name} of {Name} has {sides.Length} numbers, not {2 * axes}.");
    }

    /// <summary>An activation's name, also where it is an object.</summary>
    public string Activation(string name = "activation") => Find(name) switch
    {
        { ValueKind: JsonValueKind.String } value => value.GetString()!,
        { ValueKind: JsonValueKind.Object } value when value.TryGetProperty("class_name", out JsonElement kind) => kind.ToString(),
        _ => "linear",
    };

    /// <summary>A layer within the settings of another.</summary>
    public KerasConfig? Wrapped(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Object } value ? Read(value) : null;

    /// <summary>The same with one setting changed, which takes the place of one changed before.</summary>
    public KerasConfig With(string name, object value) =>
        this with { Changes = JsonSerializer.SerializeToElement(new Dictionary<string, object> { [name] = value }) };

    /// <summary>What stands under a name; null if nothing does.</summary>
    public JsonElement? Find(string name) => Changes is { } changes && changes.TryGetProperty(name, out JsonElement changed) ? changed
        : Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out JsonElement value)
            && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>What Keras 2 called operators.</summary>
    private static string? OperatorOf(string function) => function switch
    {
        "math.add" or "__operators__.add" => "Add",
        "math.subtract" => "Subtract",
        "math.multiply" => "Multiply",
        "math.truediv" or "math.divide" => "Divide",
        "math.maximum" => "Maximum",
        "math.minimum" => "Minimum",
        "nn.relu" => "ReLU",
        _ => null,
    };
}

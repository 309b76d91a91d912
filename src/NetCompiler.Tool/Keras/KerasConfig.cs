using System.Text.Json;

namespace NetCompiler.Tool.Keras;

/// <summary>A layer's settings in a Keras file, under the names of any version.</summary>
/// <param name="Kind">The class.</param>
/// <param name="Json">The settings.</param>
internal sealed record KerasConfig(string Kind, JsonElement Json)
{
    /// <summary>The layer's own name.</summary>
    public string Name => Text("name", Kind);

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
    public int?[]? InputShape() => (Find("batch_shape") ?? Find("batch_input_shape")) is { ValueKind: JsonValueKind.Array } shape
        ? [.. shape.EnumerateArray().Skip(1).Select(size => size.ValueKind == JsonValueKind.Number ? (int?)size.GetInt32() : null)]
        : null;

    /// <summary>Before and behind each of two axes: a number, two, or two pairs.</summary>
    public int[] Sides(string name)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.Array } pair)
            return Ints(name, 4);
        return [.. pair.EnumerateArray().SelectMany(side => side.ValueKind == JsonValueKind.Array
            ? side.EnumerateArray().Select(number => number.GetInt32())
            : [side.GetInt32(), side.GetInt32()])];
    }

    /// <summary>An activation's name, also where it is an object.</summary>
    public string Activation(string name = "activation") => Find(name) switch
    {
        { ValueKind: JsonValueKind.String } value => value.GetString()!,
        { ValueKind: JsonValueKind.Object } value when value.TryGetProperty("class_name", out JsonElement kind) => kind.ToString(),
        _ => "linear",
    };

    private JsonElement? Find(string name) => Json.TryGetProperty(name, out JsonElement value) ? value : null;
}

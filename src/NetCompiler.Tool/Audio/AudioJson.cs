using System.Text.Json;
using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Audio;

/// <summary>What audio programs' JSON files have in common.</summary>
internal static class AudioJson
{
    /// <summary>Numbers within lists within lists, all of one length.</summary>
    /// <exception cref="ToolException">The lists are of different lengths, or hold something else.</exception>
    public static Tensor Tensor(JsonElement element)
    {
        var shape = new List<int>();
        for (JsonElement first = element; first.ValueKind == JsonValueKind.Array; first = first[0])
        {
            shape.Add(first.GetArrayLength());
            if (shape[^1] == 0)
                break;
        }
        double[] values = [.. JsonText.Flat(element)];
        return values.Length == Nets.Tensor.CountOf(shape) ? new([.. shape], values)
            : throw new ToolException($"A list of {values.Length} numbers is no tensor of shape ({string.Join(", ", shape)}).");
    }

    public static string Text(JsonElement owner, string name, string otherwise = "") =>
        owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : otherwise;

    /// <summary>A number, also where it is written as text or in a list of one.</summary>
    public static double Number(JsonElement owner, string name, double otherwise)
    {
        if (!owner.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
            return otherwise;
        return value.ValueKind switch
        {
            JsonValueKind.Array when value.GetArrayLength() == 1 => value[0].GetDouble(),
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.String => double.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture),
            _ => value.GetDouble(),
        };
    }

    /// <summary>A whole number that is a size.</summary>
    public static int Size(JsonElement owner, string name, int otherwise)
    {
        double number = Number(owner, name, otherwise);
        return number is >= 0 and <= 1 << 24 && number == Math.Floor(number) ? (int)number
            : throw new ToolException(FormattableString.Invariant($"{name} is {number}, which is no size."));
    }
}

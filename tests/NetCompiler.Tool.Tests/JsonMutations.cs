using System.Text;
using System.Text.Json.Nodes;

namespace NetCompiler.Tool.Tests;

/// <summary>JSON that is still JSON, with values that are not meant: sizes at their extremes, other kinds, parts that are missing, doubled
/// or in another's place.</summary>
internal static class JsonMutations
{
    private static readonly string[] Strange =
    [
        "-1", "0", "1", "2147483647", "-2147483648", "99999999999", "1e308", "-1e-320", "0.5", "null", "true", "\"\"", "\"x\"",
        "\"valid\"", "[]", "{}", "[-1,0]", "[[1],[2]]", "[2147483647,2147483647]", "{\"class_name\":\"Dense\"}",
    ];

    /// <summary>A damaged copy.</summary>
    public static JsonNode Mutated(JsonNode json, Random random)
    {
        JsonNode copy = json.DeepClone();
        for (int changes = random.Next(1, 3); changes > 0; changes--)
        {
            List<JsonNode> places = [.. Within(copy).Skip(1)];
            if (places.Count == 0)
                break;
            JsonNode place = places[random.Next(places.Count)];
            switch (random.Next(5))
            {
                case 0 when place.Parent is JsonArray list:
                    list.Remove(place);
                    break;
                case 0:
                    place.Parent!.AsObject().Remove(place.GetPropertyName());
                    break;
                case 1 when place.Parent is JsonArray list:
                    list.Add(place.DeepClone());
                    break;
                case 2:
                    place.ReplaceWith(places[random.Next(places.Count)].DeepClone());
                    break;
                default:
                    place.ReplaceWith(JsonNode.Parse(Strange[random.Next(Strange.Length)]));
                    break;
            }
        }
        return copy;
    }

    /// <summary>The same as bytes.</summary>
    public static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static IEnumerable<JsonNode> Within(JsonNode node) => (node switch
    {
        JsonObject owner => owner.Select(pair => pair.Value),
        // Of many numbers a few will do.
        JsonArray list => list.Take(40),
        _ => [],
    }).OfType<JsonNode>().SelectMany(Within).Prepend(node);
}

using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>References into a training batch, as C#.</summary>
internal static class Memory
{
    /// <summary>The first of a worker's rows of a buffer; <paramref name="first"/> is the number of that row, or 0.</summary>
    public static string Of(Place place, int stride, string first = "first")
    {
        string memory = $"batch.{place.Kind}.Start";
        var terms = new List<string>();
        if (place.Offset != 0)
            terms.Add($"batch.Capacity * {place.Offset}");
        if (first != "0")
            terms.Add($"{first} * {stride}");
        return terms.Count == 0 ? memory : $"Unsafe.Add(ref {memory}, {string.Join(" + ", terms)})";
    }

    /// <summary>A learned tensor; <paramref name="start"/> names the flat buffer's first float.</summary>
    public static string Of(ParameterLayout parameter, string start) =>
        parameter.Offset == 0 ? start : $"Unsafe.Add(ref {start}, {parameter.Offset})";

    /// <summary>A row of a learned tensor.</summary>
    public static string RowOf(ParameterLayout parameter, string start) =>
        $"Unsafe.Add(ref {start}, {(parameter.Offset == 0 ? "" : $"{parameter.Offset} + ")}row * {parameter.RowStride})";
}

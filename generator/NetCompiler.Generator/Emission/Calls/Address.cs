using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>References into a training batch, as C#.</summary>
internal static class Address
{
    /// <summary>The first of a worker's rows of a buffer; <paramref name="first"/> is the number of that row, or 0.</summary>
    public static string Of(Buffer buffer, int stride, string first = "first")
    {
        string memory = buffer.Memory is Memory.Batch or Memory.Sample ? "batch.Work.Start" : $"batch.{buffer.Memory}.Start";
        bool isSampleBySample = buffer.Memory == Memory.Sample;
        // Inputs are segments of a sample; all else lies one buffer behind the other.
        bool isSegment = isSampleBySample || buffer.Memory == Memory.Inputs;
        int ahead = isSegment ? buffer.Ahead : buffer.Offset;
        var terms = new List<string>();
        if (ahead != 0)
            terms.Add($"batch.Capacity * {ahead}");
        if (first != "0")
            terms.Add($"{first} * {(isSampleBySample ? buffer.Stride : stride)}");
        if (isSegment && buffer.Offset != 0)
            terms.Add($"{buffer.Offset}");
        return terms.Count == 0 ? memory : $"Unsafe.Add(ref {memory}, {string.Join(" + ", terms)})";
    }

    /// <summary>A buffer that all samples share, in the memory that begins at <paramref name="start"/>.</summary>
    public static string Of(string start, Buffer buffer) => buffer.Offset == 0 ? start : $"Unsafe.Add(ref {start}, {buffer.Offset})";

    /// <summary>A place some floats behind another: a sum of numbers and products, of which a leading zero is left out.</summary>
    public static string Behind(string place, string floats)
    {
        if (floats.StartsWith("0 + ", StringComparison.Ordinal))
            floats = floats.Substring(4);
        if (floats == "0")
            return place;
        return place.EndsWith(")", StringComparison.Ordinal) ? $"{place.Substring(0, place.Length - 1)} + {floats})"
            : $"Unsafe.Add(ref {place}, {floats})";
    }

    /// <summary>A learned tensor; <paramref name="start"/> names the flat buffer's first float.</summary>
    public static string Of(ParameterLayout parameter, string start) =>
        parameter.Offset == 0 ? start : $"Unsafe.Add(ref {start}, {parameter.Offset})";

    /// <summary>A row of a learned tensor.</summary>
    public static string RowOf(ParameterLayout parameter, string start) =>
        $"Unsafe.Add(ref {start}, {(parameter.Offset == 0 ? "" : $"{parameter.Offset} + ")}row * {parameter.RowStride})";
}

using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>References into a training batch, as C#.</summary>
internal static class Memory
{
    /// <summary>The first of a worker's rows of a buffer; <paramref name="first"/> is the number of that row.</summary>
    public static string Of(Place place, int stride, string first = "first")
    {
        string row = first == "0" ? "0" : $"{first} * {stride}";
        return place.Kind switch
        {
            PlaceKind.Inputs => $"Unsafe.Add(ref batch.Inputs.Start, {row})",
            PlaceKind.Outputs => $"Unsafe.Add(ref batch.Outputs.Start, {row})",
            PlaceKind.Work when place.Offset == 0 => $"Unsafe.Add(ref batch.Work.Start, {row})",
            PlaceKind.Work => $"Unsafe.Add(ref batch.Work.Start, batch.Capacity * {place.Offset}{(row == "0" ? "" : " + " + row)})",
            _ => throw new InvalidOperationException("A value that is not kept has no place."),
        };
    }

    /// <summary>A learned tensor, or with an extra offset a part of it; <paramref name="start"/> names the flat buffer's first float.</summary>
    public static string Of(ParameterLayout parameter, string start) =>
        parameter.Offset == 0 ? start : $"Unsafe.Add(ref {start}, {parameter.Offset})";
}

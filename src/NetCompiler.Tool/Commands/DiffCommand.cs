using System.CommandLine;
using System.Globalization;
using NetCompiler.Tool.Nets;
using Spectre.Console;

namespace NetCompiler.Tool.Commands;

/// <summary><c>netcompiler diff before.safetensors after.safetensors</c>: which tensors of two files differ, and how much.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var first = new Argument<string>("first") { Description = "A .safetensors, .onnx, .keras, .h5, .hdf5, .pt or .pth file." };
        var second = new Argument<string>("second") { Description = "Another, of the same kind or not." };
        var command = new Command(
            "diff",
            "Compares the tensors of two files: by name, or, where no name is in both, in their order. Ends with 3 where they differ."
                + "\n\nExample:\n  netcompiler diff before.safetensors after.safetensors") { first, second };
        command.SetAction(result => CommandRunner.Run(() => Diff(result.GetValue(first)!, result.GetValue(second)!)));
        return command;
    }

    private static int Diff(string first, string second)
    {
        IReadOnlyList<TensorDifference> differences = Compare(TensorFile.Read(first), TensorFile.Read(second));
        var table = new Table().AddColumns("Tensor", "First", "Second", "Largest difference", "at");
        foreach (TensorDifference tensor in differences.Where(tensor => !tensor.IsSame))
            table.AddRow(new Text(tensor.Name), new Text(Shape(tensor.First)), new Text(Shape(tensor.Second)),
                new Text(tensor.Place is null ? "" : tensor.Largest.ToString("0.0e0", CultureInfo.InvariantCulture)),
                new Text(tensor.Place ?? ""));
        int same = differences.Count(tensor => tensor.IsSame);
        if (same < differences.Count)
            AnsiConsole.Write(table);
        Console.WriteLine($"{same} of {differences.Count} tensors are the same.");
        return same == differences.Count ? 0 : CommandRunner.Differs;
    }

    /// <summary>Compares by name, or in order where no name is in both.</summary>
    public static IReadOnlyList<TensorDifference> Compare(
        IReadOnlyList<(string Name, Tensor Tensor)> first, IReadOnlyList<(string Name, Tensor Tensor)> second)
    {
        var others = second.ToDictionary(pair => pair.Name, pair => pair.Tensor, StringComparer.Ordinal);
        if (!first.Any(pair => others.ContainsKey(pair.Name)))
            return [.. Enumerable.Range(0, Math.Max(first.Count, second.Count)).Select(i => i >= first.Count
                ? TensorDifference.Of(second[i].Name, null, second[i].Tensor)
                : i >= second.Count ? TensorDifference.Of(first[i].Name, first[i].Tensor, null)
                : TensorDifference.Of($"{first[i].Name} = {second[i].Name}", first[i].Tensor, second[i].Tensor))];
        var names = first.Select(pair => pair.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. first.Select(pair => TensorDifference.Of(pair.Name, pair.Tensor, others.GetValueOrDefault(pair.Name))),
            .. second.Where(pair => !names.Contains(pair.Name)).Select(pair => TensorDifference.Of(pair.Name, null, pair.Tensor)),
        ];
    }

    private static string Shape(int[]? shape) => shape is null ? "is not there" : $"({string.Join(", ", shape)})";
}

/// <summary>How two tensors differ.</summary>
/// <param name="Name">Its name, or both.</param>
/// <param name="First">The first one's shape; null where there is none.</param>
/// <param name="Second">The second one's.</param>
/// <param name="Largest">The largest difference; infinite where one is no number and the other is.</param>
/// <param name="Place">Where that is; null where no numbers were compared, or all are the same.</param>
internal sealed record TensorDifference(string Name, int[]? First, int[]? Second, double Largest, string? Place)
{
    /// <summary>Whether both are there, of one shape, with the same numbers.</summary>
    public bool IsSame => First is not null && Second is not null && First.SequenceEqual(Second) && Place is null;

    /// <summary>Compares two tensors.</summary>
    public static TensorDifference Of(string name, Tensor? first, Tensor? second)
    {
        double largest = 0;
        int place = -1;
        if (first is not null && second is not null && first.Shape.SequenceEqual(second.Shape))
            for (int i = 0; i < first.Count; i++)
            {
                if (first.Values[i].Equals(second.Values[i]))
                    continue;
                double difference = Math.Abs(first.Values[i] - second.Values[i]);
                difference = double.IsNaN(difference) ? double.PositiveInfinity : difference;
                if (place < 0 || difference > largest)
                    (largest, place) = (difference, i);
            }
        return new(name, first?.Shape, second?.Shape, largest, place < 0 ? null : Index(first!.Shape, place));
    }

    private static string Index(int[] shape, int place) =>
        $"[{string.Join(", ", Tensor.StridesOf(shape).Select((stride, i) => place / stride % shape[i]))}]";
}

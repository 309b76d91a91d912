using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Operators;

/// <summary>Operators that make one number of many along axes.</summary>
internal static class ReduceOperators
{
    public static readonly Dictionary<string, Func<NodeReader, Tensor[]>> All = new(StringComparer.Ordinal)
    {
        ["ReduceMean"] = reader => Reduce(reader, numbers => numbers.Average()),
        ["ReduceSum"] = reader => Reduce(reader, numbers => numbers.Sum()),
        ["ReduceMax"] = reader => Reduce(reader, numbers => numbers.Max()),
        ["ReduceMin"] = reader => Reduce(reader, numbers => numbers.Min()),
        ["ReduceProd"] = reader => Reduce(reader, numbers => numbers.Aggregate(1.0, (a, b) => a * b)),
        ["ReduceSumSquare"] = reader => Reduce(reader, numbers => numbers.Sum(value => value * value)),
        ["ReduceL2"] = reader => Reduce(reader, numbers => Math.Sqrt(numbers.Sum(value => value * value))),
        ["ReduceL1"] = reader => Reduce(reader, numbers => numbers.Sum(Math.Abs)),
    };

    /// <summary>The axes that are summed over, in order.</summary>
    public static int[] Axes(NodeReader reader)
    {
        int rank = reader.Input(0).Rank;
        int[]? axes = reader.IntsOrInput("axes", 1);
        bool keepsAll = reader.Flag("noop_with_empty_axes");
        return axes is { Length: > 0 } ? [.. axes.Select(axis => NodeReader.Axis(axis, rank)).Order()]
            : keepsAll ? [] : [.. Enumerable.Range(0, rank)];
    }

    private static Tensor[] Reduce(NodeReader reader, Func<IEnumerable<double>, double> function)
    {
        Tensor x = reader.Input(0);
        int[] axes = Axes(reader), kept = [.. Enumerable.Range(0, x.Rank).Except(axes)];
        bool keeps = reader.Flag("keepdims", true);
        int length = Tensor.CountOf(axes.Select(axis => x.Shape[axis]));
        Tensor rows = x.Transpose([.. kept, .. axes]);
        int[] shape = keeps
            ? [.. x.Shape.Select((size, i) => axes.Contains(i) ? 1 : size)]
            : [.. kept.Select(axis => x.Shape[axis])];
        return [new(shape, [.. rows.Values.Chunk(length).Select(function)], x.IsInteger)];
    }
}

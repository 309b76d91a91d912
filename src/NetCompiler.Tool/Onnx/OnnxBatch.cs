using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx;

/// <summary>Whether a first dimension of a fixed size is a batch: then each sample is answered alone as among the others.</summary>
internal static class OnnxBatch
{
    /// <summary>Compares the file's answers to a whole batch with those to its first and its last sample.</summary>
    public static bool IsAnsweredAlone(OnnxImport import, OnnxOptions options)
    {
        Dictionary<string, Tensor> together = new OnnxInputs(import.Graph, options, dropsBatch: false).Ramps();
        (string Name, int Axis)[] batches =
        [
            .. import.Net.Inputs.Select(input => (input.Original, AxisOf(together[input.Original].Shape, input.OriginalShape)))
                .Where(pair => pair.Item2 is not null).Select(pair => (pair.Original, pair.Item2!.Value)),
        ];
        int[] sizes = [.. batches.Select(batch => together[batch.Name].Shape[batch.Axis]).Distinct()];
        if (sizes.Length != 1)
            return sizes.Length == 0;
        OnnxEvaluation whole = OnnxEvaluation.Run(import.Graph, import.Nodes, together);
        return new[] { 0, sizes[0] - 1 }.All(sample =>
        {
            var alone = new Dictionary<string, Tensor>(together, StringComparer.Ordinal);
            foreach ((string name, int axis) in batches)
                alone[name] = together[name].Slice(axis, sample, 1);
            OnnxEvaluation one = OnnxEvaluation.Run(import.Graph, import.Nodes, alone);
            return import.Net.Outputs.All(output =>
                whole.Values.TryGetValue(output.Original, out Tensor? all) && one.Values.TryGetValue(output.Original, out Tensor? own)
                && AxisOf(all.Shape, own.Shape) is { } axis && all.Shape[axis] == sizes[0]
                && AreAlike(all.Slice(axis, sample, 1).Values, own.Values));
        });
    }

    /// <summary>The one dimension in which two shapes differ.</summary>
    public static int? AxisOf(int[] whole, int[] part)
    {
        int[] axes = whole.Length != part.Length ? []
            : [.. Enumerable.Range(0, whole.Length).Where(axis => whole[axis] != part[axis])];
        return axes is [var axis] ? axis : null;
    }

    private static bool AreAlike(double[] a, double[] b)
    {
        double size = b.Length == 0 ? 0 : b.Max(Math.Abs);
        return a.Length == b.Length
            && a.Zip(b).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-9 * size || pair.First.Equals(pair.Second));
    }
}

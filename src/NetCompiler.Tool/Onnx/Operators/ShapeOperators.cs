using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Operators;

/// <summary>Operators that give the same numbers in another shape or order, or the shape itself.</summary>
internal static class ShapeOperators
{
    public static readonly Dictionary<string, Func<NodeReader, Tensor[]>> All = new(StringComparer.Ordinal)
    {
        ["Constant"] = Constant,
        ["ConstantOfShape"] = ConstantOfShape,
        ["Shape"] = Shape,
        ["Size"] = reader => [Tensor.Scalar(reader.Input(0).Count, true)],
        ["Reshape"] = Reshape,
        ["Flatten"] = Flatten,
        ["Squeeze"] = Squeeze,
        ["Unsqueeze"] = Unsqueeze,
        ["Transpose"] = Transpose,
        [OnnxRuntimeOperators.TransposeLast] = TransposeLast,
        ["Expand"] = Expand,
        ["Tile"] = Tile,
        ["Range"] = Range,
        ["DepthToSpace"] = DepthToSpace,
        ["SpaceToDepth"] = SpaceToDepth,
    };

    private static Tensor[] Constant(NodeReader reader)
    {
        if (reader.TensorOf("value") is { } tensor)
            return [tensor];
        if (reader.Has("value_float"))
            return [Tensor.Scalar(reader.Float("value_float", 0))];
        if (reader.Has("value_int"))
            return [Tensor.Scalar(reader.Node.Attributes["value_int"].I, true)];
        if (reader.Floats("value_floats") is { } floats)
            return [new([floats.Length], floats)];
        if (reader.Has("value_ints"))
            return [Tensor.OfIntegers(reader.Node.Attributes["value_ints"].Ints)];
        throw new UnsupportedException("a constant without a value of numbers");
    }

    private static Tensor[] ConstantOfShape(NodeReader reader)
    {
        int[] shape = NodeReader.Integers(reader.Input(0))!;
        Tensor value = reader.TensorOf("value") ?? Tensor.Scalar(0);
        double[] values = new double[Tensor.CountOf(shape)];
        Array.Fill(values, value.Values[0]);
        return [new(shape, values, value.IsInteger)];
    }

    private static Tensor[] Shape(NodeReader reader)
    {
        int[] shape = reader.Input(0).Shape;
        int start = Bound(reader.Int("start", 0)), end = Bound(reader.Int("end", shape.Length));
        return [Tensor.OfIntegers(shape.Take(end).Skip(start).Select(size => (long)size))];

        int Bound(int index) => Math.Clamp(index < 0 ? index + shape.Length : index, 0, shape.Length);
    }

    private static Tensor[] Reshape(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        reader.Ignore("consumed_inputs");
        int[] sizes = reader.IntsOrInput("shape", 1) ?? throw new UnsupportedException("no shape");
        bool allowsZero = reader.Flag("allowzero");
        int[] shape = [.. sizes.Select((size, i) => size == 0 && !allowsZero
            ? i < x.Rank ? x.Shape[i] : throw new UnsupportedException("a 0 beyond the input's dimensions") : size)];
        int open = Array.IndexOf(shape, -1);
        if (open >= 0)
        {
            int rest = Tensor.CountOf(shape.Where((_, i) => i != open));
            shape[open] = rest == 0 || x.Count % rest != 0
                ? throw new UnsupportedException($"{x.Count} numbers do not fill a shape of ({string.Join(", ", sizes)})")
                : x.Count / rest;
        }
        return [x.As(shape)];
    }

    private static Tensor[] Flatten(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        int axis = reader.Int("axis", 1);
        axis = axis < 0 ? axis + x.Rank : axis;
        return [x.As(Tensor.CountOf(x.Shape.Take(axis)), Tensor.CountOf(x.Shape.Skip(axis)))];
    }

    private static Tensor[] Squeeze(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        int[]? axes = reader.IntsOrInput("axes", 1);
        HashSet<int>? which = axes?.Select(axis => NodeReader.Axis(axis, x.Rank)).ToHashSet();
        return [x.As([.. x.Shape.Where((size, i) => which is null ? size != 1 : !which.Contains(i))])];
    }

    private static Tensor[] Unsqueeze(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        int[] axes = reader.IntsOrInput("axes", 1) ?? throw new UnsupportedException("no axes");
        int rank = x.Rank + axes.Length;
        HashSet<int> which = [.. axes.Select(axis => NodeReader.Axis(axis, rank))];
        var sizes = new Queue<int>(x.Shape);
        return [x.As([.. Enumerable.Range(0, rank).Select(i => which.Contains(i) ? 1 : sizes.Dequeue())])];
    }

    private static Tensor[] Transpose(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        return [x.Transpose(reader.Ints("perm") ?? [.. Enumerable.Range(0, x.Rank).Reverse()])];
    }

    private static Tensor[] TransposeLast(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        return x.Rank > 1 ? [x.Transpose([.. Enumerable.Range(0, x.Rank - 2), x.Rank - 1, x.Rank - 2])]
            : throw new UnsupportedException("a transposed vector");
    }

    private static Tensor[] Expand(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        return [x.BroadcastTo(ElementwiseOperators.Broadcast(x.Shape, NodeReader.Integers(reader.Input(1))!))];
    }

    private static Tensor[] Tile(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        int[] repeats = NodeReader.Integers(reader.Input(1))!;
        for (int axis = 0; axis < x.Rank; axis++)
            if (repeats[axis] != 1)
                x = Tensor.Concat(axis, [.. Enumerable.Repeat(x, repeats[axis])]);
        return [x];
    }

    private static Tensor[] Range(NodeReader reader)
    {
        double start = reader.Input(0).Values[0], limit = reader.Input(1).Values[0], step = reader.Input(2).Values[0];
        int count = (int)Math.Clamp(Math.Ceiling((limit - start) / step), 0, 1 << 24);
        return [new([count], [.. Enumerable.Range(0, count).Select(i => start + i * step)], reader.Input(0).IsInteger)];
    }

    private static Tensor[] DepthToSpace(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        int block = reader.Int("blocksize", 1), channels = x.Shape[1] / (block * block);
        int[] outer = [x.Shape[0]], image = [x.Shape[2], x.Shape[3]];
        Tensor parts = reader.Text("mode", "DCR") == "DCR"
            ? x.As([.. outer, block, block, channels, .. image]).Transpose(0, 3, 4, 1, 5, 2)
            : x.As([.. outer, channels, block, block, .. image]).Transpose(0, 1, 4, 2, 5, 3);
        return [parts.As(x.Shape[0], channels, image[0] * block, image[1] * block)];
    }

    private static Tensor[] SpaceToDepth(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        int block = reader.Int("blocksize", 1), height = x.Shape[2] / block, width = x.Shape[3] / block;
        return
        [
            x.As(x.Shape[0], x.Shape[1], height, block, width, block).Transpose(0, 3, 5, 1, 2, 4)
                .As(x.Shape[0], x.Shape[1] * block * block, height, width),
        ];
    }
}

using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Operators;

/// <summary>Operators that take parts, put parts together, or add a rim.</summary>
internal static class SelectionOperators
{
    public static readonly Dictionary<string, Func<NodeReader, Tensor[]>> All = new(StringComparer.Ordinal)
    {
        ["Concat"] = Concat,
        ["Split"] = Split,
        ["Slice"] = Slice,
        ["Gather"] = Gather,
        ["OneHot"] = OneHot,
        ["Pad"] = Pad,
        ["Trilu"] = Trilu,
        ["ReverseSequence"] = ReverseSequence,
        ["Resize"] = Resize,
        ["Upsample"] = Resize,
    };

    /// <summary>For each axis of a Slice: where it begins, how many it takes, from which to which.</summary>
    public static (int Axis, int Start, int Count, int Step)[] SliceRanges(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        int[] starts = reader.IntsOrInput("starts", 1) ?? throw new UnsupportedException("no starts"),
            ends = reader.IntsOrInput("ends", 2) ?? throw new UnsupportedException("no ends"),
            axes = reader.IntsOrInput("axes", 3) ?? [.. Enumerable.Range(0, starts.Length)],
            steps = NodeReader.Integers(reader.Optional(4)) ?? [.. Enumerable.Repeat(1, starts.Length)];
        return [.. starts.Select((start, i) => Range(NodeReader.Axis(axes[i], x.Rank), start, ends[i], steps[i]))];

        (int, int, int, int) Range(int axis, int start, int end, int step)
        {
            int size = x.Shape[axis], last = step > 0 ? size : size - 1, first = step > 0 ? 0 : -1;
            start = Math.Clamp(start < 0 && start > int.MinValue ? start + size : start, 0, last);
            end = Math.Clamp(end < 0 && end > int.MinValue ? end + size : end, first, size);
            int count = (int)Math.Max(0, ((long)end - start + step - Math.Sign(step)) / step);
            return (axis, start, count, step);
        }
    }

    /// <summary>The sizes of a Split's parts, and the axis.</summary>
    public static (int Axis, int[] Sizes) SplitParts(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        int axis = NodeReader.Axis(reader.Int("axis", 0), x.Rank), parts = reader.Int("num_outputs", reader.OutputCount),
            size = x.Shape[axis];
        int part = (size + parts - 1) / parts;
        return (axis, reader.IntsOrInput("split", 1) ?? [.. Enumerable.Range(0, parts).Select(i => Math.Min(part, size - i * part))]);
    }

    /// <summary>Numbers to add before and behind each axis.</summary>
    public static (int Before, int After)[] PadSizes(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        int[] pads = reader.Ints("pads") ?? reader.Ints("paddings") ?? NodeReader.Integers(reader.Optional(1))
            ?? throw new UnsupportedException("no pads");
        int[] axes = NodeReader.Integers(reader.Optional(3)) ?? [.. Enumerable.Range(0, x.Rank)];
        var sizes = new (int, int)[x.Rank];
        for (int i = 0; i < axes.Length; i++)
            sizes[NodeReader.Axis(axes[i], x.Rank)] = (pads[i], pads[i + axes.Length]);
        return sizes;
    }

    private static Tensor[] Concat(NodeReader reader)
    {
        Tensor[] parts = reader.All();
        return [Tensor.Concat(NodeReader.Axis(reader.Int("axis", 1), parts[0].Rank), parts)];
    }

    private static Tensor[] Split(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        (int axis, int[] sizes) = SplitParts(reader);
        int start = 0;
        return [.. sizes.Select(size => x.Slice(axis, (start += size) - size, size))];
    }

    private static Tensor[] Slice(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        foreach ((int axis, int start, int count, int step) in SliceRanges(reader))
            x = x.Slice(axis, start, count, step);
        return [x];
    }

    private static Tensor[] Gather(NodeReader reader)
    {
        Tensor x = reader.Input(0), indices = reader.Input(1);
        int axis = NodeReader.Axis(reader.Int("axis", 0), x.Rank), size = x.Shape[axis];
        int outer = Tensor.CountOf(x.Shape.Take(axis)), inner = Tensor.CountOf(x.Shape.Skip(axis + 1));
        double[] values = new double[outer * indices.Count * inner];
        for (int i = 0; i < outer; i++)
        {
            for (int j = 0; j < indices.Count; j++)
            {
                double index = indices.Values[j] < 0 ? indices.Values[j] + size : indices.Values[j];
                if (!(index >= 0 && index < size))
                    throw new UnsupportedException($"index {indices.Values[j]} of {size}");
                Array.Copy(x.Values, (i * size + (int)index) * inner, values, (i * indices.Count + j) * inner, inner);
            }
        }
        return [new([.. x.Shape.Take(axis), .. indices.Shape, .. x.Shape.Skip(axis + 1)], values, x.IsInteger)];
    }

    /// <summary>A table whose rows are what a OneHot makes of the numbers 0, 1, ...</summary>
    public static Tensor OneHotTable(NodeReader reader)
    {
        int depth = (int)reader.Input(1).Values[0];
        double off = reader.Input(2).Values[0], on = reader.Input(2).Values[1];
        return new([depth, depth], [.. Enumerable.Range(0, Tensor.CountOf([depth, depth])).Select(i => i / depth == i % depth ? on : off)]);
    }

    private static Tensor[] OneHot(NodeReader reader)
    {
        Tensor x = reader.Input(0), table = OneHotTable(reader);
        int depth = table.Shape[0], axis = NodeReader.Axis(reader.Int("axis", -1), x.Rank + 1);
        double off = reader.Input(2).Values[0];
        double[] values = [.. x.Values.Select(number => (int)(number < 0 ? number + depth : number)).SelectMany(row =>
            row >= 0 && row < depth ? table.Values.AsSpan(row * depth, depth).ToArray() : Enumerable.Repeat(off, depth))];
        int[] order = [.. Enumerable.Range(0, axis), x.Rank, .. Enumerable.Range(axis, x.Rank - axis)];
        return [new Tensor([.. x.Shape, depth], values).Transpose(order)];
    }

    private static Tensor[] Pad(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        string mode = reader.Text("mode", "constant");
        double value = reader.Optional(2)?.Values[0] ?? reader.Float("value", 0);
        (int Before, int After)[] sizes = PadSizes(reader);
        for (int axis = 0; axis < x.Rank; axis++)
        {
            (int before, int after) = sizes[axis];
            if (before != 0 || after != 0)
                x = PadAxis(x, axis, before, after, mode, value);
        }
        return [x];
    }

    private static Tensor PadAxis(Tensor x, int axis, int before, int after, string mode, double value)
    {
        int size = x.Shape[axis], outer = Tensor.CountOf(x.Shape.Take(axis)), inner = Tensor.CountOf(x.Shape.Skip(axis + 1));
        int[] shape = [.. x.Shape];
        shape[axis] = size + before + after;
        double[] values = new double[Tensor.CountOf(shape)];
        Array.Fill(values, value);
        for (int i = 0; i < outer; i++)
        {
            for (int j = 0; j < shape[axis]; j++)
            {
                int from = Source(j - before);
                if (from >= 0)
                    Array.Copy(x.Values, (i * size + from) * inner, values, (i * shape[axis] + j) * inner, inner);
            }
        }
        return new(shape, values, x.IsInteger);

        int Source(int place) => place >= 0 && place < size ? place : mode switch
        {
            "constant" => -1,
            "edge" => Math.Clamp(place, 0, size - 1),
            "reflect" when place > -size && place < 2 * size - 1 => place < 0 ? -place : 2 * size - 2 - place,
            _ => throw new UnsupportedException($"mode \"{mode}\""),
        };
    }

    private static Tensor[] Trilu(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        int shift = (int)(reader.Optional(1)?.Values[0] ?? 0), rows = x.Shape[^2], columns = x.Shape[^1];
        bool isUpper = reader.Flag("upper", true);
        return
        [
            new(x.Shape, [.. x.Values.Select((value, i) =>
            {
                int distance = i % columns - i / columns % rows - shift;
                return (isUpper ? distance >= 0 : distance <= 0) ? value : 0;
            })], x.IsInteger),
        ];
    }

    private static Tensor[] ReverseSequence(NodeReader reader)
    {
        Tensor x = reader.Input(0), lengths = reader.Input(1);
        int time = reader.Int("time_axis", 0), batch = reader.Int("batch_axis", 1);
        if (time + batch != 1)
            throw new UnsupportedException($"time_axis {time} and batch_axis {batch}");
        int steps = x.Shape[time], samples = x.Shape[batch], inner = Tensor.CountOf(x.Shape.Skip(2));
        double[] values = [.. x.Values];
        for (int n = 0; n < samples; n++)
            for (int step = 0, length = (int)lengths.Values[n]; step < length; step++)
                Array.Copy(x.Values, Place(n, length - 1 - step), values, Place(n, step), inner);
        return [new(x.Shape, values, x.IsInteger)];

        int Place(int sample, int step) => (time == 0 ? step * samples + sample : sample * steps + step) * inner;
    }

    private static Tensor[] Resize(NodeReader reader)
    {
        ResizeSettings settings = ResizeSettings.Read(reader);
        Tensor x = reader.Input(0);
        for (int axis = 0; axis < x.Rank; axis++)
            if (settings.Sizes[axis] != x.Shape[axis] || settings.Scales[axis] != 1)
                x = ResizeAxis(x, axis, settings);
        return [x];
    }

    private static Tensor ResizeAxis(Tensor x, int axis, ResizeSettings settings)
    {
        int size = x.Shape[axis], count = settings.Sizes[axis];
        int outer = Tensor.CountOf(x.Shape.Take(axis)), inner = Tensor.CountOf(x.Shape.Skip(axis + 1));
        int[] shape = [.. x.Shape];
        shape[axis] = count;
        double[] values = new double[Tensor.CountOf(shape)];
        for (int j = 0; j < count; j++)
        {
            foreach ((int from, double share) in settings.Taps(j, axis, size))
                for (int i = 0; i < outer; i++)
                    for (int k = 0; k < inner; k++)
                        values[(i * count + j) * inner + k] += share * x.Values[(i * size + from) * inner + k];
        }
        return new(shape, values);
    }
}

using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx.Operators;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>Parts of values, values side by side, rims, larger images.</summary>
internal static class SelectionTranslation
{
    public static readonly Dictionary<string, Action<Translator, NodeReader>> All = new(StringComparer.Ordinal)
    {
        ["Slice"] = Slice,
        ["Split"] = Split,
        ["Gather"] = Gather,
        ["OneHot"] = OneHot,
        ["Concat"] = Concat,
        ["Pad"] = Pad,
    };

    private static void Slice(Translator translator, NodeReader reader)
    {
        View view = translator[reader.Node.Inputs[0]];
        foreach ((int axis, int start, int count, int step) in SelectionOperators.SliceRanges(reader))
            view = AxisTranslation.Part(translator, view, axis, start, count, step);
        translator.Bind(reader.Node.Outputs[0], view);
    }

    private static void Split(Translator translator, NodeReader reader)
    {
        (int axis, int[] sizes) = SelectionOperators.SplitParts(reader);
        View view = translator[reader.Node.Inputs[0]];
        view.Value.IsShared = true;
        for (int i = 0, start = 0; i < reader.OutputCount; start += sizes[i++])
            if (reader.Node.Outputs[i].Length > 0)
                translator.Bind(reader.Node.Outputs[i], AxisTranslation.Part(translator, view, axis, start, sizes[i], 1));
    }

    private static void Gather(Translator translator, NodeReader reader)
    {
        if (!translator.IsDynamic(reader.Node.Inputs[0]))
        {
            if (NodeReader.Axis(reader.Int("axis", 0), reader.Input(0).Rank) != 0)
                throw new UnsupportedException("columns of a table", "transpose it where the model is made");
            Embed(translator, reader, reader.Input(0), reader.Node.Inputs[1], translator.NameOf(reader.Node.Inputs[0]));
            return;
        }
        if (translator.IsDynamic(reader.Node.Inputs[1]))
            throw new UnsupportedException("places that the net computes", "choose in C#, and end the net before it with --outputs");
        Tensor indices = reader.Input(1);
        View view = translator[reader.Node.Inputs[0]];
        int axis = NodeReader.Axis(reader.Int("axis", 0), view.Dims.Length), size = view.Shape[axis];
        int[] places = [.. indices.Values.Select(index => (int)(index < 0 ? index + size : index))];
        View part = AxisTranslation.Take(translator, view, axis, places);
        translator.Bind(reader.Node.Outputs[0], part.Reshape(translator.Evaluation.Values[reader.Node.Outputs[0]].Shape)!);
    }

    /// <summary>Rows of a table, whose numbers are an input.</summary>
    private static NetLayer Embed(Translator translator, NodeReader reader, Tensor table, string numbers, string? name)
    {
        View view = translator[numbers];
        if (view.Value is not NetInput input || view.Order() is not null)
            throw new UnsupportedException("rows of a table, looked up by what the net computes",
                "end the net before it with --outputs, and look up in C#");
        int rows = table.Shape[0], units = table.Count / Math.Max(rows, 1), steps = Tensor.CountOf(input.Shape);
        if (input.Shape.Length > 1)
        {
            if (translator.Net.Layers.Any(layer => layer.Reads.Contains(input)))
                throw new UnsupportedException($"class numbers of shape ({string.Join(", ", input.Shape)}), which others read, too");
            input.Shape = [steps];
        }
        input.Classes = translator.Net.Layers.Any(layer => layer.Reads.Contains(input)) ? Math.Min(input.Classes!.Value, rows) : rows;
        NetLayer layer = new NetLayer(typeof(EmbeddingAttribute), [steps, units], rows, units).From(input)
            .Named(name).With("embeddings", table.As(rows, units));
        int[] shape = translator.Evaluation.Values[reader.Node.Outputs[0]].Shape;
        translator.Bind(reader.Node.Outputs[0], View.Of(translator.Net.Add(layer), shape));
        return layer;
    }

    /// <summary>A table of ones among zeros, looked up.</summary>
    private static void OneHot(Translator translator, NodeReader reader)
    {
        int rank = translator[reader.Node.Inputs[0]].Dims.Length;
        if (NodeReader.Axis(reader.Int("axis", -1), rank + 1) != rank)
            throw new UnsupportedException("an axis that is not the last", "transpose it where the model is made");
        Embed(translator, reader, SelectionOperators.OneHotTable(reader), reader.Node.Inputs[0], null).With("Trainable", false);
    }

    private static void Concat(Translator translator, NodeReader reader)
    {
        View[] views = [.. reader.Node.Inputs.Where(translator.IsDynamic).Select(name => translator[name])];
        int[] shape = translator.Evaluation.Values[reader.Node.Outputs[0]].Shape;
        int axis = NodeReader.Axis(reader.Int("axis", 1), shape.Length);
        if (views.Length < reader.InputCount)
        {
            // Constants are added to zeros in their places.
            Tensor[] parts = reader.All();
            View sparse = Join(translator, Padded(translator, reader, axis), axis, shape);
            Affine.Apply(translator, reader, sparse, null, Tensor.Concat(axis, [.. parts.Select((part, i) =>
                translator.IsDynamic(reader.Node.Inputs[i]) ? new Tensor(part.Shape, new double[part.Count]) : part)]));
            return;
        }
        translator.Bind(reader.Node.Outputs[0], Join(translator, views, axis, shape));
    }

    /// <summary>What the net computes, with zeros where constants stand beside it.</summary>
    private static View[] Padded(Translator translator, NodeReader reader, int axis)
    {
        var views = new List<View>();
        int before = 0;
        for (int i = 0; i < reader.InputCount; i++)
        {
            string name = reader.Node.Inputs[i];
            int size = translator.Evaluation.Values[name].Shape[axis];
            if (translator.IsDynamic(name))
            {
                views.Add(AxisTranslation.Pad(translator, translator[name], axis, before, 0));
                before = 0;
            }
            else if (views.Count == 0)
                before += size;
            else
                views[^1] = AxisTranslation.Pad(translator, views[^1], axis, 0, size);
        }
        return [.. views];
    }

    private static View Join(Translator translator, View[] views, int axis, int[] shape)
    {
        if (views.Length == 1)
            return views[0];
        View first = views.MaxBy(view => MergeTranslation.AxesInOrder(view).Length)!;
        int[] axes = MergeTranslation.AxesInOrder(first);
        if (!axes.Contains(axis))
            axes = IsOuter(axis) ? [axis, .. axes] : [.. axes, axis];
        axes = [.. axes.Where(other => other == axis || shape[other] > 1)];
        NetValue[] parts = [.. views.Select(view => translator.Store(view, [.. axes.Select(other => view.Shape[other])], axes))];
        foreach (NetValue part in parts)
            part.IsShared = true;
        NetLayer joined = new NetLayer(typeof(ConcatAttribute), [.. axes.Select(other => shape[other])]).From(parts);
        int place = Array.IndexOf(axes, axis);
        if (place < axes.Length - 1)
            joined.With("Axis", place + 1);
        return View.Of(translator.Net.Add(joined), shape, axes);

        bool IsOuter(int which) => axes.Length > 0 && which < axes.Min();
    }

    private static void Pad(Translator translator, NodeReader reader)
    {
        View view = translator[reader.Node.Inputs[0]];
        (int Before, int After)[] sizes = SelectionOperators.PadSizes(reader);
        if (sizes.All(size => size is (0, 0)))
        {
            translator.Bind(reader.Node.Outputs[0], view);
            return;
        }
        string mode = reader.Text("mode", "constant");
        Type widening = mode switch
        {
            "constant" => typeof(ZeroPadding2DAttribute),
            "reflect" => typeof(ReflectionPad2DAttribute),
            "edge" => typeof(ReplicationPad2DAttribute),
            _ => throw new UnsupportedException($"a rim of mode \"{mode}\"", "use zero padding where the model is made"),
        };
        double rim = mode == "constant" ? reader.Optional(2)?.Values[0] ?? reader.Float("value", 0) : 0;
        // A rim of another number is one of zeros around what is less by it.
        view = view with { Value = Affine.Scalar(translator, view.Value, 1, -rim) };
        int[] shape = view.Shape;
        if (shape.Length == 4 && sizes[0] is (0, 0) && sizes[1] is (0, 0))
        {
            (int top, int bottom) = sizes[2];
            (int left, int right) = sizes[3];
            NetValue image = translator.Store(view, [shape[2], shape[3], shape[1]], 2, 3, 1);
            int[] clipped = [Math.Max(top, 0), Math.Max(bottom, 0), Math.Max(left, 0), Math.Max(right, 0)],
                cut = [Math.Max(-top, 0), Math.Max(-bottom, 0), Math.Max(-left, 0), Math.Max(-right, 0)];
            image = Rim(translator, image, typeof(Cropping2DAttribute), -1, cut);
            image = Rim(translator, image, widening, 1, clipped);
            image = Affine.Scalar(translator, image, 1, rim);
            translator.Bind(
                reader.Node.Outputs[0], View.Of(image, translator.Evaluation.Values[reader.Node.Outputs[0]].Shape, 2, 3, 1));
            return;
        }
        int[] padded = [.. Enumerable.Range(0, shape.Length).Where(axis => sizes[axis] is not (0, 0))];
        if (padded is not [var only] || sizes[only].Before < 0 || sizes[only].After < 0)
            throw new UnsupportedException("a rim along several axes of what is no image");
        int[] axes = [.. Enumerable.Range(0, only), only, .. Enumerable.Range(only + 1, shape.Length - only - 1)];
        int outer = Tensor.CountOf(shape.Take(only)), inner = Tensor.CountOf(shape.Skip(only + 1));
        NetValue line = translator.Store(view, [outer, shape[only], inner], axes);
        line = Rim(translator, line, widening, 1, [0, 0, sizes[only].Before, sizes[only].After]);
        line = Affine.Scalar(translator, line, 1, rim);
        translator.Bind(reader.Node.Outputs[0], View.Of(line, translator.Evaluation.Values[reader.Node.Outputs[0]].Shape));
    }

    /// <summary>Lines and pixels around an image, added or cut off.</summary>
    public static NetValue Rim(Translator translator, NetValue image, Type attribute, int sign, int[] rim)
    {
        if (rim.All(size => size == 0))
            return image;
        object[] arguments = rim.Distinct().Count() == 1 ? [rim[0]] : rim[0] == rim[1] && rim[2] == rim[3] ? [rim[0], rim[2]]
            : [.. rim.Cast<object>()];
        int[] shape = [image.Shape[0] + sign * (rim[0] + rim[1]), image.Shape[1] + sign * (rim[2] + rim[3]), image.Shape[2]];
        return translator.Net.Add(new NetLayer(attribute, shape, arguments).From(image));
    }
}

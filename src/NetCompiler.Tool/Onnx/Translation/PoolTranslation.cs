using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx.Operators;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>Pools.</summary>
internal static class PoolTranslation
{
    public static readonly Dictionary<string, Action<Translator, NodeReader>> All = new(StringComparer.Ordinal)
    {
        ["MaxPool"] = (translator, reader) => Pool(translator, reader, "Max", WindowSettings.Read(reader)),
        ["AveragePool"] = (translator, reader) => Pool(translator, reader, "Average", WindowSettings.Read(reader)),
        ["GlobalMaxPool"] = (translator, reader) => Global(translator, reader, typeof(GlobalMaxPoolAttribute)),
        ["GlobalAveragePool"] = (translator, reader) => Global(translator, reader, typeof(GlobalAveragePoolAttribute)),
        ["ReduceMean"] = (translator, reader) => Reduce(translator, reader, typeof(GlobalAveragePoolAttribute)),
        ["ReduceMax"] = (translator, reader) => Reduce(translator, reader, typeof(GlobalMaxPoolAttribute)),
        ["ReduceMin"] = (translator, reader) => Reduce(translator, reader, typeof(GlobalMaxPoolAttribute), sign: -1),
        ["ReduceSum"] = (translator, reader) => Reduce(translator, reader, typeof(GlobalAveragePoolAttribute), isSum: true),
    };

    private static void Pool(Translator translator, NodeReader reader, string kind, WindowSettings settings)
    {
        View view = translator[reader.Node.Inputs[0]];
        int[] x = view.Shape, shape = translator.Evaluation.Values[reader.Node.Outputs[0]].Shape,
            order = ContractionTranslation.Last(x.Length);
        if (x[0] != 1)
            throw new UnsupportedException($"{x[0]} images at once", "give it one image where the model is made");
        NetValue value = translator.Store(view, [.. order.Select(axis => x[axis])], order);
        if (kind == "Max" || !reader.Flag("count_include_pad"))
            value = WindowTranslation.TakeEvery(translator, value, settings);
        if (settings.Axes.Any(axis => axis.Dilation > 1))
            throw new UnsupportedException("a pool whose dilation is no multiple of its strides",
                "use a pool without dilation where the model is made");
        bool isPadded = settings.Axes.Any(axis => axis.Before > 0 || axis.After + axis.Beyond > 0);
        if (isPadded && kind == "Average" && reader.Flag("count_include_pad"))
        {
            // Zeros that count are part of the image; how far windows end beyond them with ceil_mode does not count.
            bool isSequence = x.Length == 3;
            int[] rim = [.. settings.Axes.SelectMany(axis => new[] { axis.Before, axis.After })];
            int[] inner = value.Shape;
            value = translator.Shaped(value, isSequence ? [inner[0], 1, inner[1]] : inner);
            value = SelectionTranslation.Rim(
                translator, value, typeof(ZeroPadding2DAttribute), 1, isSequence ? [.. rim, 0, 0] : rim);
            value = translator.Shaped(value, isSequence ? [value.Shape[0], inner[1]] : value.Shape);
            for (int i = 0; i < settings.Axes.Count; i++)
                settings.Axes[i] = settings.Axes[i] with { Before = 0, After = 0 };
        }
        NetLayer layer = x.Length == 3 ? OfSequence(kind, settings.Axes[0]) : OfImage(kind, settings);
        layer.Shape = [.. order.Select(axis => shape[axis])];
        WindowTranslation.WithPads(layer.From(value), settings, value.Shape[..^1]);
        translator.Bind(reader.Node.Outputs[0], View.Of(translator.Net.Add(layer), shape, order));
    }

    private static NetLayer OfSequence(string kind, Window window) =>
        new NetLayer(kind == "Max" ? typeof(MaxPool1DAttribute) : typeof(AveragePool1DAttribute), [], window.Size)
            .With("Strides", window.Stride == window.Size ? 0 : window.Stride);

    private static NetLayer OfImage(string kind, WindowSettings settings)
    {
        (Window vertical, Window horizontal) = (settings.Axes[0], settings.Axes[1]);
        bool isSquare = vertical.Size == horizontal.Size;
        var layer = new NetLayer(
            kind == "Max" ? typeof(MaxPool2DAttribute) : typeof(AveragePool2DAttribute), [],
            isSquare ? [vertical.Size] : [vertical.Size, horizontal.Size]);
        if (vertical.Stride != vertical.Size || horizontal.Stride != horizontal.Size)
            WindowTranslation.WithStrides(layer, settings, 0);
        return layer;
    }

    private static void Global(Translator translator, NodeReader reader, Type attribute)
    {
        View view = translator[reader.Node.Inputs[0]];
        Over(translator, reader, view, attribute, [.. Enumerable.Range(2, view.Dims.Length - 2)]);
    }

    /// <param name="translator">The translator.</param>
    /// <param name="reader">The node.</param>
    /// <param name="attribute">The layer.</param>
    /// <param name="sign">-1 where the numbers go in and come out with the other sign.</param>
    /// <param name="isSum">Whether the mean is multiplied by how many numbers there are.</param>
    private static void Reduce(Translator translator, NodeReader reader, Type attribute, double sign = 1, bool isSum = false)
    {
        View view = translator[reader.Node.Inputs[0]];
        string output = reader.Node.Outputs[0];
        int[] axes = [.. ReduceOperators.Axes(reader).Where(axis => view.Shape[axis] > 1)];
        if (axes.Length == 0)
        {
            translator.Bind(output, view.Reshape(translator.Evaluation.Values[output].Shape)!);
            return;
        }
        Over(translator, reader, view with { Value = Affine.Scalar(translator, view.Value, sign, 0) }, attribute, axes);
        View over = translator[output];
        double scale = isSum ? Tensor.CountOf(axes.Select(axis => view.Shape[axis])) : sign;
        translator.Bind(output, over with { Value = Affine.Scalar(translator, over.Value, scale, 0) });
    }

    /// <summary>One number over some axes for all others: a sequence whose features are these.</summary>
    private static void Over(Translator translator, NodeReader reader, View view, Type attribute, int[] axes)
    {
        int[] shape = view.Shape, kept = [.. MergeTranslation.AxesInOrder(view).Except(axes)];
        int steps = Tensor.CountOf(axes.Select(axis => shape[axis])), features = Tensor.CountOf(kept.Select(axis => shape[axis]));
        bool isImage = view.Value.Shape is [var height, var width, var channels] && height * width == steps && channels == features
            && view.Along([.. axes, .. kept]) is [] or [{ Stride: 1 }];
        NetValue value = isImage ? view.Value : translator.Store(view, [steps, features], [.. axes, .. kept]);
        NetLayer layer = translator.Net.Add(new NetLayer(attribute, [features]).From(value));
        View rest = View.Of(layer, [.. shape.Select((size, axis) => kept.Contains(axis) ? size : 1)], kept);
        translator.Bind(reader.Node.Outputs[0],
            ShapeTranslation.Reshape(translator, rest, translator.Evaluation.Values[reader.Node.Outputs[0]].Shape));
    }
}

using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx.Operators;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>Matrices and convolutions.</summary>
internal static class ContractionTranslation
{
    public static readonly Dictionary<string, Action<Translator, NodeReader>> All = new(StringComparer.Ordinal)
    {
        ["Gemm"] = Gemm,
        ["MatMul"] = MatMul,
        ["Conv"] = Conv,
        ["ConvTranspose"] = ConvTranspose,
    };

    private static void Gemm(Translator translator, NodeReader reader)
    {
        (string first, string second) = (reader.Node.Inputs[0], reader.Node.Inputs[1]);
        if (reader.InputCount > 2 && translator.IsDynamic(reader.Node.Inputs[2]))
            throw new UnsupportedException("a C that the net computes", "add it behind the product where the model is made");
        int[] shape = translator.Evaluation.Values[reader.Node.Outputs[0]].Shape;
        if (translator.IsDynamic(first) && translator.IsDynamic(second))
        {
            View a = Turned(translator[first], reader.Flag("transA")), b = Turned(translator[second], reader.Flag("transB"));
            View product = Product(translator, reader, a, b);
            Affine.Apply(translator, reader,
                product with { Value = Affine.Scalar(translator, product.Value, reader.Float("alpha", 1), 0) }, null,
                ContractionOperators.GemmAddend(reader));
            return;
        }
        (Tensor? kernel, Tensor? bias) = (null, ContractionOperators.GemmAddend(reader));
        if (!translator.IsDynamic(first))
        {
            // The net's numbers come first in a layer: both are turned, and so is the product.
            kernel = ContractionOperators.GemmMatrix(reader, 0, "transA").Transpose(1, 0);
            View turned = Dense(translator, first, Turned(translator[second], !reader.Flag("transB")), kernel, null, [shape[1], shape[0]]);
            Affine.Apply(translator, reader, Turned(turned, true), null, bias);
            return;
        }
        kernel = ContractionOperators.GemmMatrix(reader, 1, "transB");
        View x = Turned(translator[first], reader.Flag("transA"));
        int units = kernel.Shape[1];
        bool isOfUnits = bias is null || bias.Count == 1 || bias.Count == units && bias.Shape[^1] == units;
        View dense = Dense(translator, second, x, kernel,
            isOfUnits ? bias?.As(bias.Count == 1 ? [1] : [units]).BroadcastTo([units]) : null, shape);
        if (isOfUnits)
            translator.Bind(reader.Node.Outputs[0], dense);
        else
            Affine.Apply(translator, reader, dense, null, bias);
    }

    private static void MatMul(Translator translator, NodeReader reader)
    {
        bool isLeft = translator.IsDynamic(reader.Node.Inputs[0]), isRight = translator.IsDynamic(reader.Node.Inputs[1]);
        int[] shape = translator.Evaluation.Values[reader.Node.Outputs[0]].Shape;
        if (isLeft && isRight)
        {
            View a = translator[reader.Node.Inputs[0]], b = translator[reader.Node.Inputs[1]];
            translator.Bind(reader.Node.Outputs[0], Product(translator, reader, a, b));
            return;
        }
        Tensor constant = reader.Input(isLeft ? 1 : 0);
        if (constant.Rank > 2 && constant.Shape[..^2].Any(size => size > 1))
            throw new UnsupportedException("a matrix for each of several parts", "split it where the model is made");
        View x = translator[reader.Node.Inputs[isLeft ? 0 : 1]];
        int[] matrix = constant.Rank > 1 ? constant.Shape[^2..] : isLeft ? [constant.Count, 1] : [1, constant.Count];
        Tensor kernel = constant.As(matrix);
        if (!isLeft && x.Dims.Length < 2)
            throw new UnsupportedException("a constant matrix times a vector", "give it a dimension of 1 where the model is made");
        if (isLeft)
            translator.Bind(reader.Node.Outputs[0], Dense(translator, reader.Node.Inputs[1], x, kernel, null, shape));
        else
        {
            int[] turned = [.. x.Shape[..^2], x.Shape[^1], matrix[0]];
            View dense = Dense(translator, reader.Node.Inputs[0], Turned(x, true), kernel.Transpose(1, 0), null, turned);
            translator.Bind(reader.Node.Outputs[0], Turned(dense, true).Reshape(shape)!);
        }
    }

    /// <summary>The last two dimensions in each other's place, if that is wanted.</summary>
    public static View Turned(View view, bool isTurned) =>
        isTurned ? view with { Dims = [.. view.Dims[..^2], view.Dims[^1], view.Dims[^2]] } : view;

    /// <summary>Units over the last axis; of several rows, over each of them.</summary>
    public static View Dense(Translator translator, string weight, View view, Tensor kernel, Tensor? bias, int[] shape)
    {
        int[] x = view.Shape;
        int inputs = kernel.Shape[0], units = kernel.Shape[1], rows = Tensor.CountOf(x) / inputs;
        NetValue read;
        if (rows == 1)
        {
            // The rows of the kernel lie as the numbers do: a Flatten of the file's order becomes one of ours.
            read = translator.Shaped(view.Value, [inputs]);
            int[]? order = (view with { Value = read }).Order();
            if (order is not null)
                kernel = new(kernel.Shape, [.. order.SelectMany(row => kernel.Values[(row * units)..((row + 1) * units)])]);
        }
        else
            read = translator.Store(view, [rows, inputs], [.. Enumerable.Range(0, x.Length)]);
        NetLayer dense = new NetLayer(typeof(DenseAttribute), rows == 1 ? [units] : [rows, units], units).From(read)
            .Named(translator.NameOf(weight)).With("kernel", kernel);
        WithBias(dense, bias);
        return View.Of(translator.Net.Add(dense), [Tensor.CountOf(shape)]).Reshape(shape)!;
    }

    private static View Product(Translator translator, NodeReader reader, View a, View b)
    {
        int[] left = a.Shape, right = b.Shape, shape = translator.Evaluation.Values[reader.Node.Outputs[0]].Shape;
        if (left.Length < 2 || right.Length < 2 || left[..^2].Concat(right[..^2]).Any(size => size > 1))
            throw new UnsupportedException(translator.Reasons.TryGetValue(reader.Node.Outputs[0], out string? reason)
                ? $"attention as no layer has it: {reason}"
                : "products of several pairs of matrices that are no attention as MultiHeadAttention has it",
                "write the class by hand, with [MultiHeadAttention(heads, size)]");
        NetValue first = translator.Store(a, [left[^2], left[^1]], left.Length - 2, left.Length - 1);
        bool liesTurned = right[^1] > 1 && right[^2] > 1 && View.Join(b.Dims[^2]) is [{ Stride: 1 }];
        NetValue second = liesTurned
            ? translator.Store(b, [right[^1], right[^2]], right.Length - 1, right.Length - 2)
            : translator.Store(b, [right[^2], right[^1]], right.Length - 2, right.Length - 1);
        first.IsShared = second.IsShared = true;
        NetLayer dot = new NetLayer(typeof(DotAttribute), [left[^2], right[^1]]).From(first, second).With("OtherAxis", liesTurned ? 2 : 1);
        return View.Of(translator.Net.Add(dot), shape);
    }

    private static void Conv(Translator translator, NodeReader reader)
    {
        if (reader.Node.Inputs.Skip(1).Any(translator.IsDynamic))
            throw new UnsupportedException("weights that are computed");
        View view = translator[reader.Node.Inputs[0]];
        Tensor w = reader.Input(1);
        int[] x = Single(view), shape = translator.Evaluation.Values[reader.Node.Outputs[0]].Shape;
        WindowSettings window = WindowSettings.Read(reader, w.Shape[2..]);
        int[] order = Last(x.Length), sizes = [.. order.Select(axis => shape[axis])];
        NetValue value = translator.Store(view, [.. order.Select(axis => x[axis])], order);
        value = WindowTranslation.TakeEvery(translator, Cut(translator, value, window), window);
        // Keras's convolutions have strides or dilation: those with both are computed everywhere, and every so manieth number is taken.
        int[]? steps = window.Axes.Any(axis => axis.Dilation > 1) && window.Axes.Any(axis => axis.Stride > 1)
            ? [.. window.Axes.Select(axis => axis.Stride)] : null;
        for (int i = 0; steps is not null && i < steps.Length; i++)
            window.Axes[i] = window.Axes[i] with { Stride = 1 };
        int groups = reader.Int("group", 1);
        NetLayer layer = x.Length == 3 ? Conv1D(value.Shape, w, window, groups) : Conv2D(value.Shape, w, window, groups);
        layer.Shape = [.. window.Axes.Select((axis, i) => axis.Outputs(value.Shape[i])), w.Shape[0]];
        WithBias(layer.From(value).Named(translator.NameOf(reader.Node.Inputs[1])), reader.Optional(2));
        value = translator.Net.Add(layer);
        if (steps is not null)
        {
            bool isSequence = steps.Length == 1;
            value = translator.Shaped(value, isSequence ? [layer.Shape[0], 1, layer.Shape[1]] : layer.Shape);
            value = WindowTranslation.Every(translator, value, isSequence ? [steps[0], 1] : steps, isSequence ? [sizes[0], 1] : sizes[..2]);
            value = translator.Shaped(value, sizes);
        }
        translator.Bind(reader.Node.Outputs[0], View.Of(value, shape, order));
    }

    /// <summary>Negative pads are lines and pixels that are cut off.</summary>
    private static NetValue Cut(Translator translator, NetValue value, WindowSettings settings)
    {
        if (settings.Axes.All(axis => axis.Before >= 0 && axis.After >= 0))
            return value;
        if (settings.Axes.Count == 1)
            throw new UnsupportedException("negative pads of a sequence", "slice it where the model is made");
        int[] rim = [.. settings.Axes.SelectMany(axis => new[] { Math.Max(0, -axis.Before), Math.Max(0, -axis.After) })];
        for (int i = 0; i < 2; i++)
            settings.Axes[i] = settings.Axes[i] with
            {
                Before = Math.Max(0, settings.Axes[i].Before),
                After = Math.Max(0, settings.Axes[i].After),
            };
        return SelectionTranslation.Rim(translator, value, typeof(Cropping2DAttribute), -1, rim);
    }

    private static NetLayer Conv1D(int[] shape, Tensor w, WindowSettings settings, int groups)
    {
        Window window = settings.Axes[0];
        NetLayer layer = new NetLayer(typeof(Conv1DAttribute), [], w.Shape[0], window.Size).With("Strides", window.Stride)
            .With("DilationRate", window.Dilation).With("Groups", groups).With("kernel", w.Transpose(2, 1, 0));
        if (window.Before > 0 && window.After == 0 && window.Before == window.Extent - 1 && window.Stride == 1)
            return layer.With("Padding", Padding.Causal);
        return WindowTranslation.WithPads(layer, settings, shape[..^1]);
    }

    private static NetLayer Conv2D(int[] shape, Tensor w, WindowSettings settings, int groups)
    {
        Window vertical = settings.Axes[0], horizontal = settings.Axes[1];
        int channels = shape[^1], filters = w.Shape[0];
        bool isDepthwise = groups > 1 && groups == channels;
        object[] sizes = vertical.Size == horizontal.Size ? [vertical.Size] : [vertical.Size, horizontal.Size];
        NetLayer layer = isDepthwise
            ? new NetLayer(typeof(DepthwiseConv2DAttribute), [], sizes).With("DepthMultiplier", filters / channels).With("kernel", w
                .As(channels, filters / channels, vertical.Size, horizontal.Size).Transpose(2, 3, 0, 1))
            : new NetLayer(typeof(Conv2DAttribute), [], [filters, .. sizes]).With("Groups", groups).With("kernel", w.Transpose(2, 3, 1, 0));
        WindowTranslation.WithStrides(layer, settings, 1);
        if (vertical.Dilation == horizontal.Dilation)
            layer.With("DilationRate", vertical.Dilation);
        else
            layer.With("DilationHeight", vertical.Dilation).With("DilationWidth", horizontal.Dilation);
        return WindowTranslation.WithPads(layer, settings, shape[..^1]);
    }

    private static void ConvTranspose(Translator translator, NodeReader reader)
    {
        if (reader.Node.Inputs.Skip(1).Any(translator.IsDynamic))
            throw new UnsupportedException("weights that are computed");
        View view = translator[reader.Node.Inputs[0]];
        Tensor w = reader.Input(1);
        int[] x = Single(view), shape = translator.Evaluation.Values[reader.Node.Outputs[0]].Shape;
        if (x.Length == 3)
        {
            // A sequence is an image of one line.
            (x, shape) = ([x[0], x[1], 1, x[2]], [shape[0], shape[1], 1, shape[2]]);
            w = w.As(w.Shape[0], w.Shape[1], 1, w.Shape[2]);
            view = view.Reshape(x)!;
        }
        if (reader.Int("group", 1) is > 1 and var groups)
        {
            w = Ungrouped(w, groups);
            translator.Net.Notes.Add($"{reader.Node.Label} (ConvTranspose) has {groups} groups: here their weights stand among zeros.");
        }
        WindowSettings settings = WindowSettings.ReadTransposed(reader, reader.Input(1).Shape[2..], reader.Input(0).Shape[2..]);
        if (settings.Axes.Count == 1)
            settings.AddLine();
        Window vertical = settings.Axes[0], horizontal = settings.Axes[1];
        if (settings.Axes.Any(axis => axis.Dilation > 1 && axis.Stride > 1))
            throw new UnsupportedException("dilation with strides");
        if (settings.Axes.Any(axis => axis.Before < 0))
            throw new UnsupportedException("negative pads", "crop behind it where the model is made");
        // What output_padding adds beyond all windows is zero.
        int below = Math.Max(0, -vertical.After), beside = Math.Max(0, -horizontal.After);
        if (below + beside > 0 && reader.Optional(2) is not null)
            throw new UnsupportedException("output_padding beyond its windows, with a bias", "give it pads where the model is made");
        (vertical, horizontal) = (vertical with { After = vertical.After + below }, horizontal with { After = horizontal.After + beside });
        object[] sizes = vertical.Size == horizontal.Size ? [vertical.Size] : [vertical.Size, horizontal.Size];
        NetLayer layer = new NetLayer(
            typeof(Conv2DTransposeAttribute), [shape[2] - below, shape[3] - beside, shape[1]], [w.Shape[1], .. sizes])
            .With("kernel", w.Transpose(2, 3, 1, 0)).Named(translator.NameOf(reader.Node.Inputs[1]))
            .From(translator.Store(view, [x[2], x[3], x[1]], 2, 3, 1));
        WindowTranslation.WithStrides(layer, settings, 1);
        layer.With("DilationHeight", vertical.Dilation == 1 ? 0 : vertical.Dilation)
            .With("DilationWidth", horizontal.Dilation == 1 ? 0 : horizontal.Dilation);
        if (vertical.Before + vertical.After + horizontal.Before + horizontal.After > 0)
            layer.With("Padding", Padding.Explicit).With("PadTop", vertical.Before).With("PadBottom", vertical.After)
                .With("PadLeft", horizontal.Before).With("PadRight", horizontal.After);
        WithBias(layer, reader.Optional(2));
        NetValue image = SelectionTranslation.Rim(
            translator, translator.Net.Add(layer), typeof(ZeroPadding2DAttribute), 1, [0, below, 0, beside]);
        View whole = View.Of(image, shape, 2, 3, 1);
        translator.Bind(reader.Node.Outputs[0], whole.Reshape(translator.Evaluation.Values[reader.Node.Outputs[0]].Shape)!);
    }

    /// <summary>Kernels [channels, filters of a group, ...] as those of one group, with zeros between groups.</summary>
    private static Tensor Ungrouped(Tensor w, int groups)
    {
        (int channels, int part) = (w.Shape[0], w.Shape[1]);
        int size = Tensor.CountOf(w.Shape.Skip(2)) * part;
        double[] values = new double[channels * groups * size];
        for (int channel = 0; channel < channels; channel++)
            Array.Copy(w.Values, channel * size, values, (channel * groups + channel / (channels / groups)) * size, size);
        return new([channels, part * groups, .. w.Shape[2..]], values);
    }

    /// <summary>The shape of one sample; samples may not have become part of what a convolution sees.</summary>
    private static int[] Single(View view) => view.Shape is [1, ..] shape
        ? shape
        : throw new UnsupportedException($"{view.Shape[0]} images or sequences at once", "give the batch as the first dimension");

    /// <summary>Channels last.</summary>
    public static int[] Last(int rank) => [.. Enumerable.Range(2, rank - 2), 1];

    private static void WithBias(NetLayer layer, Tensor? bias)
    {
        if (bias is null)
            layer.With("UseBias", false);
        else
            layer.With("bias", bias);
    }
}

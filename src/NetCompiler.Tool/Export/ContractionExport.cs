using NetCompiler.Generator.Layers;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;

namespace NetCompiler.Tool.Export;

/// <summary>Layers that weigh and add, and pools. Pads are always written out.</summary>
internal static class ContractionExport
{
    public static readonly Dictionary<Type, Func<OnnxExporter, NetworkLayer, OnnxValue>> All = new()
    {
        [typeof(DenseAttribute)] = Dense,
        [typeof(Conv1DAttribute)] = Conv1D,
        [typeof(Conv2DAttribute)] = (exporter, layer) => Conv(exporter, layer, exporter.Read(layer), "kernel", ((Conv2DAttribute)
            layer.Attribute!).Groups, AxesOf(layer, exporter.Read(layer).Shape), kernel => kernel.Transpose(3, 2, 0, 1)),
        [typeof(DepthwiseConv2DAttribute)] = (exporter, layer) => Conv(exporter, layer, exporter.Read(layer), "kernel",
            exporter.Read(layer).Shape[2], AxesOf(layer, exporter.Read(layer).Shape), ToDepthwise),
        [typeof(SeparableConv2DAttribute)] = Separable,
        [typeof(Conv2DTransposeAttribute)] = Transposed,
        [typeof(MaxPool1DAttribute)] = (exporter, layer) => Pool(exporter, layer, "MaxPool"),
        [typeof(MaxPool2DAttribute)] = (exporter, layer) => Pool(exporter, layer, "MaxPool"),
        [typeof(AveragePool1DAttribute)] = (exporter, layer) => Pool(exporter, layer, "AveragePool"),
        [typeof(AveragePool2DAttribute)] = (exporter, layer) => Pool(exporter, layer, "AveragePool"),
        [typeof(GlobalMaxPoolAttribute)] = (exporter, layer) => Global(exporter, layer, "GlobalMaxPool"),
        [typeof(GlobalAveragePoolAttribute)] = (exporter, layer) => Global(exporter, layer, "GlobalAveragePool"),
    };

    /// <summary>Keras's depthwise kernel (height, width, channels, multiplier) as one filter a group.</summary>
    public static Tensor ToDepthwise(Tensor kernel) => kernel.Transpose(2, 3, 0, 1)
        .As(kernel.Shape[2] * kernel.Shape[3], 1, kernel.Shape[0], kernel.Shape[1]);

    private static OnnxValue Dense(OnnxExporter exporter, NetworkLayer layer)
    {
        OnnxGraphWriter writer = exporter.Writer;
        OnnxValue x = exporter.Read(layer);
        string kernel = exporter.Weight(layer, "kernel");
        string[] bias = layer.Tensors.ContainsKey("bias") ? [exporter.Weight(layer, "bias")] : [];
        if (x.Shape.Length == 1)
            return OnnxValue.OfLast(writer, layer.Shape, writer.Node("Gemm", [x.Last(), kernel, .. bias],
                ("alpha", 1.0), ("beta", 1.0), ("transA", 0), ("transB", 0)));
        string product = writer.Node("MatMul", [x.Last(), kernel]);
        return OnnxValue.OfLast(writer, layer.Shape, bias.Length == 0 ? product : writer.Node("Add", [product, .. bias]));
    }

    private static OnnxValue Conv1D(OnnxExporter exporter, NetworkLayer layer)
    {
        var conv = (Conv1DAttribute)layer.Attribute!;
        OnnxValue x = exporter.Read(layer);
        Axis axis = AxisOf(x.Shape[0], conv.KernelSize, conv.Strides, conv.DilationRate, conv.Padding, conv.PadBefore, conv.PadAfter);
        return Conv(exporter, layer, x, "kernel", conv.Groups, [axis], kernel => kernel.Transpose(2, 1, 0));
    }

    private static OnnxValue Conv(
        OnnxExporter exporter, NetworkLayer layer, OnnxValue x, string kernel, int groups, Axis[] axes, Func<Tensor, Tensor> turn)
    {
        string[] bias = layer.Tensors.ContainsKey("bias") && kernel != "depthwise_kernel" ? [exporter.Weight(layer, "bias")] : [];
        return OnnxValue.OfFirst(exporter.Writer, layer.Shape, exporter.Writer.Node(
            "Conv", [x.First(), exporter.Weight(layer, kernel, turn), .. bias],
            [("dilations", axes.Select(axis => axis.Dilation).ToArray()), ("group", groups), .. Window(axes)]));
    }

    private static OnnxValue Separable(OnnxExporter exporter, NetworkLayer layer)
    {
        OnnxValue x = exporter.Read(layer);
        Axis[] axes = AxesOf(layer, x.Shape);
        int multiplier = layer.Tensors["depthwise_kernel"].Shape[3];
        NetworkLayer depthwise = layer with { Shape = [axes[0].Output, axes[1].Output, x.Shape[2] * multiplier] };
        OnnxValue middle = Conv(exporter, depthwise, x, "depthwise_kernel", x.Shape[2], axes, ToDepthwise);
        Axis[] pixels = [.. middle.Shape.Take(2).Select(size => new Axis(size, 1, 1, 1, 0, 0))];
        return Conv(exporter, layer, middle, "pointwise_kernel", 1, pixels, kernel => kernel.Transpose(3, 2, 0, 1));
    }

    private static OnnxValue Transposed(OnnxExporter exporter, NetworkLayer layer)
    {
        OnnxValue x = exporter.Read(layer);
        // The axes go from what comes out to what comes in.
        Axis[] axes = AxesOf(layer, layer.Shape);
        int[] beyond = [.. axes.Select((axis, i) =>
            layer.Shape[i] - ((x.Shape[i] - 1) * axis.Stride + axis.Extent - axis.Before - axis.After))];
        axes = [.. axes.Select((axis, i) => beyond[i] < 0 ? axis with { After = axis.After - beyond[i] } : axis)];
        string[] bias = layer.Tensors.ContainsKey("bias") ? [exporter.Weight(layer, "bias")] : [];
        return OnnxValue.OfFirst(exporter.Writer, layer.Shape, exporter.Writer.Node(
            "ConvTranspose", [x.First(), exporter.Weight(layer, "kernel", kernel => kernel.Transpose(3, 2, 0, 1)), .. bias],
            [("dilations", axes.Select(axis => axis.Dilation).ToArray()), ("group", 1),
                ("output_padding", beyond.Select(size => Math.Max(0, size)).ToArray()), .. Window(axes)]));
    }

    private static OnnxValue Pool(OnnxExporter exporter, NetworkLayer layer, string kind)
    {
        OnnxValue x = exporter.Read(layer);
        Axis[] axes = layer.Attribute switch
        {
            MaxPool1DAttribute pool => [AxisOf(x.Shape[0], pool.PoolSize, Or(pool.Strides, pool.PoolSize), 1, pool.Padding, pool.PadBefore,
                pool.PadAfter)],
            AveragePool1DAttribute pool => [AxisOf(x.Shape[0], pool.PoolSize, Or(pool.Strides, pool.PoolSize), 1, pool.Padding,
                pool.PadBefore, pool.PadAfter)],
            _ => AxesOf(layer, x.Shape),
        };
        // Zeros behind the last window change nothing, but would be counted.
        axes = [.. axes.Select(axis => axis with { After = axis.ReadAfter })];
        (string, object)[] more = kind == "MaxPool" ? [] : [("count_include_pad", 0)];
        return OnnxValue.OfFirst(exporter.Writer, layer.Shape,
            exporter.Writer.Node(kind, [x.First()], [("ceil_mode", 0), .. more, .. Window(axes)]));
    }

    private static OnnxValue Global(OnnxExporter exporter, NetworkLayer layer, string kind)
    {
        OnnxGraphWriter writer = exporter.Writer;
        if (layer.LeavesOut.First)
            return OnnxValue.OfLast(writer, layer.Shape, Counting(exporter, layer, kind == "GlobalMaxPool"));
        string one = writer.Node(kind, [exporter.Read(layer).First()]);
        return OnnxValue.OfLast(writer, layer.Shape, writer.Node("Flatten", [one], ("axis", 1)));
    }

    private static readonly int[] Steps = [1];

    /// <summary>The largest or the mean of the steps that count; zeros where none does.</summary>
    private static string Counting(OnnxExporter exporter, NetworkLayer layer, bool isLargest)
    {
        OnnxGraphWriter writer = exporter.Writer;
        OnnxLengths lengths = exporter.Lengths!;
        OnnxValue x = exporter.Read(layer);
        string counting = lengths.Only(x.Last(), x.Shape[0], isLargest ? double.NegativeInfinity : 0, 2);
        if (isLargest)
            return lengths.UnlessNone(writer.Node("ReduceMax", [counting], ("axes", Steps), ("keepdims", 0)), writer.Number(0), 1);
        string sum = writer.Node("ReduceSum", [counting, writer.Integers(1)], ("keepdims", 0));
        string count = writer.Node("Max", [lengths.InFloat(), writer.Number(1)]);
        return writer.Node("Div", [sum, writer.Node("Unsqueeze", [count, writer.Integers(1)])]);
    }

    private static (string, object)[] Window(Axis[] axes) =>
    [
        ("kernel_shape", axes.Select(axis => axis.Kernel).ToArray()), ("strides", axes.Select(axis => axis.Stride).ToArray()),
        ("pads", axes.Select(axis => axis.Before).Concat(axes.Select(axis => axis.After)).ToArray()),
    ];

    private static int Or(int value, int otherwise) => value == 0 ? otherwise : value;

    private static Axis AxisOf(int input, int size, int stride, int dilation, Padding padding, int before, int after) =>
        padding == Padding.Explicit
            ? new Axis(input, size, stride, dilation, before, after)
            : Axis.Pad(padding.ToString(), input, size, stride, dilation);

    /// <summary>Both axes of a window over an image of a shape.</summary>
    private static Axis[] AxesOf(NetworkLayer layer, int[] shape)
    {
        var window = (WindowAttribute)layer.Attribute!;
        (int height, int width, int down, int across) = window switch
        {
            KernelAttribute kernel => (kernel.KernelHeight, kernel.KernelWidth, Or(kernel.DilationHeight, kernel.DilationRate),
                Or(kernel.DilationWidth, kernel.DilationRate)),
            MaxPool2DAttribute pool => (pool.PoolHeight, pool.PoolWidth, 1, 1),
            AveragePool2DAttribute pool => (pool.PoolHeight, pool.PoolWidth, 1, 1),
            _ => throw new ArgumentException(layer.Word, nameof(layer)),
        };
        bool isKernel = window is KernelAttribute;
        int strides = window.Strides;
        return
        [
            AxisOf(shape[0], height, Or(window.StrideHeight, Or(strides, isKernel ? 1 : height)), down, window.Padding, window.PadTop,
                window.PadBottom),
            AxisOf(shape[1], width, Or(window.StrideWidth, Or(strides, isKernel ? 1 : width)), across, window.Padding, window.PadLeft,
                window.PadRight),
        ];
    }
}

using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Keras;

/// <summary>Keras's windows over sequences and images.</summary>
internal static class KerasPools
{
    public static readonly Dictionary<string, Action<KerasBuilder>> All = new(StringComparer.Ordinal)
    {
        ["MaxPooling1D"] = builder => Pool(builder, typeof(MaxPool1DAttribute), 1),
        ["MaxPooling2D"] = builder => Pool(builder, typeof(MaxPool2DAttribute), 2),
        ["AveragePooling1D"] = builder => Pool(builder, typeof(AveragePool1DAttribute), 1),
        ["AveragePooling2D"] = builder => Pool(builder, typeof(AveragePool2DAttribute), 2),
        ["GlobalMaxPooling1D"] = builder => Global(builder, typeof(GlobalMaxPoolAttribute), 1),
        ["GlobalMaxPooling2D"] = builder => Global(builder, typeof(GlobalMaxPoolAttribute), 2),
        ["GlobalAveragePooling1D"] = builder => Global(builder, typeof(GlobalAveragePoolAttribute), 1),
        ["GlobalAveragePooling2D"] = builder => Global(builder, typeof(GlobalAveragePoolAttribute), 2),
    };

    private static void Pool(KerasBuilder builder, Type attribute, int axes)
    {
        KerasKernels.Require(builder, axes);
        int[] size = builder.Config.Ints("pool_size", axes, 2);
        int[] strides = builder.Config.Find("strides") is null ? size : builder.Config.Ints("strides", axes);
        Padding padding = PaddingOf(builder.Config);
        KerasBuilder.Refuse(padding == Padding.Same && builder.Backend == "theano", "Theano pads it at other sides",
            "pad it by a layer in front");
        int[] shape =
        [
            .. Enumerable.Range(0, axes).Select(axis => SizeOf(builder.Shape[axis], size[axis], strides[axis], 1, padding)),
            builder.Shape[^1],
        ];
        NetLayer target = builder.Next(attribute, shape, size.Distinct().Count() == 1 ? [size[0]] : [size[0], size[1]])
            .With("Padding", padding);
        if (!strides.SequenceEqual(size))
            Strides(target, strides);
    }

    private static void Global(KerasBuilder builder, Type attribute, int axes)
    {
        KerasKernels.Require(builder, axes);
        int channels = builder.Shape[^1];
        builder.Next(attribute, [channels]);
        if (builder.Config.Flag("keepdims", false))
            KerasShapes.Reshape(builder, [.. Enumerable.Repeat(1, axes), channels]);
    }

    /// <summary>Sets how far windows are apart.</summary>
    public static void Strides(NetLayer target, int[] strides)
    {
        if (strides.Distinct().Count() == 1)
            target.With("Strides", strides[0]);
        else
            target.With("StrideHeight", strides[0]).With("StrideWidth", strides[1]);
    }

    /// <summary>What windows make of a size.</summary>
    public static int SizeOf(int size, int window, int stride, int dilation, Padding padding)
    {
        if (window < 1 || stride < 1 || dilation < 1)
            throw new ToolException($"A window of {window} with stride {stride} and dilation {dilation} is not possible.");
        int span = checked((window - 1) * dilation + 1);
        KerasBuilder.Refuse(padding == Padding.Valid && span > size, $"a window over {span} of {size} numbers", "");
        return padding == Padding.Valid ? (size - span) / stride + 1 : (size + stride - 1) / stride;
    }

    public static Padding PaddingOf(KerasConfig config) => config.Text("padding", "valid") switch
    {
        "valid" => Padding.Valid,
        "same" => Padding.Same,
        "causal" => Padding.Causal,
        string other => throw new UnsupportedException($"padding {other}", "use valid, same or causal"),
    };
}

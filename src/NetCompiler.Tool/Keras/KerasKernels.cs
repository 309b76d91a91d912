using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Keras;

/// <summary>Keras's layers with weights that go over features, images or classes.</summary>
internal static class KerasKernels
{
    public static readonly Dictionary<string, Action<KerasBuilder>> All = new(StringComparer.Ordinal)
    {
        ["Dense"] = Dense,
        ["Conv1D"] = Convolution,
        ["Conv2D"] = Convolution,
        ["Conv2DTranspose"] = Convolution,
        ["DepthwiseConv2D"] = Convolution,
        ["SeparableConv2D"] = Convolution,
        ["BatchNormalization"] = Norm,
        ["LayerNormalization"] = Norm,
        ["GroupNormalization"] = GroupNorm,
        ["RMSNormalization"] = RmsNorm,
        ["Normalization"] = Normalization,
        ["Embedding"] = Embedding,
        ["PReLU"] = PReLU,
    };

    private static bool HasBias(KerasBuilder builder) => builder.Config.Flag("use_bias", true);

    private static void Dense(KerasBuilder builder)
    {
        int units = builder.Config.Int("units");
        int[] shape = [.. builder.Shape.SkipLast(1), units];
        KerasBuilder.Refuse(builder.Config.Find("lora_rank") is not null, "it has a low-rank part (LoRA)", "save the model merged");
        if (shape.Length <= 2)
        {
            Finish(builder, builder.Next<DenseAttribute>(shape, units), "kernel");
            return;
        }
        // On an image it is a convolution of one pixel.
        NetLayer pixels = builder.Next<Conv2DAttribute>(shape, units, 1);
        Finish(builder, pixels, "kernel");
        pixels.With("kernel", pixels.Tensors["kernel"].As(1, 1, pixels.Tensors["kernel"].Shape[0], units));
    }

    /// <summary>Weights, bias and activation.</summary>
    private static void Finish(KerasBuilder builder, NetLayer target, params string[] names)
    {
        target.With("UseBias", HasBias(builder));
        builder.Weights(target, [.. names, .. HasBias(builder) ? ["bias"] : Array.Empty<string>()]);
        KerasActivations.Add(builder, builder.Config.Activation());
    }

    private static void Convolution(KerasBuilder builder)
    {
        KerasConfig config = builder.Config;
        int axes = config.Kind == "Conv1D" ? 1 : 2;
        Require(builder, axes);
        int[] kernel = config.Ints("kernel_size", axes), strides = config.Ints("strides", axes),
            dilation = config.Ints("dilation_rate", axes);
        object[] sizes = kernel.Distinct().Count() == 1 ? [kernel[0]] : [.. kernel.Cast<object>()];
        int filters = config.Int("filters"), multiplier = config.Int("depth_multiplier", 1);
        bool isTransposed = config.Kind == "Conv2DTranspose";
        KerasBuilder.Refuse(isTransposed && config.Find("output_padding") is not null, "it has an output_padding", "leave it out");
        RequireBackend(builder, kernel, strides);
        int[] Shape(int channels) =>
        [
            .. Enumerable.Range(0, axes).Select(axis => isTransposed
                ? Larger(builder.Shape[axis], kernel[axis], strides[axis], dilation[axis], KerasPools.PaddingOf(config))
                : KerasPools.SizeOf(builder.Shape[axis], kernel[axis], strides[axis], dilation[axis], KerasPools.PaddingOf(config))),
            channels,
        ];
        NetLayer target = config.Kind switch
        {
            "Conv1D" => builder.Next<Conv1DAttribute>(Shape(filters), [filters, .. sizes]),
            "Conv2DTranspose" => builder.Next<Conv2DTransposeAttribute>(Shape(filters), [filters, .. sizes]),
            "SeparableConv2D" => builder.Next<SeparableConv2DAttribute>(Shape(filters), [filters, .. sizes]),
            "DepthwiseConv2D" => builder.Next<DepthwiseConv2DAttribute>(Shape(multiplier * builder.Shape[^1]), sizes),
            _ => builder.Next<Conv2DAttribute>(Shape(filters), [filters, .. sizes]),
        };
        if (config.Kind is "Conv1D" or "Conv2D")
            target.With("Groups", config.Int("groups", 1));
        if (config.Kind is "SeparableConv2D" or "DepthwiseConv2D")
            target.With("DepthMultiplier", multiplier);
        KerasPools.Strides(target, strides);
        if (dilation.Distinct().Count() == 1)
            target.With("DilationRate", dilation[0]);
        else
            target.With("DilationHeight", dilation[0]).With("DilationWidth", dilation[1]);
        target.With("Padding", KerasPools.PaddingOf(config));
        // Keras 1 has it in the file's order, the batch in front.
        KerasBuilder.Refuse(isTransposed && config.Find("output_shape") is { ValueKind: System.Text.Json.JsonValueKind.Array } given
            && !given.EnumerateArray().Skip(1).Select(size => size.GetInt32()).Order().SequenceEqual(target.Shape.Order()),
            "its output_shape is not what its window makes", "leave it out");
        Finish(builder, target, config.Kind == "SeparableConv2D" ? ["depthwise_kernel", "pointwise_kernel"] : ["kernel"]);
    }

    /// <summary>That kernels mean what they mean here: Theano turned them, and lay windows otherwise over a padded image.</summary>
    private static void RequireBackend(KerasBuilder builder, int[] kernel, int[] strides)
    {
        if (kernel.All(size => size == 1))
            return;
        KerasConfig config = builder.Config;
        bool isTheano = builder.Backend == "theano", isPlain = config.Kind is "Conv1D" or "Conv2D";
        KerasBuilder.Refuse(isTheano && !isPlain && config.Kind != "Conv2DTranspose", "Theano's form of it is not known",
            "save it with another backend");
        KerasBuilder.Refuse(
            isTheano && config.Text("padding", "valid") == "same"
                && (!isPlain || strides.Any(stride => stride != 1) || kernel.Any(size => size % 2 == 0)),
            "Theano pads it at other sides", "pad it by a layer in front");
        if (!builder.IsFirst || builder.Backend is not null)
            return;
        KerasBuilder.Refuse(builder.IsChannelsFirst,
            "its kernels may be Theano's, which are turned round, and the file does not say",
            "say who trained it: --backend theano, or --backend tensorflow");
        const string Taken = "The file does not say who trained it: kernels are taken for TensorFlow's; --backend theano turns them.";
        if (!builder.Notes.Contains(Taken))
            builder.Notes.Add(Taken);
    }

    /// <summary>What a transposed convolution makes of a size.</summary>
    private static int Larger(int size, int kernel, int stride, int dilation, Padding padding) => checked(padding == Padding.Valid
        ? size * stride + Math.Max((kernel - 1) * dilation + 1 - stride, 0)
        : size * stride);

    /// <summary>That what is read has as many dimensions as a layer goes over, and channels.</summary>
    public static void Require(KerasBuilder builder, int axes) => KerasBuilder.Refuse(builder.Shape.Length != axes + 1,
        $"it reads a shape of ({string.Join(", ", builder.Shape)})", $"give it {(axes == 1 ? "a sequence" : "an image")}");

    private static void Norm(KerasBuilder builder)
    {
        KerasConfig config = builder.Config;
        bool isBatch = config.Kind == "BatchNormalization", scales = config.Flag("scale", true), centers = config.Flag("center", true);
        int[] axes = config.Ints("axis", 1, -1);
        KerasBuilder.Refuse(axes is not [var axis] || axis != -1 && axis != builder.Shape.Length,
            $"it goes over axis {string.Join(", ", axes)}", "normalise the last axis");
        KerasBuilder.Refuse(config.Int("mode") != 0, $"its mode is {config.Int("mode")}", "use mode 0, or LayerNormalization");
        KerasBuilder.Refuse(config.Flag("rms_scaling", false), "it has rms_scaling", "use RMSNormalization");
        NetLayer target = builder.Next(isBatch ? typeof(BatchNormAttribute) : typeof(LayerNormAttribute), builder.Shape)
            .With("Epsilon", config.Number(1e-3, "epsilon")).With("Scale", scales).With("Center", centers);
        if (isBatch)
            target.With("Momentum", config.Number(0.99, "momentum"));
        builder.Weights(target,
        [
            .. scales ? ["gamma"] : Array.Empty<string>(), .. centers ? ["beta"] : Array.Empty<string>(),
            .. isBatch ? ["moving_mean", "moving_variance"] : Array.Empty<string>(),
        ]);
    }

    private static void GroupNorm(KerasBuilder builder)
    {
        KerasConfig config = builder.Config;
        int axis = config.Ints("axis", 1, -1)[0], groups = config.Int("groups", 32);
        KerasBuilder.Refuse(axis != -1 && axis != builder.Shape.Length, $"it goes over axis {axis}", "normalise the last axis");
        bool scales = config.Flag("scale", true), centers = config.Flag("center", true);
        NetLayer target = builder.Next<GroupNormAttribute>(builder.Shape, groups == -1 ? builder.Shape[^1] : groups)
            .With("Epsilon", config.Number(1e-3, "epsilon")).With("Scale", scales).With("Center", centers);
        builder.Weights(target, [.. scales ? ["gamma"] : Array.Empty<string>(), .. centers ? ["beta"] : Array.Empty<string>()]);
    }

    private static void RmsNorm(KerasBuilder builder)
    {
        int axis = builder.Config.Ints("axis", 1, -1)[0];
        KerasBuilder.Refuse(axis != -1 && axis != builder.Shape.Length, $"it goes over axis {axis}", "normalise the last axis");
        builder.Weights(builder.Next<RMSNormAttribute>(builder.Shape).With("Epsilon", builder.Config.Number(1e-6, "epsilon")), "scale");
    }

    private static void Normalization(KerasBuilder builder)
    {
        KerasConfig config = builder.Config;
        int[] axes = config.Find("axis") is null ? [] : config.Ints("axis", 1, -1);
        KerasBuilder.Refuse(axes.Length > 1 || axes is [var axis] && axis != -1 && axis != builder.Shape.Length,
            $"it goes over axis {string.Join(", ", axes)}", "normalise the last axis, or all numbers together (axis=None)");
        int count = axes.Length == 0 ? 1 : builder.Shape[^1];
        NetLayer target = builder.Next<NormalizationAttribute>(builder.Shape).With("Axis", axes.Length == 0 ? 0 : -1)
            .With("Invert", config.Flag("invert", false));
        if (config.Find("mean") is null)
            builder.Weights(target, "mean", "variance");
        else
            target.With("mean", Given("mean")).With("variance", Given("variance"));
        foreach (string name in new[] { "mean", "variance" })
            target.With(name, target.Tensors[name].As(count));

        Tensor Given(string name)
        {
            double[] numbers = JsonText.Flat(config.Find(name)!.Value).ToArray();
            return new([count], numbers.Length == 1 ? [.. Enumerable.Repeat(numbers[0], count)] : numbers);
        }
    }

    private static void Embedding(KerasBuilder builder)
    {
        KerasBuilder.Refuse(builder.Last is not NetInput, "it does not read an input of the model", "give it one of its own");
        KerasBuilder.Refuse(builder.Shape.Length != 1, $"it reads a shape of ({string.Join(", ", builder.Shape)})", "give it a sequence");
        int units = builder.Config.Int("output_dim");
        builder.Weights(builder.Next<EmbeddingAttribute>([.. builder.Shape, units], builder.Config.Int("input_dim"), units), "embeddings");
    }

    /// <summary>Slopes that several numbers have together are given to each of them.</summary>
    private static void PReLU(KerasBuilder builder)
    {
        int[] shape = builder.Shape;
        NetLayer target = builder.Next<PReLUAttribute>(shape);
        builder.Weights(target, "alpha");
        target.With("alpha", target.Tensors["alpha"].BroadcastTo(shape));
    }
}

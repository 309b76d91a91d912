using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Keras;

/// <summary>Keras's layers that move numbers, and those that only training knows.</summary>
internal static class KerasShapes
{
    public static readonly Dictionary<string, Action<KerasBuilder>> All = new(StringComparer.Ordinal)
    {
        ["InputLayer"] = _ => { },
        ["Flatten"] = Flatten,
        ["Reshape"] = Reshape,
        ["Permute"] = Permute,
        ["RepeatVector"] = RepeatVector,
        ["ZeroPadding1D"] = builder => Rim(builder, typeof(ZeroPadding2DAttribute), "padding", 1, 1),
        ["ZeroPadding2D"] = builder => Rim(builder, typeof(ZeroPadding2DAttribute), "padding", 2, 1),
        ["Cropping1D"] = builder => Rim(builder, typeof(Cropping2DAttribute), "cropping", 1, -1),
        ["Cropping2D"] = builder => Rim(builder, typeof(Cropping2DAttribute), "cropping", 2, -1),
        ["UpSampling1D"] = UpSampling1D,
        ["UpSampling2D"] = UpSampling2D,
        ["Rescaling"] = Rescaling,
        ["Dropout"] = builder => builder.Next<DropoutAttribute>(builder.Shape, builder.Config.Number(0.5, "rate", "p")),
        ["SpatialDropout1D"] = builder => builder.Next<SpatialDropoutAttribute>(builder.Shape, builder.Config.Number(0.5, "rate", "p")),
        ["SpatialDropout2D"] = builder => builder.Next<SpatialDropoutAttribute>(builder.Shape, builder.Config.Number(0.5, "rate", "p")),
        ["GaussianNoise"] = builder => builder.Next<GaussianNoiseAttribute>(builder.Shape, builder.Config.Number(0.1, "stddev")),
        ["ActivityRegularization"] = builder => builder.Next<ActivityRegularizationAttribute>(builder.Shape)
            .With("L1", builder.Config.Number(0, "l1")).With("L2", builder.Config.Number(0, "l2")),
        ["GaussianDropout"] = OnlyTraining,
        ["AlphaDropout"] = OnlyTraining,
    };

    private static void OnlyTraining(KerasBuilder builder) =>
        builder.Notes.Add($"Layer {builder.Config.Name} ({builder.Config.Kind}) works in training alone: left out.");

    private static void Flatten(KerasBuilder builder)
    {
        if (builder.Shape.Length > 1)
            builder.Next<FlattenAttribute>([Tensor.CountOf(builder.Shape)]);
    }

    private static void Reshape(KerasBuilder builder)
    {
        int[] shape = builder.Config.Ints("target_shape", 1);
        int known = Tensor.CountOf(shape.Where(size => size != -1)), count = Tensor.CountOf(builder.Shape);
        Reshape(builder, [.. shape.Select(size => size != -1 ? size : known == 0 ? 0 : count / known)]);
    }

    /// <summary>Gives a shape of as many numbers.</summary>
    public static void Reshape(KerasBuilder builder, int[] shape)
    {
        if (Tensor.CountOf(shape) != Tensor.CountOf(builder.Shape))
            throw new ToolException($"{builder.Config.Name} makes ({string.Join(", ", shape)}) of "
                + $"({string.Join(", ", builder.Shape)}), which are not as many.");
        if (!shape.SequenceEqual(builder.Shape))
            builder.Next<ReshapeAttribute>(shape, [.. shape.Cast<object>()]);
    }

    private static void Permute(KerasBuilder builder)
    {
        int[] order = builder.Config.Ints("dims", builder.Shape.Length);
        if (!order.Order().SequenceEqual(Enumerable.Range(1, builder.Shape.Length)))
            throw new ToolException($"{builder.Config.Name} puts dimensions in an order of {string.Join(", ", order)}, which is none.");
        builder.Next<PermuteAttribute>([.. order.Select(axis => builder.Shape[axis - 1])], [.. order.Cast<object>()]);
    }

    private static void RepeatVector(KerasBuilder builder)
    {
        int count = builder.Config.Int("n");
        KerasBuilder.Refuse(builder.Shape.Length != 1, $"it reads a shape of ({string.Join(", ", builder.Shape)})", "give it a row");
        builder.Next<RepeatVectorAttribute>([count, builder.Shape[0]], count);
    }

    /// <summary>Adds lines, or takes them away; of a sequence as of an image of one column.</summary>
    private static void Rim(KerasBuilder builder, Type attribute, string setting, int axes, int sign)
    {
        KerasKernels.Require(builder, axes);
        int[] sides = builder.Config.Sides(setting, axes);
        int[] rim = axes == 1 ? [.. sides, 0, 0] : sides;
        AsImage(builder, axes, image =>
        {
            object[] arguments = rim.Distinct().Count() == 1 ? [rim[0]]
                : rim[0] == rim[1] && rim[2] == rim[3] ? [rim[0], rim[2]] : [.. rim.Cast<object>()];
            builder.Next(attribute,
                [image[0] + sign * (rim[0] + rim[1]), image[1] + sign * (rim[2] + rim[3]), image[2]], arguments);
        });
    }

    /// <summary>What goes over images alone goes over a sequence as over an image of one column.</summary>
    private static void AsImage(KerasBuilder builder, int axes, Action<int[]> add)
    {
        if (axes == 1)
            Reshape(builder, [builder.Shape[0], 1, builder.Shape[1]]);
        add(builder.Shape);
        if (axes == 1)
            Reshape(builder, [builder.Shape[0], builder.Shape[2]]);
    }

    private static void UpSampling1D(KerasBuilder builder)
    {
        KerasKernels.Require(builder, 1);
        int size = builder.Config.Ints("size", 1, 2)[0];
        AsImage(builder, 1, image => builder.Next<UpSampling2DAttribute>([checked(image[0] * size), 1, image[2]], size, 1));
    }

    private static void UpSampling2D(KerasBuilder builder)
    {
        KerasKernels.Require(builder, 2);
        int[] size = builder.Config.Ints("size", 2, 2), image = builder.Shape;
        builder.Next<UpSampling2DAttribute>(
            [checked(image[0] * size[0]), checked(image[1] * size[1]), image[2]], size[0] == size[1] ? [size[0]] : [size[0], size[1]])
            .With("Interpolation", builder.Config.Text("interpolation", "nearest") switch
            {
                "nearest" => Interpolation.Nearest,
                "bilinear" => Interpolation.Bilinear,
                string other => throw new UnsupportedException($"interpolation {other}", "use nearest or bilinear"),
            });
    }

    private static void Rescaling(KerasBuilder builder)
    {
        KerasBuilder.Refuse(builder.Config.Ints("scale", 1).Length > 1, "a scale for each channel", "use Normalization");
        builder.Next<RescalingAttribute>(builder.Shape, builder.Config.Number(1, "scale"))
            .With("Offset", builder.Config.Number(0, "offset"));
    }
}

using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Keras;

/// <summary>Keras's activations, as layers and as settings of layers.</summary>
internal static class KerasActivations
{
    public static readonly Dictionary<string, Action<KerasBuilder>> All = new(StringComparer.Ordinal)
    {
        ["Activation"] = builder => Add(builder, builder.Config.Activation()),
        ["ReLU"] = ReLU,
        ["LeakyReLU"] = builder => builder.Next<LeakyReLUAttribute>(
            builder.Shape, builder.Config.Number(0.3, "negative_slope", "alpha")),
        ["ELU"] = builder => builder.Next<ELUAttribute>(builder.Shape, builder.Config.Number(1, "alpha")),
        ["Softmax"] = Softmax,
    };

    private static readonly Dictionary<string, Type> Functions = new(StringComparer.Ordinal)
    {
        ["relu"] = typeof(ReLUAttribute),
        ["sigmoid"] = typeof(SigmoidAttribute),
        ["tanh"] = typeof(TanhAttribute),
        ["softmax"] = typeof(SoftmaxAttribute),
        ["softplus"] = typeof(SoftplusAttribute),
        ["softsign"] = typeof(SoftsignAttribute),
        ["elu"] = typeof(ELUAttribute),
        ["selu"] = typeof(SELUAttribute),
        ["gelu"] = typeof(GELUAttribute),
        ["silu"] = typeof(SiLUAttribute),
        ["swish"] = typeof(SiLUAttribute),
        ["mish"] = typeof(MishAttribute),
        ["exponential"] = typeof(ExponentialAttribute),
        ["hard_silu"] = typeof(HardSwishAttribute),
        ["hard_swish"] = typeof(HardSwishAttribute),
    };

    /// <summary>Adds an activation by Keras's name of it.</summary>
    /// <exception cref="UnsupportedException">There is none for it.</exception>
    public static void Add(KerasBuilder builder, string name)
    {
        if (Functions.TryGetValue(name, out Type? attribute))
            builder.Next(attribute, builder.Shape);
        else if (name is "hard_sigmoid" or "HardSigmoid")
            HardSigmoid(builder);
        else if (name is "relu6")
            builder.Next<ReLUAttribute>(builder.Shape).With("MaxValue", 6.0);
        else if (name is "leaky_relu")
            builder.Next<LeakyReLUAttribute>(builder.Shape, 0.2);
        else if (name != "linear")
            throw new UnsupportedException($"activation {name}", "use one of Keras's own that has a layer here");
    }

    /// <summary>Before Keras 3 it was 0.2 x + 0.5.</summary>
    private static void HardSigmoid(KerasBuilder builder)
    {
        if (!builder.IsOld)
        {
            builder.Next<HardSigmoidAttribute>(builder.Shape);
            return;
        }
        builder.Next<RescalingAttribute>(builder.Shape, 0.2).With("Offset", 0.5);
        builder.Next<ReLUAttribute>(builder.Shape).With("MaxValue", 1.0);
    }

    private static void ReLU(KerasBuilder builder)
    {
        double slope = builder.Config.Number(0, "negative_slope"), top = builder.Config.Number(double.PositiveInfinity, "max_value");
        KerasBuilder.Refuse(builder.Config.Number(0, "threshold") != 0 || slope != 0 && double.IsFinite(top),
            "a threshold, or a slope together with a largest value", "use ReLU or LeakyReLU");
        if (slope != 0)
            builder.Next<LeakyReLUAttribute>(builder.Shape, slope);
        else
            builder.Next<ReLUAttribute>(builder.Shape).With("MaxValue", top);
    }

    private static void Softmax(KerasBuilder builder)
    {
        int[] axes = builder.Config.Ints("axis", 1, -1);
        KerasBuilder.Refuse(axes is not [var axis] || axis != -1 && axis != builder.Shape.Length,
            $"it goes over axis {string.Join(", ", axes)}", "use the last axis");
        builder.Next<SoftmaxAttribute>(builder.Shape);
    }
}

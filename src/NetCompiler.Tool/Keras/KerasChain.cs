using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Keras;

/// <summary>Adds Keras's layers to a net, one behind the other. Shapes are left to the compiler: only the number of dimensions is kept.
/// </summary>
internal sealed class KerasChain(Net net, KerasFile file)
{
    private NetValue Last => net.Layers.Count > 0 ? net.Layers[^1] : net.Inputs[0];

    private int Rank => Last.Shape.Length;

    /// <summary>Adds a layer, and its activation.</summary>
    /// <exception cref="UnsupportedException">There is none for it.</exception>
    public void Add(KerasConfig layer)
    {
        if (layer.Text("data_format", "channels_last") != "channels_last")
            throw new UnsupportedException("channels come first", "convert it to channels_last");
        switch (layer.Kind)
        {
            case "InputLayer":
                break;
            case "Dense":
                Kernel(layer, Next(typeof(DenseAttribute), Rank, layer.Int("units")));
                break;
            case "Conv2D" or "Conv2DTranspose" or "DepthwiseConv2D" or "Conv1D":
                Convolution(layer);
                break;
            case "MaxPooling2D" or "AveragePooling2D" or "MaxPooling1D" or "AveragePooling1D":
                Pool(layer);
                break;
            case "GlobalAveragePooling2D" or "GlobalAveragePooling1D" or "GlobalMaxPooling2D" or "GlobalMaxPooling1D":
                if (layer.Flag("keepdims", false))
                    throw new UnsupportedException("keepdims", "leave it out and reshape");
                Next(layer.Kind.StartsWith("GlobalMax", StringComparison.Ordinal) ? typeof(GlobalMaxPoolAttribute)
                    : typeof(GlobalAveragePoolAttribute), 1);
                break;
            case "BatchNormalization" or "LayerNormalization":
                Norm(layer);
                break;
            case "LSTM" or "GRU" or "SimpleRNN":
                Recurrent(layer);
                break;
            default:
                Other(layer);
                break;
        }
        Require(layer);
    }

    private void Other(KerasConfig layer)
    {
        switch (layer.Kind)
        {
            case "Flatten":
                if (Rank > 1)
                    Next(typeof(FlattenAttribute), 1);
                break;
            case "Dropout":
                Next(typeof(DropoutAttribute), Rank, layer.Number(0.5, "rate", "p"));
                break;
            case "Activation":
                Activate(layer.Activation());
                break;
            case "ReLU" when layer.Number(0, "negative_slope") == 0 && layer.Number(0, "threshold") == 0:
                Next(typeof(ReLUAttribute), Rank).With("MaxValue", layer.Number(double.PositiveInfinity, "max_value"));
                break;
            case "LeakyReLU":
                Next(typeof(LeakyReLUAttribute), Rank, layer.Number(0.3, "negative_slope", "alpha"));
                break;
            case "ELU":
                Next(typeof(ELUAttribute), Rank, layer.Number(1, "alpha"));
                break;
            case "Softmax" when layer.Int("axis", -1) == -1:
                Next(typeof(SoftmaxAttribute), Rank);
                break;
            case "Rescaling":
                Next(typeof(RescalingAttribute), Rank, layer.Number(1, "scale")).With("Offset", layer.Number(0, "offset"));
                break;
            case "Reshape":
                int[] shape = layer.Ints("target_shape", 1);
                Next(typeof(ReshapeAttribute), shape.Length, [.. shape.Cast<object>()]);
                break;
            case "ZeroPadding2D":
                Next(typeof(ZeroPadding2DAttribute), 3, [.. layer.Sides("padding").Cast<object>()]);
                break;
            case "Cropping2D":
                Next(typeof(Cropping2DAttribute), 3, [.. layer.Sides("cropping").Cast<object>()]);
                break;
            case "UpSampling2D":
                int[] size = layer.Ints("size", 2, 2);
                Next(typeof(UpSampling2DAttribute), 3, size[0] == size[1] ? [size[0]] : [size[0], size[1]])
                    .With("Interpolation", layer.Text("interpolation", "nearest") switch
                    {
                        "nearest" => Interpolation.Nearest,
                        "bilinear" => Interpolation.Bilinear,
                        string other => throw new UnsupportedException($"interpolation {other}", "use nearest or bilinear"),
                    });
                break;
            default:
                throw new UnsupportedException(
                    layer.Kind is "Lambda" ? "its function is Python code, which is not run" : "no layer is known for it in these settings",
                    "save it as ONNX: model.export(\"model.onnx\", format=\"onnx\")");
        }
    }

    private NetLayer Next(Type attribute, int rank, params object[] arguments) =>
        net.Add(new NetLayer(attribute, new int[rank], arguments).From(Last));

    private void Kernel(KerasConfig layer, NetLayer target)
    {
        target.Named(Names.Layer(layer.Name, [])).With("UseBias", layer.Flag("use_bias", true));
        Weights(layer, target, layer.Flag("use_bias", true) ? ["kernel", "bias"] : ["kernel"]);
        Activate(layer.Activation());
    }

    private void Convolution(KerasConfig layer)
    {
        bool isSequence = layer.Kind == "Conv1D";
        int axes = isSequence ? 1 : 2;
        int[] kernel = layer.Ints("kernel_size", axes), strides = layer.Ints("strides", axes), dilation = layer.Ints("dilation_rate", axes);
        object[] sizes = kernel.Distinct().Count() == 1 ? [kernel[0]] : [.. kernel.Cast<object>()];
        NetLayer target = layer.Kind switch
        {
            "Conv1D" => Next(typeof(Conv1DAttribute), 2, [layer.Int("filters"), .. sizes]),
            "Conv2DTranspose" => Next(typeof(Conv2DTransposeAttribute), 3, [layer.Int("filters"), .. sizes]),
            "DepthwiseConv2D" => Next(typeof(DepthwiseConv2DAttribute), 3, sizes).With("DepthMultiplier", layer.Int("depth_multiplier", 1)),
            _ => Next(typeof(Conv2DAttribute), 3, [layer.Int("filters"), .. sizes]),
        };
        if (layer.Kind is "Conv1D" or "Conv2D")
            target.With("Groups", layer.Int("groups", 1));
        if (strides.Distinct().Count() == 1)
            target.With("Strides", strides[0]);
        else
            target.With("StrideHeight", strides[0]).With("StrideWidth", strides[1]);
        if (dilation.Distinct().Count() == 1)
            target.With("DilationRate", dilation[0]);
        else
            target.With("DilationHeight", dilation[0]).With("DilationWidth", dilation[1]);
        Kernel(layer, target.With("Padding", PaddingOf(layer)));
    }

    private void Pool(KerasConfig layer)
    {
        int axes = layer.Kind.EndsWith("1D", StringComparison.Ordinal) ? 1 : 2;
        int[] size = layer.Ints("pool_size", axes, 2), strides = layer.Ints("strides", axes, 0);
        Type attribute = layer.Kind switch
        {
            "MaxPooling2D" => typeof(MaxPool2DAttribute),
            "AveragePooling2D" => typeof(AveragePool2DAttribute),
            "MaxPooling1D" => typeof(MaxPool1DAttribute),
            _ => typeof(AveragePool1DAttribute),
        };
        NetLayer target = Next(attribute, axes + 1, size.Distinct().Count() == 1 ? [size[0]] : [size[0], size[1]])
            .With("Padding", PaddingOf(layer));
        if (strides.SequenceEqual(size) || strides[0] == 0)
            return;
        if (strides.Distinct().Count() == 1)
            target.With("Strides", strides[0]);
        else
            target.With("StrideHeight", strides[0]).With("StrideWidth", strides[1]);
    }

    private void Norm(KerasConfig layer)
    {
        bool isBatch = layer.Kind == "BatchNormalization", scales = layer.Flag("scale", true), centers = layer.Flag("center", true);
        int axis = layer.Ints("axis", 1, -1)[0];
        if (axis != -1 && axis != Rank || layer.Flag("rms_scaling", false))
            throw new UnsupportedException($"it goes over axis {axis}", "normalise the last axis");
        NetLayer target = Next(isBatch ? typeof(BatchNormAttribute) : typeof(LayerNormAttribute), Rank).Named(Names.Layer(layer.Name, []))
            .With("Epsilon", layer.Number(1e-3, "epsilon")).With("Scale", scales).With("Center", centers);
        if (isBatch)
            target.With("Momentum", layer.Number(0.99, "momentum"));
        Weights(layer, target,
            [.. scales ? ["gamma"] : Array.Empty<string>(), .. centers ? ["beta"] : Array.Empty<string>(),
                .. isBatch ? ["moving_mean", "moving_variance"] : Array.Empty<string>()]);
    }

    private void Recurrent(KerasConfig layer)
    {
        if (layer.Flag("stateful", false) || layer.Flag("return_state", false))
            throw new UnsupportedException("it keeps or returns its state", "leave it out: Step of the class carries the state");
        Type attribute = layer.Kind switch
        {
            "LSTM" => typeof(LSTMAttribute),
            "GRU" => typeof(GRUAttribute),
            _ =>
            typeof(SimpleRNNAttribute)
        };
        bool all = layer.Flag("return_sequences", false);
        NetLayer target = Next(attribute, all ? 2 : 1, layer.Int("units")).Named(Names.Layer(layer.Name, [])).With("ReturnSequences", all)
            .With("GoBackwards", layer.Flag("go_backwards", false)).With("UseBias", layer.Flag("use_bias", true))
            .With("Activation", Gate(layer.Activation()));
        if (layer.Kind != "SimpleRNN")
            target.With("RecurrentActivation", Gate(layer.Activation("recurrent_activation")));
        if (layer.Kind == "GRU")
            target.With("ResetAfter", layer.Flag("reset_after", false));
        Weights(layer, target, layer.Flag("use_bias", true) ? ["kernel", "recurrent_kernel", "bias"] : ["kernel", "recurrent_kernel"]);
    }

    private Activation Gate(string name) => name switch
    {
        "sigmoid" => Activation.Sigmoid,
        "tanh" => Activation.Tanh,
        "relu" => Activation.ReLU,
        "linear" => Activation.Linear,
        "softsign" => Activation.Softsign,
        "hard_sigmoid" when !IsOld => Activation.HardSigmoid,
        _ => throw new UnsupportedException($"activation {name}", "use sigmoid, tanh, relu, softsign or linear"),
    };

    /// <summary>Before Keras 3 a hard sigmoid was 0.2 x + 0.5.</summary>
    private bool IsOld => !(int.TryParse(file.Version.Split('.')[0], out int major) && major >= 3);

    private void Activate(string name)
    {
        Type? attribute = name switch
        {
            "relu" => typeof(ReLUAttribute),
            "sigmoid" => typeof(SigmoidAttribute),
            "tanh" => typeof(TanhAttribute),
            "softmax" => typeof(SoftmaxAttribute),
            "softplus" => typeof(SoftplusAttribute),
            "softsign" => typeof(SoftsignAttribute),
            "elu" => typeof(ELUAttribute),
            "selu" => typeof(SELUAttribute),
            "gelu" => typeof(GELUAttribute),
            "silu" or "swish" => typeof(SiLUAttribute),
            "mish" => typeof(MishAttribute),
            "exponential" => typeof(ExponentialAttribute),
            "hard_sigmoid" when !IsOld => typeof(HardSigmoidAttribute),
            "hard_silu" or "hard_swish" => typeof(HardSwishAttribute),
            _ => null,
        };
        if (name == "hard_sigmoid" && IsOld)
        {
            Next(typeof(RescalingAttribute), Rank, 0.2).With("Offset", 0.5);
            Next(typeof(ReLUAttribute), Rank).With("MaxValue", 1.0);
        }
        else if (name == "relu6")
            Next(typeof(ReLUAttribute), Rank).With("MaxValue", 6.0);
        else if (attribute is not null)
            Next(attribute, Rank);
        else if (name != "linear")
            throw new UnsupportedException($"activation {name}", "use one of Keras's own");
    }

    private static Padding PaddingOf(KerasConfig layer) => layer.Text("padding", "valid") switch
    {
        "valid" => Padding.Valid,
        "same" => Padding.Same,
        "causal" => Padding.Causal,
        string other => throw new UnsupportedException($"padding {other}"),
    };

    /// <summary>A layer's tensors under our names, which follow Keras's order.</summary>
    private void Weights(KerasConfig layer, NetLayer target, string[] names)
    {
        Tensor[] tensors = file.WeightsOf(layer);
        if (tensors.Length < names.Length)
            throw new ToolException(
                $"Layer {layer.Name} ({layer.Kind}) has {tensors.Length} weights in the file; it needs {string.Join(", ", names)}.");
        for (int i = 0; i < names.Length; i++)
            target.With(names[i], tensors[i]);
    }

    /// <summary>What was stored in fewer bits computes otherwise.</summary>
    private static void Require(KerasConfig layer)
    {
        if (layer.Json.TryGetProperty("quantization_config", out _) || layer.Json.TryGetProperty("dtype", out var type)
            && type.ToString().Contains("Quantized", StringComparison.Ordinal))
            throw new UnsupportedException("it is quantised", "save the model before it is quantised");
    }
}

using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Audio;

/// <summary>Builds a net that takes sound sample by sample: a sequence whose layers see only what came before.</summary>
internal sealed class AudioNet
{
    /// <summary>Steps of the class's whole sequences; its <c>Step</c> has no end.</summary>
    public const int Steps = 2048;

    private readonly NetInput _input;

    /// <param name="features">Numbers of a step: the sound, and knobs.</param>
    /// <param name="sampleRate">Steps a second; 0 where the file does not say.</param>
    public AudioNet(int features, double sampleRate)
    {
        if (features is < 1 or > 4096)
            throw new ToolException($"A step of {features} numbers is not possible.");
        _input = new NetInput("input", [Steps, features]) { Name = "input", IsShared = true };
        Net.Inputs.Add(_input);
        Net.SampleRate = sampleRate;
        Last = _input;
    }

    public Net Net { get; } = new();

    /// <summary>What comes in.</summary>
    public NetValue Input => _input;

    /// <summary>The end so far.</summary>
    public NetValue Last { get; set; }

    /// <summary>Numbers of a step at the end so far.</summary>
    public int Features => Last.Shape[1];

    /// <summary>Adds a layer behind the end.</summary>
    public NetLayer Next<TAttribute>(int features, params object[] arguments) where TAttribute : Attribute =>
        Join<TAttribute>(features, [Last], arguments);

    /// <summary>Adds a layer that reads several values.</summary>
    public NetLayer Join<TAttribute>(int features, IEnumerable<NetValue> values, params object[] arguments) where TAttribute : Attribute
    {
        Tensor.CountOf([Steps, features]);
        NetLayer layer = Net.Add(new NetLayer(typeof(TAttribute), [Steps, features], arguments).From(values));
        Last = layer;
        return layer;
    }

    /// <summary>x W + b at every step.</summary>
    /// <param name="kernel">(inputs, units).</param>
    /// <param name="bias">(units), or null.</param>
    public NetLayer Dense(Tensor kernel, Tensor? bias)
    {
        Fit(kernel, [Features, kernel.Shape[^1]]);
        NetLayer layer = Next<DenseAttribute>(kernel.Shape[1], kernel.Shape[1]).With("UseBias", bias is not null).With("kernel", kernel);
        return bias is null ? layer : layer.With("bias", Fit(bias, [kernel.Shape[1]]));
    }

    /// <summary>A convolution that sees the present step and those before.</summary>
    /// <param name="kernel">(taps, inputs / groups, filters), the oldest first.</param>
    /// <param name="bias">(filters), or null.</param>
    /// <param name="dilation">Steps between taps.</param>
    /// <param name="groups">Groups of channels that do not see each other.</param>
    public NetLayer Convolution(Tensor kernel, Tensor? bias, int dilation, int groups = 1)
    {
        Fit(kernel, [kernel.Shape[0], Features / groups, kernel.Shape[^1]]);
        NetLayer layer = Next<Conv1DAttribute>(kernel.Shape[2], kernel.Shape[2], kernel.Shape[0]).With("Padding", Padding.Causal)
            .With("DilationRate", dilation).With("Groups", groups).With("UseBias", bias is not null).With("kernel", kernel);
        return bias is null ? layer : layer.With("bias", Fit(bias, [kernel.Shape[2]]));
    }

    /// <summary>A recurrent layer, its tensors as Keras has them.</summary>
    public NetLayer Recurrent(string unit, Tensor kernel, Tensor recurrent, Tensor? bias)
    {
        int units = recurrent.Shape[0], gates = unit switch { "LSTM" => 4, "GRU" => 3, _ => 1 };
        Fit(kernel, [Features, gates * units]);
        Fit(recurrent, [units, gates * units]);
        bool resetsAfter = unit == "GRU" && bias?.Rank == 2;
        NetLayer layer = unit switch
        {
            "LSTM" => Next<LSTMAttribute>(units, units),
            "GRU" => Next<GRUAttribute>(units, units).With("ResetAfter", resetsAfter),
            _ => Next<SimpleRNNAttribute>(units, units),
        };
        layer.With("ReturnSequences", true).With("UseBias", bias is not null).With("kernel", kernel).With("recurrent_kernel", recurrent);
        return bias is null ? layer : layer.With("bias", Fit(bias, resetsAfter ? [2, gates * units] : [gates * units]));
    }

    /// <summary>An activation by its name, in any spelling.</summary>
    /// <exception cref="UnsupportedException">It has no layer.</exception>
    public void Activate(string name)
    {
        switch (name.ToUpperInvariant().Replace("_", "", StringComparison.Ordinal))
        {
            case "TANH":
                Next<TanhAttribute>(Features);
                break;
            case "RELU":
                Next<ReLUAttribute>(Features);
                break;
            case "LEAKYRELU":
                Next<LeakyReLUAttribute>(Features, 0.01);
                break;
            case "SIGMOID":
                Next<SigmoidAttribute>(Features);
                break;
            case "SILU":
                Next<SiLUAttribute>(Features);
                break;
            case "HARDSWISH":
                Next<HardSwishAttribute>(Features);
                break;
            case "ELU":
                Next<ELUAttribute>(Features);
                break;
            case "SOFTMAX":
                Next<SoftmaxAttribute>(Features);
                break;
            default:
                throw new UnsupportedException($"activation {name}", "use Tanh, ReLU, LeakyReLU, Sigmoid, SiLU, Hardswish or ELU");
        }
    }

    /// <summary>Adds the sound, the first number of each step, to the end.</summary>
    public void AddInput()
    {
        NetValue end = Last;
        if (end.Shape[1] != 1)
            throw new UnsupportedException($"the input is added to {end.Shape[1]} numbers", "give the net one output");
        Last = _input;
        if (_input.Shape[1] > 1)
        {
            double[] first = new double[_input.Shape[1]];
            first[0] = 1;
            Dense(new([first.Length, 1], first), null);
        }
        Join<AddAttribute>(1, [end, Last]);
    }

    /// <summary>Times a number; nothing where that is 1.</summary>
    public void Scale(double scale)
    {
        if (scale == 0 || !double.IsFinite(scale))
            throw new ToolException(FormattableString.Invariant($"A gain of {scale} is not possible."));
        if (scale != 1)
            Next<RescalingAttribute>(Features, scale);
    }

    /// <summary>The end is the answer.</summary>
    public Net Finish()
    {
        if (Last is not NetLayer)
            throw new ToolException("The file has no layers.");
        Net.Outputs.Add(new("output", "output", Last));
        return Net;
    }

    private static Tensor Fit(Tensor tensor, int[] shape) => tensor.Shape.SequenceEqual(shape)
        ? tensor
        : throw new ToolException($"Weights of shape ({string.Join(", ", tensor.Shape)}) stand where ({string.Join(", ", shape)}) belong.");
}

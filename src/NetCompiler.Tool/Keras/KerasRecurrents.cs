using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Keras;

/// <summary>Keras's layers that go over the steps of a sequence.</summary>
internal static class KerasRecurrents
{
    public static readonly Dictionary<string, Action<KerasBuilder>> All = new(StringComparer.Ordinal)
    {
        ["LSTM"] = builder => Recurrent(builder, null),
        ["GRU"] = builder => Recurrent(builder, null),
        ["SimpleRNN"] = builder => Recurrent(builder, null),
        ["Bidirectional"] = Bidirectional,
        ["TimeDistributed"] = TimeDistributed,
    };

    /// <summary>What does the same at every step without a wrapper.</summary>
    private static readonly HashSet<string> ByStep =
    [
        "Dense", "Activation", "ReLU", "LeakyReLU", "ELU", "Softmax", "Dropout", "GaussianNoise", "Rescaling", "BatchNormalization",
        "LayerNormalization", "RMSNormalization",
    ];

    private static readonly string[] OfBothDirections =
        ["units", "activation", "recurrent_activation", "use_bias", "reset_after", "return_sequences"];

    /// <param name="builder">The call, with the settings of one direction.</param>
    /// <param name="merge">How two directions are put together; null for one.</param>
    private static void Recurrent(KerasBuilder builder, MergeMode? merge)
    {
        KerasConfig config = builder.Config;
        KerasKernels.Require(builder, 1);
        KerasBuilder.Refuse(config.Flag("stateful", false), "it keeps its state",
            "leave it out: Step of the class carries the state");
        bool all = config.Flag("return_sequences", false), hasBias = config.Flag("use_bias", true);
        Type attribute = config.Kind switch
        {
            "LSTM" => typeof(LSTMAttribute),
            "GRU" => typeof(GRUAttribute),
            _ => typeof(SimpleRNNAttribute),
        };
        KerasBuilder.Refuse(config.Kind == "LSTM" && IsOldHardSigmoid(builder, "activation"),
            "its activation is hard_sigmoid, which was 0.2 x + 0.5 before Keras 3 and is x / 6 + 0.5 here", "use sigmoid or tanh");
        int units = config.Int("units"), width = merge == MergeMode.Concat ? checked(2 * units) : units;
        int rows = (merge is null ? 1 : 2) * (config.Kind == "LSTM" ? 2 : 1);
        NetValue[] states = [.. builder.Reads.OfType<NetValue>().Skip(1)];
        KerasBuilder.Refuse(
            states.Length > 0 && (states.Length != rows || states.Any(state => state.Shape is not [var size] || size != units)),
            $"it begins with {states.Length} states of {string.Join(", ", states.Select(state => string.Join("x", state.Shape)))}",
            $"give it {rows} of {units} numbers");
        NetValue[] first = states.Length > 0 ? [builder.States.First(states)] : [];
        NetLayer target = builder.Join(
            attribute, all ? [builder.Shape[0], width] : [width], [builder.Last, .. first], units).With("ReturnSequences", all)
            .With("GoBackwards", config.Flag("go_backwards", false)).With("UseBias", hasBias)
            .With("Activation", Gate(builder, config.Find("activation") is null ? "tanh" : config.Activation()))
            .With("Dropout", config.Number(0, "dropout"));
        if (config.Kind != "SimpleRNN")
            target.With("RecurrentActivation", Gate(builder, config.Activation("recurrent_activation")));
        bool resetsAfter = config.Flag("reset_after", false);
        if (config.Kind == "GRU")
            target.With("ResetAfter", resetsAfter);
        if (config.Kind != "GRU" || resetsAfter)
            target.With("RecurrentDropout", config.Number(0, "recurrent_dropout"));
        string[] names = hasBias ? ["kernel", "recurrent_kernel", "bias"] : ["kernel", "recurrent_kernel"];
        if (merge is { } mode)
        {
            target.With("Bidirectional", true).With("MergeMode", mode);
            names = [.. names.Select(name => "forward_" + name), .. names.Select(name => "backward_" + name)];
        }
        builder.Weights(target, names);
        Stretch(builder, target);
        if (config.Flag("return_state", false))
            builder.Given = [.. KerasStates.Of(target, rows, units)];
    }

    /// <summary>hard_sigmoid was 0.2 x + 0.5 before Keras 3, and is x / 6 + 0.5 here: what goes into it is stretched.</summary>
    private static void Stretch(KerasBuilder builder, NetLayer target)
    {
        bool isOfGates = IsOldHardSigmoid(builder, "recurrent_activation") && builder.Config.Kind != "SimpleRNN",
            isOfState = IsOldHardSigmoid(builder, "activation");
        if (!isOfGates && !isOfState)
            return;
        const double Wider = 1.2;
        double gate = isOfGates ? Wider : 1, state = isOfState ? Wider : 1;
        double[] factors = builder.Config.Kind switch
        {
            "LSTM" => [gate, gate, state, gate],
            "GRU" => [gate, gate, state],
            _ => [state],
        };
        foreach ((string name, Tensor tensor) in target.Tensors.ToArray())
        {
            int units = tensor.Rank > 0 ? tensor.Shape[^1] / factors.Length : 0;
            if (units < 1 || tensor.Shape[^1] != units * factors.Length)
                throw new ToolException($"{name} of {builder.Config.Name} has no {factors.Length} gates.");
            target.With(name, tensor with
            {
                Values = [.. tensor.Values.Select((value, i) => value * factors[i / units % factors.Length])],
            });
        }
        builder.Notes.Add($"Layer {builder.Config.Name}: hard_sigmoid was 0.2 x + 0.5 when it was trained and is x / 6 + 0.5 here, "
            + "so weights that go into it are 1.2 times the file's.");
    }

    private static bool IsOldHardSigmoid(KerasBuilder builder, string setting) =>
        builder.IsOld && builder.Config.Find(setting) is not null && builder.Config.Activation(setting) == "hard_sigmoid";

    private static Activation Gate(KerasBuilder builder, string name) => name switch
    {
        "sigmoid" => Activation.Sigmoid,
        "tanh" => Activation.Tanh,
        "relu" => Activation.ReLU,
        "linear" => Activation.Linear,
        "softsign" => Activation.Softsign,
        "softplus" => Activation.Softplus,
        "elu" => Activation.ELU,
        "selu" => Activation.SELU,
        "gelu" => Activation.GELU,
        "silu" or "swish" => Activation.SiLU,
        "hard_sigmoid" => Activation.HardSigmoid,
        _ => throw new UnsupportedException($"activation {name}", "use sigmoid, tanh, relu, softsign or linear"),
    };

    private static void Bidirectional(KerasBuilder builder)
    {
        KerasConfig outer = builder.Config;
        KerasConfig forward = outer.Wrapped("layer") ?? throw new ToolException($"{outer.Name} wraps no layer.");
        KerasBuilder.Refuse(forward.Kind is not ("LSTM" or "GRU" or "SimpleRNN") || forward.Objection is not null,
            $"it wraps {forward.Kind}", "wrap LSTM, GRU or SimpleRNN");
        KerasBuilder.Refuse(forward.Flag("go_backwards", false), "its forward layer goes backwards", "");
        MergeMode merge = outer.Find("merge_mode") is null && outer.Json.TryGetProperty("merge_mode", out _)
            ? throw new UnsupportedException("both directions come out apart", "put them together by merge_mode")
            : outer.Text("merge_mode", "concat") switch
            {
                "concat" => MergeMode.Concat,
                "sum" => MergeMode.Sum,
                "mul" => MergeMode.Multiply,
                "ave" => MergeMode.Average,
                string other => throw new UnsupportedException($"merge_mode {other}", "use concat, sum, mul or ave"),
            };
        if (outer.Wrapped("backward_layer") is { } backward)
            foreach (string setting in OfBothDirections)
                KerasBuilder.Refuse(
                    backward.Kind != forward.Kind || backward.Find(setting)?.GetRawText() != forward.Find(setting)?.GetRawText(),
                    $"its directions differ in {setting}", "make both alike");
        KerasBuilder inner = builder.With(forward);
        Recurrent(inner, merge);
        builder.Continue(inner);
    }

    /// <summary>Whether what a wrapper does at every step is what the wrapped layer does on all of them.</summary>
    /// <exception cref="ToolException">It wraps nothing.</exception>
    public static bool GoesByItself(KerasConfig config, int[] shape)
    {
        KerasConfig wrapped = config.Wrapped("layer") ?? throw new ToolException($"{config.Name} wraps no layer.");
        return wrapped.Objection is not null || wrapped.Kind == "Flatten" && shape.Length > 1
            || ByStep.Contains(wrapped.Kind) && shape.Length == 2;
    }

    private static void TimeDistributed(KerasBuilder builder)
    {
        KerasConfig wrapped = builder.Config.Wrapped("layer")!;
        if (wrapped.Kind == "Flatten" && builder.Shape.Length > 1)
        {
            KerasShapes.Reshape(builder, [builder.Shape[0], Nets.Tensor.CountOf(builder.Shape.Skip(1))]);
            return;
        }
        KerasBuilder inner = builder.With(wrapped);
        KerasLayers.Add(inner, new(builder.Reads, null));
        builder.Continue(inner);
    }
}

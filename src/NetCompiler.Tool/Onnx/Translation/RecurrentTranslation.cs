using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx.Operators;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>Layers that go over the steps of a sequence.</summary>
internal static class RecurrentTranslation
{
    public static readonly Dictionary<string, Action<Translator, NodeReader>> All = new(StringComparer.Ordinal)
    {
        ["LSTM"] = Recurrent,
        ["GRU"] = Recurrent,
        ["RNN"] = Recurrent,
    };

    /// <summary>Where a node has the state before the first step, and where an LSTM's cell.</summary>
    public const int InitialH = 5, InitialC = 6;

    /// <summary>For each gate in Keras's order, which it is of the file's: i f c o of i o f c; z r h of z r h.</summary>
    private static int[] GatesOf(string kind) => kind switch { "LSTM" => [0, 2, 3, 1], "GRU" => [0, 1, 2], _ => [0] };

    /// <summary>Whether only the last step of a layer's sequence is taken; then it is made to give no other.</summary>
    public static bool EndsWithLastStep(NetLayer layer, View view, int axis, int start, int count)
    {
        int steps = layer.Shape[0];
        if (!typeof(RecurrentAttribute).IsAssignableFrom(layer.Attribute) || layer.Shape.Length != 2 || count != 1 || start != steps - 1
            || View.Join(view.Dims[axis]) is not [var factor] || factor != new Factor(steps, layer.Shape[1])
            || layer.Options.GetValueOrDefault("Bidirectional") is true || layer.Options.GetValueOrDefault("GoBackwards") is true)
            return false;
        layer.Options.Remove("ReturnSequences");
        layer.Shape = [layer.Shape[1]];
        return true;
    }

    private static void Recurrent(Translator translator, NodeReader reader)
    {
        RecurrentSettings settings = RecurrentSettings.Read(reader);
        Refuse(translator, reader, settings);
        View view = translator[reader.Node.Inputs[0]];
        int[] x = view.Shape;
        (int time, int batch) = settings.IsBatchFirst ? (1, 0) : (0, 1);
        if (x[batch] != 1)
            throw new UnsupportedException($"{x[batch]} sequences at once", "give the batch an open size");
        IReadOnlyList<string> outputs = reader.Node.Outputs;
        bool wantsAll = outputs[0].Length > 0, isReverse = settings.Direction == "reverse";
        int units = settings.Units, width = units * settings.Directions, steps = x[time];
        NetValue sequence = translator.Store(view, [steps, x[2]], time, 2);
        NetValue[] first = BeginsElsewhere(translator, reader) ? [FirstState(translator, reader, settings)] : [];
        NetLayer layer = Layer(settings, wantsAll ? [steps, width] : [width], hasFirst: first.Length > 0)
            .From([sequence, .. first]).Named(translator.NameOf(reader.Node.Inputs[1]));
        layer.With("ReturnSequences", wantsAll);
        translator.Net.Add(layer);
        if (wantsAll)
        {
            int[] order = settings.IsBatchFirst ? [1, 2, 3] : [0, 1, 3];
            View all = View.Of(layer, translator.Evaluation.Values[outputs[0]].Shape, order);
            // Here the newest step comes first.
            translator.Bind(outputs[0], !isReverse ? all
                : AxisTranslation.Part(translator, all, settings.IsBatchFirst ? 1 : 0, steps - 1, steps, -1));
        }
        BindStates(translator, reader, settings, layer, wantsAll);
    }

    /// <summary>Binds h and an LSTM's c behind the last step.</summary>
    private static void BindStates(Translator translator, NodeReader reader, RecurrentSettings settings, NetLayer layer, bool wantsAll)
    {
        string[] states = [.. reader.Node.Outputs.Skip(1).Take(settings.Kind == "LSTM" ? 2 : 1)];
        string[] wanted = [.. states.Where(name => name.Length > 0 && (translator.IsOutput(name) || translator.ReadersOf(name).Any()))];
        if (wanted.Length == 0)
            return;
        layer.IsShared = true;
        if (wanted.All(name => !translator.IsOutput(name) && translator.ReadersOf(name).All(node => BeginsWith(node, settings, states))))
        {
            foreach (string name in wanted)
                translator.States[name] = layer;
            return;
        }
        int units = settings.Units, directions = settings.Directions, parts = settings.Kind == "LSTM" ? 2 : 1, rows = directions * parts;
        NetLayer? last = null;
        for (int part = 0; part < states.Length; part++)
        {
            if (!wanted.Contains(states[part]))
                continue;
            NetValue value = layer;
            if (wantsAll || part > 0)
            {
                value = last ??= translator.Net.Add(
                    new NetLayer(typeof(LastStateAttribute), rows == 1 ? [units] : [rows, units]) { IsShared = true }.From(layer));
                if (parts == 2)
                    value = translator.Net.Add(new NetLayer(
                        typeof(Cropping2DAttribute), [directions, 1, units], 0, 0, part, 1 - part).From(
                        translator.Shaped(value, [directions, 2, units])));
            }
            translator.Bind(states[part], View.Of(value, translator.Evaluation.Values[states[part]].Shape));
        }
    }

    /// <summary>Whether a node begins with a whole state of a layer of its kind and size.</summary>
    private static bool BeginsWith(OnnxNode node, RecurrentSettings settings, string[] states) =>
        node.Kind == settings.Kind && node.Attributes.TryGetValue("hidden_size", out var units) && units.I == settings.Units
        && (node.Attributes.TryGetValue("direction", out var direction) && direction.S.ToStringUtf8() == "bidirectional" ? 2 : 1)
            == settings.Directions
        && states.Select((name, part) => node.Inputs.ElementAtOrDefault(InitialH + part) == name).All(isSame => isSame)
        && !node.Inputs.Take(InitialH).Any(states.Contains);

    /// <summary>Whether a node begins with a state that something computes.</summary>
    private static bool BeginsElsewhere(Translator translator, NodeReader reader)
    {
        string[] firsts = [.. reader.Node.Inputs.Skip(InitialH).Take(2).Where(name => name.Length > 0)];
        bool isDynamic = firsts.Any(translator.IsDynamic);
        if (isDynamic && (firsts.Length < (reader.Node.Kind == "LSTM" ? 2 : 1) || !firsts.All(translator.IsDynamic)))
            throw new UnsupportedException(
                $"a part of its first state is computed ({string.Join(", ", firsts.Where(translator.IsDynamic))}), and a part is not",
                "compute h and c");
        return isDynamic;
    }

    /// <summary>The state that a node begins with: (directions · parts, units), of one row (units).</summary>
    private static NetValue FirstState(Translator translator, NodeReader reader, RecurrentSettings settings)
    {
        IReadOnlyList<string> names = reader.Node.Inputs;
        if (translator.States.TryGetValue(names[InitialH], out NetLayer? whole))
            return whole;
        string[] inputs = [.. names.Skip(InitialH).Take(2).Where(name => translator.Graph.Inputs.Any(input => input.Name == name))];
        if (inputs.Length > 0)
            translator.Net.Notes.Add($"Layer {reader.Node.Label} begins with {string.Join(" and ", inputs)}: an input here. "
                + "--state INPUT=OUTPUT makes it the State of Step.");
        int units = settings.Units, directions = settings.Directions, axis = settings.IsBatchFirst ? 1 : 0;
        int[] one = directions > 1 || translator[names[InitialH]].Value.Shape is [1, _] ? [directions, units] : [units];
        if (settings.Kind != "LSTM")
            return translator.Store(translator[names[InitialH]], one, axis, 2);
        int[] row = directions == 1 ? [1, units] : [directions, 1, units], both = directions == 1 ? [2, units] : [directions, 2, units];
        NetValue[] parts = [.. new[] { InitialH, InitialC }.Select(part => translator.Store(translator[names[part]], row, axis, 2))];
        NetLayer state = translator.Net.Add(new NetLayer(typeof(ConcatAttribute), both).With("Axis", directions).From(parts));
        return translator.Shaped(state, [2 * directions, units]);
    }

    private static NetLayer Layer(RecurrentSettings settings, int[] shape, bool hasFirst)
    {
        Type attribute = settings.Kind switch
        {
            "LSTM" => typeof(LSTMAttribute),
            "GRU" => typeof(GRUAttribute),
            _ =>
            typeof(SimpleRNNAttribute)
        };
        NetLayer layer = new NetLayer(attribute, shape, settings.Units).With("Bidirectional", settings.Directions == 2)
            .With("GoBackwards", settings.Direction == "reverse").With("UseBias", settings.B is not null);
        ReadOnlySpan<GateActivation> activations = settings.ActivationsOf(0);
        if (settings.Kind != "RNN")
            layer.With("RecurrentActivation", ActivationOf(activations[0]));
        layer.With("Activation", ActivationOf(activations[^1]));
        if (settings.Kind == "GRU")
            layer.With("ResetAfter", settings.ResetsAfter);
        Tensor[] firsts = [.. new[] { settings.InitialH, settings.InitialC }.OfType<Tensor>()];
        bool begins = !hasFirst && firsts.Any(first => first.Values.Any(value => value != 0));
        layer.With("InitialState", begins);
        for (int d = 0; d < settings.Directions; d++)
        {
            string prefix = settings.Directions == 1 ? "" : d == 0 ? "forward_" : "backward_";
            layer.With(prefix + "kernel", Gates(settings, settings.W, d)).With(prefix + "recurrent_kernel", Gates(settings, settings.R, d));
            if (settings.B is not null)
                layer.With(prefix + "bias", Bias(settings, d));
            if (begins)
                layer.With(prefix + "initial_state", FirstState(settings, d));
        }
        return layer;
    }

    private static Activation ActivationOf(GateActivation activation) => activation.Name switch
    {
        "sigmoid" => Activation.Sigmoid,
        "tanh" => Activation.Tanh,
        "relu" => Activation.ReLU,
        "softsign" => Activation.Softsign,
        "softplus" => Activation.Softplus,
        "elu" when activation.Alpha == 1 => Activation.ELU,
        "affine" when activation is { Alpha: 1, Beta: 0 } => Activation.Linear,
        "hardsigmoid" when Math.Abs(activation.Alpha - 1.0 / 6) < 1e-7 && activation.Beta == 0.5 => Activation.HardSigmoid,
        _ => throw new UnsupportedException(
            FormattableString.Invariant($"activation {activation.Name} with alpha {activation.Alpha} and beta {activation.Beta}"),
            "the gates of a layer can have Sigmoid, Tanh, Relu, Softsign, Softplus, Elu or HardSigmoid(1/6, 1/2)"),
    };

    /// <summary>A direction's weights as [inputs, gates · units] in Keras's order of gates.</summary>
    private static Tensor Gates(RecurrentSettings settings, Tensor weights, int direction)
    {
        Tensor own = weights.Slice(0, direction, 1).As(settings.Gates, settings.Units, weights.Shape[2]);
        return Tensor.Concat(0, [.. GatesOf(settings.Kind).Select(gate => own.Slice(0, gate, 1))])
            .As(settings.Gates * settings.Units, weights.Shape[2]).Transpose(1, 0);
    }

    private static Tensor Bias(RecurrentSettings settings, int direction)
    {
        int count = settings.Gates * settings.Units;
        int[] places = [.. GatesOf(settings.Kind).SelectMany(gate => Enumerable.Range(gate * settings.Units, settings.Units))];
        double[] input = [.. places.Select(i => settings.Bias(direction, i, false))],
            recurrent = [.. places.Select(i => settings.Bias(direction, i, true))];
        return settings is { Kind: "GRU", ResetsAfter: true }
            ? new([2, count], [.. input, .. recurrent])
            : new([count], [.. input.Zip(recurrent, (a, b) => a + b)]);
    }

    /// <summary>The state before a direction's first step: of an LSTM h, then c.</summary>
    private static Tensor FirstState(RecurrentSettings settings, int direction)
    {
        Tensor?[] parts = settings.Kind == "LSTM" ? [settings.InitialH, settings.InitialC] : [settings.InitialH];
        return new([parts.Length, settings.Units], [.. parts.SelectMany(part => part is null ? new double[settings.Units]
            : OfAll(part.Slice(0, direction, 1).Values, settings.Units))]);
    }

    /// <summary>The row of one sample, where it is that of all.</summary>
    private static double[] OfAll(double[] rows, int units) => rows.Select((value, i) => value == rows[i % units]).All(isSame => isSame)
        ? rows[..units]
        : throw new UnsupportedException("each sample begins with a state of its own", "export it with a batch of one");

    private static void Refuse(Translator translator, NodeReader reader, RecurrentSettings settings)
    {
        if (settings.Peculiarity is { } peculiarity)
            throw new UnsupportedException(peculiarity, "no layer has it: leave it out where the model is made");
        if (reader.InputCount > 4 && translator.IsDynamic(reader.Node.Inputs[4]))
            throw new UnsupportedException($"sequences of different lengths from outside (sequence_lens, {reader.Node.Inputs[4]})",
                "export it without them, and give the class Lengths = true in [Network], where each sample has its own number of steps");
        if (settings.LengthOf(0) != settings.X.Shape[0])
            throw new UnsupportedException("sequences of different lengths (sequence_lens)", "cut them where the model is made");
        if (reader.Node.Inputs.Skip(1).Take(3).Any(translator.IsDynamic))
            throw new UnsupportedException("weights that are computed");
        for (int d = 0; d < settings.Directions; d++)
            for (int i = 0; i < settings.ActivationsOf(0).Length; i++)
                if (settings.ActivationsOf(d)[i] != settings.ActivationsOf(0)[i] || i == 2
                    && settings.ActivationsOf(d)[2] != settings.ActivationsOf(d)[1])
                    throw new UnsupportedException("different activations for cell and output, or for the directions");
    }
}

using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Export;

/// <summary>Layers that go over the steps of a sequence. Layout 0, the steps in front of the batch: ONNX Runtime takes no other.</summary>
internal static class RecurrentExport
{
    public static readonly Dictionary<Type, Func<OnnxExporter, NetworkLayer, OnnxValue>> All = new()
    {
        // For each gate of ONNX which it is of Keras's: i o f c of i f c o; z r h of z r h.
        [typeof(LSTMAttribute)] = (exporter, layer) => Recurrent(exporter, layer, "LSTM", [0, 3, 1, 2]),
        [typeof(GRUAttribute)] = (exporter, layer) => Recurrent(exporter, layer, "GRU", [0, 1, 2]),
        [typeof(SimpleRNNAttribute)] = (exporter, layer) => Recurrent(exporter, layer, "RNN", [0]),
        [typeof(LastStateAttribute)] = (exporter, layer) => exporter.ReadState(layer, 0),
    };

    private static OnnxValue Recurrent(OnnxExporter exporter, NetworkLayer layer, string kind, int[] gates)
    {
        var recurrent = (RecurrentAttribute)layer.Attribute!;
        OnnxGraphWriter writer = exporter.Writer;
        string[] prefixes = recurrent.Bidirectional ? ["forward_", "backward_"] : [""];
        string w = Stack("kernel", "W", kernel => Gates(kernel, gates)),
            r = Stack("recurrent_kernel", "R", kernel => Gates(kernel, gates)),
            b = recurrent.UseBias ? Stack("bias", "B", bias => Bias(bias, gates)) : "";
        List<(string, object)> settings = [("direction", recurrent.Bidirectional ? "bidirectional"
            : recurrent.GoBackwards ? "reverse" : "forward"), ("hidden_size", recurrent.Units)];
        settings.AddRange(Activations(recurrent, prefixes.Length));
        if (recurrent is GRUAttribute gru)
            settings.Add(("linear_before_reset", gru.ResetAfter ? 1 : 0));
        string y = writer.Unique($"{layer.Name}/{kind}");
        string x = exporter.Read(layer).Steps();
        string lengths = layer.LeavesOut.First ? exporter.Lengths!.Name : "";
        string[] firsts = recurrent.InitialState ? [.. FirstStates(writer, layer, prefixes, x)]
            : layer.Reads.Count > 1
            ? GivenStates(writer, exporter.ReadState(layer, 1).Last(), prefixes.Length, kind == "LSTM" ? 2 : 1, recurrent.Units) : [];
        string[] inputs = [x, w, r, b, lengths, .. firsts];
        inputs = inputs[..(Array.FindLastIndex(inputs, name => name.Length > 0) + 1)];
        bool givesState = exporter.IsStateRead(layer);
        string h = recurrent.ReturnSequences ? givesState ? writer.Unique($"{y}_h") : "" : y,
            c = givesState && kind == "LSTM" ? writer.Unique($"{y}_c") : "";
        string[] outputs = [recurrent.ReturnSequences ? y : "", h, c];
        writer.Node(kind, inputs, [.. outputs.Take(1 + Array.FindLastIndex(outputs, name => name.Length > 0))], [.. settings]);
        string[] states = [.. new[] { h, c }.Where(name => name.Length > 0).Select((state, part) => lengths.Length == 0 ? state
            // Runtimes do not agree about what the state behind no steps is.
            : exporter.Lengths!.UnlessNone(state, firsts.Length > 0 ? firsts[part] : writer.Number(0), 0, 2))];
        if (givesState)
            exporter.SetState(layer, LastState(writer, states, prefixes.Length, recurrent.Units));
        return recurrent.ReturnSequences ? Sequence(exporter, layer, recurrent, y) : State(writer, layer, recurrent, states[0]);

        string Stack(string tensor, string name, Func<Tensor, Tensor> turn) => writer.Weight($"{layer.Owner}/{name}", Tensor.Concat(0,
            [.. prefixes.Select(prefix => turn(layer.Tensors[prefix + tensor])).Select(part => part.As([1, .. part.Shape]))]));
    }

    /// <summary>h, and of an LSTM c, before the first step, [directions, batch, units]: the same for all samples.</summary>
    private static IEnumerable<string> FirstStates(OnnxGraphWriter writer, NetworkLayer layer, string[] prefixes, string x)
    {
        Tensor[] first = [.. prefixes.Select(prefix => layer.Tensors[prefix + "initial_state"])];
        int units = first[0].Shape[1];
        string batch = writer.Node("Slice", [writer.Node("Shape", [x]), writer.Integers(1), writer.Integers(2)]);
        string shape = writer.Node("Concat", [writer.Integers(prefixes.Length), batch, writer.Integers(units)], ("axis", 0));
        for (int part = 0; part < first[0].Shape[0]; part++)
            yield return writer.Node("Expand", [
                writer.Weight($"{layer.Owner}/initial_{(part == 0 ? "h" : "c")}",
                    Tensor.Concat(0, [.. first.Select(state => state.Slice(0, part, 1).As(1, 1, units))])),
                shape]);
    }

    /// <summary>h, and of an LSTM c, [directions, batch, units], of a state [batch, directions · parts, units], or [batch, units] where
    /// that is one row.</summary>
    private static string[] GivenStates(OnnxGraphWriter writer, string state, int directions, int parts, int units)
    {
        if (directions * parts == 1)
            return [writer.Node("Unsqueeze", [state, writer.Integers(0)])];
        string all = writer.Transpose(writer.Node("Reshape", [state, writer.Integers(-1, directions, parts, units)]), 1, 0, 2, 3);
        if (parts == 1)
            return [writer.Node("Squeeze", [all, writer.Integers(2)])];
        string[] each = [writer.Unique($"{all}/h"), writer.Unique($"{all}/c")];
        writer.Node("Split", [all, writer.Integers(1, 1)], each, ("axis", 2));
        return [.. each.Select(part => writer.Node("Squeeze", [part, writer.Integers(2)]))];
    }

    /// <summary>The same back, of h and c [directions, batch, units].</summary>
    private static OnnxValue LastState(OnnxGraphWriter writer, string[] parts, int directions, int units)
    {
        int rows = directions * parts.Length;
        if (rows == 1)
            return OnnxValue.OfLast(writer, [units], writer.Node("Squeeze", [parts[0], writer.Integers(0)]));
        string all = writer.Node("Concat", [.. parts.Select(part => writer.Node("Unsqueeze", [part, writer.Integers(2)]))], ("axis", 2));
        return OnnxValue.OfLast(writer, [rows, units],
            writer.Node("Reshape", [writer.Transpose(all, 1, 0, 2, 3), writer.Integers(-1, rows, units)]));
    }

    /// <summary>Of [steps, directions, batch, units].</summary>
    private static OnnxValue Sequence(OnnxExporter exporter, NetworkLayer layer, RecurrentAttribute recurrent, string y)
    {
        OnnxGraphWriter writer = exporter.Writer;
        if (recurrent.Bidirectional)
            y = recurrent.MergeMode == MergeMode.Concat
                ? writer.Node("Reshape", [writer.Transpose(y, 0, 2, 1, 3),
                    writer.Integers(layer.Shape[0], -1, layer.Shape[1])])
                : Merge(writer, recurrent.MergeMode, y, 1);
        else
            y = writer.Node("Squeeze", [y, writer.Integers(1)]);
        // Keras leaves the steps in the order in which they were computed.
        if (!recurrent.Bidirectional && recurrent.GoBackwards)
            y = layer.LeavesOut.First ? exporter.Lengths!.Reversed(y) : writer.Node("Slice",
                [y, writer.Integers(-1), writer.Integers(int.MinValue), writer.Integers(0), writer.Integers(-1)]);
        return OnnxValue.OfSteps(writer, layer.Shape, y);
    }

    /// <summary>Of [directions, batch, units].</summary>
    private static OnnxValue State(OnnxGraphWriter writer, NetworkLayer layer, RecurrentAttribute recurrent, string y) =>
        OnnxValue.OfLast(writer, layer.Shape, !recurrent.Bidirectional ? writer.Node("Squeeze", [y, writer.Integers(0)])
            : recurrent.MergeMode != MergeMode.Concat ? Merge(writer, recurrent.MergeMode, y, 0)
            : writer.Node("Reshape",
                [writer.Transpose(y, 1, 0, 2), writer.Integers(-1, layer.Shape[0])]));

    private static string Merge(OnnxGraphWriter writer, MergeMode mode, string y, int axis)
    {
        string[] parts = [writer.Unique($"{y}/forward"), writer.Unique($"{y}/backward")];
        writer.Node("Split", [y, writer.Integers(1, 1)], parts, ("axis", axis));
        string merged = writer.Node(mode switch { MergeMode.Sum => "Add", MergeMode.Multiply => "Mul", _ => "Mean" }, parts);
        return writer.Node("Squeeze", [merged, writer.Integers(axis)]);
    }

    /// <summary>The rows of [inputs, gates · units] as [gates · units, inputs] in another order of gates.</summary>
    public static Tensor Gates(Tensor kernel, int[] gates)
    {
        int inputs = kernel.Shape[0], units = kernel.Shape[1] / gates.Length;
        Tensor rows = kernel.Transpose(1, 0).As(gates.Length, units, inputs);
        return Tensor.Concat(0, [.. gates.Select(gate => rows.Slice(0, gate, 1))]).As(gates.Length * units, inputs);
    }

    /// <summary>The input's biases, then the state's, which are zeros where a layer has one bias only.</summary>
    public static Tensor Bias(Tensor bias, int[] gates)
    {
        int count = bias.Shape[^1];
        Tensor both = bias.Rank == 2 ? bias : Tensor.Concat(0, [bias.As(1, count), new([1, count], new double[count])]);
        Tensor parts = both.As(2, gates.Length, count / gates.Length);
        return Tensor.Concat(1, [.. gates.Select(gate => parts.Slice(1, gate, 1))]).As(2 * count);
    }

    private static IEnumerable<(string, object)> Activations(RecurrentAttribute recurrent, int directions)
    {
        Activation[] one = recurrent switch
        {
            LSTMAttribute lstm => [lstm.RecurrentActivation, lstm.Activation, lstm.Activation],
            GRUAttribute gru => [gru.RecurrentActivation, gru.Activation],
            _ => [recurrent.Activation],
        };
        (string Name, double? Alpha, double? Beta)[] all =
            [.. Enumerable.Repeat(one.Select(NameOf), directions).SelectMany(names => names)];
        yield return ("activations", all.Select(activation => activation.Name).ToArray());
        double[] alphas = [.. all.Select(activation => activation.Alpha).OfType<double>()],
            betas = [.. all.Select(activation => activation.Beta).OfType<double>()];
        if (alphas.Length > 0)
            yield return ("activation_alpha", alphas);
        if (betas.Length > 0)
            yield return ("activation_beta", betas);
    }

    private static (string Name, double? Alpha, double? Beta) NameOf(Activation activation) => activation switch
    {
        Activation.Linear => ("Affine", 1, 0),
        Activation.ReLU => ("Relu", null, null),
        Activation.ELU => ("Elu", 1, null),
        Activation.Tanh => ("Tanh", null, null),
        Activation.Sigmoid => ("Sigmoid", null, null),
        Activation.HardSigmoid => ("HardSigmoid", 1.0 / 6, 0.5),
        Activation.Softplus => ("Softplus", null, null),
        Activation.Softsign => ("Softsign", null, null),
        _ => throw new UnsupportedException($"ONNX has no {activation} in a recurrent layer",
            "gates can have Sigmoid, HardSigmoid, Tanh, ReLU, ELU, Softplus, Softsign or Linear"),
    };
}

using System.Text.Json;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Audio;

/// <summary>RTNeural's files, weights as Keras's <c>get_weights</c>, and AIDA-X's, which add gains, a skip and a test.</summary>
internal static class RtNeuralReader
{
    public static AudioImport Read(JsonElement root)
    {
        double rate = root.TryGetProperty("metadata", out JsonElement metadata) && metadata.ValueKind == JsonValueKind.Object
            ? AudioJson.Number(metadata, "samplerate", 0) : 0;
        JsonElement shape = root.GetProperty("in_shape");
        var net = new AudioNet(shape[shape.GetArrayLength() - 1].GetInt32(), rate);
        var problems = new List<Problem>();
        net.Scale(Math.Pow(10, AudioJson.Number(root, "in_gain", 0) / 20));
        NetValue input = net.Last;
        int number = 0;
        foreach (JsonElement layer in root.GetProperty("layers").EnumerateArray())
        {
            string kind = AudioJson.Text(layer, "type", "?");
            number++;
            try
            {
                Add(net, layer, kind, number);
            }
            catch (UnsupportedException exception)
            {
                problems.Add(new($"layer {number}", kind, exception.Message, exception.WayOut));
            }
            catch (ToolException) when (problems.Count > 0)
            {
                // Behind a layer that is a problem itself nothing fits.
            }
        }
        if (problems.Count == 0 && AudioJson.Number(root, "in_skip", 0) != 0)
            Skip(net, input);
        if (problems.Count == 0)
            net.Scale(Math.Pow(10, AudioJson.Number(root, "out_gain", 0) / 20));
        double[] inputs = Batch("input_batch"), answers = Batch("output_batch");
        return new(problems.Count == 0 ? net.Finish() : net.Net, problems, root.TryGetProperty("in_skip", out _) ? "AIDA-X" : "RTNeural",
            inputs, answers);

        double[] Batch(string name) => root.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. JsonText.Flat(list)] : [];
    }

    /// <summary>The sound as the first layer gets it is added to the answer.</summary>
    private static void Skip(AudioNet net, NetValue input)
    {
        if (input == net.Input)
            net.AddInput();
        else
            net.Join<AddAttribute>(1, [net.Last, input]);
    }

    private static void Add(AudioNet net, JsonElement layer, string kind, int number)
    {
        Tensor[] weights = layer.TryGetProperty("weights", out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(AudioJson.Tensor)] : [];
        string activation = AudioJson.Text(layer, "activation");
        switch (kind)
        {
            case "dense" or "time-distributed-dense":
                net.Dense(At(0), weights.ElementAtOrDefault(1));
                break;
            case "conv1d":
                net.Convolution(At(0), weights.ElementAtOrDefault(1), AudioJson.Size(layer, "dilation", 1),
                    AudioJson.Size(layer, "groups", 1));
                break;
            case "gru" or "lstm":
                net.Recurrent(kind.ToUpperInvariant(), At(0), At(1), weights.ElementAtOrDefault(2));
                if (activation is not ("" or "tanh"))
                    net.Net.Notes.Add($"Layer {number} says {activation}; RTNeural computes tanh all the same, and so does this class.");
                return;
            case "prelu":
                Slopes(net, At(0));
                break;
            case "batchnorm":
                Norm(net, weights, AudioJson.Number(layer, "epsilon", 0.001));
                break;
            case "activation":
                break;
            case "conv2d" or "batchnorm2d":
                throw new UnsupportedException("it goes over steps and features together, which no layer does step by step",
                    "use conv1d, whose channels see each other");
            default:
                throw new UnsupportedException($"{kind} is no layer of RTNeural", "export the model anew with a layer that RTNeural has");
        }
        if (activation.Length > 0)
            net.Activate(activation);
        else if (kind is "dense" or "time-distributed-dense" or "conv1d" or "activation" && !net.Net.Notes.Contains(Unsaid))
            net.Net.Notes.Add(Unsaid);

        Tensor At(int i) => i < weights.Length ? weights[i]
            : throw new ToolException($"Layer {number} ({kind}) has {weights.Length} weights.");
    }

    /// <summary>RTNeural's script writes nothing for a function that it does not know, too.</summary>
    private const string Unsaid = "Where the file names no activation there is none here; RTNeural's script also leaves out those that it "
        + "does not know.";

    /// <summary>A slope for each channel, which a PReLU has for each step, too: max(0, x) - slope max(0, -x).</summary>
    private static void Slopes(AudioNet net, Tensor slopes)
    {
        int features = net.Features;
        double[] each = slopes.Count == 1 || slopes.Count == features
            ? [.. Enumerable.Range(0, features).Select(i => slopes.Values[i % slopes.Count])]
            : throw new ToolException($"A slope for each of {features} channels has {slopes.Count} numbers.");
        if (each.All(slope => slope == each[0] && slope is >= 0 and < 1))
        {
            net.Next<LeakyReLUAttribute>(features, each[0]);
            return;
        }
        NetValue x = net.Last, above = net.Next<ReLUAttribute>(features);
        net.Last = x;
        net.Scale(-1);
        net.Next<ReLUAttribute>(features);
        double[] diagonal = new double[features * features];
        for (int i = 0; i < features; i++)
            diagonal[i * features + i] = -each[i];
        net.Join<AddAttribute>(features, [net.Dense(new([features, features], diagonal), null), above]);
    }

    private static void Norm(AudioNet net, Tensor[] rows, double epsilon)
    {
        if (rows.Length is not (2 or 4) || rows.Any(row => row.Count != net.Features))
            throw new ToolException($"A batch normalisation of {net.Features} numbers has {rows.Length} rows; 2 or 4 belong there.");
        NetLayer norm = net.Next<BatchNormAttribute>(net.Features).With("Epsilon", epsilon).With("Scale", rows.Length == 4)
            .With("Center", rows.Length == 4);
        string[] names = rows.Length == 4 ? ["gamma", "beta", "moving_mean", "moving_variance"] : ["moving_mean", "moving_variance"];
        for (int i = 0; i < rows.Length; i++)
            norm.With(names[i], rows[i].As(net.Features));
    }
}

using System.Text.Json;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Audio;

/// <summary>Neural Amp Modeler's files: one flat list of weights in the order in which the architecture uses them.</summary>
internal static class NamReader
{
    private static readonly HashSet<string> OfArray =
    [
        "input_size", "condition_size", "head_size", "channels", "kernel_size", "dilations", "activation", "gated", "head_bias",
    ];

    public static AudioImport Read(JsonElement root)
    {
        string architecture = AudioJson.Text(root, "architecture");
        JsonElement config = root.GetProperty("config");
        double rate = AudioJson.Number(root, "sample_rate", 0);
        var net = new AudioNet(1, rate > 0 ? rate : 48000);
        if (rate <= 0)
            net.Net.Notes.Add("The file does not say its sample rate: 48,000 is Neural Amp Modeler's.");
        var weights = new NamWeights(AudioJson.Tensor(root.GetProperty("weights")));
        var problems = new List<Problem>();
        try
        {
            Refuse(AudioJson.Size(config, "in_channels", 1) != 1 || AudioJson.Size(config, "out_channels", 1) != 1,
                "it has several channels of sound", "use a model of one");
            switch (architecture)
            {
                case "Linear":
                    Linear(net, config, weights);
                    break;
                case "LSTM":
                    Lstm(net, config, weights);
                    break;
                case "ConvNet":
                    ConvNet(net, config, weights);
                    break;
                case "WaveNet":
                    WaveNet(net, config, weights);
                    break;
                default:
                    throw new UnsupportedException("only Linear, LSTM, ConvNet and WaveNet are known", "train one of those");
            }
            weights.End();
        }
        catch (UnsupportedException exception)
        {
            problems.Add(new("architecture", architecture, exception.Message, exception.WayOut));
        }
        return new(problems.Count == 0 ? net.Finish() : net.Net, problems,
            $"Neural Amp Modeler {AudioJson.Text(root, "version", "?")}, {architecture}", [], []);
    }

    private static void Refuse(bool condition, string reason, string wayOut)
    {
        if (condition)
            throw new UnsupportedException(reason, wayOut);
    }

    /// <summary>An impulse response: the first weight is that of the present step.</summary>
    private static void Linear(AudioNet net, JsonElement config, NamWeights weights)
    {
        int taps = AudioJson.Size(config, "receptive_field", 1);
        Tensor response = weights.Take(taps);
        Tensor kernel = new([taps, 1, 1], [.. response.Values.Reverse()]);
        net.Convolution(kernel, AudioJson.Number(config, "bias", 0) != 0 ? weights.Take(1) : null, 1);
    }

    private static void Lstm(AudioNet net, JsonElement config, NamWeights weights)
    {
        int units = AudioJson.Size(config, "hidden_size", 0);
        bool begins = false;
        for (int i = AudioJson.Size(config, "num_layers", 1); i > 0; i--)
        {
            // Rows are gates i, f, g, o, columns first the input, then the state.
            int inputs = net.Features;
            Tensor both = weights.Take(4 * units, inputs + units);
            Tensor bias = weights.Take(4 * units);
            Tensor first = weights.Take(2, units);
            NetLayer layer =
                net.Recurrent("LSTM", both.Slice(1, 0, inputs).Transpose(1, 0), both.Slice(1, inputs, units).Transpose(1, 0), bias);
            if (first.Values.All(value => value == 0))
                continue;
            begins = true;
            layer.With("InitialState", true).With("initial_state", first);
        }
        net.Dense(weights.Take(1, units).Transpose(1, 0), weights.Take(1));
        if (begins)
            net.Net.Notes.Add(
                "Neural Amp Modeler plays half a second of silence behind the file's first state, which default(State) is: "
                + FormattableString.Invariant($"begin with State.Warm({(int)(net.Net.SampleRate / 2)})."));
    }

    private static void ConvNet(AudioNet net, JsonElement config, NamWeights weights)
    {
        int channels = AudioJson.Size(config, "channels", 0), sees = 1;
        bool normalises = AudioJson.Number(config, "batchnorm", 0) != 0;
        foreach (JsonElement step in config.GetProperty("dilations").EnumerateArray())
        {
            int dilation = step.GetInt32();
            sees += dilation;
            Tensor kernel = weights.Kernel(channels, net.Features, 2);
            net.Convolution(kernel, normalises ? null : weights.Take(channels), dilation);
            if (normalises)
            {
                Tensor mean = weights.Take(channels), variance = weights.Take(channels), scale = weights.Take(channels),
                    offset = weights.Take(channels);
                net.Next<BatchNormAttribute>(channels).With("Epsilon", weights.Take(1).Values[0]).With("gamma", scale).With("beta", offset)
                    .With("moving_mean", mean).With("moving_variance", variance);
            }
            net.Activate(Activation(config));
        }
        net.Dense(weights.Take(1, channels).Transpose(1, 0), weights.Take(1));
        Warm(net, sees);
    }

    private static void WaveNet(AudioNet net, JsonElement config, NamWeights weights)
    {
        Refuse(config.TryGetProperty("head", out JsonElement extra) && extra.ValueKind != JsonValueKind.Null, "it has a head of its own",
            "train it without");
        Refuse(config.TryGetProperty("condition_dsp", out JsonElement dsp) && dsp.ValueKind != JsonValueKind.Null,
            "another net makes its condition (condition_dsp)", "train it without");
        NetValue? head = null;
        int sees = 1;
        JsonElement[] arrays = [.. config.GetProperty("layers").EnumerateArray()];
        for (int i = 0; i < arrays.Length; i++)
        {
            JsonElement array = arrays[i];
            string[] unknown = [.. array.EnumerateObject().Where(setting => !OfArray.Contains(setting.Name)
                && setting.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False)).Select(setting => setting.Name)];
            Refuse(unknown.Length > 0, $"it has {string.Join(", ", unknown)}", "train it with the settings of version 0.5");
            Refuse(AudioJson.Size(array, "condition_size", 1) != 1, "its condition has several numbers", "train it with one");
            head = Array(net, array, weights, head, i == arrays.Length - 1, ref sees);
        }
        net.Last = head ?? throw new ToolException("A WaveNet without layers.");
        net.Scale(weights.Take(1).Values[0]);
        net.Net.Notes.Add("What the last layer would pass on to a next one leads nowhere: left out.");
        Warm(net, sees);
    }

    /// <summary>Adds an array of dilated layers.</summary>
    /// <param name="net">The net, whose end is what the array reads.</param>
    /// <param name="array">Its settings.</param>
    /// <param name="weights">Its weights are next.</param>
    /// <param name="head">The sum so far; null for none.</param>
    /// <param name="isLast">Whether nothing reads what its last layer passes on.</param>
    /// <param name="sees">Steps that the net sees.</param>
    /// <returns>The sum of its layers, through the head's matrix.</returns>
    private static NetLayer Array(
        AudioNet net, JsonElement array, NamWeights weights, NetValue? head, bool isLast, ref int sees)
    {
        int channels = AudioJson.Size(array, "channels", 0), taps = AudioJson.Size(array, "kernel_size", 3),
            heads = AudioJson.Size(array, "head_size", 1);
        bool isGated = AudioJson.Number(array, "gated", 0) != 0;
        string activation = Activation(array);
        int[] dilations = [.. array.GetProperty("dilations").EnumerateArray().Select(dilation => dilation.GetInt32())];
        NetValue x = net.Dense(weights.Take(channels, net.Features).Transpose(1, 0), null);
        for (int i = 0; i < dilations.Length; i++)
        {
            int dilation = dilations[i];
            int rows = isGated ? 2 * channels : channels;
            sees += (taps - 1) * dilation;
            Tensor kernel = weights.Kernel(rows, channels, taps), bias = weights.Take(rows), mixin = weights.Take(rows, 1).Transpose(1, 0);
            NetValue z = Half(0, activation);
            if (isGated)
                z = net.Join<MultiplyAttribute>(channels, [Half(channels, "Sigmoid"), z]);
            Tensor matrix = weights.Take(channels, channels).Transpose(1, 0), offset = weights.Take(channels);
            head = head is null ? z : net.Join<AddAttribute>(channels, [z, head]);
            net.Last = z;
            if (!isLast || i < dilations.Length - 1)
                x = net.Join<AddAttribute>(channels, [net.Dense(matrix, offset), x]);

            NetValue Half(int first, string function)
            {
                net.Last = x;
                NetValue seen = net.Convolution(kernel.Slice(2, first, channels), bias.Slice(0, first, channels), dilation);
                net.Last = net.Input;
                net.Join<AddAttribute>(channels, [net.Dense(mixin.Slice(1, first, channels), null), seen]);
                net.Activate(function);
                return net.Last;
            }
        }
        net.Last = head ?? throw new ToolException("An array without layers.");
        NetLayer sum = net.Dense(weights.Take(heads, channels).Transpose(1, 0),
            AudioJson.Number(array, "head_bias", 0) != 0 ? weights.Take(heads) : null);
        net.Last = x;
        return sum;
    }

    private static void Warm(AudioNet net, int sees) => net.Net.Notes.Add(
        FormattableString.Invariant($"It sees {sees} steps. Neural Amp Modeler begins with as many of silence: State.Warm({sees})."));

    private static string Activation(JsonElement owner) => owner.TryGetProperty("activation", out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new UnsupportedException("its activation is no name", "train it with the settings of version 0.5");
}

/// <summary>A flat list of weights that is used up from its beginning.</summary>
internal sealed class NamWeights(Tensor all)
{
    private int _place;

    /// <summary>The next numbers, in a shape.</summary>
    public Tensor Take(params int[] shape)
    {
        int count = Tensor.CountOf(shape);
        if (count > all.Count - _place)
            throw new ToolException($"The file has {all.Count} weights; its architecture needs more.");
        _place += count;
        return new(shape, all.Values[(_place - count).._place]);
    }

    /// <summary>The next kernel (filters, inputs, taps) as (taps, inputs, filters).</summary>
    public Tensor Kernel(int filters, int inputs, int taps) => Take(filters, inputs, taps).Transpose(2, 1, 0);

    /// <summary>All of them must be used.</summary>
    public void End()
    {
        if (_place != all.Count)
            throw new ToolException($"The file has {all.Count} weights; its architecture needs {_place}.");
    }
}

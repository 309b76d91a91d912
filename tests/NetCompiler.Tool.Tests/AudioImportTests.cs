using System.Text;
using System.Text.Json;
using NetCompiler.Tests;
using NetCompiler.Tool.Audio;
using NetCompiler.Tool.Commands;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;
using static NetCompiler.Tool.Tests.KerasFormulas;

namespace NetCompiler.Tool.Tests;

/// <summary>Files of RTNeural, AIDA-X, GuitarML and Neural Amp Modeler: real ones next to their authors' answers, others next to
/// formulas.</summary>
public class AudioImportTests
{
    private static readonly double[] Sound = [.. Enumerable.Range(0, 60).Select(i => (double)(float)Math.Sin(0.7 * i * (1 + i / 40.0)))];

    [Fact]
    public void RTNeurals_own_test_is_met_step_by_step()
    {
        AudioImport import = AudioImporter.Import(SharedFiles.Find("data/models/rtneural-lstm_torch.json"));
        CompiledNetwork network = Load(import);
        double[] inputs = VerifyCommand.Numbers(SharedFiles.Find("data/models/rtneural-lstm_torch-x.csv")),
            answers = VerifyCommand.Numbers(SharedFiles.Find("data/models/rtneural-lstm_torch-y.csv"));
        Assert.InRange(AudioImport.Difference(network, inputs, answers), 0, 1e-5);
        // The net is untrained and hears little.
        inputs[3] += 10;
        Assert.InRange(AudioImport.Difference(network, inputs, answers), 1e-4, 1);
    }

    /// <summary>The authors' error-to-signal ratio of 0.015 on the clips that were not trained on.</summary>
    [Fact]
    public void A_pedal_of_RTNeural_sounds_as_it_did()
    {
        CompiledNetwork network = Load(AudioImporter.Import(SharedFiles.Find("data/models/centaur_50.json")));
        short[] dry = Samples("guitar-dry.wav"), wet = Samples("guitar-pedal-gain50.wav");
        const int Clip = 11_025, Lead = 500;
        double error = 0, signal = 0;
        for (int clip = 111; clip < 139; clip++)
        {
            float[] sound = [.. dry.Skip(clip * Clip).Take(Clip).Select(value => value / 32768f)], answer = new float[Clip];
            network.StepBlock(sound, new float[network.Info.StateFloats], answer);
            for (int i = Lead; i < Clip; i++)
            {
                double expected = wet[clip * Clip + i] / 32768.0;
                error += Math.Pow(0.4987 * answer[i] - expected, 2);
                signal += expected * expected;
            }
        }
        Assert.InRange(error / signal, 0.0145, 0.0155);

        static short[] Samples(string name)
        {
            byte[] bytes = File.ReadAllBytes(SharedFiles.Find($"data/audio/{name}"));
            int start = bytes.AsSpan().IndexOf("data"u8) + 8;
            return [.. Enumerable.Range(0, (bytes.Length - start) / 2).Select(i => BitConverter.ToInt16(bytes, start + 2 * i))];
        }
    }

    [Fact]
    public void An_amplifier_of_NAM_answers_as_its_formulas_do()
    {
        string path = SharedFiles.Find("data/models/lstm.nam");
        AudioImport import = AudioImporter.Import(path);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        var weights = new Queue<double>(JsonText.Flat(document.RootElement.GetProperty("weights")));
        Tensor Take(int rows, int columns) => new([rows, columns], [.. Enumerable.Range(0, rows * columns).Select(_ => weights.Dequeue())]);
        Tensor both = Take(12, 4), bias = new([12], Take(12, 1).Values);
        Tensor first = Take(2, 3);
        Assert.All(first.Values, value => Assert.NotEqual(0, value));
        Tensor head = Take(1, 3);
        double last = weights.Dequeue();
        double[] answers = [.. Dense(Lstm(new([60, 1], Sound), Columns(both, 0, 1), Columns(both, 1, 3), bias, first),
            head.Transpose(1, 0), new([1], [last])).Values];
        Assert.InRange(AudioImport.Difference(Load(import), Sound, answers), 0, 1e-5);
        Assert.Equal(48000, import.Net.SampleRate);
        Assert.Contains(import.Net.Notes, note => note.Contains("State.Warm(24000)", StringComparison.Ordinal));

        static Tensor Columns(Tensor all, int first, int count) => all.Slice(1, first, count).Transpose(1, 0);
    }

    /// <summary>Two arrays, one with gates, and the head through both.</summary>
    [Fact]
    public void A_WaveNet_of_NAM_answers_as_its_formulas_do()
    {
        var random = new Random(4);
        double[] all = [.. Enumerable.Range(0, 400).Select(_ => (double)(random.NextSingle() - 0.5f))];
        int place = 0;
        double[] Take(int count) => all[place..(place += count)];
        var x = Sound.Select(value => new[] { value }).ToArray();
        double[][]? head = null;
        foreach ((int channels, int heads, bool gated, int[] dilations) in new[] { (3, 2, true, new[] { 1, 4 }), (2, 1, false, [2, 8]) })
        {
            x = Matrix(x, Take(channels * x[0].Length), null);
            foreach (int dilation in dilations)
            {
                int rows = gated ? 2 * channels : channels;
                double[] kernel = Take(rows * channels * 3), bias = Take(rows), mixin = Take(rows);
                double[][] z = [.. Enumerable.Range(0, x.Length).Select(t => Enumerable.Range(0, channels).Select(c =>
                    Math.Tanh(Sum(t, c)) * (gated ? Sigmoid(Sum(t, channels + c)) : 1)).ToArray())];
                double Sum(int t, int row)
                {
                    double sum = bias[row] + mixin[row] * Sound[t];
                    for (int from = 0; from < channels; from++)
                        for (int tap = 0; tap < 3; tap++)
                            if (t - (2 - tap) * dilation is >= 0 and int then)
                                sum += kernel[(row * channels + from) * 3 + tap] * x[then][from];
                    return sum;
                }
                double[] matrix = Take(channels * channels), offset = Take(channels);
                head = head is null ? z : Both(head, z);
                x = Both(x, Matrix(z, matrix, offset));
            }
            head = Matrix(head!, Take(heads * channels), gated ? null : Take(heads));
        }
        double scale = Take(1)[0];
        double[] answers = [.. head!.Select(step => scale * step[0])];
        string layers = """
            {"input_size": 1, "condition_size": 1, "head_size": 2, "channels": 3, "kernel_size": 3, "dilations": [1, 4],
             "activation": "Tanh", "gated": true, "head_bias": false},
            {"input_size": 3, "condition_size": 1, "head_size": 1, "channels": 2, "kernel_size": 3, "dilations": [2, 8],
             "activation": "Tanh", "gated": false, "head_bias": true}
            """;
        string File(int count) => $$"""
            {"version": "0.5.4", "architecture": "WaveNet", "config": {"layers": [{{layers}}], "head": null, "head_scale": 0.02},
             "weights": [{{string.Join(',', all.Take(count))}}]}
            """;
        CompiledNetwork network = Load(Import(File(place)));
        Assert.InRange(AudioImport.Difference(network, Sound, answers), 0, 1e-5);
        Assert.Contains("its architecture needs more", Assert.Throws<ToolException>(() => Import(File(place - 1))).Message);
        Assert.Contains($"needs {place}", Assert.Throws<ToolException>(() => Import(File(place + 1))).Message);

        static double[][] Both(double[][] a, double[][] b) => [.. a.Zip(b, (p, q) => p.Zip(q, (v, w) => v + w).ToArray())];

        static double[][] Matrix(double[][] steps, double[] matrix, double[]? offset) => [.. steps.Select(step =>
            Enumerable.Range(0, matrix.Length / step.Length).Select(row => (offset?[row] ?? 0)
                + step.Select((value, column) => matrix[row * step.Length + column] * value).Sum()).ToArray())];
    }

    /// <summary>Layers of AIDA-X with gains and a skip: the file's own test proves them, and a wrong one is seen.</summary>
    [Fact]
    public void The_test_in_a_file_is_compared()
    {
        // Twice as loud (6.0206 dB): y = x' + 2 tanh(0.5 x'[t - 2] - x'[t] + 0.25), through a norm and a slope below zero.
        double[] loud = [.. Sound.Select(value => 1.9999999 * value)];
        double[] answers = [.. loud.Select((value, t) =>
        {
            double sum = Math.Tanh(0.5 * (t < 2 ? 0 : loud[t - 2]) - value + 0.25), normed = (sum - 0.1) / Math.Sqrt(0.04 + 0.001);
            return value + 2 * (normed < 0 ? -0.3 * normed : normed);
        })];
        string File(double add) => $$"""
            {"in_shape": [null, null, 1], "in_skip": 1, "in_gain": 6.0205999, "out_gain": 0, "metadata": {"samplerate": "44100"},
             "layers": [
               {"type": "conv1d", "activation": "tanh", "shape": [null, null, 1], "kernel_size": [2], "dilation": [2],
                "weights": [[[[0.5]], [[-1]]], [0.25]]},
               {"type": "batchnorm", "shape": [null, null, 1], "epsilon": 0.001, "weights": [[0.1], [0.04]]},
               {"type": "prelu", "shape": [null, null, 1], "weights": [[[-0.3]]]},
               {"type": "dense", "activation": "", "shape": [null, null, 1], "weights": [[[2]], [0]]}],
             "input_batch": [{{string.Join(',', Sound)}}], "output_batch": [{{string.Join(',', answers.Select(value => value + add))}}]}
            """;
        AudioImport import = Import(File(0));
        Assert.Equal(44100, import.Net.SampleRate);
        (NetFiles files, _, string proof) = ImportCommand.Prove(import, "amp.aidax", "", "Amp");
        Assert.StartsWith("Compiled, and compared with 60 answers in the file", proof, StringComparison.Ordinal);
        Assert.Contains("[Network(2048, 1, SampleRate = 44100)", files.Source);
        Assert.Contains("Padding = Padding.Causal, DilationRate = 2", files.Source);
        Assert.Contains("in its own test", Assert.Throws<ToolException>(
            () => ImportCommand.Prove(Import(File(0.01)), "amp.aidax", "", "Amp")).Message);
    }

    /// <summary>A knob beside the sound, and the sound added to the answer; a GRU's gates in Keras's order.</summary>
    [Fact]
    public void A_net_of_GuitarML_keeps_its_skip_and_its_knob()
    {
        var files = new KerasFiles(6);
        Tensor kernel = files.Noise(2, 6), recurrent = files.Noise(2, 6), bias = files.Noise(2, 6), end = files.Noise(2, 1);
        int[] order = [2, 3, 0, 1, 4, 5];
        string Rows(Tensor tensor) => JsonSerializer.Serialize(order.Select(column =>
            Enumerable.Range(0, tensor.Shape[0]).Select(row => tensor.Values[row * 6 + column])));
        string Row(int row) => JsonSerializer.Serialize(order.Select(column => bias.Values[row * 6 + column]));
        string file = $$"""
            {"model_data": {"model": "SimpleRNN", "unit_type": "GRU", "input_size": 2, "hidden_size": 2, "num_layers": 1, "skip": 1,
              "output_size": 1, "bias_fl": true},
             "state_dict": {"rec.weight_ih_l0": {{Rows(kernel)}}, "rec.weight_hh_l0": {{Rows(recurrent)}},
              "rec.bias_ih_l0": {{Row(0)}}, "rec.bias_hh_l0": {{Row(1)}},
              "lin.weight": [{{JsonSerializer.Serialize(end.Values)}}], "lin.bias": [0.125]}
            }
            """;
        double[] inputs = [.. Sound.SelectMany(value => new[] { value, 0.75 })];
        Tensor y = Dense(Gru(new([60, 2], inputs), kernel, recurrent, bias), end, new([1], [0.125]));
        Assert.InRange(AudioImport.Difference(Load(Import(file)), inputs, [.. y.Values.Zip(Sound, (a, b) => a + b)]), 0, 1e-5);
    }

    [Fact]
    public void What_has_no_counterpart_is_named()
    {
        AudioImport rt = Import("""
            {"in_shape": [null, null, 1], "layers": [{"type": "conv2d"}, {"type": "unknown"},
              {"type": "dense", "activation": "", "weights": [[[1]], [0]]}]}
            """);
        Assert.Equal(["layer 1 conv2d", "layer 2 unknown"], rt.Problems.Select(problem => $"{problem.Node} {problem.Kind}"));
        Assert.Equal("only Linear, LSTM, ConvNet and WaveNet are known", Assert.Single(Import("""
            {"architecture": "CatLSTM", "config": {}, "weights": [1]}
            """).Problems).Reason);
        Assert.Equal("it has bottleneck, head1x1", Assert.Single(Import("""
            {"architecture": "WaveNet", "config": {"layers": [{"bottleneck": 2, "head1x1": {"active": true}, "groups": null}]},
             "weights": [1]}
            """).Problems).Reason);
        Assert.Equal("activation Fasttanh", Assert.Single(Import("""
            {"architecture": "ConvNet", "config": {"channels": 1, "dilations": [1], "batchnorm": false, "activation": "Fasttanh"},
             "weights": [1, 2, 3, 4, 5]}
            """).Problems).Reason);
        foreach (string damaged in new[]
        {
            "[]", "{}", "x", "{\"layers\": 3}", "{\"a.weight\": [[1], [1, 2]]}", "{\"architecture\": \"LSTM\"}",
        })
            Assert.Throws<ToolException>(() => Import(damaged));
    }

    /// <summary>An impulse response, and dilated blocks with a norm.</summary>
    [Fact]
    public void The_other_architectures_of_NAM_are_put_in_order()
    {
        Net linear = Import("""{"architecture": "Linear", "config": {"receptive_field": 3, "bias": true}, "weights": [1, 2, 3, 4]}""").Net;
        // The newest step, which has the first weight, is a kernel's last tap.
        Assert.Equal([3, 2, 1], linear.Layers[0].Tensors["kernel"].Values);
        Assert.Equal([4], linear.Layers[0].Tensors["bias"].Values);
        Net blocks = Import("""
            {"architecture": "ConvNet", "config": {"channels": 1, "dilations": [1, 2], "batchnorm": true, "activation": "ReLU"},
             "weights": [1, 2, 3, 4, 5, 6, 0.5, 7, 8, 9, 10, 11, 12, 0.25, 13, 14]}
            """).Net;
        Assert.Equal(["Conv1D", "BatchNorm", "ReLU", "Conv1D", "BatchNorm", "ReLU", "Dense"], blocks.Layers.Select(layer => layer.Word));
        Assert.Equal([7, 8], blocks.Layers[3].Tensors["kernel"].Values);
        NetLayer norm = blocks.Layers[4];
        Assert.Equal((0.25, 9, 10, 11, 12), ((double)norm.Options["Epsilon"], norm.Tensors["moving_mean"].Values[0],
            norm.Tensors["moving_variance"].Values[0], norm.Tensors["gamma"].Values[0], norm.Tensors["beta"].Values[0]));
        Assert.Equal(2, blocks.Layers[3].Options["DilationRate"]);
    }

    private static AudioImport Import(string json)
    {
        using var folder = new TemporaryDirectory();
        return AudioImporter.Import(folder.Write("net.json", Encoding.UTF8.GetBytes(json)));
    }

    private static CompiledNetwork Load(AudioImport import)
    {
        Assert.Empty(import.Problems);
        return NetFiles.Make(import.Net, "", "Net", "Audio.", null).Network;
    }
}

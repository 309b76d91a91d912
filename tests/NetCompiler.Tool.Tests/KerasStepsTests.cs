using System.Text.Json.Nodes;
using static NetCompiler.Tool.Tests.KerasFiles;
using static NetCompiler.Tool.Tests.KerasFormulas;
using Tensor = NetCompiler.Tool.Nets.Tensor;

namespace NetCompiler.Tool.Tests;

/// <summary>Keras's <c>TimeDistributed</c> around models and layers, next to Keras's formulas.</summary>
public class KerasStepsTests
{
    [Fact]
    public void A_model_over_frames_answers_as_its_formulas_do()
    {
        var files = new KerasFiles(4);
        Tensor window = files.Noise(2, 2, 2, 1), windowBias = files.Noise(2), code = files.Noise(8, 3), codeBias = files.Noise(3),
            kernel = files.Noise(3, 8), recurrent = files.Noise(2, 8), bias = files.Noise(8);
        JsonObject frame = Sequential(
            Layer("DepthwiseConv2D", "depthwise_conv2d",
                new { kernel_size = new[] { 2, 2 }, strides = new[] { 2, 2 }, activation = "relu" }),
            Layer("Flatten", "flatten", new { }), Layer("Dense", "dense", new { units = 3, activation = "tanh" }));
        frame["config"]!["name"] = "frame";
        JsonObject wrapper = Layer("TimeDistributed", "frames", new { layer = frame }), lstm = Layer("LSTM", "lstm",
            new { units = 2, activation = "tanh", recurrent_activation = "sigmoid" });
        JsonObject model = Sequential(Input("films", 3, 4, 4, 2), wrapper, lstm);
        byte[] old = Hdf(model,
        [
            ("frames", "frames/depthwise_conv2d/depthwise_kernel:0", window), ("frames", "frames/depthwise_conv2d/bias:0", windowBias),
            ("frames", "frames/dense/kernel:0", code), ("frames", "frames/dense/bias:0", codeBias),
            ("lstm", "lstm/lstm_cell/kernel:0", kernel), ("lstm", "lstm/lstm_cell/recurrent_kernel:0", recurrent),
            ("lstm", "lstm/lstm_cell/bias:0", bias),
        ]), bytes = Zip(model,
        [
            ("layers/time_distributed/layer/layers/depthwise_conv2d/vars/0", window),
            ("layers/time_distributed/layer/layers/depthwise_conv2d/vars/1", windowBias),
            ("layers/time_distributed/layer/layers/dense/vars/0", code), ("layers/time_distributed/layer/layers/dense/vars/1", codeBias),
            ("layers/lstm/cell/vars/0", kernel), ("layers/lstm/cell/vars/1", recurrent), ("layers/lstm/cell/vars/2", bias),
        ]);

        foreach ((byte[] file, string name) in new[] { (bytes, "net.keras"), (old, "net.h5") })
            KerasGraphTests.Compare(file, name, Answers, source => Assert.Contains("[TimeDistributed<NetStep>", source));

        double[] Answers(double[] input)
        {
            double[] codes = [.. input.Chunk(32).SelectMany(pixels =>
            {
                Tensor image = Depthwise(new([4, 4, 2], pixels), window, 2, false);
                Tensor row = new([8], [.. image.Values.Select((x, i) => Math.Max(0, x + windowBias.Values[i % 2]))]);
                return Map(Dense(row, code, codeBias), Math.Tanh).Values;
            })];
            return Row(Lstm(new([3, 3], codes), kernel, recurrent, bias), 2).Values;
        }
    }

    [Fact]
    public void Single_layers_within_go_over_words_and_sentences()
    {
        var files = new KerasFiles(5);
        Tensor words = files.Noise(11, 3), kernel = files.Noise(3, 8), recurrent = files.Noise(2, 8), bias = files.Noise(8),
            end = files.Noise(4, 2), endBias = files.Noise(2);
        JsonObject model = Sequential(
            Input("texts", 2, 5),
            Layer("TimeDistributed", "time_distributed",
                new { layer = Layer("Embedding", "embedding", new { input_dim = 11, output_dim = 3 }) }),
            Layer("TimeDistributed", "time_distributed_1",
                new { layer = Layer("LSTM", "lstm", new { units = 2, activation = "tanh", recurrent_activation = "sigmoid" }) }),
            Layer("Flatten", "flatten", new { }), Layer("Dense", "dense", new { units = 2, activation = "linear" }));
        byte[] bytes = Hdf(model,
        [
            ("time_distributed", "time_distributed/embeddings:0", words),
            ("time_distributed_1", "time_distributed_1/lstm_cell/kernel:0", kernel),
            ("time_distributed_1", "time_distributed_1/lstm_cell/recurrent_kernel:0", recurrent),
            ("time_distributed_1", "time_distributed_1/lstm_cell/bias:0", bias),
            ("dense", "dense/kernel:0", end), ("dense", "dense/bias:0", endBias),
        ]);

        KerasGraphTests.Compare(bytes, "net.h5", input =>
        {
            double[] codes = [.. input.Chunk(5).SelectMany(sentence => Row(Lstm(
                new([5, 3], [.. sentence.SelectMany(word => Row(words, (int)word).Values)]), kernel, recurrent, bias), 4).Values)];
            return Dense(new([4], codes), end, endBias).Values;
        }, source => Assert.Equal(3, source.Split("TimeDistributed<").Length));
    }
}

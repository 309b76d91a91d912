using System.Text;
using Xunit;

namespace NetCompiler.Tests;

public partial class BatchNormTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new First(1), new Hidden(1), new Last(1), new Plain(1), new Image(1), new FirstImage(1), new LastImage(1), new Steps(1),
        new Flattened(1), new Bordered(1), new Wide(1), new Apart(1),
        new Kinds(1), new Grouped(1), new Upwards(1), new Pooled(1), new Classifier(1), new FewFilters(1), new Twice(1),
    ];

    [Fact]
    public void What_training_normalises_by_moving_averages_prediction_folds_and_both_agree()
    {
        foreach (INetwork network in Networks)
        {
            NetworkInfo info = network.Compiled.Info;
            const int Rows = 9;
            var samples = new Samples(2);
            samples.Fill(network.Compiled);
            float[] inputs = samples.Normal(Rows * info.InputLength), targets = samples.Targets(info.Loss, Rows, info.OutputLength),
                predicted = new float[Rows * info.OutputLength];
            var step = new GradientStep(network.Compiled, Rows);

            step.Run(inputs, targets, training: false);

            network.Compiled.Predict(inputs, predicted);
            NetworkProof.AssertClose(
                Array.ConvertAll(predicted, value => (double)value), step.Outputs(Rows), 0, 1e-5,
                $"{info.Name}, evaluation against prediction");
        }
    }

    [Fact]
    public void The_gradient_of_the_network_as_it_predicts_takes_the_averages_for_constants()
    {
        foreach (INetwork network in Networks)
        {
            NetworkInfo info = network.Compiled.Info;
            const int Rows = 5;
            var samples = new Samples(3);
            samples.Fill(network.Compiled);
            ReferenceNetwork reference = ReferenceNetwork.Of(network.GetType()).CopyFrom(network.Compiled);
            foreach (ReferenceBatchNorm norm in reference.Layers.OfType<ReferenceBatchNorm>())
                norm.IsFrozen = true;
            float[] inputs = samples.Normal(Rows * info.InputLength), targets = samples.Targets(info.Loss, Rows, info.OutputLength);
            var step = new GradientStep(network.Compiled, Rows);

            double loss = step.Run(inputs, targets, frozen: true);

            foreach (
                (ReferenceParameter parameter, ParameterBlock block) in reference.Parameters.Zip(info.Parameters)
                    .Where(pair => pair.Second.IsStatistic))
                Assert.All(ReferenceNetwork.Unpad(step.Batch.Gradients.Span, block), gradient => Assert.Equal(0, gradient));
            reference.ComputeGradients(Samples.Rows(inputs, info.InputLength), Samples.Rows(targets, info.OutputLength));
            Assert.Equal(
                reference.LossOf(Samples.Rows(inputs, info.InputLength), Samples.Rows(targets, info.OutputLength)), loss,
                1e-5 * (1 + loss));
            foreach ((ReferenceParameter parameter, ParameterBlock block) in reference.Parameters.Zip(info.Parameters))
                NetworkProof.AssertClose(
                    parameter.Gradient, Array.ConvertAll(ReferenceNetwork.Unpad(step.Batch.Gradients.Span, block), value => (float)value),
                    1e-4, 5e-6, $"{info.Name}, gradient of {block.Name}");
        }
    }

    [Fact]
    public void A_step_moves_the_averages_and_no_optimizer_does()
    {
        var network = new Image(1);
        NetworkInfo info = network.Compiled.Info;
        const int Rows = 6;
        var samples = new Samples(4);
        samples.Fill(network.Compiled);
        ReferenceNetwork reference = ReferenceNetwork.Of(typeof(Image)).CopyFrom(network.Compiled);
        float[] inputs = samples.Normal(Rows * info.InputLength), targets = samples.Targets(info.Loss, Rows, info.OutputLength);
        double[][][] values = reference.Run(Samples.Rows(inputs, info.InputLength), training: true);

        network.TrainOnBatch(inputs, targets, new SGD { LearningRate = 0.1, WeightDecay = 0.5 });

        for (int i = 0; i < reference.Layers.Count; i++)
        {
            if (reference.Layers[i] is not ReferenceBatchNorm norm)
                continue;
            norm.MoveAverages(values[i], i == 1 ? 0.9 : 0.99);
            foreach (
                ReferenceParameter average in norm.Parameters
                    .Where(parameter => parameter.Name.Contains("moving", StringComparison.Ordinal)))
                NetworkProof.AssertClose(average.Values, network.Compiled.GetParameter(average.Name), 1e-5, 1e-6, average.Name);
        }
    }

    [Fact]
    public void Gradients_alone_move_no_averages()
    {
        var network = new Image(1);
        var samples = new Samples(4);
        float[] before = network.Compiled.Weights.ToArray();
        network.ComputeGradients(samples.Normal(4 * Image.InputLength), samples.Normal(4 * Image.OutputLength), training: true);
        Assert.Equal(before, network.Compiled.Weights.ToArray());
    }

    [Fact]
    public void A_bias_before_the_layer_is_folded_too_and_its_gradient_is_nothing()
    {
        var network = new WithBias(1);
        NetworkProof.ForwardAgrees(network);
        var samples = new Samples(5);
        network.ComputeGradients(samples.Normal(8 * WithBias.InputLength), samples.Normal(8 * WithBias.OutputLength), training: true);
        foreach (ParameterBlock block in network.Compiled.Info.Parameters.Where(block => block.Name is "conv2d_1/bias" or "dense_1/bias"))
            Assert.All(ReferenceNetwork.Unpad(network.Gradients, block), gradient => Assert.InRange(gradient, -1e-6, 1e-6));
    }

    [Fact]
    public void A_batch_that_does_not_fit_is_refused_with_the_numbers()
    {
        var network = new Huge(1);
        int rows = 1 + (1 << 28) / (
            network.Compiled.Info.TrainingFloatsPerRow + network.Compiled.Info.InputStride + 2 * network.Compiled.Info.OutputStride + 1);
        float[] before = network.Compiled.Weights.ToArray();

        ArgumentException error = Assert.Throws<ArgumentException>(
            () => network.TrainOnBatch(new float[rows * Huge.InputLength], new float[rows * Huge.OutputLength], new Adam()));

        Assert.Contains("Huge normalises over whole batches", error.Message, StringComparison.Ordinal);
        Assert.Contains("use smaller batches", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, network.Compiled.Weights.ToArray());
    }

    [Fact]
    public void A_variance_below_zero_is_refused()
    {
        var network = new Image(1);
        float[] before = network.Compiled.Weights.ToArray();
        const string Variance = "batch_normalization_1/moving_variance";
        ArgumentException error =
            Assert.Throws<ArgumentException>(() => network.Compiled.SetParameter(Variance, 1, 1, -0.5f, 1, 1));
        Assert.Contains($"Value 2 for Image's {Variance} is -0.5; a variance is 0 or more.", error.Message, StringComparison.Ordinal);

        var damaged = new Image(2);
        ParameterBlock block = damaged.Compiled.Info.Parameters.First(block => block.Name == "batch_normalization_2/moving_variance");
        using (WeightEdit edit = damaged.Compiled.EditWeights())
            edit.Values[block.Offset + 15] = -1;
        using var directory = new TemporaryDirectory();
        string path = Path.Combine(directory.Path, "damaged.safetensors");
        damaged.Save(path);
        NetworkFileException loading = Assert.Throws<NetworkFileException>(() => NetworkFile.Load(network, path));
        Assert.Contains(
            "batch_normalization_2/moving_variance[15] is -1; expected a variance, 0 or more.", loading.Message, StringComparison.Ordinal);
        Assert.Equal(before, network.Compiled.Weights.ToArray());

        byte[] file = File.ReadAllBytes(path);
        int header = 8 + BitConverter.ToInt32(file), position = header;
        var embedded = new EmbeddedWeights
        {
            FileName = "damaged.safetensors",
            Assembly = typeof(BatchNormTests).Assembly,
            ResourceName = "",
            Length = file.Length,
            HeaderLength = header,
            HeaderHash = EmbeddedWeights.Hash(file.AsSpan(0, header)),
            Tensors = [
                .. network.Compiled.Info.Parameters
                    .Select(
                        parameter => new EmbeddedTensor((position += 4 * parameter.Count) - 4 * parameter.Count, EmbeddedTensorType.F32))],
        };
        loading = Assert.Throws<NetworkFileException>(() => embedded.Read(network.Compiled.Info, file));
        Assert.Contains(
            "batch_normalization_2/moving_variance[15] is -1; expected a variance, 0 or more.", loading.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_net_of_inference_alone_reads_the_same_file()
    {
        var trained = new Image(1);
        new Samples(6).Fill(trained.Compiled);
        using var directory = new TemporaryDirectory();
        string path = Path.Combine(directory.Path, "image.safetensors");
        trained.Save(path);
        ImageForInference loaded = ImageForInference.Load(path);
        float[] input = new Samples(7).Normal(Image.InputLength), expected = new float[Image.OutputLength],
            actual = new float[Image.OutputLength];
        trained.Predict(input, expected);
        loaded.Predict(input, actual);
        Assert.Equal(expected, actual);
    }

    /// <summary>Files from before layers had Keras's names say batch_norm_1.</summary>
    [Fact]
    public void A_file_with_the_names_of_before_loads()
    {
        var trained = new Image(1);
        new Samples(6).Fill(trained.Compiled);
        using var directory = new TemporaryDirectory();
        string path = Path.Combine(directory.Path, "image.safetensors");
        trained.Save(path);
        byte[] file = File.ReadAllBytes(path);
        int length = BitConverter.ToInt32(file);
        string header = Encoding.UTF8.GetString(file, 8, length), before = header.Replace("batch_normalization_", "batch_norm_");
        Assert.NotEqual(header, before);
        Encoding.UTF8.GetBytes(before.PadRight(length)).CopyTo(file, 8);
        File.WriteAllBytes(path, file);

        var loaded = new Image(2);
        loaded.Load(path);
        Assert.Equal(trained.Compiled.Weights.ToArray(), loaded.Compiled.Weights.ToArray());
        var part = new Image(2);
        part.LoadPart(path, "batch_normalization_2");
        foreach (ParameterBlock block in part.Compiled.Info.Parameters)
        {
            Image from = block.IsPartOf("batch_normalization_2") ? trained : new Image(2);
            Assert.Equal(from.GetParameter(block.Name), part.GetParameter(block.Name));
        }
    }

    [Network(19)]
    [BatchNorm, Dense(3)]
    private sealed partial class First;

    [Network(5)]
    [Dense(17, UseBias = false), BatchNorm, Tanh]
    [Dense(33), Sigmoid, BatchNorm, Tanh]
    [Dense(16, UseBias = false), BatchNorm(Epsilon = 0.1f, Momentum = 0.9f), ReLU]
    [Dense(3)]
    private sealed partial class Hidden;

    [Network(6)]
    [Dense(21, UseBias = false), BatchNorm]
    private sealed partial class Last;

    [Network(6)]
    [Dense(18, UseBias = false), BatchNorm(Scale = false), Tanh]
    [Dense(7, UseBias = false), BatchNorm(Center = false), Tanh]
    [Dense(4, UseBias = false), BatchNorm(Scale = false, Center = false), Softplus, Dense(2)]
    private sealed partial class Plain;

    [Network(6, 7, 2)]
    [Conv2D(5, 3, UseBias = false), BatchNorm(Momentum = 0.9f), ReLU]
    [Conv2D(16, 2, UseBias = false), BatchNorm, Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Image;

    [Network(6, 7, 2, Mode = NetworkMode.InferenceOnly)]
    [Conv2D(5, 3, UseBias = false), BatchNorm(Momentum = 0.9f), ReLU]
    [Conv2D(16, 2, UseBias = false), BatchNorm, Tanh]
    [Flatten, Dense(2)]
    private sealed partial class ImageForInference;

    [Network(4, 5, 3)]
    [BatchNorm]
    [Conv2D(4, 2), Tanh, Flatten, Dense(2)]
    private sealed partial class FirstImage;

    [Network(4, 4, 2)]
    [Conv2D(5, 2, UseBias = false), BatchNorm, Tanh]
    private sealed partial class LastImage;

    [Network(4, 16)]
    [BatchNorm, Flatten, Dense(2)]
    private sealed partial class Steps;

    [Network(5, 5, 1)]
    [Conv2D(16, 3), ReLU, Flatten, BatchNorm]
    [Dense(2)]
    private sealed partial class Flattened;

    [Network(6, 5, 2)]
    [Conv2D(6, 3, Padding = Padding.Same, UseBias = false), BatchNorm, Tanh]
    [Conv2D(3, 3, Padding = Padding.Same), Tanh, BatchNorm]
    [Conv2D(3, 3, Padding = Padding.Same), Softsign, BatchNorm]
    [MaxPool2D(2, 3, Padding = Padding.Same), Flatten, Dense(2)]
    private sealed partial class Bordered;

    [Network(5, 4, 16)]
    [Conv2D(20, 3, Padding = Padding.Same, UseBias = false), BatchNorm, ReLU]
    [Conv2D(80, 1, UseBias = false), BatchNorm, LeakyReLU]
    [GlobalAveragePool, Dense(2)]
    private sealed partial class Wide;

    [Network(8)]
    [Dense(40), Tanh, BatchNorm, PReLU, BatchNorm, ELU]
    [Dense(130, UseBias = false), Dropout(0), BatchNorm, GELU]
    [Dense(2)]
    private sealed partial class Apart;

    [Network(6, 6, 3)]
    [DepthwiseConv2D(3, UseBias = false), BatchNorm, Tanh]
    [SeparableConv2D(6, 2, UseBias = false), BatchNorm, Tanh]
    [DepthwiseConv2D(2, DepthMultiplier = 3, UseBias = false), BatchNorm, Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Kinds;

    [Network(5, 5, 4)]
    [Conv2D(32, 3, Groups = 2, UseBias = false), BatchNorm, Tanh]
    [Conv2D(6, 2, Groups = 2, UseBias = false), BatchNorm, Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Grouped;

    [Network(3, 4, 2)]
    [Conv2DTranspose(5, 3, Strides = 2, UseBias = false), BatchNorm, Tanh]
    [Conv2D(4, 3, Strides = 2, UseBias = false), BatchNorm, ReLU]
    [Flatten, Dense(2)]
    private sealed partial class Upwards;

    [Network(10, 3)]
    [Conv1D(8, 3, Padding = Padding.Same), ReLU, MaxPool1D(2), BatchNorm, Tanh, Dropout(0)]
    [Conv1D(4, 2, UseBias = false), BatchNorm, ReLU]
    [Flatten, Dense(2)]
    private sealed partial class Pooled;

    [Network(7)]
    [Dense(20, UseBias = false), BatchNorm, ReLU]
    [Dense(4, UseBias = false), BatchNorm, Softmax]
    private sealed partial class Classifier;

    [Network(14, 14, 1)]
    [Conv2D(6, 5, UseBias = false), BatchNorm, ReLU]
    [Conv2D(4, 3, UseBias = false), BatchNorm, ReLU]
    [Flatten, Dense(3)]
    private sealed partial class FewFilters;

    [Network(5, 6, 2)]
#pragma warning disable NETC1082 // Batch statistics of what batch statistics gave.
    [Conv2D(4, 2, UseBias = false), BatchNorm(Scale = false, Center = false), BatchNorm, Tanh]
#pragma warning restore NETC1082
    [Flatten, BatchNorm, Dense(9), Tanh, Reshape(3, 3), BatchNorm, Flatten, Dense(2)]
    private sealed partial class Twice;

    [Network(6, 6, 1)]
    [Conv2D(5, 3), BatchNorm, ReLU]
    [Flatten, Dense(9), BatchNorm, ReLU]
    [Dense(2)]
    private sealed partial class WithBias;

    [Network(200, 200, 16)]
    [BatchNorm, Flatten, Dense(1)]
    private sealed partial class Huge;
}

using Xunit;

namespace NetCompiler.Tests;

[Trait("Category", "Numbers")]
public partial class LossTests
{
    private static readonly Dictionary<string, Func<INetwork>> Networks = new()
    {
        ["mean squared error"] = () => new MeanSquaredErrorNet(1),
        ["mean squared error, one output"] = () => new OneOutput(1),
        ["mean squared error after sigmoid"] = () => new DeltaRule(1),
        ["mean squared error after softmax"] = () => new SquaredSoftmax(1),
        ["mean absolute error"] = () => new MeanAbsoluteErrorNet(1),
        ["Huber"] = () => new HuberNet(1),
        ["log-cosh"] = () => new LogCoshNet(1),
        ["binary cross-entropy"] = () => new Binary(1),
        ["binary cross-entropy, one output"] = () => new BinaryOne(1),
        ["binary cross-entropy, smoothed"] = () => new BinarySmoothed(1),
        ["binary cross-entropy after hard sigmoid"] = () => new BinaryUnfused(1),
        ["categorical cross-entropy"] = () => new Categorical(1),
        ["categorical cross-entropy, two classes"] = () => new CategoricalTwo(1),
        ["categorical cross-entropy, smoothed"] = () => new CategoricalSmoothed(1),
        ["categorical cross-entropy over sequences"] = () => new CategoricalSequence(1),
        ["categorical cross-entropy over sequences of whole vectors"] = () => new CategoricalVectors(1),
        ["hinge"] = () => new HingeNet(1),
        ["hinge after tanh"] = () => new HingeTanh(1),
        ["Kullback-Leibler"] = () => new Divergence(1),
        ["Kullback-Leibler after sigmoid"] = () => new DivergenceSigmoid(1),
        ["Poisson"] = () => new PoissonNet(1),
        ["Poisson after exponential"] = () => new PoissonExponential(1),
        ["perceptron"] = () => new PerceptronNet(1),
        ["mean squared error over images"] = () => new SquaredImage(1),
        ["binary cross-entropy over images"] = () => new BinaryImage(1),
        ["hinge over images"] = () => new HingeImage(1),
        ["Kullback-Leibler over images"] = () => new DivergenceImage(1),
        ["Kullback-Leibler over images of a single channel"] = () => new DivergenceMask(1),
        ["Kullback-Leibler over sequences"] = () => new DivergenceSequence(1),
        ["Kullback-Leibler over all of an image"] = () => new DivergenceFlat(1),
        ["Poisson over sequences"] = () => new PoissonSequence(1),
        ["perceptron over images"] = () => new PerceptronImage(1),
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Loss_and_gradients_are_the_references_and_the_central_differences(string name)
    {
        NetworkProof.GradientsAgree(Networks[name]());
        NetworkProof.GradientsAgree(Networks[name](), rows: 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Evaluation_has_the_loss_of_training_and_leaves_gradients_alone(string name)
    {
        CompiledNetwork network = Networks[name]().Compiled;
        var samples = new Samples(3);
        samples.Fill(network);
        float[] inputs = samples.Normal(5 * network.Info.InputLength),
            targets = samples.Targets(network.Info.Loss, 5, network.Info.OutputLength);
        var step = new GradientStep(network, 5);
        double training = step.Run(inputs, targets);
        double evaluation = step.Run(inputs, targets, training: false);
        Assert.Equal(training, evaluation);
        Assert.All(step.Batch.Gradients.Span.ToArray(), gradient => Assert.Equal(0, gradient));
    }

    /// <summary>Keras: <c>kl_divergence</c> sums over the last axis, and the mean goes over all that is left, samples and pixels.</summary>
    [Fact]
    public void Kullback_Leibler_over_images_is_the_mean_over_pixels()
    {
        CompiledNetwork network = new DivergenceImage(1).Compiled;
        var samples = new Samples(7);
        samples.Fill(network);
        float[] inputs = samples.Normal(2 * network.Info.InputLength), outputs = new float[2 * network.Info.OutputLength];
        float[] targets = Distributions(2 * 2 * 2, 4);
        network.Predict(inputs, outputs);
        double[] pixels = [.. outputs.Zip(targets, (y, t) => t * Math.Log((double)t / y)).Chunk(4).Select(pixel => pixel.Sum())];
        Assert.Equal(8, pixels.Length);
        Assert.Equal(pixels.Average(), Trainer.ComputeGradients(network, inputs, targets), 1e-6);
        Assert.Equal(pixels.Average(), Trainer.Evaluate(network, Dataset.FromTargets(inputs, targets, 2)).Loss, 1e-6);
    }

    /// <summary>A convolution of one tap is a dense layer on every pixel: what training minimises must not change by how the pixels are
    /// handed in.</summary>
    [Theory]
    [InlineData(Loss.KullbackLeiblerDivergence)]
    [InlineData(Loss.Perceptron)]
    [InlineData(Loss.MeanSquaredError)]
    public void Pixels_count_as_if_they_were_samples(Loss loss)
    {
        (CompiledNetwork image, CompiledNetwork pixel) = loss switch
        {
            Loss.KullbackLeiblerDivergence => (new DivergenceImage(1).Compiled, new DivergencePixel(1).Compiled),
            Loss.Perceptron => (new PerceptronImage(1).Compiled, new PerceptronPixel(1).Compiled),
            _ => (new SquaredImage(1).Compiled, new SquaredPixel(1).Compiled),
        };
        new Samples(5).Fill(image);
        pixel.SetParameter("dense_1/kernel", image.GetParameter("conv2d_1/kernel"));
        pixel.SetParameter("dense_1/bias", image.GetParameter("conv2d_1/bias"));
        float[] inputs = new Samples(6).Normal(3 * image.Info.InputLength);
        float[] targets = Distributions(3 * image.Info.OutputLength / pixel.Info.OutputLength, pixel.Info.OutputLength);
        Assert.Equal(Trainer.ComputeGradients(pixel, inputs, targets), Trainer.ComputeGradients(image, inputs, targets), 1e-6);
        foreach (string tensor in new[] { "kernel", "bias" })
            NetworkProof.AssertClose(
                Array.ConvertAll(pixel.GetGradient($"dense_1/{tensor}"), value => (double)value), image.GetGradient($"conv2d_1/{tensor}"),
                1e-5, 1e-6, tensor);
    }

    /// <summary>Random probabilities, a row's sum 1.</summary>
    private static float[] Distributions(int rows, int length)
    {
        var random = new RandomSequence(3);
        var values = new float[rows * length];
        foreach (ref float value in values.AsSpan())
            value = (float)random.NextDouble() + 0.05f;
        return [.. values.Chunk(length).SelectMany(row => row.Select(value => value / row.Sum()))];
    }

    /// <summary>From the scores, no logarithm of 0 can occur: loss and gradient of a hopelessly wrong answer are what the limit
    /// says.</summary>
    [Fact]
    public void Fused_crossentropy_of_large_scores_is_finite_and_exact()
    {
        foreach (INetwork network in new INetwork[] { new Scores(1), new Odds(1) })
        {
            CompiledNetwork compiled = network.Compiled;
            using (WeightEdit edit = compiled.EditWeights())
            {
                edit.Values.Clear();
                for (int i = 0; i < 3; i++)
                    edit.Values[compiled.Info.Parameters[0].Offset + i * compiled.Info.Parameters[0].RowStride + i] = 1;
            }
            var step = new GradientStep(compiled, 1);
            double loss = step.Run([500, -500, 0], [0, 1, 0]);
            double[] byScores = ReferenceNetwork.Unpad(step.Batch.Gradients.Span, compiled.Info.Parameters[1]);
            if (compiled.Info.Loss == Loss.CategoricalCrossentropy)
            {
                Assert.Equal(1000, loss, 1e-3);
                NetworkProof.AssertClose([1, -1, 0], Array.ConvertAll(byScores, value => (float)value), 1e-5, 1e-6, "softmax");
            }
            else
            {
                Assert.Equal((1000 + Math.Log(2)) / 3, loss, 1e-3);
                NetworkProof.AssertClose(
                    [1.0 / 3, -1.0 / 3, 0.5 / 3], Array.ConvertAll(byScores, value => (float)value), 1e-5, 1e-6, "sigmoid");
            }
        }
    }

    [Fact]
    public void The_absolute_error_of_an_exact_answer_has_no_gradient()
    {
        var network = new AbsoluteOne(1);
        using (WeightEdit edit = network.Compiled.EditWeights())
            edit.Values.Clear();
        var step = new GradientStep(network.Compiled, 1);
        Assert.Equal(0, step.Run([1, 2], [0]));
        Assert.All(step.Batch.Gradients.Span.ToArray(), gradient => Assert.Equal(0, gradient));
    }

    [Network(6)]
    [Dense(9), Tanh]
    [Dense(19)]
    private sealed partial class MeanSquaredErrorNet;

    [Network(6)]
    [Dense(9), Tanh]
    [Dense(1)]
    private sealed partial class OneOutput;

    [Network(6, Loss = Loss.MeanSquaredError)]
    [Dense(5), Sigmoid]
    [Dense(3), Sigmoid]
    private sealed partial class DeltaRule;

#pragma warning disable NETC1073 // The softmax's own derivative, which the cross-entropy does without.
    [Network(6, Loss = Loss.MeanSquaredError)]
#pragma warning restore NETC1073
    [Dense(5), Sigmoid]
    [Dense(19), Softmax]
    private sealed partial class SquaredSoftmax;

    [Network(6, Loss = Loss.MeanAbsoluteError)]
    [Dense(5), Sigmoid]
    [Dense(17)]
    private sealed partial class MeanAbsoluteErrorNet;

    [Network(2, Loss = Loss.MeanAbsoluteError)]
    [Dense(1)]
    private sealed partial class AbsoluteOne;

    [Network(6, Loss = Loss.Huber)]
    [Dense(5), Sigmoid]
    [Dense(17)]
    private sealed partial class HuberNet;

    [Network(6, Loss = Loss.LogCosh)]
    [Dense(5), Sigmoid]
    [Dense(17)]
    private sealed partial class LogCoshNet;

    [Network(6)]
    [Dense(5), Tanh]
    [Dense(18), Sigmoid]
    private sealed partial class Binary;

    [Network(6)]
    [Dense(5), Tanh]
    [Dense(1), Sigmoid]
    private sealed partial class BinaryOne;

    [Network(6, LabelSmoothing = 0.1f)]
    [Dense(5), Tanh]
    [Dense(4), Sigmoid]
    private sealed partial class BinarySmoothed;

    [Network(6, Loss = Loss.BinaryCrossentropy)]
    [Dense(5), Tanh]
    [Dense(4), HardSigmoid]
    private sealed partial class BinaryUnfused;

    [Network(6)]
    [Dense(5), Tanh]
    [Dense(19), Softmax]
    private sealed partial class Categorical;

    [Network(6)]
    [Dense(5), Tanh]
    [Dense(2), Softmax]
    private sealed partial class CategoricalTwo;

    [Network(6, LabelSmoothing = 0.1f)]
    [Dense(5), Tanh]
    [Dense(10), Softmax]
    private sealed partial class CategoricalSmoothed;

    [Network(3)]
    [Dense(3), Softmax]
    private sealed partial class Scores;

    [Network(3)]
    [Dense(3), Sigmoid]
    private sealed partial class Odds;

    [Network(6, Loss = Loss.Hinge)]
    [Dense(5), Tanh]
    [Dense(4)]
    private sealed partial class HingeNet;

    [Network(6, Loss = Loss.Hinge)]
    [Dense(5), Sigmoid]
    [Dense(1), Tanh]
    private sealed partial class HingeTanh;

    [Network(6, Loss = Loss.KullbackLeiblerDivergence)]
    [Dense(5), Tanh]
    [Dense(7), Softmax]
    private sealed partial class Divergence;

    [Network(6, Loss = Loss.KullbackLeiblerDivergence)]
    [Dense(5), Tanh]
    [Dense(7), Sigmoid]
    private sealed partial class DivergenceSigmoid;

    [Network(6, Loss = Loss.Poisson)]
    [Dense(5), Tanh]
    [Dense(4), Softplus]
    private sealed partial class PoissonNet;

    [Network(6, Loss = Loss.Poisson)]
    [Dense(5), Tanh]
    [Dense(3), Exponential]
    private sealed partial class PoissonExponential;

    [Network(6)]
    [Dense(5), Step]
    private sealed partial class PerceptronNet;

    [Network(2, 2, 3)]
    [Conv2D(4, 1)]
    private sealed partial class SquaredImage;

    [Network(3)]
    [Dense(4)]
    private sealed partial class SquaredPixel;

    [Network(3, 4, 2)]
    [Conv2D(5, 2), Sigmoid]
    private sealed partial class BinaryImage;

    [Network(3, 3, 2, Loss = Loss.Hinge)]
    [Conv2D(3, 2), Tanh]
    private sealed partial class HingeImage;

    [Network(2, 2, 3, Loss = Loss.KullbackLeiblerDivergence)]
    [Conv2D(4, 1), Softmax]
    private sealed partial class DivergenceImage;

    [Network(3, Loss = Loss.KullbackLeiblerDivergence)]
    [Dense(4), Softmax]
    private sealed partial class DivergencePixel;

    [Network(4, 3, 2, Loss = Loss.KullbackLeiblerDivergence)]
    [Conv2D(1, 2), Sigmoid]
    private sealed partial class DivergenceMask;

    [Network(9, 2, Loss = Loss.KullbackLeiblerDivergence)]
    [Conv1D(7, 3), Softmax]
    private sealed partial class DivergenceSequence;

    [Network(9, 2, LabelSmoothing = 0.1)]
    [Conv1D(7, 3), Softmax]
    private sealed partial class CategoricalSequence;

    [Network(5, 2)]
    [Dense(16), Softmax]
    private sealed partial class CategoricalVectors;

    [Network(3, 3, 2, Loss = Loss.KullbackLeiblerDivergence)]
    [Conv2D(3, 2), Flatten, Softmax]
    private sealed partial class DivergenceFlat;

    [Network(8, 2, Loss = Loss.Poisson)]
    [Conv1D(3, 2), Softplus]
    private sealed partial class PoissonSequence;

    [Network(2, 2, 3)]
    [Conv2D(4, 1), Step]
    private sealed partial class PerceptronImage;

    [Network(3)]
    [Dense(4), Step]
    private sealed partial class PerceptronPixel;
}

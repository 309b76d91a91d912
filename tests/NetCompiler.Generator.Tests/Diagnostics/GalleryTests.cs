using Microsoft.CodeAnalysis;
using Xunit;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>Well-known networks that are chains, most from Keras's gallery of examples, in our words: no rule says that anything in
/// them was hardly meant. What cannot be written yet (embeddings, recurrence, residuals, several inputs) is left out or given by its
/// parts.</summary>
public sealed class GalleryTests
{
    private const string Square = "Loss = Loss.MeanSquaredError", Inference = "Mode = NetworkMode.InferenceOnly";

    [Theory]
    // Simple MNIST convnet.
    [InlineData("Network(28, 28, 1)",
        "Conv2D(32, 3), ReLU, MaxPool2D(2), Conv2D(64, 3), ReLU, MaxPool2D(2), Flatten, Dropout(0.5f), Dense(10), Softmax")]
    [InlineData("Network(784)", "Dense(512), ReLU, Dropout(0.2f), Dense(512), ReLU, Dropout(0.2f), Dense(10), Softmax")]
    // TensorFlow's quickstart, with the softmax that follows in it.
    [InlineData("Network(28, 28)", "Flatten, Dense(128), ReLU, Dropout(0.2f), Dense(10), Softmax")]
    // CIFAR-10 convnet.
    [InlineData("Network(32, 32, 3)",
        "Conv2D(32, 3, Padding = Padding.Same), ReLU, Conv2D(32, 3), ReLU, MaxPool2D(2), Dropout(0.25f), "
        + "Conv2D(64, 3, Padding = Padding.Same), ReLU, Conv2D(64, 3), ReLU, MaxPool2D(2), Dropout(0.25f), Flatten, Dense(512), "
        + "ReLU, Dropout(0.5f), Dense(10), Softmax")]
    // Image classification from scratch, knowledge distillation's teacher and student.
    [InlineData("Network(28, 28, 1)",
        "Conv2D(256, 3, Strides = 2, Padding = Padding.Same), LeakyReLU(0.2f), MaxPool2D(2, Strides = 1, Padding = Padding.Same), "
        + "Conv2D(512, 3, Strides = 2, Padding = Padding.Same), Flatten, Dense(10), Softmax")]
    // LeNet-5, AlexNet without groups, a small VGG16, the all-convolutional net, ALVINN.
    [InlineData("Network(32, 32, 1)",
        "Conv2D(6, 5), Tanh, AveragePool2D(2), Conv2D(16, 5), Tanh, AveragePool2D(2), Conv2D(120, 5), Tanh, Flatten, Dense(84), "
        + "Tanh, Dense(10), Softmax")]
    [InlineData("Network(227, 227, 3)",
        "Conv2D(96, 11, Strides = 4), ReLU, MaxPool2D(3, Strides = 2), Conv2D(256, 5, Padding = Padding.Same), ReLU, "
        + "MaxPool2D(3, Strides = 2), Conv2D(384, 3, Padding = Padding.Same), ReLU, Conv2D(384, 3, Padding = Padding.Same), ReLU, "
        + "Conv2D(256, 3, Padding = Padding.Same), ReLU, MaxPool2D(3, Strides = 2), Flatten, Dense(512), ReLU, Dropout(0.5f), "
        + "Dense(512), ReLU, Dropout(0.5f), Dense(1000), Softmax")]
    [InlineData("Network(64, 64, 3)",
        "Conv2D(64, 3, Padding = Padding.Same), ReLU, Conv2D(64, 3, Padding = Padding.Same), ReLU, MaxPool2D(2, 2), "
        + "Conv2D(128, 3, Padding = Padding.Same), ReLU, Conv2D(128, 3, Padding = Padding.Same), ReLU, MaxPool2D(2, 2), "
        + "Conv2D(256, 3, Padding = Padding.Same), ReLU, Conv2D(256, 3, Padding = Padding.Same), ReLU, MaxPool2D(2, 2), Flatten, "
        + "Dense(256), ReLU, Dense(256), ReLU, Dense(100), Softmax")]
    [InlineData("Network(32, 32, 3)",
        "Dropout(0.2f), Conv2D(96, 3, Padding = Padding.Same), ReLU, Conv2D(96, 3, Strides = 2, Padding = Padding.Same), ReLU, "
        + "Dropout(0.5f), Conv2D(192, 3, Padding = Padding.Same), ReLU, Conv2D(192, 3, Strides = 2, Padding = Padding.Same), ReLU, "
        + "Dropout(0.5f), Conv2D(192, 3), ReLU, Conv2D(192, 1), ReLU, Conv2D(10, 1), ReLU, GlobalAveragePool, Softmax")]
    [InlineData("Network(30, 32)", "Flatten, Dense(4), Sigmoid, Dense(30), Sigmoid")]
    // MobileNet without its width, a keyword spotter of depthwise convolutions, EEGNet's first block.
    [InlineData("Network(96, 96, 3)",
        "Conv2D(16, 3, Strides = 2, Padding = Padding.Same, UseBias = false), BatchNorm, ReLU(MaxValue = 6f), "
        + "DepthwiseConv2D(3, Padding = Padding.Same, UseBias = false), BatchNorm, ReLU(MaxValue = 6f), "
        + "Conv2D(32, 1, UseBias = false), BatchNorm, ReLU(MaxValue = 6f), "
        + "DepthwiseConv2D(3, Strides = 2, Padding = Padding.Same, UseBias = false), BatchNorm, ReLU(MaxValue = 6f), "
        + "Conv2D(64, 1, UseBias = false), BatchNorm, ReLU(MaxValue = 6f), GlobalAveragePool, Dropout(0.001f), Dense(1000), Softmax")]
    [InlineData("Network(49, 10, 1)",
        "Conv2D(64, 10, 4, Strides = 2, Padding = Padding.Same), BatchNorm, ReLU, Dropout(0.2f), "
        + "DepthwiseConv2D(3, Padding = Padding.Same), BatchNorm, ReLU, Conv2D(64, 1), BatchNorm, ReLU, Dropout(0.4f), "
        + "GlobalAveragePool, Dense(12), Softmax")]
    [InlineData("Network(64, 128, 1)",
        "Conv2D(8, 1, 64, Padding = Padding.Same, UseBias = false), BatchNorm, "
        + "DepthwiseConv2D(64, 1, DepthMultiplier = 2, UseBias = false), BatchNorm, ELU, AveragePool2D(1, 4), Dropout(0.5f), "
        + "SeparableConv2D(16, 1, 16, Padding = Padding.Same, UseBias = false), BatchNorm, ELU, AveragePool2D(1, 8), Dropout(0.5f), "
        + "Flatten, Dense(4), Softmax")]
    // Transfer learning: what is put on top of a frozen net, and its first layers.
    [InlineData("Network(7, 7, 1280)", "GlobalAveragePool, BatchNorm, Dropout(0.2f), Dense(120), Softmax")]
    [InlineData("Network(7, 7, 512)", "GlobalAveragePool, Dense(1), Sigmoid")]
    // Pneumonia classification.
    [InlineData("Network(180, 180, 3)",
        "Conv2D(16, 3, Padding = Padding.Same), ReLU, Conv2D(16, 3, Padding = Padding.Same), ReLU, MaxPool2D(2), "
        + "SeparableConv2D(32, 3, Padding = Padding.Same), ReLU, SeparableConv2D(32, 3, Padding = Padding.Same), ReLU, BatchNorm, "
        + "MaxPool2D(2), Dropout(0.2f), GlobalAveragePool, Dense(512), ReLU, BatchNorm, Dropout(0.7f), Dense(128), ReLU, BatchNorm, "
        + "Dropout(0.5f), Dense(1), Sigmoid")]
    public void Classifiers_of_images(string network, string layers) => AssertQuiet(network, layers);

    [Theory]
    // Text classification from scratch, behind the embedding; IMDB as bags of words; Reuters.
    [InlineData("Network(500, 128)",
        "Dropout(0.5f), Conv1D(128, 7, Strides = 3), ReLU, Conv1D(128, 7, Strides = 3), ReLU, GlobalMaxPool, Dense(128), ReLU, "
        + "Dropout(0.5f), Dense(1), Sigmoid")]
    [InlineData("Network(200, 100)",
        "Conv1D(128, 5), ReLU, MaxPool1D(5), Conv1D(128, 5), ReLU, MaxPool1D(5), Conv1D(128, 5, Padding = Padding.Same), ReLU, "
        + "GlobalMaxPool, Dense(128), ReLU, Dropout(0.5f), Dense(20), Softmax")]
    [InlineData("Network(10_000)", "Dense(16), ReLU, Dense(16), ReLU, Dense(1), Sigmoid")]
    [InlineData("Network(10_000)", "Dense(64), ReLU, Dense(64), ReLU, Dense(46), Softmax")]
    [InlineData("Network(10_000)", "Dense(512), ReLU, Dropout(0.5f), Dense(46), Softmax")]
    // Timeseries: classification from scratch, anomalies by an autoencoder, forecasting.
    [InlineData("Network(500, 1)",
        "Conv1D(64, 3, Padding = Padding.Same), BatchNorm, ReLU, Conv1D(64, 3, Padding = Padding.Same), BatchNorm, ReLU, "
        + "Conv1D(64, 3, Padding = Padding.Same), BatchNorm, ReLU, GlobalAveragePool, Dense(2), Softmax")]
    [InlineData("Network(288, 1)",
        "Conv1D(32, 7, Padding = Padding.Same, Strides = 2), ReLU, Dropout(0.2f), "
        + "Conv1D(16, 7, Padding = Padding.Same, Strides = 2), ReLU, Flatten, Dense(288), Reshape(288, 1)")]
    [InlineData("Network(24, 5)",
        "Conv1D(32, 3, Padding = Padding.Causal), ReLU, Conv1D(32, 3, Padding = Padding.Causal, DilationRate = 2), ReLU, Flatten, "
        + "Dense(10)")]
    [InlineData("Network(50)", "Dense(30), ReLU, Dense(10)")]
    [InlineData("Network(140, Loss = Loss.MeanAbsoluteError)",
        "Dense(32), ReLU, Dense(16), ReLU, Dense(8), ReLU, Dense(16), ReLU, Dense(32), ReLU, Dense(140), Sigmoid")]
    // Speakers, accents, eye movements.
    [InlineData("Network(8000, 1)",
        "Conv1D(16, 3, Padding = Padding.Same), ReLU, MaxPool1D(2, Strides = 2), Conv1D(32, 3, Padding = Padding.Same), ReLU, "
        + "MaxPool1D(2, Strides = 2), AveragePool1D(3, Strides = 3, Padding = Padding.Same), Flatten, Dense(256), ReLU, Dense(128), "
        + "ReLU, Dense(5), Softmax")]
    [InlineData("Network(1024)",
        "Dense(256), ReLU, Dropout(0.5f), Dense(384), ReLU, Dropout(0.5f), Dense(192), ReLU, Dropout(0.5f), Dense(384), ReLU, "
        + "Dropout(0.5f), Dense(7), Softmax")]
    // Structured data: fraud, hearts, wine, Boston, miles per gallon.
    [InlineData("Network(30)", "Dense(256), ReLU, Dense(256), ReLU, Dropout(0.3f), Dense(256), ReLU, Dropout(0.3f), Dense(1), Sigmoid")]
    [InlineData("Network(36)", "Dense(32), ReLU, Dropout(0.5f), Dense(1), Sigmoid")]
    [InlineData("Network(54)",
        "BatchNorm, Dense(32), BatchNorm, ReLU, Dropout(0.1f), Dense(32), BatchNorm, ReLU, Dropout(0.1f), Dense(7), Softmax")]
    [InlineData("Network(11)", "BatchNorm, Dense(8), Sigmoid, Dense(8), Sigmoid, Dense(1)")]
    [InlineData("Network(13)", "Dense(64), ReLU, Dense(64), ReLU, Dense(1)")]
    [InlineData("Network(9, Loss = Loss.MeanAbsoluteError)", "Dense(64), ReLU, Dense(64), ReLU, Dense(1)")]
    [InlineData("Network(1)", "BatchNorm, Dense(1)")]
    [InlineData("Network(4)", "Dense(10), ReLU, Dense(10), ReLU, Dense(3), Softmax")]
    // Several answers: keypoints, boxes, multi-label abstracts.
    [InlineData("Network(7, 7, 1280)",
        "Dropout(0.3f), SeparableConv2D(48, 5, Strides = 1), ReLU, SeparableConv2D(48, 3), Sigmoid, Flatten")]
    [InlineData("Network(512)",
        "Dense(2048), GELU, Dropout(0.3f), Dense(1024), GELU, Dropout(0.3f), Dense(512), GELU, Dropout(0.3f), Dense(4)")]
    [InlineData("Network(2000)", "Dense(512), ReLU, Dense(256), ReLU, Dense(153), Sigmoid")]
    public void Sequences_and_tables(string network, string layers) => AssertQuiet(network, layers);

    [Theory]
    // Autoencoders: simple, deep, convolutional, denoising; encoders and decoders as nets of their own.
    [InlineData("Network(784)", "Dense(32), ReLU, Dense(784), Sigmoid")]
    [InlineData("Network(784)",
        "Dense(128), ReLU, Dense(64), ReLU, Dense(32), ReLU, Dense(64), ReLU, Dense(128), ReLU, Dense(784), Sigmoid")]
    [InlineData("Network(784)", "Dense(128), ReLU, Dense(64), ReLU, Dense(32), ReLU")]
    [InlineData("Network(28, 28, 1)",
        "Conv2D(16, 3, Padding = Padding.Same), ReLU, MaxPool2D(2, Padding = Padding.Same), Conv2D(8, 3, Padding = Padding.Same), "
        + "ReLU, MaxPool2D(2, Padding = Padding.Same), Conv2D(8, 3, Padding = Padding.Same), ReLU, UpSampling2D(2), "
        + "Conv2D(16, 3, Padding = Padding.Same), ReLU, UpSampling2D(2), Conv2D(1, 3, Padding = Padding.Same), Sigmoid")]
    [InlineData("Network(28, 28, 1)",
        "Conv2D(32, 3, Padding = Padding.Same), ReLU, MaxPool2D(2, Padding = Padding.Same), Conv2D(32, 3, Padding = Padding.Same), "
        + "ReLU, MaxPool2D(2, Padding = Padding.Same), Conv2DTranspose(32, 3, Strides = 2, Padding = Padding.Same), ReLU, "
        + "Conv2DTranspose(32, 3, Strides = 2, Padding = Padding.Same), ReLU, Conv2D(1, 3, Padding = Padding.Same), Sigmoid")]
    // Variational autoencoder: the encoder up to its heads, one of the heads, the decoder.
    [InlineData("Network(28, 28, 1, " + Inference + ")",
        "Conv2D(32, 3, Strides = 2, Padding = Padding.Same), ReLU, Conv2D(64, 3, Strides = 2, Padding = Padding.Same), ReLU, "
        + "Flatten, Dense(16), ReLU")]
    [InlineData("Network(28, 28, 1)",
        "Conv2D(32, 3, Strides = 2, Padding = Padding.Same), ReLU, Conv2D(64, 3, Strides = 2, Padding = Padding.Same), ReLU, "
        + "Flatten, Dense(16), ReLU, Dense(4)")]
    [InlineData("Network(2)",
        "Dense(3136), ReLU, Reshape(7, 7, 64), Conv2DTranspose(64, 3, Strides = 2, Padding = Padding.Same), ReLU, "
        + "Conv2DTranspose(32, 3, Strides = 2, Padding = Padding.Same), ReLU, Conv2DTranspose(1, 3, Padding = Padding.Same), "
        + "Sigmoid")]
    // DCGAN's discriminator and generator, WGAN-GP's critic and generator, TensorFlow's tutorial.
    [InlineData("Network(64, 64, 3)",
        "Conv2D(64, 4, Strides = 2, Padding = Padding.Same), LeakyReLU(0.2f), Conv2D(128, 4, Strides = 2, Padding = Padding.Same), "
        + "LeakyReLU(0.2f), Conv2D(128, 4, Strides = 2, Padding = Padding.Same), LeakyReLU(0.2f), Flatten, Dropout(0.2f), Dense(1), "
        + "Sigmoid")]
    [InlineData("Network(128)",
        "Dense(8192), Reshape(8, 8, 128), LeakyReLU(0.2f), Conv2DTranspose(128, 4, Strides = 2, Padding = Padding.Same), "
        + "LeakyReLU(0.2f), Conv2DTranspose(256, 4, Strides = 2, Padding = Padding.Same), LeakyReLU(0.2f), "
        + "Conv2DTranspose(512, 4, Strides = 2, Padding = Padding.Same), LeakyReLU(0.2f), Conv2D(3, 5, Padding = Padding.Same), "
        + "Sigmoid")]
    [InlineData("Network(28, 28, 1)",
        "ZeroPadding2D(2), Conv2D(64, 5, Strides = 2, Padding = Padding.Same), LeakyReLU(0.2f), "
        + "Conv2D(128, 5, Strides = 2, Padding = Padding.Same), LeakyReLU(0.2f), Dropout(0.3f), "
        + "Conv2D(256, 5, Strides = 2, Padding = Padding.Same), LeakyReLU(0.2f), Dropout(0.3f), Flatten, Dropout(0.2f), Dense(1)")]
    [InlineData("Network(128)",
        "Dense(4096, UseBias = false), BatchNorm, LeakyReLU(0.2f), Reshape(4, 4, 256), UpSampling2D(2), "
        + "Conv2D(128, 3, Padding = Padding.Same, UseBias = false), BatchNorm, LeakyReLU(0.2f), UpSampling2D(2), "
        + "Conv2D(64, 3, Padding = Padding.Same, UseBias = false), BatchNorm, LeakyReLU(0.2f), UpSampling2D(2), "
        + "Conv2D(1, 3, Padding = Padding.Same, UseBias = false), BatchNorm, Tanh, Cropping2D(2)")]
    [InlineData("Network(100)",
        "Dense(12544, UseBias = false), BatchNorm, LeakyReLU, Reshape(7, 7, 256), "
        + "Conv2DTranspose(128, 5, Padding = Padding.Same, UseBias = false), BatchNorm, LeakyReLU, "
        + "Conv2DTranspose(64, 5, Strides = 2, Padding = Padding.Same, UseBias = false), BatchNorm, LeakyReLU, "
        + "Conv2DTranspose(1, 5, Strides = 2, Padding = Padding.Same, UseBias = false), Tanh")]
    // Super-resolution: ESPCN up to its shuffle, where Keras's example has a ReLU, and SRCNN; enhancement of dark images.
    [InlineData("Network(100, 100, 1)",
        "Conv2D(64, 5, Padding = Padding.Same), ReLU, Conv2D(64, 3, Padding = Padding.Same), ReLU, "
        + "Conv2D(32, 3, Padding = Padding.Same), ReLU, Conv2D(9, 3, Padding = Padding.Same), ReLU")]
    [InlineData("Network(33, 33, 1)", "Conv2D(64, 9), ReLU, Conv2D(32, 1), ReLU, Conv2D(1, 5)")]
    [InlineData("Network(64, 64, 3)",
        "Conv2D(32, 3, Padding = Padding.Same), ReLU, Conv2D(32, 3, Padding = Padding.Same), ReLU, "
        + "Conv2D(24, 3, Padding = Padding.Same), Tanh")]
    // Segmentation as a chain, fields of radiance, physics-informed nets, an implicit image.
    [InlineData("Network(64, 64, 3)",
        "Conv2D(64, 3, Strides = 2, Padding = Padding.Same), ReLU, Conv2D(128, 3, Strides = 2, Padding = Padding.Same), ReLU, "
        + "Conv2DTranspose(128, 3, Strides = 2, Padding = Padding.Same), ReLU, "
        + "Conv2DTranspose(64, 3, Strides = 2, Padding = Padding.Same), ReLU, Conv2D(1, 3, Padding = Padding.Same), Sigmoid")]
    [InlineData("Network(99)", "Dense(64), ReLU, Dense(64), ReLU, Dense(64), ReLU, Dense(64), ReLU, Dense(4)")]
    [InlineData("Network(2)", "Dense(20), Tanh, Dense(20), Tanh, Dense(20), Tanh, Dense(1)")]
    public void Autoencoders_and_generators(string network, string layers) => AssertQuiet(network, layers);

    [Theory]
    // Deep Q-learning on Atari, with the loss of the example; actor and critic on the cart pole; DDPG; PPO; a board game.
    [InlineData("Network(84, 84, 4, Loss = Loss.Huber)",
        "Conv2D(32, 8, Strides = 4), ReLU, Conv2D(64, 4, Strides = 2), ReLU, Conv2D(64, 3, Strides = 1), ReLU, Flatten, "
        + "Dense(512), ReLU, Dense(4)")]
    [InlineData("Network(84, 84, 4)",
        "Conv2D(32, 8, Strides = 4), ReLU, Conv2D(64, 4, Strides = 2), ReLU, Conv2D(64, 3), ReLU, Flatten, Dense(512), ReLU, "
        + "Dense(18)")]
    [InlineData("Network(4)", "Dense(128), ReLU, Dense(2), Softmax")]
    [InlineData("Network(4)", "Dense(128), ReLU, Dense(1)")]
    [InlineData("Network(4)", "Dense(64), Tanh, Dense(64), Tanh, Dense(2), Softmax")]
    [InlineData("Network(4)", "Dense(64), Tanh, Dense(64), Tanh, Dense(1)")]
    [InlineData("Network(3)", "Dense(256), ReLU, Dense(256), ReLU, Dense(1, KernelInitializer = Initializer.RandomUniform), Tanh")]
    [InlineData("Network(4)", "Dense(16), ReLU, Dense(32), ReLU, Dense(256), ReLU, Dense(256), ReLU, Dense(1)")]
    [InlineData("Network(17)", "Dense(64), Tanh, Dense(64), Tanh, Dense(6, KernelInitializer = Initializer.Zeros)")]
    [InlineData("Network(8)", "Dense(128), ReLU, Dense(4)")]
    [InlineData("Network(9, 9, 17)",
        "Conv2D(64, 3, Padding = Padding.Same), BatchNorm, ReLU, Conv2D(64, 3, Padding = Padding.Same), BatchNorm, ReLU, "
        + "Conv2D(2, 1), BatchNorm, ReLU, Flatten, Dense(82), Softmax")]
    [InlineData("Network(9, 9, 17)",
        "Conv2D(64, 3, Padding = Padding.Same), BatchNorm, ReLU, Conv2D(1, 1), BatchNorm, ReLU, Flatten, Dense(256), ReLU, "
        + "Dense(1), Tanh")]
    // Heads of other methods: similarity, contrast, probabilistic regression's parts, mixture weights.
    [InlineData("Network(512)", "Dense(256), ReLU, BatchNorm, Dense(256)")]
    [InlineData("Network(128)", "Dense(128), ReLU, Dense(128)")]
    [InlineData("Network(28, 28, 1)",
        "Conv2D(64, 3, Padding = Padding.Same), BatchNorm, ReLU, Conv2D(64, 3, Padding = Padding.Same), BatchNorm, ReLU, "
        + "GlobalAveragePool, Dense(64)")]
    [InlineData("Network(11, " + Square + ")", "Dense(8), Sigmoid, Dense(8), Sigmoid, Dense(2)")]
    [InlineData("Network(1)", "Dense(128), ReLU, Dense(128), ReLU, Dense(3), Softplus")]
    public void Control_and_heads(string network, string layers) => AssertQuiet(network, layers);

    /// <summary>Rows that a pool leaves out and two linear layers in a row, are there in some, and rightly warned of.</summary>
    private static void AssertQuiet(string network, string layers)
    {
        (IReadOnlyList<Diagnostic> diagnostics, int networks) = BindingOnly.Run(
            GeneratorTest.Compile($"[{network}] [{layers}] partial class Net;"), TestContext.Current.CancellationToken);
        Assert.Equal(1, networks);
        Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Id is not ("NETC1015" or "NETC1020"));
    }
}

using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using NetCompiler.CodeFixes;
using NetCompiler.Generator.Tests.CodeFixes;
using Xunit;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>What somebody who comes from Keras or PyTorch writes, and what is written here. The message says it, the code fix writes it,
/// and it compiles.</summary>
public sealed class ForeignWordTests
{
    [Theory]
    // Layers
    [InlineData("MaxPooling2D(2)", "MaxPool2D(2)")]
    [InlineData("MaxPooling2D((2, 2))", "MaxPool2D(2)")]
    [InlineData("MaxPooling2D(pool_size: (2, 2), strides: 1)", "MaxPool2D(2, Strides = 1)")]
    [InlineData("AveragePooling2D(2)", "AveragePool2D(2)")]
    [InlineData("max_pooling2d(2)", "MaxPool2D(2)")]
    [InlineData("BatchNormalization", "BatchNorm")]
    [InlineData("BatchNormalization(momentum: 0.9)", "BatchNorm(Momentum = 0.9)")]
    [InlineData("GlobalAveragePooling2D()", "GlobalAveragePool")]
    [InlineData("GlobalMaxPooling2D", "GlobalMaxPool")]
    [InlineData("Flatten, LayerNormalization(epsilon: 1e-6)", "Flatten, LayerNorm(Epsilon = 1e-6)")]
    [InlineData("GroupNormalization(1)", "GroupNorm(1)")]
    [InlineData("SpatialDropout2D(0.2)", "SpatialDropout(0.2)")]
    [InlineData("UpSampling(2)", "UpSampling2D(2)")]
    [InlineData("Swish", "SiLU")]
    [InlineData("Identity", "Linear")]
    [InlineData("Relu", "ReLU")]
    [InlineData("LeakyRelu(0.2)", "LeakyReLU(0.2)")]
    [InlineData("Activation(\"relu\")", "ReLU")]
    [InlineData("Activation(Activations.Swish)", "SiLU")]
    [InlineData("Activation(\"linear\")", "Linear")]
    [InlineData("NetCompiler.MaxPooling2D(2)", "NetCompiler.MaxPool2D(2)")]
    [InlineData("NetCompiler.Conv2D(8, 3, padding: \"same\", activation: \"relu\")",
        "NetCompiler.Conv2D(8, 3, Padding = NetCompiler.Padding.Same), NetCompiler.ReLU")]
    [InlineData("Reshape(28, 28), GRU(8, unroll: true)", "Reshape(28, 28), GRU(8)")]
    [InlineData("Reshape(28, 28), LSTM(input_size: 28, hidden_size: 8, batch_first: true)", "Reshape(28, 28), LSTM(8)")]
    [InlineData("Reshape(28, 28), MultiheadAttention(16, 4)", "Reshape(28, 28), MultiHeadAttention(4, 4)")]
    [InlineData("Reshape(28, 28), MultiheadAttention(embed_dim: 15 + 1, num_heads: 4, dropout: 0.1)",
        "Reshape(28, 28), MultiHeadAttention(4, (15 + 1) / 4, Dropout = 0.1)")]
    // PyTorch's order of arguments
    [InlineData("Conv2d(1, 32, 3)", "Conv2D(32, 3)")]
    [InlineData("Conv2d(32, 3)", "Conv2D(32, 3)")]
    [InlineData("nn.Conv2d(1, 32, 3)", "Conv2D(32, 3)")]
    [InlineData("Conv2d(1, 32, (3, 5), 2, 0)", "Conv2D(32, 3, 5, Strides = 2)")]
    [InlineData("Conv2d(1, 32, kernel_size: 3, bias: false)", "Conv2D(32, 3, UseBias = false)")]
    [InlineData("Conv2d(in_channels: 1, out_channels: 32, kernel_size: 3, padding: 1)",
        "Conv2D(32, 3, Padding = Padding.Explicit, PadTop = 1, PadBottom = 1, PadLeft = 1, PadRight = 1)")]
    [InlineData("Flatten, Linear(64)", "Flatten, Dense(64)")]
    [InlineData("Flatten, Linear(784, 64)", "Flatten, Dense(64)")]
    [InlineData("Flatten, Linear(in_features: 784, out_features: 64, bias: false)", "Flatten, Dense(64, UseBias = false)")]
    [InlineData("MaxPool2d(3, 1)", "MaxPool2D(3, Strides = 1)")]
    [InlineData("MaxPool2d(kernel_size: 2)", "MaxPool2D(2)")]
    [InlineData("AvgPool2d(2)", "AveragePool2D(2)")]
    [InlineData("AdaptiveAvgPool2d((1, 1))", "GlobalAveragePool")]
    [InlineData("BatchNorm2d(1)", "BatchNorm")]
    [InlineData("BatchNorm2d(1, 1e-5, 0.1)", "BatchNorm(Epsilon = 1e-5, Momentum = 1 - 0.1)")]
    [InlineData("Flatten, LayerNorm(784, eps: 1e-6)", "Flatten, LayerNorm(Epsilon = 1e-6)")]
    [InlineData("GroupNorm(1, 1)", "GroupNorm(1)")]
    [InlineData("Dropout2d(0.2)", "SpatialDropout(0.2)")]
    [InlineData("ReLU6", "ReLU(MaxValue = 6)")]
    [InlineData("ConvTranspose2d(1, 8, 2, stride: 2)", "Conv2DTranspose(8, 2, Strides = 2)")]
    [InlineData("Upsample(scale_factor: 2, mode: \"bilinear\")", "UpSampling2D(2, Interpolation = Interpolation.Bilinear)")]
    [InlineData("UpsamplingBilinear2d(scale_factor: 2)", "UpSampling2D(2, Interpolation = Interpolation.Bilinear)")]
    [InlineData("ZeroPad2d((1, 2, 3, 4))", "ZeroPadding2D(3, 4, 1, 2)")]
    [InlineData("ZeroPad2d(padding: (1, 2, 3, 4))", "ZeroPadding2D(3, 4, 1, 2)")]
    [InlineData("ReflectionPad2d((1, 2, 3, 4))", "ReflectionPad2D(3, 4, 1, 2)")]
    [InlineData("ReplicationPad2d(1)", "ReplicationPad2D(1)")]
    [InlineData("Flatten(1)", "Flatten")]
    // Options
    [InlineData("Conv2D(32, kernel_size: 3)", "Conv2D(32, 3)")]
    [InlineData("Conv2D(Filters = 32, KernelSize = 3)", "Conv2D(32, 3)")]
    [InlineData("Conv2D(32, 3, Stride = 3)", "Conv2D(32, 3, Strides = 3)")]
    [InlineData("Conv2D(32, 3, strides: 3)", "Conv2D(32, 3, Strides = 3)")]
    [InlineData("Conv2D(32, 3, Strides: 3)", "Conv2D(32, 3, Strides = 3)")]
    [InlineData("Conv2D(32, 3, use_bias: False)", "Conv2D(32, 3, UseBias = false)")]
    [InlineData("Conv2D(32, 3, data_format: \"channels_last\", input_shape: (28, 28, 1))", "Conv2D(32, 3)")]
    [InlineData("Conv2D(32, 3, activation: \"relu\")", "Conv2D(32, 3), ReLU")]
    [InlineData("Conv2D(32, 3, Activation = Relu)", "Conv2D(32, 3), ReLU")]
    [InlineData("Conv2D(32, 3, \"relu\")", "Conv2D(32, 3), ReLU")]
    [InlineData("Flatten, Dense(units=64, activation=\"relu\")", "Flatten, Dense(64), ReLU")]
    [InlineData("Flatten, Dense(Units = 64)", "Flatten, Dense(64)")]
    [InlineData("Flatten, Dense(64, \"relu\")", "Flatten, Dense(64), ReLU")]
    [InlineData("Flatten, Dense(10, activation: \"linear\")", "Flatten, Dense(10)")]
    [InlineData("Flatten, Dense(10, name = \"scores\")", "Flatten, Dense(10, Name = \"scores\")")]
    [InlineData("Dropout(p: 0.2)", "Dropout(0.2)")]
    [InlineData("LeakyReLU(alpha: 0.2)", "LeakyReLU(0.2)")]
    [InlineData("ReLU(6)", "ReLU(MaxValue = 6)")]
    [InlineData("ReLU(inplace: true)", "ReLU")]
    // Numbers in parentheses
    [InlineData("Conv2D(32, (3, 3))", "Conv2D(32, 3)")]
    [InlineData("Conv2D(32, (3, 5))", "Conv2D(32, 3, 5)")]
    [InlineData("Conv2D(32, (3, 3), (5, 1), \"valid\")", "Conv2D(32, 3, StrideHeight = 5, StrideWidth = 1, Padding = Padding.Valid)")]
    [InlineData("Conv2D(32, 4, Strides = (2, 2))", "Conv2D(32, 4, Strides = 2)")]
    [InlineData("MaxPool2D((2, 2), 2)", "MaxPool2D(2, Strides = 2)")]
    [InlineData("Reshape((7, 7, 16))", "Reshape(7, 7, 16)")]
    [InlineData("Reshape(target_shape: (7, 112))", "Reshape(7, 112)")]
    [InlineData("Permute((2, 1, 3))", "Permute(2, 1, 3)")]
    [InlineData("ZeroPadding2D(padding: ((1, 0), (2, 0)))", "ZeroPadding2D(1, 0, 2, 0)")]
    // Values
    [InlineData("Conv2D(32, 3, Padding = \"same\")", "Conv2D(32, 3, Padding = Padding.Same)")]
    [InlineData("Conv2D(32, 3, padding=\"same\")", "Conv2D(32, 3, Padding = Padding.Same)")]
    [InlineData("Conv2D(32, 3, Padding = Padding.SAME)", "Conv2D(32, 3, Padding = Padding.Same)")]
    [InlineData("Conv2D(32, 3, Padding = Same)", "Conv2D(32, 3, Padding = Padding.Same)")]
    [InlineData("Conv2D(32, 3, Padding = 1)",
        "Conv2D(32, 3, Padding = Padding.Explicit, PadTop = 1, PadBottom = 1, PadLeft = 1, PadRight = 1)")]
    [InlineData("Conv2D(32, 3, KernelInitializer = \"glorot_uniform\")", "Conv2D(32, 3, KernelInitializer = Initializer.GlorotUniform)")]
    [InlineData("Conv2D(32, 3, kernel_initializer: \"he_normal\")", "Conv2D(32, 3, KernelInitializer = Initializer.HeNormal)")]
    [InlineData("Conv2D(32, 3, KernelInitializer = Initializer.XavierUniform)",
        "Conv2D(32, 3, KernelInitializer = Initializer.GlorotUniform)")]
    [InlineData("Conv2D(32, 3, KernelInitializer = new HeNormal())", "Conv2D(32, 3, KernelInitializer = Initializer.HeNormal)")]
    public Task Layers_get_our_words(string written, string ours) =>
        IsWritten($"Network(28, 28, 1), {written}", $"Network(28, 28, 1), {ours}", "NETC1060");

    [Theory]
    [InlineData("Network((28, 28, 1)), Flatten", "Network(28, 28, 1), Flatten")]
    [InlineData("Network(input_shape: (28, 28, 1)), Flatten", "Network(28, 28, 1), Flatten")]
    [InlineData("Network(4, Loss = Loss.CategoricalCrossEntropy)", "Network(4, Loss = Loss.CategoricalCrossentropy)")]
    [InlineData("Network(4, Loss = Loss.SparseCategoricalCrossentropy)", "Network(4, Loss = Loss.CategoricalCrossentropy)")]
    [InlineData("Network(4, Loss = Loss.CrossEntropyLoss)", "Network(4, Loss = Loss.CategoricalCrossentropy)")]
    [InlineData("Network(4, Loss = Loss.Mse)", "Network(4, Loss = Loss.MeanSquaredError)")]
    [InlineData("Network(4, Loss = Loss.MSELoss)", "Network(4, Loss = Loss.MeanSquaredError)")]
    [InlineData("Network(4, Loss = \"mae\")", "Network(4, Loss = Loss.MeanAbsoluteError)")]
    [InlineData("Network(4, loss: \"categorical_crossentropy\")", "Network(4, Loss = Loss.CategoricalCrossentropy)")]
    [InlineData("Network(4, label_smoothing: 0.1)", "Network(4, LabelSmoothing = 0.1)")]
    public Task A_network_gets_our_words(string written, string ours) => IsWritten(written, ours, "NETC0030");

    [Theory]
    [InlineData("[Network(4), Dense(2), [|Attention|](3)] partial class Net;", "NETC1061", "Attention")]
    [InlineData("[Network(4), [|InputLayer|](4), Dense(2)] partial class Net;", "NETC1061", "InputLayer")]
    [InlineData("[Network(4), Dense(2, Activation = [|\"log_sigmoid\"|])] partial class Net;", "NETC1061", "log_sigmoid")]
    [InlineData("[Network(4), Dense(2, KernelInitializer = [|\"identity\"|])] partial class Net;", "NETC1061", "\"identity\"")]
    [InlineData("[Network(4), Dense(2, [|kernel_regularizer: \"l2\"|])] partial class Net;", "NETC1061", "kernel_regularizer")]
    [InlineData("[Network(9, 4), LSTM(2, [|NumLayers = 2|])] partial class Net;", "NETC1061", "NumLayers")]
    [InlineData("[Network(9, 4), LSTM(2, [|return_state: true|])] partial class Net;", "NETC1061", "return_state")]
    [InlineData("[Network(9), Embedding(5, 2, [|mask_zero: true|]), LSTM(2)] partial class Net;", "NETC1061", "mask_zero")]
    [InlineData("[Network(4, Loss = [|Loss.Dice|]), Dense(2)] partial class Net;", "NETC0031", "Loss.Dice")]
    [InlineData("[Network(4, [|Epochs = 3|]), Dense(2)] partial class Net;", "NETC0031", "Epochs")]
    public void What_does_not_exist_is_named(string marked, string id, string word)
    {
        Diagnostic diagnostic = Error(marked.Replace("[|", "").Replace("|]", ""));
        Assert.Equal(id, diagnostic.Id);
        Assert.StartsWith($"{word} does not exist here: ", diagnostic.GetMessage(CultureInfo.InvariantCulture));
        string source = diagnostic.Location.SourceTree!.ToString();
        TextSpan place = diagnostic.Location.SourceSpan;
        int start = marked.IndexOf("[|", StringComparison.Ordinal), length = marked.IndexOf("|]", StringComparison.Ordinal) - start - 2;
        Assert.Equal(marked.Substring(start + 2, length), source.Substring(place.Start, place.Length));
    }

    /// <summary>Where C# has nothing against a word, it is somebody else's; where nothing on the class is ours, too.</summary>
    [Theory]
    [InlineData("class EmbeddingBagAttribute : System.Attribute; [Network(4), Dense(2), EmbeddingBag] partial class Net;")]
    [InlineData("[Network(4), Dense(2, Padding = \"same\")] partial class Net;")]
    [InlineData("[EmbeddingBag, InputLayer(3)] class Net;")]
    [InlineData("[Network(4), Denoising(] partial class Net;")]
    [InlineData("[Network(4), Dense(2), Obsolte] partial class Net;")]
    [InlineData("[Densse(2)] partial class Net;")]
    [InlineData("class DensAttribute : System.Attribute; [Network(4), Dense(2), Dens] partial class Net;")]
    [InlineData("[Network(4), Dense(2, Foo = 3)] partial class Net;")]
    [InlineData("[Network(4), Dense(\"10\")] partial class Net;")]
    [InlineData("[Network(4), Dense(64, 32)] partial class Net;")]
    [InlineData("[Network(28, 28, 1), Conv2D(32, 3, 1, 1)] partial class Net;")]
    [InlineData("[Network(28, 28, 1), Flatten, Dense(10, Name = \"same\"), Softmax] partial class Net;")]
    [InlineData("class Words { public const Padding Same = Padding.Same; } "
        + "[Network(9, 9, 1), Conv2D(3, 3, Padding = Words.Same), Flatten, Dense(1)] partial class Net;")]
    public void Other_words_are_left_alone(string source) =>
        Assert.DoesNotContain(
            GeneratorTest.Run(source).Diagnostics,
            diagnostic => diagnostic.Id is "NETC0030" or "NETC0031" or "NETC1060" or "NETC1061" or "NETC1062");

    /// <summary>What C# does not know may be what the rest would be judged by: without its activation, a second layer looks
    /// needless.</summary>
    [Theory]
    [InlineData("[Network(4), Dense(8, Activation = \"relu\"), Dense(1)] partial class Net;", "NETC1060")]
    [InlineData("[Network(4), Dense(8, Activate = 3), Dense(1)] partial class Net;", null)]
    public void A_foreign_setting_is_the_only_complaint(string source, string? id) =>
        Assert.Equal(id is null ? [] : [id], GeneratorTest.Run(source).Diagnostics.Select(diagnostic => diagnostic.Id));

    /// <summary>Half an attribute has no fix.</summary>
    [Theory]
    [InlineData("[Network(28, 28, 1), Conv2d(1, ] partial class Net;", "Conv2d is Conv2D here: write Conv2D(...)")]
    [InlineData("[Network(28, 28, 1), Upsample(56)] partial class Net;", "Upsample is UpSampling2D here: write UpSampling2D(...)")]
    public async Task Arguments_that_are_not_understood_stay_open(string source, string message)
    {
        Assert.Equal(message, Assert.Single(GeneratorTest.Run(source).Diagnostics).GetMessage(CultureInfo.InvariantCulture));
        await CodeFixTest.Refuses(new OurWordFix(), source);
    }

    [Fact]
    public Task All_words_become_ours() => CodeFixTest.FixesAll(
        new OurWordFix(),
        "[Network((28, 28, 1))]\n[Conv2D(32, (3, 3), activation: \"relu\")] // features\n"
        + "[MaxPooling2D, Flatten, Linear(10)]\npartial class Net;",
        "[Network(28, 28, 1)]\n[Conv2D(32, 3), ReLU] // features\n[MaxPool2D, Flatten, Dense(10)]\npartial class Net;");

    private static Diagnostic Error(string source) =>
        Assert.Single(GeneratorTest.Run(source).Diagnostics, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    private static async Task IsWritten(string written, string ours, string id)
    {
        const string Rest = ", Flatten, Dense(2), Softmax] partial class Net;";
        string source = $"[{written}{Rest}", expected = $"[{ours}{Rest}";
        Diagnostic diagnostic = Error(source);
        Assert.Equal(id, diagnostic.Id);
        string text = diagnostic.GetMessage(CultureInfo.InvariantCulture).Split(": write ")[^1];
        await CodeFixTest.Fixes(new OurWordFix(), $"Write {text}", source, expected);

        GeneratorTest.Driver().RunGeneratorsAndUpdateCompilation(
            GeneratorTest.Compile(expected), out Compilation output, out var diagnostics, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(
            output.GetDiagnostics(TestContext.Current.CancellationToken).Concat(diagnostics),
            other => other.Severity == DiagnosticSeverity.Error);
    }
}

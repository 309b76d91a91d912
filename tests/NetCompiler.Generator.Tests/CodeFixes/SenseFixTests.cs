using NetCompiler.CodeFixes;
using Xunit;

namespace NetCompiler.Generator.Tests.CodeFixes;

/// <summary>The fixes of what can be compiled but was hardly meant.</summary>
public sealed class SenseFixTests
{
    [Theory]
    [InlineData("[Network(4), Dense(3), ReLU, ReLU, Dense(2)]", "ReLU", "[Network(4), Dense(3), ReLU, Dense(2)]")]
    [InlineData("[Network(4), Dense(1), Tanh, Sigmoid]", "Tanh", "[Network(4), Dense(1), Sigmoid]")]
    [InlineData("[Network(4), Dense(3)]\n[Sigmoid, /* at last */ Softmax]", "Sigmoid", "[Network(4), Dense(3)]\n[Softmax]")]
    [InlineData("[Network(4), Dense(1)]\n[ReLU] // rates\n", "ReLU", "[Network(4), Dense(1)]\n// rates\n")]
    [InlineData("[Network(4)]\n[Flatten]\n[Dense(2)]", "Flatten", "[Network(4)]\n[Dense(2)]")]
    [InlineData("[Network(4)] [Flatten] [Dense(2)]", "Flatten", "[Network(4)] [Dense(2)]")]
    [InlineData("[Network(8, 4), Reshape(8, 4), Flatten]", "Reshape", "[Network(8, 4), Flatten]")]
    [InlineData("[Network(4), Dense(1), BatchNorm, Sigmoid]", "BatchNorm", "[Network(4), Dense(1), Sigmoid]")]
    [InlineData("[Network(4), Dropout(0.2f), Dropout(0.5f), Dense(2)]", "Dropout", "[Network(4), Dropout(0.2f), Dense(2)]")]
    public Task Removes_a_layer(string source, string layer, string expected) =>
        CodeFixTest.Fixes(new RemoveLayerFix(), $"Remove {layer}", $"{source} partial class Net;", $"{expected} partial class Net;");

    [Fact]
    public Task Removes_all_layers_that_are_too_much() => CodeFixTest.FixesAll(
        new RemoveLayerFix(),
        "[Network(4)]\n[Flatten]\n[Dense(3), ReLU, ReLU, ReLU]\n[Dense(2), Sigmoid, Softmax]\npartial class A;\n[Network(4), Flatten, "
            + "Dense(2)] partial class B;",
        "[Network(4)]\n[Dense(3), ReLU]\n[Dense(2), Softmax]\npartial class A;\n[Network(4), Dense(2)] partial class B;");

    /// <summary>Two changes of the same brackets wait for each other.</summary>
    [Fact]
    public Task Leaves_one_of_two_that_touch() => CodeFixTest.FixesAllBut(
        new RemoveLayerFix(), left: 1,
        "[Network(4)]\n[Flatten, Flatten]\n[Dense(2)] partial class Net;", "[Network(4)]\n[Flatten]\n[Dense(2)] partial class Net;");

    [Theory]
    [InlineData("Loss = Loss.MeanSquaredError", "Loss = Loss.CategoricalCrossentropy")]
    [InlineData(
        "Loss = NetCompiler.Loss.Huber, LabelSmoothing = 0f", "Loss = NetCompiler.Loss.CategoricalCrossentropy, LabelSmoothing = 0f")]
    public Task Takes_the_loss_of_classes(string written, string expected) => CodeFixTest.Fixes(
        new SoftmaxLossFix(), "Use CategoricalCrossentropy",
        $"[Network(4, {written}), Dense(3), Softmax] partial class Net;",
        $"[Network(4, {expected}), Dense(3), Softmax] partial class Net;");

    [Fact]
    public Task Puts_Softmax_at_the_end() => CodeFixTest.Fixes(
        new InsertSoftmaxFix(), "Insert Softmax after Dense",
        "[Network(28, 28, 1)]\n[Flatten, Dense(10)] // digits\npartial class Net;",
        "[Network(28, 28, 1)]\n[Flatten, Dense(10), Softmax] // digits\npartial class Net;");

    [Theory]
    [InlineData("KernelInitializer = Initializer.Zeros", "")]
    [InlineData("KernelInitializer = Initializer.Ones, UseBias = false", ", UseBias = false")]
    public Task Leaves_an_initializer_out(string written, string expected) => CodeFixTest.Fixes(
        new RemoveArgumentFix(), "Leave KernelInitializer out",
        $"[Network(4), Dense(8, {written}), ReLU, Dense(2)] partial class Net;",
        $"[Network(4), Dense(8{expected}), ReLU, Dense(2)] partial class Net;");

    [Theory]
    [InlineData("ReturnSequences = true", "")]
    [InlineData("ReturnSequences = true, Bidirectional = true", ", Bidirectional = true")]
    public Task Leaves_sequences_out(string written, string expected) => CodeFixTest.Fixes(
        new RemoveArgumentFix(), "Leave ReturnSequences out",
        $"[Network(9, 4)]\n[GRU(8, {written}), Dense(2)] // one for all\npartial class Net;",
        $"[Network(9, 4)]\n[GRU(8{expected}), Dense(2)] // one for all\npartial class Net;");

    [Theory]
    [InlineData("Dropout(0.95f)", "Dropout(0.05f)", "0.95f", "0.05f")]
    [InlineData("Dropout(rate: 0.99f)", "Dropout(rate: 0.01f)", "0.99f", "0.01f")]
    [InlineData("BatchNorm(Momentum = 0.1f)", "BatchNorm(Momentum = 0.9f)", "0.1f", "0.9f")]
    public Task Turns_a_share_round(string written, string expected, string from, string to) => CodeFixTest.Fixes(
        new ComplementFix(), $"Change {from} to {to}",
        $"[Network(4), Dense(8), {written}, Dense(2)] partial class Net;".Replace("Dense(8),", "Dense(8), ReLU,"),
        $"[Network(4), Dense(8), {expected}, Dense(2)] partial class Net;".Replace("Dense(8),", "Dense(8), ReLU,"));

    [Fact]
    public Task Leaves_a_share_alone_that_is_computed() => CodeFixTest.Refuses(
        new ComplementFix(), "[Network(4), Dense(8), ReLU, Dropout(Net.Rate), Dense(2)] partial class Net { const float Rate = 0.95f; }");

    [Theory]
    [InlineData("Conv2D(32, 3, 2)", "Conv2D(32, 3, Strides = 2)", "2")]
    [InlineData("Conv2D(32, 8, 4, UseBias = false)", "Conv2D(32, 8, Strides = 4, UseBias = false)", "4")]
    [InlineData("MaxPool2D(3, 2)", "MaxPool2D(3, Strides = 2)", "2")]
    [InlineData("DepthwiseConv2D(3, 2)", "DepthwiseConv2D(3, Strides = 2)", "2")]
    public Task Writes_a_stride(string written, string expected, string number) => CodeFixTest.Fixes(
        new WindowFix(), $"Change {number} to Strides = {number}",
        $"[Network(28, 28, 1), {written}, GlobalMaxPool] partial class Net;",
        $"[Network(28, 28, 1), {expected}, GlobalMaxPool] partial class Net;");

    /// <summary>Where the window does not even fit, the same is offered at the error.</summary>
    [Theory]
    [InlineData("Network(28, 28, 8)", "DepthwiseConv2D(16, 3)", "DepthwiseConv2D(3)", "16")]
    [InlineData("Network(28, 28, 8)", "DepthwiseConv2D(32, 3)", "DepthwiseConv2D(3)", "32")]
    [InlineData("Network(28, 28, 3)", "Conv2D(3, 16, 5)", "Conv2D(16, 5)", "3")]
    [InlineData("Network(28, 28, 3)", "Conv2D(3, 64, 5)", "Conv2D(64, 5)", "3")]
    public Task Writes_a_window_without_filters_or_channels(string network, string written, string expected, string number) =>
        CodeFixTest.Fixes(
        new WindowFix(), $"Remove {number}, which is no size of the window",
        $"[{network}, {written}, GlobalMaxPool] partial class Net;", $"[{network}, {expected}, GlobalMaxPool] partial class Net;");

    [Fact]
    public Task Leaves_a_window_alone_whose_sizes_are_named() => CodeFixTest.Refuses(
        new WindowFix(), "[Network(28, 28, 1), Conv2D(32, kernelHeight: 3, kernelWidth: 2), GlobalMaxPool] partial class Net;");

    [Theory]
    [InlineData("[Network(1, 28, 28), Conv2D(8, 3), Flatten]", "[Network(28, 28, 1), Conv2D(8, 3), Flatten]", "28, 28, 1")]
    [InlineData("[Network(1, 28, 28), Conv2D(8, 1), Flatten]", "[Network(28, 28, 1), Conv2D(8, 1), Flatten]", "28, 28, 1")]
    [InlineData(
        "[Network(3, 64, 48, MaxParameters = 9_999)]\n[Conv2D(8, 3), GlobalMaxPool]",
        "[Network(64, 48, 3, MaxParameters = 9_999)]\n[Conv2D(8, 3), GlobalMaxPool]",
        "64, 48, 3")]
    public Task Puts_channels_last(string source, string expected, string shape) => CodeFixTest.Fixes(
        new ChannelsLastFix(), $"Change the input shape to ({shape})", $"{source} partial class Net;", $"{expected} partial class Net;");

    /// <summary>Padding would make it compile and mean nothing.</summary>
    [Theory]
    [InlineData("[Network(1, 28, 28), Conv2D(32, 3), ReLU, Flatten, Dense(10), Softmax]")]
    [InlineData("[Network(3, 64, 64), Conv2D(32, 3), ReLU, MaxPool2D(2), Flatten, Dense(10), Softmax]")]
    [InlineData("[Network(28, 28, 16), DepthwiseConv2D(32, 3), GlobalMaxPool]")]
    [InlineData("[Network(28, 28, 3), Conv2D(3, 32, 3), GlobalMaxPool]")]
    [InlineData("[Network(2, 8, 1), Conv2D(32, 3, 2), GlobalMaxPool]")]
    public Task Pads_nothing_whose_shape_is_in_doubt(string source) =>
        CodeFixTest.Refuses(new SamePaddingFix(), $"{source} partial class Net;");
}

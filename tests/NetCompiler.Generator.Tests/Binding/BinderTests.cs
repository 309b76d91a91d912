using System.Globalization;
using NetCompiler.Generator.Binding;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Losses;
using NetCompiler.Generator.Model;
using Xunit;

namespace NetCompiler.Generator.Tests.Binding;

public sealed class BinderTests
{
    private static Network Bind(string layers) => GeneratorTest.BindNetwork($"[Network(4), {layers}] partial class Net;");

    [Fact]
    public void Names_layers_as_Keras_does() => Assert.Equal(
        [
            "dense_1", "re_lu_1", "dense_2", "leaky_re_lu_1", "layer_normalization_1", "p_re_lu_1", "batch_normalization_1",
            "hard_sigmoid_1", "dense_3", "si_lu_1", "dense_4", "elu_1",
            "dropout_1", "dense_5", "softmax_1",
        ],
        Bind(
            "Dense(3), ReLU, Dense(3), LeakyReLU, LayerNorm, PReLU, BatchNorm, HardSigmoid, Dense(3), SiLU, Dense(3), ELU, Dropout(0.5f), "
                + "Dense(2), Softmax")
            .Nodes.Select(node => node.Layer.Name));

    [Fact]
    public void Given_names_are_kept_and_passed_over_in_counting() => Assert.Equal(
        ["dense_2", "re_lu_1", "hidden", "tanh_1", "dense_3", "elu_1", "dense_1"],
        Bind(
            "Dense(3), ReLU, Dense(3, Name = \"hidden\"), Tanh, Dense(3), ELU, Dense(3, Name = \"dense_1\")")
            .Nodes.Select(node => node.Layer.Name));

    [Fact]
    public void From_may_name_the_layer_before() => Assert.Equal(
        Bind("Dense(3, Name = \"a\"), ReLU, Dense(2)"),
        Bind("Dense(3, Name = \"a\", From = \"input\"), ReLU(From = \"a\"), Dense(2, From = \"re_lu_1\")"));

    /// <summary>Attributes take plain decimals and decimals with a float's suffix; networks compute in single precision either
    /// way.</summary>
    [Theory]
    [InlineData("Dropout(0.2), Dense(2)", "Dropout(0.2f), Dense(2)", "Dropout(0.2)")]
    [InlineData("GaussianNoise(0.1), Dense(2)", "GaussianNoise(stddev: 0.1f), Dense(2)", "GaussianNoise(0.1)")]
    [InlineData("LeakyReLU(0.2), Dense(2)", "LeakyReLU(0.2f), Dense(2)", "LeakyReLU(0.2)")]
    [InlineData("ELU(0.3), Dense(2)", "ELU(0.3f), Dense(2)", "ELU(0.3)")]
    [InlineData("ReLU(MaxValue = 0.7), Dense(2)", "ReLU(MaxValue = 0.7f), Dense(2)", "ReLU(max 0.7)")]
    [InlineData(
        "BatchNorm(Momentum = 0.9, Epsilon = 1e-5), Dense(2)", "BatchNorm(Momentum = 0.9f, Epsilon = 1e-5f), Dense(2)", "BatchNorm")]
    [InlineData("LayerNorm(Epsilon = 1e-5), Dense(2)", "LayerNorm(Epsilon = 1e-5f), Dense(2)", "LayerNorm")]
    [InlineData("RMSNorm(Epsilon = 1e-5), Dense(2)", "RMSNorm(Epsilon = 1e-5f), Dense(2)", "RMSNorm")]
    [InlineData("GroupNorm(2, Epsilon = 1e-5), Dense(2)", "GroupNorm(2, Epsilon = 1e-5f), Dense(2)", "GroupNorm(2)")]
    public void A_decimal_is_written_with_or_without_a_suffix(string plain, string suffixed, string title)
    {
        Network network = Bind(plain);
        Assert.Equal(Bind(suffixed), network);
        Assert.Equal(title, network.Nodes[0].Layer.Title);
    }

    [Fact]
    public void Label_smoothing_is_written_with_or_without_a_suffix() => Assert.Equal(
        GeneratorTest.BindNetwork("[Network(4, LabelSmoothing = 0.1), Dense(2), Softmax] partial class Net;"),
        GeneratorTest.BindNetwork("[Network(4, LabelSmoothing = 0.1f), Dense(2), Softmax] partial class Net;"));

    [Fact]
    public void A_network_is_a_graph() =>
        Assert.Equal([0, 1, 2], Bind("Dense(3), ReLU, Dense(2)").Nodes.Select(node => Assert.Single(node.Reads)));

    [Fact]
    public void Shapes_flow_from_layer_to_layer()
    {
        Network network = GeneratorTest.BindNetwork(
            "[Network(5, 4, 3), ReLU, Flatten, Dense(7), Tanh, Dense(2, UseBias = false), Softmax] partial class Net;");
        Assert.Equal(["(5, 4, 3)", "60", "7", "7", "2", "2"], network.Nodes.Select(node => node.Layer.Output.ToString()));
        Assert.Equal(60 * 7 + 7 + 7 * 2, network.ParameterCount);
    }

    [Fact]
    public void Parameters_lie_padded_in_the_order_of_the_file()
    {
        Network network = Bind("Dense(33), PReLU, Dense(512), ReLU, Dense(2, UseBias = false)");
        Assert.Equal(
            [
                ("dense_1/kernel", 0, 4, 33, 48), ("dense_1/bias", 192, 1, 33, 48), ("p_re_lu_1/alpha", 240, 1, 33, 48),
                ("dense_2/kernel", 288, 33, 512, 528), ("dense_2/bias", 17712, 1, 512, 528), ("dense_3/kernel", 18240, 2, 512, 528),
            ],
            network.Parameters.Select(
                parameter => (parameter.Name, parameter.Offset, parameter.Rows, parameter.Columns, parameter.RowStride)));
        Assert.Equal(18240 + 2 * 528, network.WeightFloats);
    }

    /// <summary>Number i of a sample belongs to mean i / stride modulo how many there are.</summary>
    [Theory]
    [InlineData("[Network(6), Normalization, Dense(1)]", 6, 1, 1, 0)]
    [InlineData("[Network(5, 4, 3), Normalization, Flatten, Dense(1)]", 3, 1, 1, 0)]
    [InlineData("[Network(5, 4, 3), Normalization(Axis = 1), Flatten, Dense(1)]", 5, 12, 1, 0)]
    [InlineData("[Network(5, 4, 3), Normalization(Axis = 0), Flatten, Dense(1)]", 1, 1, 1, 0)]
    [InlineData("[Network(3, 5, 4), Permute(2, 3, 1), Normalization, Flatten, Dense(1)]", 3, 20, 1, 0)]
    [InlineData("[Network(3, 5, 4), Permute(2, 3, 1), Reshape(20, 3), Normalization, Flatten, Dense(1)]", 3, 20, 1, 0)]
    [InlineData("[Network(3, 5, 4), Permute(2, 3, 1), Reshape(20, 1, 3), Normalization(Axis = 1), Flatten, Dense(1)]", 20, 1, 1, 0)]
    [InlineData("[Network(60), Reshape(3, 5, 4), Permute(3, 1, 2), Reshape(4, 15), Normalization, Flatten, Dense(1)]", 15, 4, 1, 0)]
    [InlineData("[Network(6), Rescaling(2, Offset = 1), Rescaling(0.5, Offset = 3), Linear, Normalization, Dense(1)]", 6, 1, 1, 3.5)]
    [InlineData("[Network(6), Dense(4), Normalization(Invert = true)]", 4, 1, 1, 0)]
    [InlineData("[Network(6), Dense(12), Reshape(2, 3, 2), Normalization(Axis = 2, Invert = true), Flatten, Linear]", 3, 2, 1, 0)]
    public void A_normalization_knows_which_numbers_it_is_fitted_to(string network, int count, int stride, double scale, double offset)
    {
        Network bound = GeneratorTest.BindNetwork(network + " partial class Net;");
        Fitting fitting = Assert.Single(bound.Fittings);
        Assert.Equal((stride, scale, offset), (fitting.Stride, fitting.Scale, fitting.Offset));
        Assert.Equal(count, ((FittedLayer)bound.Nodes[fitting.Node].Layer).Count);
    }

    [Fact]
    public void Slopes_of_an_image_have_its_shape_and_lie_as_its_pixels_do()
    {
        ParameterLayout alpha = GeneratorTest.BindNetwork("[Network(5, 4, 3), PReLU, Flatten, Dense(2)] partial class Net;").Parameters[0];
        Assert.Equal(
            ("(5, 4, 3)", 20, 3, 16, 20, 15),
            (alpha.Spec.Shape.ToString(), alpha.Rows, alpha.Columns, alpha.RowStride, alpha.Spec.FanIn, alpha.Spec.FanOut));
        alpha = GeneratorTest.BindNetwork("[Network(5, 4, 16), PReLU, Flatten, Dense(2)] partial class Net;").Parameters[0];
        Assert.Equal(("(5, 4, 16)", 1, 320, 320), (alpha.Spec.Shape.ToString(), alpha.Rows, alpha.Columns, alpha.RowStride));
    }

    [Theory]
    [InlineData("Softmax", "CategoricalCrossentropy")]
    [InlineData("Sigmoid", "BinaryCrossentropy")]
    [InlineData("Step", "Perceptron")]
    [InlineData("HardSigmoid", "MeanSquaredError")]
    [InlineData("ReLU", "MeanSquaredError")]
    [InlineData("Linear", "MeanSquaredError")]
    public void The_loss_follows_the_last_layer(string last, string loss) => Assert.Equal(loss, Bind($"Dense(2), {last}").Outputs[0].Loss);

    public static TheoryData<string> LastLayers() => [.. LayerCatalog.Kinds.Values.Where(IsActivation).Select(kind => kind.Name)];

    private static bool IsActivation(LayerKind kind)
    {
        bool isReported = false;
        Layer? layer = kind.Bind(
            new LayerContext(
                kind.Name, "name", [new LayerInput("input", new Shape(3))], new Dictionary<string, object?>(),
                (_, _, _) => isReported = true));
        return !isReported && layer is RowLayer
            or ElementwiseLayer { Name: "name" } and not (Dropout or SpatialDropout or GaussianNoise or Rescaling or FittedLayer);
    }

    /// <summary>Whatever the message about a wrong loss recommends is accepted, and everything that is not recommended is
    /// refused.</summary>
    [Theory]
    [MemberData(nameof(LastLayers))]
    public void Every_loss_is_either_accepted_or_refused_with_those_that_are(string last)
    {
        var accepted = new List<string>();
        var recommended = new HashSet<string>();
        foreach (string loss in Enum.GetNames<Loss>()
            .Where(name => name is not (nameof(Loss.Auto) or nameof(Loss.None) or nameof(Loss.OfType))))
        {
            var result = GeneratorTest.Run($"[Network(4, Loss = Loss.{loss}), Dense(3), {last}] partial class Net;");
            if (!result.Diagnostics.Any(diagnostic => Descriptors.IsError(diagnostic.Id)))
            {
                accepted.Add(loss);
                Network bound = Assert.Single(GeneratorTest.Outputs<Staged<Network>>(result, NetworkGenerator.Steps.Bind)).Value!;
                Assert.Equal(loss, bound.Outputs[0].Loss);
                continue;
            }
            string message = Assert.Single(result.Diagnostics).GetMessage(CultureInfo.InvariantCulture);
            recommended.Add(message.Split(": after ")[1].Split(" use ")[1].Split(", or leave")[0]);
        }
        Assert.Equal(accepted.Order(), Assert.Single(recommended).Split(", ").Order());
    }

    [Fact]
    public void Losses_are_those_of_the_runtime()
    {
        IEnumerable<string> names = Enum.GetNames<Loss>().Where(name => name is not (nameof(Loss.Auto) or nameof(Loss.None))).Order();
        Assert.Equal(names, LossRules.Names.Order());
        Assert.Equal(names, LossCatalog.Forms.Keys.Order());
    }

    [Theory]
    [InlineData("[Network(1), Linear] partial class Net;")]
    [InlineData("[Network(3), Softmax] partial class Net;")]
    [InlineData("[Network(2, 3), Flatten, Softmax] partial class Net;")]
    [InlineData("[Network(4, 1), Flatten, Dropout(0f), Dense(1), Sigmoid] partial class Net;")]
    [InlineData("[Network(4), Dense(2), Dropout(0f)] partial class Net;")]
    [InlineData("[Network(784, MaxParameters = 407_050), Dense(512), ReLU, Dense(10), Softmax] partial class Net;")]
    [InlineData("[Network(4, LabelSmoothing = 0.1f), Dense(2), Sigmoid] partial class Net;")]
    [InlineData("[Network(4), Dense(3), Tanh, Dropout(0.9f), Dense(2), Step(Low = -1)] partial class Net;")]
    [InlineData("[Network(28, 28, 3), ReLU, Dropout(0.5f), Flatten, Dense(2)] partial class Net;")]
    [InlineData("[Network(4), Dense(3), ReLU(MaxValue = 6f), Dense(2)] partial class Net;")]
    public void Unusual_networks_are_networks(string source) => GeneratorTest.Accept(source);

    [Fact]
    public void The_same_declaration_gives_the_same_network()
    {
        const string Source = "[Network(4), Dense(3), PReLU, Dropout(0.5f), Dense(2), Softmax] partial class Net;";
        Assert.Equal(GeneratorTest.BindNetwork(Source), GeneratorTest.BindNetwork(Source));
        Assert.Equal(GeneratorTest.BindNetwork(Source).GetHashCode(), GeneratorTest.BindNetwork(Source).GetHashCode());
    }
}

using Xunit;

namespace NetCompiler.Tests;

/// <summary>The layers of a network as data.</summary>
public partial class LayerInfoTests
{
    [Fact]
    public void A_chain_is_listed_in_order_with_what_it_learns()
    {
        IReadOnlyList<LayerInfo> layers = new Chain(1).Compiled.Layers;
        Assert.Equal(
            [
                "conv2d_1 Conv2D (5, 5, 4) input conv2d_1/kernel", "batch_normalization_1 BatchNorm (5, 5, 4) conv2d_1 "
                    + "batch_normalization_1/gamma batch_normalization_1/beta "
                    + "batch_normalization_1/moving_mean batch_normalization_1/moving_variance",
                "re_lu_1 ReLU (5, 5, 4) batch_normalization_1", "flatten_1 Flatten (100) re_lu_1",
                "scores Dense (3) flatten_1 scores/kernel scores/bias", "softmax_1 Softmax (3) scores",
            ],
            layers.Select(Describe));
        Assert.Equal("Conv2D(4, 3x3), no bias", layers[0].Title);
        Assert.Equal("Dense(3)", layers[4].Title);
        Assert.Equal((303, 0), (layers[4].ParameterCount, layers[5].ParameterCount));
        Assert.Equal(Chain.ParameterCount, layers.Sum(layer => layer.ParameterCount));
        Assert.Equal([100, 3], layers[4].Parameters[0].Shape);
        Assert.False(layers[4].Parameters[0].IsTrainable);
    }

    [Fact]
    public void A_graph_names_what_each_layer_reads()
    {
        IReadOnlyList<LayerInfo> layers = new Diamond(1).Compiled.Layers;
        Assert.Equal(
            [
                "left Dense (6) input left/kernel left/bias", "right Dense (6) input right/kernel right/bias",
                "add_1 Add (6) right, left", "dense_1 Dense (1) add_1 dense_1/kernel dense_1/bias",
            ],
            layers.Select(Describe));
    }

    [Fact]
    public void Settings_are_what_was_declared_and_the_defaults()
    {
        IReadOnlyList<LayerInfo> layers = new Chain(1).Layers;
        Assert.Equal(
            [
                ("BiasInitializer", "Zeros"), ("BiasL1", 0.0), ("BiasL2", 0.0), ("DilationHeight", 1), ("DilationWidth", 1), ("Filters", 4),
                ("Groups", 1), ("KernelHeight", 3), ("KernelInitializer", "GlorotUniform"), ("KernelL1", 0.0), ("KernelL2", 0.0),
                ("KernelWidth", 3), ("Padding", "Valid"), ("StrideHeight", 1), ("StrideWidth", 1), ("UseBias", false),
            ],
            layers[0].Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => (setting.Key, setting.Value)));
        Assert.Equal((0.99, 0.001), (layers[1].Settings["Momentum"], layers[1].Settings["Epsilon"]));
        Assert.Empty(layers[3].Settings);
        Assert.Equal(3, layers[4].Settings["Units"]);
        Assert.Equal([true, true, false, false, false, false], layers.Select(layer => layer.IsTrainable));
        Assert.Throws<NotSupportedException>(() => ((IDictionary<string, object>)layers[0].Settings).Clear());
    }

    [Fact]
    public void Code_for_any_network_sees_the_same_list()
    {
        INetwork network = new Chain(1);
        Assert.Same(network.Compiled.Layers, network.Layers);
    }

    /// <summary>All networks of a class share one list that nobody can change.</summary>
    [Fact]
    public void The_list_is_made_once()
    {
        IReadOnlyList<LayerInfo> layers = new Diamond(1).Compiled.Layers;
        Assert.Same(layers, new Diamond(2).Compiled.Info.Layers);
        Assert.Throws<NotSupportedException>(() => ((IList<LayerInfo>)layers).Clear());
        Assert.Throws<NotSupportedException>(() => ((IList<int>)layers[0].OutputShape)[0] = 1);
    }

    private static string Describe(LayerInfo layer) => string.Join(
        ' ',
        [
            layer.Name, layer.Kind, $"({string.Join(", ", layer.OutputShape)})", string.Join(", ", layer.Reads),
            .. layer.Parameters.Select(block => block.Name),
        ]);

    [Network(7, 7, 2)]
    [Conv2D(4, 3, UseBias = false), BatchNorm, ReLU]
    [Flatten]
    [Dense(3, Name = "scores", Trainable = false), Softmax]
    private sealed partial class Chain;

    [Network(4)]
    [Dense(6, Name = "left")]
    [Dense(6, Name = "right", From = "input")]
    [Add("left")]
    [Dense(1)]
    private sealed partial class Diamond;
}

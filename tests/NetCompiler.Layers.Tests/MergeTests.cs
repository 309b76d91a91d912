using Xunit;

namespace NetCompiler.Tests;

/// <summary>Networks that are graphs: every merge, every kind of layer as one of several readers, branches that lie differently in
/// memory.</summary>
public partial class MergeTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new Diamond(1), new Jump(1), new AllMerges(1), new Residual(1), new ResidualForInference(1), new Projection(1), new Excitation(1),
        new Inception(1), new Attention(1), new Cosine(1),
        new Stretched(1), new Rearranged(1), new Crowd(1), new FewFilters(1), new Twice(1),
    ];

    [Fact]
    public void The_table_shows_connections_where_there_is_no_chain()
    {
        string[] lines = Jump.Summary.Split('\n');
        Assert.EndsWith("  Connected to", lines[2], StringComparison.Ordinal);
        Assert.Equal(
            "concatenate_1  Concat    16                                 tanh_1, input",
            lines.Single(line => line.StartsWith("concatenate_1", StringComparison.Ordinal)));
        Assert.DoesNotContain("Connected", Chain.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_diagram_has_an_arrow_for_every_value_that_is_read()
    {
        Assert.Equal(
            """
            flowchart TD
                v0["input<br/>5"]
                v1["Dense(2), dense_1<br/>2"]
                v0 --> v1
                v2["Softmax, softmax_1<br/>2"]
                v1 --> v2

            """, new Chain(1).Compiled.Info.Diagram);
        Assert.Equal(
            """
            flowchart TD
                v0["input<br/>(6, 4)"]
                v1["Conv1D(5, 3, causal), no bias, query<br/>(6, 5)"]
                v0 --> v1
                v2["Conv1D(5, 1), key<br/>(6, 5)"]
                v0 --> v2
                v3["Dot, dot_1<br/>(6, 6)"]
                v2 --> v3
                v1 --> v3
                v4["Softmax, softmax_1<br/>(6, 6)"]
                v3 --> v4
                v5["Dot, dot_2<br/>(6, 4)"]
                v4 --> v5
                v0 --> v5
                v6["Concat, concatenate_1<br/>(6, 9)"]
                v5 --> v6
                v2 --> v6
                v7["Flatten, flatten_1<br/>54"]
                v6 --> v7
                v8["Dense(3), dense_1<br/>3"]
                v7 --> v8

            """, new Attention(1).Compiled.Info.Diagram);
    }

    [Network(5)]
    [Dense(2), Softmax]
    private sealed partial class Chain;

    [Network(5)]
    [Dense(20), Tanh(Name = "stem")]
    [Dense(20), Tanh(Name = "left")]
    [Dense(20, From = "stem"), Sigmoid]
    [Add("left"), Tanh]
    [Dense(3)]
    private sealed partial class Diamond;

    [Network(7)]
    [Dense(9), Tanh, Concat("input")]
    [Dense(4), Tanh, Concat("input")]
    [Dense(2)]
    private sealed partial class Jump;

    [Network(18)]
    [Dense(18), Tanh(Name = "a")]
    [Dense(18), Tanh(Name = "b")]
    [Multiply("a", "input")]
    [Dense(18), Maximum("a", "b"), Minimum("input"), Average("a", "b"), Subtract("a")]
    [Dense(2)]
    private sealed partial class AllMerges;

    [Network(6, 5, 3)]
    [Conv2D(16, 3, Padding = Padding.Same, UseBias = false), BatchNorm, ReLU(Name = "a")]
    [Conv2D(16, 3, Padding = Padding.Same, UseBias = false), BatchNorm, ReLU]
    [Conv2D(16, 3, Padding = Padding.Same, UseBias = false), BatchNorm, Add("a"), ReLU(Name = "b")]
    [Conv2D(16, 3, Padding = Padding.Same, UseBias = false), BatchNorm, Add("b"), ReLU]
    [GlobalAveragePool, Dense(3), Softmax]
    private sealed partial class Residual;

    [Network(6, 5, 3, Mode = NetworkMode.InferenceOnly)]
    [Conv2D(16, 3, Padding = Padding.Same, UseBias = false), BatchNorm, ReLU(Name = "a")]
    [Conv2D(16, 3, Padding = Padding.Same, UseBias = false), BatchNorm, ReLU]
    [Conv2D(16, 3, Padding = Padding.Same, UseBias = false), BatchNorm, Add("a"), ReLU]
    [GlobalAveragePool, Dense(3), Softmax]
    private sealed partial class ResidualForInference;

    [Network(7, 6, 2)]
    [Conv2D(5, 3, Padding = Padding.Same), ELU(Name = "a")]
    [Conv2D(7, 3, Strides = 2, Padding = Padding.Same), Tanh]
    [Conv2D(7, 3, Padding = Padding.Same, Name = "main")]
    [Conv2D(7, 1, Strides = 2, Padding = Padding.Same, From = "a")]
    [Add("main"), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Projection;

    [Network(6, 6, 3)]
    [Conv2D(12, 3), Tanh(Name = "image")]
    [GlobalAveragePool, Dense(4), Tanh, Dense(12), Sigmoid]
    [Multiply("image")]
    [MaxPool2D(2), Flatten, Dense(3), Softmax]
    private sealed partial class Excitation;

    [Network(6, 5, 3)]
    [Conv2D(5, 1), Tanh(Name = "a")]
    [Conv2D(16, 3, Padding = Padding.Same, From = "input"), Tanh(Name = "b")]
    [MaxPool2D(3, Strides = 1, Padding = Padding.Same, From = "input")]
    [Concat("a", "b")]
    [Conv2D(6, 2), Tanh(Name = "c")]
    [Conv2D(6, 1), Concat("c", Axis = 1), Tanh(Name = "d")]
    [AveragePool2D(1, 2, Strides = 1), Concat("d", Axis = -2)]
    [Flatten, Dense(2)]
    private sealed partial class Inception;

    [Network(6, 4)]
    [Conv1D(5, 3, Padding = Padding.Causal, UseBias = false, Name = "query")]
    [Conv1D(5, 1, From = "input", Name = "key")]
    [Dot("query"), Softmax]
    [Dot("input", Axis = 2, OtherAxis = 1)]
    [Concat("key"), Flatten, Dense(3)]
    private sealed partial class Attention;

    [Network(10)]
    [Dense(20), Tanh(Name = "a")]
    [Dense(20, From = "input"), Tanh]
    [Dot("a", Normalize = true), Multiply("a")]
    [Dense(2)]
    private sealed partial class Cosine;

    [Network(5, 4, 3)]
    [Conv2D(3, 5, 1), Add("input"), Tanh(Name = "a")]
    [Conv2D(1, 1), Sigmoid, Multiply("a"), Tanh(Name = "b")]
    [GlobalAveragePool, Subtract("b"), Flatten]
    [Dense(2)]
    private sealed partial class Stretched;

    [Network(4, 4, 3)]
    [Conv2D(16, 3, Padding = Padding.Same), Tanh(Name = "a")]
    [Flatten(Name = "flat")]
    [Dense(5), Tanh(Name = "d")]
    [GlobalAveragePool(From = "a"), Concat("d", "flat"), Dense(256), Tanh, Add("flat")]
    [Reshape(4, 4, 16), Multiply("a"), Permute(2, 1, 3), Add("a")]
    [GlobalAveragePool, Dense(2)]
    private sealed partial class Rearranged;

    [Network(6, 6, 4)]
    [Conv2D(8, 3, Padding = Padding.Same), Tanh(Name = "a")]
    [DepthwiseConv2D(3, Padding = Padding.Same, From = "a", Name = "b")]
    [Conv2D(8, 3, Groups = 2, Padding = Padding.Same, From = "a", Name = "c")]
    [Conv2DTranspose(8, 3, Padding = Padding.Same, From = "a", Name = "d")]
    [MaxPool2D(3, Strides = 1, Padding = Padding.Same, From = "a", Name = "e")]
    [AveragePool2D(2, From = "a"), UpSampling2D(2, Name = "f")]
    [BatchNorm(From = "a", Name = "g")]
    [UpSampling2D(2, Interpolation = Interpolation.Bilinear, From = "a"), MaxPool2D(2, Name = "h")]
    [SeparableConv2D(8, 3, Padding = Padding.Same, From = "a", Name = "i")]
    [LayerNorm(From = "a", Name = "j")]
    [Conv2D(8, 3, Strides = 2, Padding = Padding.Same, From = "a"), UpSampling2D(2)]
    [Add("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Crowd;

    [Network(12, 12, 2)]
    [Conv2D(4, 3, Padding = Padding.Same), Tanh(Name = "a")]
    [Conv2D(4, 3, Padding = Padding.Same), Add("a"), Tanh(Name = "b")]
    [Conv2D(3, 3, Padding = Padding.Same, From = "a"), Concat("b")]
    [Flatten(Name = "numbers"), Dense(2), Tanh(Name = "few")]
    [Dense(2, From = "numbers"), Add("few")]
    private sealed partial class FewFilters;

    [Network(20)]
    [Dense(20), Tanh(Name = "a")]
    [Dense(20), Add("a", "a"), Concat("a")]
    [Dense(20), Multiply("a", "a"), Tanh(Name = "b")]
    [Add("b"), Dense(2)]
    private sealed partial class Twice;
}

namespace NetCompiler.Tool.Tests;

/// <summary>What real files have and the other tests have not: each compiled and compared with what the file's operators compute.</summary>
public class OnnxFoundTests
{
    /// <summary>A vision transformer's front: patches, a token of its own in front of them, positions.</summary>
    [Fact]
    public void A_token_stands_in_front_of_the_patches()
    {
        var graph = new GraphBuilder(17, ("image", [0, 3, 8, 12]));
        string conv = graph.Node("Conv", $"image {graph.Weights("patch.weight", 10, 3, 4, 4)}", ("strides", new[] { 4, 4 }));
        string steps = graph.Node("Transpose", graph.Node("Reshape", $"{conv} {graph.Integers(0, 10, -1)}"), ("perm", new[] { 0, 2, 1 }));
        string token = graph.Node("Expand", $"{graph.Weights("token", 1, 1, 10)} {graph.Integers(1, 1, 10)}");
        string all = graph.Node("Concat", $"{token} {steps} {graph.Weights("last", 1, 2, 10)}", ("axis", 1));
        string placed = graph.Node("Add", $"{all} {graph.Weights("positions", 1, 9, 10)}");
        string mixed = graph.Node("Concat", $"{placed} {graph.Weights("side", 1, 9, 3)}", ("axis", 2));
        string written = graph.Output(graph.Node("Gather", $"{placed} {graph.Scalar(0)}", ("axis", 1)), mixed).Prove();
        // The tokens and the positions are one table, the numbers beside are another.
        Assert.Equal(2, written.Split("PositionEmbedding(9").Length - 1);
    }

    [Fact]
    public void Rows_of_length_1_sums_and_least_numbers()
    {
        var graph = new GraphBuilder(13, ("x", [0, 5, 6]));
        string norm = graph.Node("ReduceL2", "x", ("axes", new[] { -1 }));
        string guarded = graph.Node("Expand", $"{graph.Node("Clip", $"{norm} {graph.Number(1e-12f)}")} {graph.Integers(1, 5, 6)}");
        string unit = graph.Node("Div", $"x {guarded}");
        string sum = graph.Node("ReduceSum", $"{unit} {graph.Integers(1)}", ("keepdims", 0));
        string least = graph.Node("ReduceMin", graph.Node("LpNormalization", "x", ("axis", 1)), ("axes", new[] { 2 }));
        string quick = graph.Node("Mul", $"{sum} {graph.Node("Sigmoid", graph.Node("Mul", $"{sum} {graph.Number(1.702f)}"))}");
        string half = graph.Node("Cast", graph.Node("Cast", quick, ("to", 10)), ("to", 1));
        string written = graph.Output(half, least).Prove();
        Assert.Contains("RMSNorm(", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernels_in_groups_and_layers_that_go_backwards()
    {
        var graph = new GraphBuilder(14, ("x", [0, 4, 3, 5]));
        string up = graph.Node("ConvTranspose", $"x {graph.Weights("w", 4, 3, 3, 2)} {graph.Weights("b", 6)}",
            ("group", 2), ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 0, 1, 0 }), ("output_padding", new[] { 1, 0 }));
        string steps = graph.Node("Transpose", graph.Node("Reshape", $"{up} {graph.Integers(0, 6, -1)}"), ("perm", new[] { 2, 0, 1 }));
        graph.Node("GRU", $"{steps} {graph.Weights("W", 1, 6, 6)} {graph.Weights("R", 1, 6, 2)}", "y last",
            ("direction", "reverse"), ("hidden_size", 2), ("linear_before_reset", 1));
        string written = graph.Output("y", "last").Prove();
        Assert.Contains("GoBackwards = true", written, StringComparison.Ordinal);
        Assert.Contains("ReturnSequences = true", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_of_classes_are_looked_up_and_bounds_are_constants()
    {
        var graph = new GraphBuilder(13, ("x", [0, 3])).OfIntegers("x");
        string hot = graph.Node("OneHot", $"x {graph.Scalar(5)} {graph.Numbers(-1, 2)}");
        string dense = graph.Node("Gemm",
            $"{graph.Node("Reshape", $"{hot} {graph.Integers(-1, 15)}")} {graph.Weights("w", 15, 4)} {graph.Weights("b", 4)}");
        string bounded = graph.Node("Min", $"{graph.Node("Max", $"{graph.Number(-1.5f)} {dense}")} {graph.Numbers(2, 2, 2, 2)}");
        Assert.Contains("Embedding(5, 5", graph.Output(bounded).Prove(), StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_are_summed_by_the_weights_of_a_softmax()
    {
        var graph = new GraphBuilder(13, ("x", [0, 7, 6]));
        string weights = graph.Node("Softmax", graph.Node("MatMul", $"x {graph.Weights("s", 6, 1)}"), ("axis", 1));
        string sum = graph.Node("ReduceSum", $"{graph.Node("Mul", $"{weights} x")} {graph.Integers(1)}", ("keepdims", 0));
        Assert.Contains("Softmax", graph.Output(sum).Prove(), StringComparison.Ordinal);
    }
}

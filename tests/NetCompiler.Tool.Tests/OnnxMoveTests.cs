namespace NetCompiler.Tool.Tests;

/// <summary>Numbers that are taken in another order, repeated and stretched, and products whose matrices lie otherwise than a layer's,
/// compiled and compared with what the file's operators compute.</summary>
public class OnnxMoveTests
{
    [Fact]
    public void Numbers_are_taken_in_any_order_and_repeated()
    {
        var graph = new GraphBuilder(13, ("x", [0, 4, 6]));
        string taken = graph.Node("Gather", $"x {graph.Integers(3, -1, 0, 1, 0)}", ("axis", 1));
        string turned = graph.Node("Slice",
            $"{taken} {graph.Integers(-1)} {graph.Integers(int.MinValue)} {graph.Integers(2)} {graph.Integers(-1)}");
        string tiled = graph.Node("Tile", $"{turned} {graph.Integers(1, 2, 1)}");
        string every = graph.Node("Slice",
            $"{tiled} {graph.Integers(1)} {graph.Integers(10)} {graph.Integers(1)} {graph.Integers(3)}");
        string mean = graph.Node("ReduceMean", "x", ("axes", new[] { 1 }));
        string stretched = graph.Node("Expand", $"{mean} {graph.Integers(1, 3, 1)}");
        string sum = graph.Node("Sub", $"{every} {stretched}");
        string column = graph.Node("ReduceMean", "x", ("axes", new[] { 2 })), outer = graph.Node("Mul", $"{column} {mean}");
        string written = graph.Output(sum, graph.Node("Add", $"{column} {graph.Weights("row", 1, 3)}"), outer).Prove();
        Assert.Contains("RepeatVector(3", written, StringComparison.Ordinal);
        Assert.Contains("Concat(", written, StringComparison.Ordinal);
        Assert.Contains("UpSampling2D(1, 6", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Matrices_may_lie_turned_or_come_first()
    {
        var graph = new GraphBuilder(13, ("x", [5, 3]));
        string turned = graph.Node("Gemm", $"x {graph.Weights("a.weight", 5, 4)} {graph.Weights("a.bias", 3, 4)}",
            ("transA", 1), ("alpha", 0.5f), ("beta", 2f));
        string behind = graph.Node("Gemm", $"{graph.Weights("b.weight", 3, 2)} {turned} {graph.Weights("b.bias", 2, 1)}",
            ("transA", 1), ("alpha", 3f));
        string both = graph.Node("Gemm", $"{behind} {behind} {graph.Weights("c", 2)}", ("transB", 1), ("alpha", -0.5f), ("beta", 0.3f));
        string last = graph.Node("MatMul", $"{graph.Weights("d.weight", 6, 2)} {both}");
        string written = graph.Output(graph.Node("MatMul", $"{graph.Weights("e", 6)} {last}")).Prove();
        Assert.Contains("Dense(4, UseBias = false, Name = \"a\")", written, StringComparison.Ordinal);
        Assert.Contains("Dense(2, Name = \"b\"", written, StringComparison.Ordinal);
    }

    [Fact]
    public void An_order_of_very_many_stretches_is_refused()
    {
        var graph = new GraphBuilder(13, ("x", [0, 99]));
        long[] order = [.. Enumerable.Range(0, 99).Select(i => i * 50L % 99)];
        graph.Output(graph.Node("Gather", $"x {graph.Integers(order)}", ("axis", 1)));
        string problem = Assert.Single(graph.Import().Problems).Reason;
        Assert.Contains("99 stretches", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_of_an_image_go_behind_each_other_as_channels()
    {
        var graph = new GraphBuilder(13, ("x", [0, 3, 4, 6]));
        string blocks = graph.Node("SpaceToDepth", "x", ("blocksize", 2));
        string[] parts = [.. new[] { (0L, 0L), (1, 0), (0, 1), (1, 1) }.Select(first => graph.Node("Slice",
            $"x {graph.Integers(first.Item1, first.Item2)} {graph.Integers(int.MaxValue, int.MaxValue)} {graph.Integers(2, 3)} "
                + graph.Integers(2, 2)))];
        string all = graph.Node("Concat", $"{string.Join(' ', parts)} {blocks}", ("axis", 1));
        string written = graph.Output(graph.Node("Conv", $"{all} {graph.Weights("w", 2, 24, 1, 1)}")).Prove();
        Assert.Contains("Conv2D(2, 1", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_become_of_any_size()
    {
        var graph = new GraphBuilder(13, ("x", [0, 2, 4, 5]));
        string none = graph.Weights("none", 0);
        graph.Output(
            Resize("nearest", "asymmetric", 3, 7), Resize("linear", "align_corners", 7, 3), Resize("linear", "half_pixel", 3, 10),
            Resize("cubic", "half_pixel", 6, 5, ("cubic_coeff_a", -0.5f), ("exclude_outside", 1)),
            graph.Node("Mean", $"x {graph.Node("Tanh", "x")} {graph.Node("Pow", $"x {graph.Number(3)}")}"));
        string written = graph.Prove();
        Assert.Contains("Trainable = false", written, StringComparison.Ordinal);

        string Resize(string mode, string places, int height, int width, params (string, object)[] more) => graph.Node(
            "Resize", $"x - {none} {graph.Integers(1, 2, height, width)}",
            [("mode", mode), ("coordinate_transformation_mode", places), .. more]);
    }
}

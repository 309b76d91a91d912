using Xunit;

namespace NetCompiler.Generator.Tests.Planning;

/// <summary>Terms that are zero are looked for where they can be many and where that is worth it, and nowhere else.</summary>
public class ZerosTests
{
    /// <summary>A forward contraction looks for many rows and for one, as a data gradient does; a weight gradient for blocks of
    /// rows.</summary>
    [Theory]
    [InlineData("[Network(784), Dense(512), Tanh, Dense(2)] partial class Net;", 3)]
    [InlineData("[Network(784, Mode = NetworkMode.InferenceOnly), Dense(512), Tanh, Dense(2)] partial class Net;", 2)]
    [InlineData("[Network(784), Dense(512), ReLU, Dense(512), ReLU, Dense(2)] partial class Net;", 8)]
    [InlineData("[Network(784), Dense(512), Dropout(0.5f), Tanh, Dense(512), Tanh, Dense(2)] partial class Net;", 6)]
    public void They_are_looked_for_in_inputs_and_behind_what_gives_zeros(string source, int expected) =>
        Assert.Equal(expected, Count(source));

    [Theory]
    [InlineData("[Network(784), Dense(512), Tanh, Dense(512), Tanh, Dense(2)] partial class Net;", 3)]
    [InlineData("[Network(784), Dense(512), ReLU, LayerNorm, Dense(512), Tanh, Dense(2)] partial class Net;", 3)]
    public void They_are_not_looked_for_behind_what_gives_none(string source, int expected) => Assert.Equal(expected, Count(source));

    [Theory]
    [InlineData("[Network(64), Dense(128), ReLU, Dense(128), ReLU, Dense(8)] partial class Net;", 5)]
    [InlineData("[Network(64), Dense(128), ReLU, Dense(8)] partial class Net;", 0)]
    public void Small_kernels_are_done_before_it_is_known(string source, int expected) => Assert.Equal(expected, Count(source));

    /// <summary>Blocks of terms share the cache among many rows; a single row has no blocks.</summary>
    [Fact]
    public void Sums_in_blocks_of_terms_leave_zeros_out_for_single_rows_only() =>
        Assert.Equal(2, Count("[Network(2048), Dense(512), Tanh, Dense(2)] partial class Net;"));

    private static int Count(string source) => GeneratorTest.Accept(source).Split("SparseRows.TrySum<V>(").Length - 1;
}

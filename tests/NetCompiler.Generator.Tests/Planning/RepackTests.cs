using Xunit;

namespace NetCompiler.Generator.Tests.Planning;

/// <summary>Copies between layers are made where layers want the same numbers laid out differently, and nowhere else.</summary>
public class RepackTests
{
    /// <summary>Whole vectors of channels lie without gaps: another shape is only another way to read them.</summary>
    [Theory]
    [InlineData(
        "[Network(6), Dense(192), Tanh, Reshape(4, 3, 16), Conv2D(16, 1), Tanh, Reshape(6, -1), Conv1D(16, 1), Tanh, Flatten, Dense(2)] "
            + "partial class Net;")]
    [InlineData("[Network(4, 3, 16), Reshape(192), Dense(2)] partial class Net;")]
    [InlineData("[Network(4, 3, 5), Reshape(10, 6), Flatten, Dense(2)] partial class Net;")]
    public void A_reshape_of_numbers_without_gaps_is_no_step(string source) =>
        Assert.DoesNotContain("Images.", GeneratorTest.Accept(source));

    /// <summary>Five channels lie in pixels of 16.</summary>
    [Theory]
    [InlineData("[Network(6), Dense(60), Tanh, Reshape(4, 3, 5), Conv2D(16, 1), Tanh, Flatten, Dense(2)] partial class Net;")]
    [InlineData("[Network(4, 3, 2), Conv2D(5, 2), Tanh, Reshape(30), Dense(2)] partial class Net;")]
    public void Gaps_are_made_and_closed_by_one_copy_there_and_one_back(string source) =>
        Assert.Equal(2, GeneratorTest.Accept(source).Split("Images.Copy(").Length - 1);
}

namespace NetCompiler;

/// <summary>One named tensor inside a network's flat parameter buffer.</summary>
/// <param name="Name">Layer and tensor, as in the file: <c>dense_1/kernel</c>.</param>
/// <param name="Shape">The tensor's shape, in Keras order: a Dense kernel is (inputs, units).</param>
/// <param name="Offset">Where the tensor begins in the flat buffer, in floats; a multiple of 16.</param>
/// <param name="Rows">The number of rows in the buffer: all but the last dimension, multiplied.</param>
/// <param name="Columns">The length of a row: the last dimension.</param>
/// <param name="RowStride">The distance from row to row in the buffer, in floats: <paramref name="Columns"/> and padding, which is zero.</param>
/// <param name="Initializer">How the first values are drawn.</param>
/// <param name="FanIn">The initializer's fan-in.</param>
/// <param name="FanOut">The initializer's fan-out.</param>
public sealed record ParameterBlock(
    string Name, IReadOnlyList<int> Shape, int Offset, int Rows, int Columns, int RowStride, Initializer Initializer, int FanIn, int FanOut)
{
    /// <summary>The number of parameters, without padding.</summary>
    public int Count => Rows * Columns;
}

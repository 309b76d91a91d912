using System.ComponentModel;

namespace NetCompiler;

/// <summary>One named tensor inside a network's flat parameter buffer.</summary>
/// <param name="Name">Layer and tensor, as in the file: <c>dense_1/kernel</c>.</param>
/// <param name="Shape">The tensor's shape, in Keras order: a Dense kernel is (inputs, units).</param>
/// <param name="Offset">Where the tensor begins in the flat buffer, in floats; a multiple of 16.</param>
/// <param name="Rows">The number of rows in the buffer.</param>
/// <param name="Columns">The length of a row: usually the last dimension.</param>
/// <param name="RowStride">The distance from row to row in the buffer, in floats: <paramref name="Columns"/> and padding, which is
/// zero.</param>
/// <param name="Initializer">How the first values are drawn.</param>
/// <param name="FanIn">The initializer's fan-in.</param>
/// <param name="FanOut">The initializer's fan-out.</param>
public sealed record ParameterBlock(
    string Name, IReadOnlyList<int> Shape, int Offset, int Rows, int Columns, int RowStride, Initializer Initializer, int FanIn, int FanOut)
{
    /// <summary>Dimensions that the buffer has in another order than the tensor; null where both have the same.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public DimensionSwap? Swap { get; init; }

    /// <summary>Whether this is not learned but measured, as a moving average over batches or by <see cref="Trainer.Adapt"/>: no optimizer
    /// moves it, and its gradient is zero. Files of every <see cref="WeightFormat"/> keep its 32 bits.</summary>
    public bool IsStatistic { get; init; }

    /// <summary>Whether the tensor's rows, as in files, belong to one output each, and its columns to all: the last dimension but one
    /// counts the outputs, as in the kernel of a transposed convolution, (height, width, filters, channels).</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool HasOutputRows { get; init; }

    /// <summary>Values of each of the tensor's rows, as in files, that begin with 1 whatever the initializer: the first, and how many. Null
    /// for none.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public (int First, int Count)? Ones { get; init; }

    /// <summary>What training adds to the loss for each unit of Σ |w|, while this is not frozen; see
    /// <see cref="DenseAttribute.KernelL1"/>.</summary>
    public float L1 { get; init; }

    /// <summary>What training adds to the loss for each unit of Σ w², while this is not frozen; see
    /// <see cref="DenseAttribute.KernelL2"/>.</summary>
    public float L2 { get; init; }

    /// <summary>Whether another tensor has this name and lies as this one.</summary>
    internal bool LiesAs(ParameterBlock other) => Name == other.Name && Offset == other.Offset && Columns == other.Columns
        && RowStride == other.RowStride && Swap == other.Swap && Shape.SequenceEqual(other.Shape);

    /// <summary>Whether training moves it at first; see <see cref="LayerAttribute.Trainable"/>.</summary>
    public bool IsTrainable { get; init; } = true;

    /// <summary>Whether this is the tensor of a name, or one of the layer or part of that name.</summary>
    internal bool IsPartOf(string name) =>
        Name.StartsWith(name, StringComparison.Ordinal) && (Name.Length == name.Length || Name[name.Length] == '/');

    /// <summary>Whether these are variances, which are 0 or more.</summary>
    internal bool IsVariance => IsStatistic && Name.EndsWith("variance", StringComparison.Ordinal);

    /// <summary>Where a variance below zero stands among this tensor's values in the flat buffer; -1 where there is none, or where they are
    /// no variances.</summary>
    internal int IndexOfNegativeVariance(ReadOnlySpan<float> weights) =>
        IsVariance ? weights.Slice(Offset, Columns).IndexOfAnyInRange(float.NegativeInfinity, -float.Epsilon) : -1;

    /// <summary>The number of parameters, without padding.</summary>
    public int Count => Rows * Columns;

    /// <summary>The length of a row of the tensor as in files: that of the buffer, or the last dimension where dimensions are
    /// swapped.</summary>
    internal int TensorColumns => Swap is null ? Columns : Shape[^1];

    /// <summary>The number of the tensor's rows of <see cref="TensorColumns"/>.</summary>
    internal int TensorRows => Count / TensorColumns;

    /// <summary>The shape of an 8-bit file's scales, one for each output, so that they multiply the tensor by NumPy's rules.</summary>
    internal IReadOnlyList<int> ScaleShape => HasOutputRows ? [Shape[^2], 1] : ColumnScaleShape;

    /// <summary>The shape of scales for each column: the last dimensions, as many as make a row. Files of 0.1 have such even where outputs
    /// are rows.</summary>
    internal IReadOnlyList<int> ColumnScaleShape
    {
        get
        {
            int first = Shape.Count - 1;
            for (int length = Shape[first]; length < TensorColumns; length *= Shape[first])
                first--;
            return [.. Shape.Skip(first)];
        }
    }

    /// <summary>The scales of one of the tensor's rows, number by number.</summary>
    /// <param name="row">The row.</param>
    /// <param name="scales">The tensor's scales, in the shape of a file.</param>
    /// <param name="isOfRows">Whether they are of rows rather than of columns.</param>
    /// <param name="buffer">As long as a row; overwritten.</param>
    internal static ReadOnlySpan<float> RowScales(int row, ReadOnlySpan<float> scales, bool isOfRows, Span<float> buffer)
    {
        if (!isOfRows)
            return scales;
        buffer.Fill(scales[row % scales.Length]);
        return buffer;
    }

    /// <summary>One row in the flat buffer, without padding.</summary>
    internal Span<float> Row(Span<float> weights, int row) => weights.Slice(Offset + row * RowStride, Columns);

    /// <summary>Copies one of the tensor's rows out of the flat buffer.</summary>
    internal void CopyRow(ReadOnlySpan<float> weights, int row, Span<float> values)
    {
        if (Swap is null)
        {
            weights.Slice(Offset + row * RowStride, Columns).CopyTo(values);
            return;
        }
        for (int column = 0; column < TensorColumns; column++)
            values[column] = weights[Place(row * TensorColumns + column)];
    }

    /// <summary>A copy of the tensor, row by row.</summary>
    internal float[] CopyTensor(ReadOnlySpan<float> weights)
    {
        var values = new float[Count];
        CopyTensor(weights, values);
        return values;
    }

    /// <summary>Copies the tensor, row by row.</summary>
    internal void CopyTensor(ReadOnlySpan<float> weights, Span<float> values)
    {
        for (int row = 0; row < TensorRows; row++)
            CopyRow(weights, row, values[(row * TensorColumns)..]);
    }

    /// <summary>Copies the tensor into the flat buffer, row by row.</summary>
    internal void SetTensor(Span<float> weights, ReadOnlySpan<float> values)
    {
        for (int row = 0; row < TensorRows; row++)
            SetRow(weights, row, values.Slice(row * TensorColumns, TensorColumns));
    }

    /// <summary>Copies one of the tensor's rows into the flat buffer.</summary>
    internal void SetRow(Span<float> weights, int row, ReadOnlySpan<float> values)
    {
        if (Swap is null)
        {
            values[..Columns].CopyTo(weights[(Offset + row * RowStride)..]);
            return;
        }
        for (int column = 0; column < TensorColumns; column++)
            weights[Place(row * TensorColumns + column)] = values[column];
    }

    /// <summary>Where the tensor's number <paramref name="index"/> lies in the flat buffer.</summary>
    internal int Place(int index)
    {
        int place = Swap?.Place(index) ?? index;
        return Offset + place / Columns * RowStride + place % Columns;
    }

    /// <summary>A number of this tensor as people write it, <c>dense/kernel[3, 5]</c>.</summary>
    internal string Element(int index) => Element(Name, Shape, index);

    /// <inheritdoc cref="Element(int)"/>
    internal static string Element(string name, IReadOnlyList<int> shape, int index)
    {
        int[] indices = new int[shape.Count];
        for (int dimension = indices.Length - 1; dimension >= 0; dimension--)
            (index, indices[dimension]) = Math.DivRem(index, shape[dimension]);
        return $"{name}[{string.Join(", ", indices)}]";
    }
}

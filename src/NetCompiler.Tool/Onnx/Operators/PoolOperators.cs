using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Operators;

/// <summary>Pools over windows, and over everything.</summary>
internal static class PoolOperators
{
    public static readonly Dictionary<string, Func<NodeReader, Tensor[]>> All = new(StringComparer.Ordinal)
    {
        ["MaxPool"] = MaxPool,
        ["AveragePool"] = AveragePool,
        ["GlobalMaxPool"] = reader => Global(reader, numbers => numbers.Max()),
        ["GlobalAveragePool"] = reader => Global(reader, numbers => numbers.Average()),
    };

    private static Tensor[] MaxPool(NodeReader reader)
    {
        reader.Ignore("storage_order");
        return [Pool(reader.Input(0), WindowSettings.Read(reader), double.NegativeInfinity, Math.Max, (value, _) => value, false)];
    }

    private static Tensor[] AveragePool(NodeReader reader)
    {
        bool countsPads = reader.Flag("count_include_pad");
        return [Pool(reader.Input(0), WindowSettings.Read(reader), 0, (a, b) => a + b, (sum, count) => sum / count, countsPads)];
    }

    private static Tensor[] Global(NodeReader reader, Func<IEnumerable<double>, double> function)
    {
        Tensor x = reader.Input(0);
        int length = Tensor.CountOf(x.Shape.Skip(2));
        return [new([x.Shape[0], x.Shape[1], .. Enumerable.Repeat(1, x.Rank - 2)], [.. x.Values.Chunk(length).Select(function)])];
    }

    private static Tensor Pool(
        Tensor x, WindowSettings window, double first, Func<double, double, double> join, Func<double, int, double> end, bool countsPads)
    {
        if (x.Rank is not (3 or 4))
            throw new UnsupportedException($"a pool over {x.Rank - 2} dimensions", "only sequences and images have pools");
        int[] sizes = [.. window.Axes.Select((axis, i) => axis.Outputs(x.Shape[2 + i]))];
        bool isSequence = x.Rank == 3;
        if (isSequence)
            window.AddLine();
        int height = isSequence ? 1 : x.Shape[2], width = x.Shape[^1], planes = x.Shape[0] * x.Shape[1];
        int rows = isSequence ? 1 : sizes[0], columns = sizes[^1];
        double[] values = new double[planes * rows * columns];
        for (int plane = 0; plane < planes; plane++)
            for (int row = 0; row < rows; row++)
                for (int column = 0; column < columns; column++)
                    values[(plane * rows + row) * columns + column] = One(plane, row, column);
        return new([x.Shape[0], x.Shape[1], .. sizes], values);

        double One(int plane, int row, int column)
        {
            (Window vertical, Window horizontal) = (window.Axes[0], window.Axes[1]);
            double value = first;
            int count = 0;
            for (int i = 0; i < vertical.Size; i++)
                for (int j = 0; j < horizontal.Size; j++)
                {
                    int line = row * vertical.Stride + i * vertical.Dilation - vertical.Before,
                        pixel = column * horizontal.Stride + j * horizontal.Dilation - horizontal.Before;
                    if (line >= 0 && line < height && pixel >= 0 && pixel < width)
                    {
                        value = join(value, x.Values[(plane * height + line) * width + pixel]);
                        count++;
                    }
                    else if (countsPads && line < height + vertical.After && pixel < width + horizontal.After)
                        count++;
                }
            return end(value, count);
        }
    }
}

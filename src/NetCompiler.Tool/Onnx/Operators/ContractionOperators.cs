using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Operators;

/// <summary>Operators that are sums of products.</summary>
internal static class ContractionOperators
{
    public static readonly Dictionary<string, Func<NodeReader, Tensor[]>> All = new(StringComparer.Ordinal)
    {
        ["Gemm"] = Gemm,
        ["MatMul"] = reader => [MatMul(reader.Input(0), reader.Input(1))],
        ["Conv"] = Conv,
        ["ConvTranspose"] = ConvTranspose,
    };

    /// <summary>The product of matrices, stretched over leading dimensions.</summary>
    public static Tensor MatMul(Tensor a, Tensor b)
    {
        Tensor left = a.Rank == 1 ? a.As(1, a.Count) : a, right = b.Rank == 1 ? b.As(b.Count, 1) : b;
        int rows = left.Shape[^2], inner = left.Shape[^1], columns = right.Shape[^1];
        if (right.Shape[^2] != inner)
            throw new UnsupportedException($"a product of ({string.Join(", ", a.Shape)}) and ({string.Join(", ", b.Shape)})");
        int[] outer = ElementwiseOperators.Broadcast(left.Shape[..^2], right.Shape[..^2]);
        left = left.BroadcastTo([.. outer, rows, inner]);
        right = right.BroadcastTo([.. outer, inner, columns]);
        int count = Tensor.CountOf(outer);
        double[] values = new double[count * rows * columns];
        for (int i = 0; i < count; i++)
            for (int row = 0; row < rows; row++)
                for (int k = 0; k < inner; k++)
                {
                    double x = left.Values[(i * rows + row) * inner + k];
                    for (int column = 0; column < columns; column++)
                        values[(i * rows + row) * columns + column] += x * right.Values[(i * inner + k) * columns + column];
                }
        int[] shape = [.. outer, .. a.Rank == 1 ? (int[])[] : [rows], .. b.Rank == 1 ? (int[])[] : [columns]];
        return new(shape, values);
    }

    /// <summary>One of a Gemm's matrices, turned as an attribute says, with the product's factor.</summary>
    public static Tensor GemmMatrix(NodeReader reader, int input, string turned) =>
        Scale(reader.Flag(turned) ? reader.Input(input).Transpose(1, 0) : reader.Input(input), reader.Float("alpha", 1));

    /// <summary>What a Gemm adds, with its factor.</summary>
    public static Tensor? GemmAddend(NodeReader reader)
    {
        double beta = reader.Float("beta", 1);
        reader.Ignore("broadcast");
        return reader.Optional(2) is { } c ? Scale(c, beta) : null;
    }

    private static Tensor Scale(Tensor x, double factor) =>
        factor == 1 ? x : x with { Values = Array.ConvertAll(x.Values, value => value * factor) };

    private static Tensor[] Gemm(NodeReader reader)
    {
        Tensor a = reader.Flag("transA") ? reader.Input(0).Transpose(1, 0) : reader.Input(0);
        Tensor y = MatMul(a, GemmMatrix(reader, 1, "transB"));
        if (GemmAddend(reader) is not { } bias)
            return [y];
        double[] added = bias.BroadcastTo(y.Shape).Values;
        return [new(y.Shape, [.. y.Values.Select((value, i) => value + added[i])])];
    }

    private static Tensor[] Conv(NodeReader reader)
    {
        Tensor x = reader.Input(0), w = reader.Input(1);
        Tensor? bias = reader.Optional(2);
        WindowSettings window = WindowSettings.Read(reader, w.Shape[2..]);
        int groups = reader.Int("group", 1), filters = w.Shape[0], part = w.Shape[1], share = filters / groups;
        (Tensor plane, Tensor kernel, int[] sizes) = AsPlanes(x, w, window);
        int height = plane.Shape[2], width = plane.Shape[3], rows = sizes[0], columns = sizes[1];
        Window vertical = window.Axes[0], horizontal = window.Axes[1];
        double[] values = new double[x.Shape[0] * filters * rows * columns];
        for (int n = 0; n < x.Shape[0]; n++)
        {
            for (int f = 0; f < filters; f++)
            {
                int start = (n * filters + f) * rows * columns;
                Array.Fill(values, bias?.Values[f] ?? 0, start, rows * columns);
                for (int c = 0; c < part; c++)
                    for (int i = 0; i < vertical.Size; i++)
                        for (int j = 0; j < horizontal.Size; j++)
                        {
                            double weight = kernel.Values[((f * part + c) * vertical.Size + i) * horizontal.Size + j];
                            int from = (n * x.Shape[1] + f / share * part + c) * height * width;
                            for (int row = 0; row < rows; row++)
                            {
                                int line = row * vertical.Stride + i * vertical.Dilation - vertical.Before;
                                if (line < 0 || line >= height)
                                    continue;
                                for (int column = 0; column < columns; column++)
                                {
                                    int pixel = column * horizontal.Stride + j * horizontal.Dilation - horizontal.Before;
                                    if (pixel >= 0 && pixel < width)
                                        values[start + row * columns + column] += weight * plane.Values[from + line * width + pixel];
                                }
                            }
                        }
            }
        }
        return [new([x.Shape[0], filters, .. x.Rank == 3 ? sizes[1..] : sizes], values)];
    }

    private static Tensor[] ConvTranspose(NodeReader reader)
    {
        Tensor x = reader.Input(0), w = reader.Input(1);
        Tensor? bias = reader.Optional(2);
        WindowSettings window = WindowSettings.ReadTransposed(reader, w.Shape[2..], x.Shape[2..]);
        int groups = reader.Int("group", 1), channels = w.Shape[0], part = w.Shape[1], filters = part * groups;
        (Tensor plane, Tensor kernel, int[] sizes) = AsPlanes(x, w, window);
        int height = plane.Shape[2], width = plane.Shape[3], rows = sizes[0], columns = sizes[1];
        Window vertical = window.Axes[0], horizontal = window.Axes[1];
        double[] values = new double[x.Shape[0] * filters * rows * columns];
        for (int i = 0; i < values.Length && bias is not null; i++)
            values[i] = bias.Values[i / (rows * columns) % filters];
        for (int n = 0; n < x.Shape[0]; n++)
            for (int c = 0; c < channels; c++)
                for (int f = 0; f < part; f++)
                    for (int line = 0; line < height; line++)
                        for (int pixel = 0; pixel < width; pixel++)
                            Spread(n, c, f, line, pixel);
        return [new([x.Shape[0], filters, .. x.Rank == 3 ? sizes[1..] : sizes], values)];

        void Spread(int n, int c, int f, int line, int pixel)
        {
            double number = plane.Values[((n * channels + c) * height + line) * width + pixel];
            int filter = c / (channels / groups) * part + f;
            for (int i = 0; i < vertical.Size; i++)
                for (int j = 0; j < horizontal.Size; j++)
                {
                    int row = line * vertical.Stride + i * vertical.Dilation - vertical.Before,
                        column = pixel * horizontal.Stride + j * horizontal.Dilation - horizontal.Before;
                    if (row >= 0 && row < rows && column >= 0 && column < columns)
                        values[((n * filters + filter) * rows + row) * columns + column] +=
                            number * kernel.Values[((c * part + f) * vertical.Size + i) * horizontal.Size + j];
                }
        }
    }

    /// <summary>A sequence is an image of one line.</summary>
    private static (Tensor Plane, Tensor Kernel, int[] Sizes) AsPlanes(Tensor x, Tensor w, WindowSettings window)
    {
        if (x.Rank is not (3 or 4))
            throw new UnsupportedException($"a convolution over {x.Rank - 2} dimensions", "only sequences and images have convolutions");
        if (x.Rank == 4)
            return (x, w, [.. window.Axes.Select((axis, i) => axis.Outputs(x.Shape[2 + i]))]);
        int size = window.Axes[0].Outputs(x.Shape[2]);
        window.AddLine();
        return (x.As(x.Shape[0], x.Shape[1], 1, x.Shape[2]), w.As(w.Shape[0], w.Shape[1], 1, w.Shape[2]), [1, size]);
    }
}

using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Operators;

/// <summary>Normalisations and softmax.</summary>
internal static class NormOperators
{
    public static readonly Dictionary<string, Func<NodeReader, Tensor[]>> All = new(StringComparer.Ordinal)
    {
        ["BatchNormalization"] = BatchNormalization,
        ["InstanceNormalization"] = InstanceNormalization,
        ["GroupNormalization"] = GroupNormalization,
        ["LayerNormalization"] = LayerNormalization,
        ["RMSNormalization"] = RmsNormalization,
        ["LpNormalization"] = LpNormalization,
        ["Softmax"] = reader => Softmax(reader, isLog: false),
        ["LogSoftmax"] = reader => Softmax(reader, isLog: true),
    };

    private static Tensor[] LpNormalization(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        int axis = NodeReader.Axis(reader.Int("axis", -1), x.Rank), size = x.Shape[axis], power = reader.Int("p", 2);
        int inner = Tensor.CountOf(x.Shape.Skip(axis + 1));
        double[] sums = new double[x.Count / Math.Max(size, 1)];
        for (int i = 0; i < x.Count; i++)
            sums[i / (size * inner) * inner + i % inner] += Math.Pow(Math.Abs(x.Values[i]), power);
        return [new(x.Shape, [.. x.Values.Select((value, i) =>
            value / Math.Max(Math.Pow(sums[i / (size * inner) * inner + i % inner], 1.0 / power), 1e-30))])];
    }

    /// <summary>The first axis that a softmax goes over, and how many numbers it goes over from there.</summary>
    public static (int Axis, int Length, int Step) SoftmaxAxis(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        int axis = NodeReader.Axis(reader.Int("axis", reader.Opset < 13 ? 1 : -1), x.Rank);
        int inner = Tensor.CountOf(x.Shape.Skip(axis + 1));
        return reader.Opset < 13 ? (axis, x.Shape[axis] * inner, 1) : (axis, x.Shape[axis], inner);
    }

    /// <summary>Scale and offset of every channel of a group normalisation: before opset 21 files have one for each group.</summary>
    public static (Tensor Scale, Tensor Offset) GroupWeights(NodeReader reader, int channels)
    {
        Tensor scale = reader.Input(1), offset = reader.Input(2);
        return (OfChannels(scale), OfChannels(offset));

        Tensor OfChannels(Tensor tensor) => tensor.Count == channels || tensor.Count == 0 || channels % tensor.Count != 0 ? tensor
            : new([channels], [.. Enumerable.Range(0, channels).Select(i => tensor.Values[i / (channels / tensor.Count)])]);
    }

    private static Tensor[] BatchNormalization(NodeReader reader)
    {
        Tensor x = reader.Input(0), scale = reader.Input(1), offset = reader.Input(2), mean = reader.Input(3), variance = reader.Input(4);
        double epsilon = reader.Float("epsilon", 1e-5f);
        reader.Ignore("momentum", "consumed_inputs");
        if (reader.Flag("training_mode") || reader.Opset < 7 && !reader.Flag("is_test"))
            throw new UnsupportedException("it normalises by the batch (training mode)", "call model.eval() before the export");
        reader.Ignore("is_test");
        if (reader.Opset < 9 && !reader.Flag("spatial", true))
            throw new UnsupportedException("spatial = 0");
        int inner = Tensor.CountOf(x.Shape.Skip(2)), channels = x.Rank > 1 ? x.Shape[1] : 1;
        return
        [
            new(x.Shape, [.. x.Values.Select((value, i) =>
            {
                int c = i / inner % channels;
                return (value - mean.Values[c]) / Math.Sqrt(variance.Values[c] + epsilon) * scale.Values[c] + offset.Values[c];
            })]),
        ];
    }

    private static Tensor[] InstanceNormalization(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        reader.Ignore("consumed_inputs");
        return [Groups(x, x.Shape[1], reader.Float("epsilon", 1e-5f), reader.Input(1), reader.Input(2))];
    }

    private static Tensor[] GroupNormalization(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        (Tensor scale, Tensor offset) = GroupWeights(reader, x.Shape[1]);
        reader.Ignore("stash_type");
        return [Groups(x, reader.Int("num_groups", 1), reader.Float("epsilon", 1e-5f), scale, offset)];
    }

    private static Tensor Groups(Tensor x, int groups, double epsilon, Tensor scale, Tensor offset)
    {
        int channels = x.Shape[1], inner = Tensor.CountOf(x.Shape.Skip(2));
        double[] values = Normalize(x.Values, x.Count / x.Shape[0] / groups, epsilon, isCentered: true);
        for (int i = 0; i < values.Length; i++)
            values[i] = values[i] * scale.Values[i / inner % channels] + offset.Values[i / inner % channels];
        return new(x.Shape, values);
    }

    private static Tensor[] LayerNormalization(NodeReader reader)
    {
        reader.Ignore("stash_type");
        Tensor x = reader.Input(0);
        int axis = NodeReader.Axis(reader.Int("axis", -1), x.Rank), length = Tensor.CountOf(x.Shape.Skip(axis));
        double[] means = [.. x.Values.Chunk(Math.Max(1, length)).Select(row => row.Average())],
            scales = [.. x.Values.Chunk(Math.Max(1, length)).Select((row, i) => 1 / Math.Sqrt(
                row.Average(value => (value - means[i]) * (value - means[i])) + reader.Float("epsilon", 1e-5f)))];
        int[] shape = [.. x.Shape.Select((size, i) => i < axis ? size : 1)];
        return [OverLast(reader, 1e-5f, isCentered: true), new(shape, means), new(shape, scales)];
    }

    private static Tensor[] RmsNormalization(NodeReader reader)
    {
        reader.Ignore("stash_type");
        return [OverLast(reader, 1e-5f, isCentered: false)];
    }

    private static Tensor OverLast(NodeReader reader, double epsilon, bool isCentered)
    {
        Tensor x = reader.Input(0), scale = reader.Input(1);
        Tensor? offset = isCentered ? reader.Optional(2) : null;
        int axis = NodeReader.Axis(reader.Int("axis", -1), x.Rank), length = Tensor.CountOf(x.Shape.Skip(axis));
        double[] values = Normalize(x.Values, length, reader.Float("epsilon", epsilon), isCentered);
        double[] factors = scale.BroadcastTo(x.Shape.Skip(axis).ToArray()).Values,
            added = offset?.BroadcastTo(x.Shape.Skip(axis).ToArray()).Values ?? [];
        for (int i = 0; i < values.Length; i++)
            values[i] = values[i] * factors[i % length] + (added.Length > 0 ? added[i % length] : 0);
        return new(x.Shape, values);
    }

    private static double[] Normalize(double[] values, int length, double epsilon, bool isCentered)
    {
        double[] normalized = new double[values.Length];
        for (int start = 0; start < values.Length; start += length)
        {
            Span<double> row = values.AsSpan(start, length);
            double mean = 0, variance = 0;
            foreach (double value in row)
                mean += isCentered ? value / length : 0;
            foreach (double value in row)
                variance += (value - mean) * (value - mean) / length;
            for (int i = 0; i < length; i++)
                normalized[start + i] = (row[i] - mean) / Math.Sqrt(variance + epsilon);
        }
        return normalized;
    }

    private static Tensor[] Softmax(NodeReader reader, bool isLog)
    {
        Tensor x = reader.Input(0);
        (_, int length, int step) = SoftmaxAxis(reader);
        double[] values = new double[x.Count];
        for (int first = 0; first < x.Count; first++)
        {
            if (first / step % length != 0)
                continue;
            double most = double.NegativeInfinity, sum = 0;
            for (int i = 0; i < length; i++)
                most = Math.Max(most, x.Values[first + i * step]);
            for (int i = 0; i < length; i++)
                sum += Math.Exp(x.Values[first + i * step] - most);
            for (int i = 0; i < length; i++)
            {
                double exponent = x.Values[first + i * step] - most;
                values[first + i * step] = isLog ? exponent - Math.Log(sum) : Math.Exp(exponent) / sum;
            }
        }
        return [new(x.Shape, values)];
    }
}

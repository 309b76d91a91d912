using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Operators;

/// <summary>Operators that compute number by number, of one value or of several with stretching.</summary>
internal static class ElementwiseOperators
{
    public static readonly Dictionary<string, Func<NodeReader, Tensor[]>> All = new(StringComparer.Ordinal)
    {
        ["Identity"] = reader => [reader.Input(0)],
        ["Dropout"] = Dropout,
        ["Cast"] = Cast,
        ["Neg"] = reader => Map(reader, x => -x),
        ["Abs"] = reader => Map(reader, Math.Abs),
        ["Sign"] = reader => Map(reader, x => double.IsNaN(x) ? x : Math.Sign(x)),
        ["Floor"] = reader => Map(reader, Math.Floor),
        ["Ceil"] = reader => Map(reader, Math.Ceiling),
        ["Round"] = reader => Map(reader, x => Math.Round(x, MidpointRounding.ToEven)),
        ["Reciprocal"] = reader => Map(reader, x => 1 / x),
        ["Sqrt"] = reader => Map(reader, Math.Sqrt),
        ["Exp"] = reader => Map(reader, Math.Exp),
        ["Log"] = reader => Map(reader, Math.Log),
        ["Erf"] = reader => Map(reader, Functions.Erf),
        ["Sin"] = reader => Map(reader, Math.Sin),
        ["Cos"] = reader => Map(reader, Math.Cos),
        ["Not"] = reader => Map(reader, x => x == 0 ? 1 : 0),
        ["IsNaN"] = reader => Map(reader, x => double.IsNaN(x) ? 1 : 0),
        ["Relu"] = reader => Map(reader, x => Math.Max(x, 0)),
        ["Sigmoid"] = reader => Map(reader, Functions.Sigmoid),
        ["Tanh"] = reader => Map(reader, Math.Tanh),
        ["Softplus"] = reader => Map(reader, Functions.Softplus),
        ["Softsign"] = reader => Map(reader, x => x / (1 + Math.Abs(x))),
        ["Mish"] = reader => Map(reader, x => x * Math.Tanh(Functions.Softplus(x))),
        ["HardSwish"] = reader => Map(reader, x => x * Math.Clamp(x / 6 + 0.5, 0, 1)),
        ["Elu"] = reader => Map(reader, reader.Float("alpha", 1), (x, alpha) => x < 0 ? alpha * Functions.ExpMinusOne(x) : x),
        ["Celu"] = reader => Map(reader, reader.Float("alpha", 1), (x, alpha) => x < 0 ? alpha * Functions.ExpMinusOne(x / alpha) : x),
        ["LeakyRelu"] = reader => Map(reader, reader.Float("alpha", 0.01f), (x, alpha) => x < 0 ? alpha * x : x),
        ["ThresholdedRelu"] = reader => Map(reader, reader.Float("alpha", 1), (x, alpha) => x > alpha ? x : 0),
        ["Swish"] = reader => Map(reader, reader.Float("alpha", 1), (x, alpha) => x * Functions.Sigmoid(alpha * x)),
        ["Selu"] = Selu,
        ["HardSigmoid"] = HardSigmoid,
        ["Gelu"] = Gelu,
        ["Clip"] = Clip,
        ["PRelu"] = PRelu,
        ["Add"] = reader => Binary(reader, (a, b) => a + b),
        ["Sub"] = reader => Binary(reader, (a, b) => a - b),
        ["Mul"] = reader => Binary(reader, (a, b) => a * b),
        ["Div"] = reader => Binary(reader, reader.Input(0).IsInteger ? (a, b) => Math.Truncate(a / b) : (a, b) => a / b),
        ["Pow"] = reader => Binary(reader, Math.Pow),
        ["Mod"] = reader => Binary(reader, reader.Flag("fmod") ? (a, b) => a % b : (a, b) => a - b * Math.Floor(a / b)),
        ["Equal"] = reader => Logic(reader, (a, b) => a == b),
        ["Greater"] = reader => Logic(reader, (a, b) => a > b),
        ["GreaterOrEqual"] = reader => Logic(reader, (a, b) => a >= b),
        ["Less"] = reader => Logic(reader, (a, b) => a < b),
        ["LessOrEqual"] = reader => Logic(reader, (a, b) => a <= b),
        ["And"] = reader => Logic(reader, (a, b) => a != 0 && b != 0),
        ["Or"] = reader => Logic(reader, (a, b) => a != 0 || b != 0),
        ["Sum"] = reader => Fold(reader, (a, b) => a + b, 1),
        ["Max"] = reader => Fold(reader, Math.Max, 1),
        ["Min"] = reader => Fold(reader, Math.Min, 1),
        ["Mean"] = reader => Fold(reader, (a, b) => a + b, 1.0 / reader.InputCount),
        ["Where"] = Where,
        ["DequantizeLinear"] = DequantizeLinear,
    };

    /// <summary>NumPy's stretching of two shapes to one.</summary>
    public static int[] Broadcast(int[] a, int[] b)
    {
        int rank = Math.Max(a.Length, b.Length);
        int[] shape = new int[rank];
        for (int i = 0; i < rank; i++)
        {
            int left = At(a, i), right = At(b, i);
            shape[i] = left == 1 ? right : right == 1 || right == left ? left : throw new UnsupportedException(
                $"shapes ({string.Join(", ", a)}) and ({string.Join(", ", b)}) do not go together");
        }
        return shape;

        int At(int[] shape, int i) => i < rank - shape.Length ? 1 : shape[i - rank + shape.Length];
    }

    /// <summary>The second operand in the shape that later versions would have it in: before opset 7 it was stretched by
    /// attributes.</summary>
    public static Tensor SecondOperand(NodeReader reader)
    {
        Tensor a = reader.Input(0), b = reader.Input(1);
        if (reader.Opset >= 7)
            return b;
        reader.Ignore("broadcast");
        reader.Ignore("consumed_inputs");
        int axis = reader.Int("axis", a.Rank - b.Rank);
        return reader.Flag("broadcast") && axis >= 0 && axis + b.Rank <= a.Rank
            ? b.As([.. b.Shape, .. Enumerable.Repeat(1, a.Rank - b.Rank - axis)])
            : b;
    }

    public static Tensor[] Map(NodeReader reader, Func<double, double> function)
    {
        reader.Ignore("consumed_inputs");
        Tensor x = reader.Input(0);
        return [new(x.Shape, Array.ConvertAll(x.Values, value => function(value)), x.IsInteger)];
    }

    /// <summary>The lower and upper bound of a Clip.</summary>
    public static (double Low, double High) Bounds(NodeReader reader)
    {
        if (reader.Opset < 11)
            return (reader.Float("min", double.NegativeInfinity), reader.Float("max", double.PositiveInfinity));
        double low = reader.Optional(1)?.Values[0] ?? double.NegativeInfinity,
            high = reader.Optional(2)?.Values[0] ?? double.PositiveInfinity;
        return (low, high);
    }

    /// <summary>The slopes of a PRelu, stretched.</summary>
    public static Tensor Slopes(NodeReader reader)
    {
        Tensor x = reader.Input(0), slope = reader.Input(1);
        bool isOfChannels = reader.Opset < 7 && slope.Count > 1 && slope.Rank == 1 && x.Rank > 1;
        return (isOfChannels ? slope.As([slope.Count, .. Enumerable.Repeat(1, x.Rank - 2)]) : slope).BroadcastTo(x.Shape);
    }

    private static Tensor[] Map(NodeReader reader, double setting, Func<double, double, double> function) =>
        Map(reader, x => function(x, setting));

    private static Tensor[] Binary(NodeReader reader, Func<double, double, double> function) =>
        [Combine(reader.Input(0), SecondOperand(reader), function)];

    private static Tensor[] Logic(NodeReader reader, Func<double, double, bool> function) =>
        [Combine(reader.Input(0), SecondOperand(reader), (a, b) => function(a, b) ? 1 : 0) with { IsInteger = true }];

    private static Tensor Combine(Tensor a, Tensor b, Func<double, double, double> function)
    {
        int[] shape = Broadcast(a.Shape, b.Shape);
        double[] left = a.BroadcastTo(shape).Values, right = b.BroadcastTo(shape).Values, values = new double[left.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = function(left[i], right[i]);
        return new(shape, values, a.IsInteger && b.IsInteger);
    }

    private static Tensor[] Fold(NodeReader reader, Func<double, double, double> function, double scale)
    {
        reader.Ignore("consumed_inputs");
        Tensor sum = reader.All().Aggregate((a, b) => Combine(a, b, function));
        return [scale == 1 ? sum : sum with { Values = Array.ConvertAll(sum.Values, value => value * scale) }];
    }

    private static Tensor[] Dropout(NodeReader reader)
    {
        reader.Ignore("ratio", "seed", "is_test", "consumed_inputs");
        reader.Optional(1);
        reader.Optional(2);
        return [reader.Input(0)];
    }

    private static Tensor[] Cast(NodeReader reader)
    {
        Tensor x = reader.Input(0);
        reader.Ignore("saturate");
        var kind = (global::Onnx.TensorProto.Types.DataType)reader.Int("to", 1);
        return kind switch
        {
            global::Onnx.TensorProto.Types.DataType.Float or global::Onnx.TensorProto.Types.DataType.Double
                or global::Onnx.TensorProto.Types.DataType.Float16 or global::Onnx.TensorProto.Types.DataType.Bfloat16 =>
                [x with { IsInteger = false }],
            global::Onnx.TensorProto.Types.DataType.Bool =>
                [new(x.Shape, Array.ConvertAll(x.Values, value => value == 0 ? 0.0 : 1.0), true)],
            global::Onnx.TensorProto.Types.DataType.Int32 or global::Onnx.TensorProto.Types.DataType.Int64 =>
                [new(x.Shape, Array.ConvertAll(x.Values, Math.Truncate), true)],
            _ => throw new UnsupportedException($"a cast to {kind}", "export the model in 32-bit floats"),
        };
    }

    private static Tensor[] Selu(NodeReader reader)
    {
        double alpha = reader.Float("alpha", 1.67326319217681884765625), gamma = reader.Float("gamma", 1.05070102214813232421875);
        return Map(reader, x => gamma * (x > 0 ? x : alpha * Functions.ExpMinusOne(x)));
    }

    private static Tensor[] HardSigmoid(NodeReader reader)
    {
        double alpha = reader.Float("alpha", 0.2f), beta = reader.Float("beta", 0.5);
        return Map(reader, x => Math.Clamp(alpha * x + beta, 0, 1));
    }

    private static Tensor[] Gelu(NodeReader reader) => reader.Text("approximate", "none") switch
    {
        "none" => Map(reader, Functions.Gelu),
        "tanh" => Map(reader, Functions.GeluByTanh),
        string other => throw new UnsupportedException($"approximate \"{other}\""),
    };

    private static Tensor[] Clip(NodeReader reader)
    {
        (double low, double high) = Bounds(reader);
        return Map(reader, x => Math.Min(Math.Max(x, low), high));
    }

    private static Tensor[] PRelu(NodeReader reader)
    {
        Tensor x = reader.Input(0), slopes = Slopes(reader);
        reader.Ignore("consumed_inputs");
        return [new(x.Shape, [.. x.Values.Select((value, i) => value < 0 ? value * slopes.Values[i] : value)])];
    }

    private static Tensor[] Where(NodeReader reader)
    {
        Tensor condition = reader.Input(0), a = reader.Input(1), b = reader.Input(2);
        int[] shape = Broadcast(condition.Shape, Broadcast(a.Shape, b.Shape));
        double[] which = condition.BroadcastTo(shape).Values, left = a.BroadcastTo(shape).Values, right = b.BroadcastTo(shape).Values;
        return [new(shape, [.. which.Select((value, i) => value != 0 ? left[i] : right[i])], a.IsInteger && b.IsInteger)];
    }

    private static Tensor[] DequantizeLinear(NodeReader reader)
    {
        Tensor x = reader.Input(0), scale = reader.Input(1);
        Tensor zero = reader.Optional(2) ?? Tensor.Scalar(0).BroadcastTo(scale.Shape);
        int axis = NodeReader.Axis(reader.Int("axis", 1), x.Rank);
        int[] along = scale.Count == 1 ? [] : [scale.Count, .. Enumerable.Repeat(1, x.Rank - 1 - axis)];
        double[] scales = scale.As(along).BroadcastTo(x.Shape).Values, zeros = zero.As(along).BroadcastTo(x.Shape).Values;
        return [new(x.Shape, [.. x.Values.Select((value, i) => (value - zeros[i]) * scales[i])])];
    }
}

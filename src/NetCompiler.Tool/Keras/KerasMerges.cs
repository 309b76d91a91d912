using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Keras;

/// <summary>Keras's layers that put several values together, and its operators between tensors, which may take a number.</summary>
internal static class KerasMerges
{
    public static readonly Dictionary<string, Action<KerasBuilder>> All = new(StringComparer.Ordinal)
    {
        ["Add"] = builder =>
        {
            if (!KerasPositions.Add(builder))
                Merge(builder, typeof(AddAttribute));
        },
        ["Subtract"] = builder => Merge(builder, typeof(SubtractAttribute)),
        ["Multiply"] = builder => Merge(builder, typeof(MultiplyAttribute)),
        ["Average"] = builder => Merge(builder, typeof(AverageAttribute)),
        ["Maximum"] = builder => Merge(builder, typeof(MaximumAttribute)),
        ["Minimum"] = builder => Merge(builder, typeof(MinimumAttribute)),
        ["Divide"] = builder => Merge(builder, null),
        ["TrueDivide"] = builder => Merge(builder, null),
        ["Concatenate"] = Concatenate,
        ["Dot"] = Dot,
    };

    private static void Merge(KerasBuilder builder, Type? attribute)
    {
        NetValue[] values = [.. builder.Reads.OfType<NetValue>()];
        if (values.Length == 1 && builder.Reads.Count == 2)
        {
            WithNumber(builder);
            return;
        }
        if (attribute is null || values.Length < builder.Reads.Count || values.Length < 2)
            throw new UnsupportedException(
                attribute is null ? "a quotient of two tensors" : "it does not read tensors alone", "save it as ONNX");
        builder.Join(attribute, values.Select(value => value.Shape).Aggregate(Broadcast), values);
    }

    private static void WithNumber(KerasBuilder builder)
    {
        bool isFirst = builder.Reads[0] is NetValue;
        double number = builder.Reads[isFirst ? 1 : 0] is double value && builder.Config.IsOperator
            ? value
            : throw new UnsupportedException($"it reads {builder.Reads[isFirst ? 1 : 0]}", "give it tensors, or one tensor and a number");
        (double scale, double offset) = builder.Config.Kind switch
        {
            "Add" => (1, number),
            "Subtract" => isFirst ? (1, -number) : (-1, number),
            "Multiply" => (number, 0.0),
            "Divide" or "TrueDivide" when isFirst => (1 / number, 0.0),
            string kind => throw new UnsupportedException($"{kind} of a number and a tensor", "save it as ONNX"),
        };
        builder.Next<RescalingAttribute>(builder.Shape, scale).With("Offset", offset);
    }

    private static void Concatenate(KerasBuilder builder)
    {
        NetValue[] values = [.. builder.Reads.OfType<NetValue>()];
        int rank = builder.Shape.Length, axis = builder.Config.Int("axis", -1);
        int place = axis < 0 ? rank + axis : axis - 1;
        KerasBuilder.Refuse(values.Length < builder.Reads.Count, "it does not read tensors alone", "save it as ONNX");
        KerasBuilder.Refuse(place < 0 || place >= rank, $"it goes along axis {axis}", "");
        if (values.Any(value => value.Shape.Length != rank
            || !value.Shape.Where((_, i) => i != place).SequenceEqual(builder.Shape.Where((_, i) => i != place))))
            throw new ToolException($"{builder.Config.Name} puts shapes side by side that do not fit: "
                + string.Join(", ", values.Select(value => $"({string.Join(", ", value.Shape)})")) + ".");
        int[] shape = [.. builder.Shape];
        shape[place] = values.Sum(value => value.Shape[place]);
        NetLayer joined = builder.Join(typeof(ConcatAttribute), shape, values);
        if (place < rank - 1)
            joined.With("Axis", place + 1);
    }

    private static void Dot(KerasBuilder builder)
    {
        NetValue[] values = [.. builder.Reads.OfType<NetValue>()];
        KerasBuilder.Refuse(values.Length != 2, $"it reads {values.Length} tensors", "give it two");
        int[] axes = builder.Config.Ints("axes", 2, -1);
        int[] places = [.. axes.Select((axis, i) => axis < 0 ? values[i].Shape.Length + axis : axis - 1)];
        KerasBuilder.Refuse(places.Where((place, i) => place < 0 || place >= values[i].Shape.Length).Any(),
            $"it goes along axes {string.Join(", ", axes)}", "");
        int[] shape =
            [.. values[0].Shape.Where((_, i) => i != places[0]), .. values[1].Shape.Where((_, i) => i != places[1])];
        NetLayer dot = builder.Join(typeof(DotAttribute), shape.Length == 0 ? [1] : shape, values)
            .With("Normalize", builder.Config.Flag("normalize", false));
        if (places[0] != values[0].Shape.Length - 1 || places[1] != places[0])
            dot.With("Axis", places[0] + 1).With("OtherAxis", places[1] + 1);
    }

    /// <summary>The shape of which both are, by NumPy's rules.</summary>
    private static int[] Broadcast(int[] a, int[] b)
    {
        int rank = Math.Max(a.Length, b.Length);
        int[] shape = new int[rank];
        for (int i = 1; i <= rank; i++)
        {
            (int x, int y) = (i <= a.Length ? a[^i] : 1, i <= b.Length ? b[^i] : 1);
            shape[^i] = x == y || y == 1 ? x : x == 1 ? y : throw new ToolException(
                $"Shapes ({string.Join(", ", a)}) and ({string.Join(", ", b)}) cannot be merged.");
        }
        return shape;
    }
}

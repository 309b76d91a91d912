using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;

namespace NetCompiler.Tool.Export;

/// <summary>Layers that put several values together.</summary>
internal static class MergeExport
{
    public static readonly Dictionary<Type, Func<OnnxExporter, NetworkLayer, OnnxValue>> All = new()
    {
        [typeof(AddAttribute)] = (exporter, layer) => Merge(exporter, layer, "Add", "Sum"),
        [typeof(SubtractAttribute)] = (exporter, layer) => Merge(exporter, layer, "Sub", null),
        [typeof(MultiplyAttribute)] = (exporter, layer) => Merge(exporter, layer, "Mul", null),
        [typeof(MaximumAttribute)] = (exporter, layer) => Merge(exporter, layer, "Max", "Max"),
        [typeof(MinimumAttribute)] = (exporter, layer) => Merge(exporter, layer, "Min", "Min"),
        [typeof(AverageAttribute)] = (exporter, layer) => Merge(exporter, layer, "Mean", "Mean"),
        [typeof(ConcatAttribute)] = Concat,
        [typeof(DotAttribute)] = Dot,
    };

    /// <param name="exporter">The exporter.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="two">The operator for two values.</param>
    /// <param name="many">That for more; null where two are taken after two.</param>
    private static OnnxValue Merge(OnnxExporter exporter, NetworkLayer layer, string two, string? many)
    {
        OnnxGraphWriter writer = exporter.Writer;
        OnnxValue[] values = [.. layer.Reads.Select((_, i) => exporter.Read(layer, i))];
        int rank = layer.Shape.Length;
        // A row of channels can be stretched in either layout; another lower rank only with the channels last.
        bool isFirst = values.Any(value => value.IsFirst) && values.All(value => value.Shape.Length == rank || value.Shape.Length == 1);
        string[] names = [.. values.Select(value => Stretchable(writer, value, rank, isFirst))];
        string y = names.Length == 2 || many is null
            ? names.Aggregate((sum, next) => writer.Node(two, [sum, next]))
            : writer.Node(many, names);
        return isFirst ? OnnxValue.OfFirst(writer, layer.Shape, y) : OnnxValue.OfLast(writer, layer.Shape, y);
    }

    /// <summary>A value with ones in front of its shape, behind the batch, as far as a rank needs them.</summary>
    private static string Stretchable(OnnxGraphWriter writer, OnnxValue value, int rank, bool isFirst)
    {
        if (value.Shape.Length == rank)
            return isFirst ? value.First() : value.Last();
        int[] padded = [.. Enumerable.Repeat(1, rank - value.Shape.Length), .. value.Shape];
        int[] shape = OnnxExporter.Order(padded, isFirst);
        return writer.Node("Reshape", [value.Last(), writer.Integers([-1, .. shape])]);
    }

    private static OnnxValue Concat(OnnxExporter exporter, NetworkLayer layer)
    {
        OnnxGraphWriter writer = exporter.Writer;
        OnnxValue[] values = [.. layer.Reads.Select((_, i) => exporter.Read(layer, i))];
        int axis = Axis(((ConcatAttribute)layer.Attribute!).Axis, layer.Shape.Length);
        bool isFirst = values.All(value => value.IsFirst);
        string[] names = [.. values.Select(value => isFirst ? value.First() : value.Last())];
        int place = isFirst ? Array.IndexOf(OnnxValue.ChannelsFirst(layer.Shape.Length), axis) : axis;
        string y = writer.Node("Concat", names, ("axis", place + 1));
        return isFirst ? OnnxValue.OfFirst(writer, layer.Shape, y) : OnnxValue.OfLast(writer, layer.Shape, y);
    }

    private static OnnxValue Dot(OnnxExporter exporter, NetworkLayer layer)
    {
        var dot = (DotAttribute)layer.Attribute!;
        OnnxGraphWriter writer = exporter.Writer;
        OnnxValue a = exporter.Read(layer), b = exporter.Read(layer, 1);
        int first = Axis(dot.Axis, a.Shape.Length), second = Axis(dot.OtherAxis == 0 ? dot.Axis : dot.OtherAxis, b.Shape.Length);
        string left = Rows(writer, a, first, dot.Normalize, isColumns: false);
        string right = Rows(writer, b, second, dot.Normalize, isColumns: true);
        string product = writer.Node("MatMul", [left, right]);
        return OnnxValue.OfLast(writer, layer.Shape, writer.Node("Reshape", [product, writer.Integers([-1, .. layer.Shape])]));
    }

    /// <summary>A value as matrices of rows along which is summed, or of columns.</summary>
    private static string Rows(OnnxGraphWriter writer, OnnxValue value, int axis, bool isNormalized, bool isColumns)
    {
        string x = value.Last();
        if (isNormalized)
        {
            string length = writer.Node("ReduceL2", [x], ("axes", new[] { axis + 1 }), ("keepdims", 1));
            x = writer.Node("Div", [x, writer.Node("Max", [length, writer.Number(1e-7)])]);
        }
        if (value.Shape.Length == 1)
            return writer.Node("Reshape",
                [x, isColumns ? writer.Integers(-1, value.Shape[0], 1) : writer.Integers(-1, 1, value.Shape[0])]);
        bool isLast = axis == 1;
        return isLast == isColumns ? writer.Transpose(x, 0, 2, 1) : x;
    }

    /// <summary>A dimension as Keras counts, where 0 is the batch, as one of a sample.</summary>
    private static int Axis(int axis, int rank) => axis < 0 ? rank + axis : axis - 1;
}

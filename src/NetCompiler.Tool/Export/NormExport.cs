using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;

namespace NetCompiler.Tool.Export;

/// <summary>Normalisations. Epsilons are always written out: their defaults differ.</summary>
internal static class NormExport
{
    public static readonly Dictionary<Type, Func<OnnxExporter, NetworkLayer, OnnxValue>> All = new()
    {
        [typeof(BatchNormAttribute)] = BatchNorm,
        [typeof(LayerNormAttribute)] = LayerNorm,
        [typeof(RMSNormAttribute)] = RMSNorm,
        [typeof(GroupNormAttribute)] = GroupNorm,
        [typeof(NormalizationAttribute)] = Normalization,
    };

    private static OnnxValue BatchNorm(OnnxExporter exporter, NetworkLayer layer)
    {
        var norm = (BatchNormAttribute)layer.Attribute!;
        OnnxValue x = exporter.Read(layer);
        return OnnxValue.OfFirst(exporter.Writer, layer.Shape, exporter.Writer.Node("BatchNormalization",
            [x.First(), Row(exporter, layer, "gamma", 1), Row(exporter, layer, "beta", 0), exporter.Weight(layer, "moving_mean"),
                exporter.Weight(layer, "moving_variance")],
            ("epsilon", norm.Epsilon), ("momentum", norm.Momentum)));
    }

    /// <summary>One operator from opset 17 on, written out before.</summary>
    private static OnnxValue LayerNorm(OnnxExporter exporter, NetworkLayer layer)
    {
        OnnxGraphWriter writer = exporter.Writer;
        double epsilon = ((LayerNormAttribute)layer.Attribute!).Epsilon;
        string x = exporter.Read(layer).Last(), scale = Row(exporter, layer, "gamma", 1);
        string[] offset = layer.Tensors.ContainsKey("beta") ? [exporter.Weight(layer, "beta")] : [];
        if (writer.Opset >= 17)
            return OnnxValue.OfLast(writer, layer.Shape,
                writer.Node("LayerNormalization", [x, scale, .. offset], ("axis", -1), ("epsilon", epsilon)));
        string centred = writer.Node("Sub", [x, Mean(writer, x)]);
        string variance = Mean(writer, writer.Node("Pow", [centred, writer.Number(2)]));
        string root = writer.Node("Sqrt", [writer.Node("Add", [variance, writer.Number(epsilon)])]);
        string y = writer.Node("Mul", [writer.Node("Div", [centred, root]), scale]);
        return OnnxValue.OfLast(writer, layer.Shape, offset.Length == 0 ? y : writer.Node("Add", [y, .. offset]));
    }

    private static OnnxValue RMSNorm(OnnxExporter exporter, NetworkLayer layer)
    {
        OnnxGraphWriter writer = exporter.Writer;
        string x = exporter.Read(layer).Last();
        string square = Mean(writer, writer.Node("Mul", [x, x]));
        string root = writer.Node("Sqrt", [writer.Node("Add", [square, writer.Number(((RMSNormAttribute)layer.Attribute!).Epsilon)])]);
        return OnnxValue.OfLast(writer, layer.Shape,
            writer.Node("Mul", [writer.Node("Div", [x, root]), exporter.Weight(layer, "scale")]));
    }

    /// <summary>Written out as PyTorch does: the operator is of opset 18, and changed in 21.</summary>
    private static OnnxValue GroupNorm(OnnxExporter exporter, NetworkLayer layer)
    {
        var norm = (GroupNormAttribute)layer.Attribute!;
        OnnxGraphWriter writer = exporter.Writer;
        string groups = writer.Node("Reshape", [exporter.Read(layer).First(), writer.Integers(0, norm.Groups, -1)]);
        string ones = writer.Constant(Filled(norm.Groups, 1)), zeros = writer.Constant(Filled(norm.Groups, 0));
        string y = writer.Node("InstanceNormalization", [groups, ones, zeros], ("epsilon", norm.Epsilon));
        int[] shape = OnnxExporter.Order(layer.Shape, layer.Shape.Length > 1);
        y = writer.Node("Reshape", [y, writer.Integers([-1, .. shape])]);
        int[] row = [layer.Shape[^1], .. Enumerable.Repeat(1, layer.Shape.Length - 1)];
        if (layer.Tensors.ContainsKey("gamma"))
            y = writer.Node("Mul", [y, exporter.Weight(layer, "gamma", gamma => gamma.As(row))]);
        if (layer.Tensors.ContainsKey("beta"))
            y = writer.Node("Add", [y, exporter.Weight(layer, "beta", beta => beta.As(row))]);
        return OnnxValue.OfFirst(writer, layer.Shape, y);
    }

    private static OnnxValue Normalization(OnnxExporter exporter, NetworkLayer layer)
    {
        var norm = (NormalizationAttribute)layer.Attribute!;
        OnnxGraphWriter writer = exporter.Writer;
        OnnxValue x = exporter.Read(layer);
        int rank = layer.Shape.Length, axis = norm.Axis < 0 ? rank + norm.Axis : norm.Axis - 1;
        int[] shape = [.. Enumerable.Range(0, rank).Select(i => i == axis ? layer.Shape[i] : 1)];
        string mean = exporter.Weight(layer, "mean", values => values.As(shape)), deviation = exporter.Weight(layer, "variance",
            values => new(shape, [.. values.Values.Select(variance => Math.Max(Math.Sqrt(variance), 1e-7))]));
        string y = norm.Invert
            ? writer.Node("Add", [writer.Node("Mul", [x.Last(), deviation]), mean])
            : writer.Node("Div", [writer.Node("Sub", [x.Last(), mean]), deviation]);
        return OnnxValue.OfLast(writer, layer.Shape, y);
    }

    private static string Mean(OnnxGraphWriter writer, string x) => writer.Node("ReduceMean", [x], ("axes", new[] { -1 }), ("keepdims", 1));

    /// <summary>A layer's tensor for each channel, or what stands for one that it does not have.</summary>
    private static string Row(OnnxExporter exporter, NetworkLayer layer, string tensor, double otherwise) =>
        layer.Tensors.ContainsKey(tensor)
            ? exporter.Weight(layer, tensor)
            : exporter.Writer.Weight($"{layer.Owner}/{tensor}", Filled(layer.Shape[^1], otherwise));

    private static Tensor Filled(int count, double value) => new([count], [.. Enumerable.Repeat(value, count)]);
}

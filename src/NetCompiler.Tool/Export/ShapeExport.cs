using NetCompiler.Tool.Networks;

namespace NetCompiler.Tool.Export;

/// <summary>Layers that move numbers.</summary>
internal static class ShapeExport
{
    public static readonly Dictionary<Type, Func<OnnxExporter, NetworkLayer, OnnxValue>> All = new()
    {
        [typeof(FlattenAttribute)] = Reshape,
        [typeof(ReshapeAttribute)] = Reshape,
        [typeof(StepsAttribute)] = Steps,
        [typeof(PermuteAttribute)] = Permute,
        [typeof(ZeroPadding2DAttribute)] = Pad,
        [typeof(ReflectionPad2DAttribute)] = (exporter, layer) => Rim(exporter, layer, "reflect"),
        [typeof(ReplicationPad2DAttribute)] = (exporter, layer) => Rim(exporter, layer, "edge"),
        [typeof(Cropping2DAttribute)] = Crop,
        [typeof(UpSampling2DAttribute)] = Enlarge,
        [typeof(RepeatVectorAttribute)] = Repeat,
        [typeof(EmbeddingAttribute)] = Embed,
    };

    private static OnnxValue Reshape(OnnxExporter exporter, NetworkLayer layer)
    {
        OnnxGraphWriter writer = exporter.Writer;
        OnnxValue x = exporter.Read(layer);
        return x.Shape.SequenceEqual(layer.Shape) ? x
            : OnnxValue.OfLast(writer, layer.Shape, writer.Node("Reshape", [x.Last(), writer.Integers([-1, .. layer.Shape])]));
    }

    /// <summary>The batch takes the steps in, or gives them out. What stands in the padding may be anything, and is looked at where steps
    /// are samples.</summary>
    private static OnnxValue Steps(OnnxExporter exporter, NetworkLayer layer)
    {
        OnnxGraphWriter writer = exporter.Writer;
        OnnxValue x = exporter.Read(layer);
        string all = exporter.Lengths is { } lengths && layer.Reads[0] == 0
            ? lengths.Only(x.Last(), x.Shape[0], 0, [.. Enumerable.Range(2, x.Shape.Length - 1)]) : x.Last();
        return OnnxValue.OfLast(writer, layer.Shape, writer.Node("Reshape", [all, writer.Integers([-1, .. layer.Shape])]));
    }

    private static OnnxValue Permute(OnnxExporter exporter, NetworkLayer layer) => OnnxValue.OfLast(
        exporter.Writer, layer.Shape, exporter.Writer.Transpose(
            exporter.Read(layer).Last(), [0, .. ((PermuteAttribute)layer.Attribute!).Dimensions]));

    private static OnnxValue Repeat(OnnxExporter exporter, NetworkLayer layer)
    {
        OnnxGraphWriter writer = exporter.Writer;
        string row = writer.Node("Reshape", [exporter.Read(layer).Last(), writer.Integers(-1, 1, layer.Shape[1])]);
        return OnnxValue.OfLast(writer, layer.Shape, writer.Node("Expand", [row, writer.Integers(1, layer.Shape[0], 1)]));
    }

    private static OnnxValue Pad(OnnxExporter exporter, NetworkLayer layer)
    {
        var pad = (ZeroPadding2DAttribute)layer.Attribute!;
        OnnxGraphWriter writer = exporter.Writer;
        string pads = writer.Integers(0, 0, pad.Top, pad.Left, 0, 0, pad.Bottom, pad.Right);
        return OnnxValue.OfFirst(writer, layer.Shape,
            writer.Node("Pad", [exporter.Read(layer).First(), pads, writer.Number(0)], ("mode", "constant")));
    }

    private static OnnxValue Rim(OnnxExporter exporter, NetworkLayer layer, string mode)
    {
        var rim = (RimAttribute)layer.Attribute!;
        OnnxGraphWriter writer = exporter.Writer;
        string pads = writer.Integers(0, 0, rim.Top, rim.Left, 0, 0, rim.Bottom, rim.Right);
        return OnnxValue.OfFirst(writer, layer.Shape, writer.Node("Pad", [exporter.Read(layer).First(), pads], ("mode", mode)));
    }

    private static OnnxValue Crop(OnnxExporter exporter, NetworkLayer layer)
    {
        var crop = (Cropping2DAttribute)layer.Attribute!;
        OnnxGraphWriter writer = exporter.Writer;
        OnnxValue x = exporter.Read(layer);
        string[] ranges =
        [
            writer.Integers(crop.Top, crop.Left), writer.Integers(x.Shape[0] - crop.Bottom, x.Shape[1] - crop.Right), writer.Integers(2, 3),
            writer.Integers(1, 1),
        ];
        return OnnxValue.OfFirst(writer, layer.Shape, writer.Node("Slice", [x.First(), .. ranges]));
    }

    private static OnnxValue Enlarge(OnnxExporter exporter, NetworkLayer layer)
    {
        var enlarge = (UpSampling2DAttribute)layer.Attribute!;
        OnnxGraphWriter writer = exporter.Writer;
        string scales = writer.Constant(new([4], [1, 1, enlarge.Height, enlarge.Width]));
        (string, object)[] how = enlarge.Interpolation == Interpolation.Nearest
            ? [("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor")]
            : [("mode", "linear"), ("coordinate_transformation_mode", "half_pixel")];
        return OnnxValue.OfFirst(writer, layer.Shape, writer.Node("Resize", [exporter.Read(layer).First(), "", scales], how));
    }

    /// <summary>Class numbers come as floats, as here.</summary>
    private static OnnxValue Embed(OnnxExporter exporter, NetworkLayer layer)
    {
        OnnxGraphWriter writer = exporter.Writer;
        string numbers = exporter.Read(layer).Last();
        // What stands in the padding may be no class.
        if (exporter.Lengths is { } lengths && layer.Reads[0] == 0)
            numbers = lengths.Only(numbers, layer.Shape[0], 0);
        numbers = writer.Node("Cast", [numbers], ("to", OnnxGraphWriter.Int64));
        return OnnxValue.OfLast(writer, layer.Shape,
            writer.Node("Gather", [exporter.Weight(layer, "embeddings"), numbers], ("axis", 0)));
    }
}

using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;

namespace NetCompiler.Tool.Export;

/// <summary>Layers that compute number by number, and those that only training has.</summary>
internal static class ActivationExport
{
    public static readonly Dictionary<Type, Func<OnnxExporter, NetworkLayer, OnnxValue>> All = new()
    {
        [typeof(LinearAttribute)] = Same,
        [typeof(DropoutAttribute)] = Same,
        [typeof(SpatialDropoutAttribute)] = Same,
        [typeof(GaussianNoiseAttribute)] = Same,
        [typeof(ActivityRegularizationAttribute)] = Same,
        [typeof(SampleAttribute)] = Same,
        [typeof(SigmoidAttribute)] = (exporter, layer) => Node(exporter, layer, "Sigmoid"),
        [typeof(TanhAttribute)] = (exporter, layer) => Node(exporter, layer, "Tanh"),
        [typeof(SoftplusAttribute)] = (exporter, layer) => Node(exporter, layer, "Softplus"),
        [typeof(SoftsignAttribute)] = (exporter, layer) => Node(exporter, layer, "Softsign"),
        [typeof(ExponentialAttribute)] = (exporter, layer) => Node(exporter, layer, "Exp"),
        [typeof(HardSwishAttribute)] = (exporter, layer) => Node(exporter, layer, "HardSwish"),
        [typeof(SELUAttribute)] = (exporter, layer) => Node(
            exporter, layer, "Selu", ("alpha", 1.67326319217681884765625), ("gamma", 1.05070102214813232421875)),
        [typeof(HardSigmoidAttribute)] = (exporter, layer) => Node(exporter, layer, "HardSigmoid", ("alpha", 1.0 / 6), ("beta", 0.5)),
        [typeof(ELUAttribute)] = (exporter, layer) => Node(
            exporter, layer, "Elu", ("alpha", ((ELUAttribute)layer.Attribute!).Alpha)),
        [typeof(LeakyReLUAttribute)] = (exporter, layer) => Node(
            exporter, layer, "LeakyRelu", ("alpha", ((LeakyReLUAttribute)layer.Attribute!).NegativeSlope)),
        [typeof(SiLUAttribute)] = (exporter, layer) => exporter.Read(layer).Map(x =>
            exporter.Writer.Node("Mul", [x, exporter.Writer.Node("Sigmoid", [x])])),
        [typeof(MishAttribute)] = (exporter, layer) => exporter.Read(layer).Map(x =>
            exporter.Writer.Node("Mul", [x, exporter.Writer.Node("Tanh", [exporter.Writer.Node("Softplus", [x])])])),
        [typeof(ReLUAttribute)] = ReLU,
        [typeof(GELUAttribute)] = GELU,
        [typeof(PReLUAttribute)] = PReLU,
        [typeof(StepAttribute)] = Step,
        [typeof(RescalingAttribute)] = Rescaling,
        [typeof(SoftmaxAttribute)] = (exporter, layer) => OfRows(exporter, layer, "Softmax"),
        [typeof(LogSoftmaxAttribute)] = (exporter, layer) => OfRows(exporter, layer, "LogSoftmax"),
    };

    private static OnnxValue Same(OnnxExporter exporter, NetworkLayer layer) => exporter.Read(layer);

    private static OnnxValue Node(OnnxExporter exporter, NetworkLayer layer, string kind, params (string, object)[] attributes) =>
        exporter.Read(layer).Map(x => exporter.Writer.Node(kind, [x], attributes));

    private static OnnxValue OfRows(OnnxExporter exporter, NetworkLayer layer, string kind) => OnnxValue.OfLast(
        exporter.Writer, layer.Shape, exporter.Writer.Node(kind, [exporter.Read(layer).Last()], ("axis", -1)));

    private static OnnxValue ReLU(OnnxExporter exporter, NetworkLayer layer)
    {
        double most = ((ReLUAttribute)layer.Attribute!).MaxValue;
        OnnxGraphWriter writer = exporter.Writer;
        return exporter.Read(layer).Map(x => double.IsPositiveInfinity(most)
            ? writer.Node("Relu", [x])
            : writer.Node("Clip", [x, writer.Number(0), writer.Number(most)]));
    }

    /// <summary>Written out: the operator is of opset 20.</summary>
    private static OnnxValue GELU(OnnxExporter exporter, NetworkLayer layer)
    {
        OnnxGraphWriter writer = exporter.Writer;
        return exporter.Read(layer).Map(x =>
        {
            string bent;
            if (((GELUAttribute)layer.Attribute!).Approximate)
            {
                string cube = writer.Node("Mul", [writer.Node("Pow", [x, writer.Number(3)]), writer.Number(0.044715)]);
                bent = writer.Node("Tanh",
                    [writer.Node("Mul", [writer.Node("Add", [x, cube]), writer.Number(Math.Sqrt(2 / Math.PI))])]);
            }
            else
                bent = writer.Node("Erf", [writer.Node("Div", [x, writer.Number(Math.Sqrt(2))])]);
            return writer.Node("Mul",
                [writer.Node("Mul", [x, writer.Node("Add", [bent, writer.Number(1)])]), writer.Number(0.5)]);
        });
    }

    private static OnnxValue PReLU(OnnxExporter exporter, NetworkLayer layer)
    {
        OnnxValue x = exporter.Read(layer);
        bool isFirst = x.IsFirst;
        string slope = exporter.Weight(layer, "alpha", alpha => isFirst ? alpha.Transpose(OnnxValue.ChannelsFirst(alpha.Rank)) : alpha);
        string y = exporter.Writer.Node("PRelu", [isFirst ? x.First() : x.Last(), slope]);
        return isFirst ? OnnxValue.OfFirst(exporter.Writer, layer.Shape, y) : OnnxValue.OfLast(exporter.Writer, layer.Shape, y);
    }

    private static OnnxValue Step(OnnxExporter exporter, NetworkLayer layer)
    {
        OnnxGraphWriter writer = exporter.Writer;
        return exporter.Read(layer).Map(x => writer.Node("Where", [
            writer.Node("Greater", [x, writer.Number(0)]), writer.Number(1), writer.Number(((StepAttribute)layer.Attribute!).Low)]));
    }

    private static OnnxValue Rescaling(OnnxExporter exporter, NetworkLayer layer)
    {
        var rescaling = (RescalingAttribute)layer.Attribute!;
        OnnxGraphWriter writer = exporter.Writer;
        return exporter.Read(layer).Map(x =>
        {
            string scaled = writer.Node("Mul", [x, writer.Number(rescaling.Scale)]);
            return rescaling.Offset == 0 ? scaled : writer.Node("Add", [scaled, writer.Number(rescaling.Offset)]);
        });
    }
}

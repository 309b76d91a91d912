using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>x · scale + offset with constants: part of the layer before where that is possible.</summary>
internal static class Affine
{
    /// <summary>Adds it for a node's output.</summary>
    /// <param name="translator">The translator.</param>
    /// <param name="reader">The node.</param>
    /// <param name="view">x.</param>
    /// <param name="scale">Stretched to x; null for 1.</param>
    /// <param name="offset">Stretched to x; null for 0.</param>
    public static void Apply(Translator translator, NodeReader reader, View view, Tensor? scale, Tensor? offset)
    {
        int[] shape = translator.Evaluation.Values[reader.Node.Outputs[0]].Shape;
        View whole = AxisTranslation.Stretch(translator, view, shape);
        NetValue value = Add(translator, whole.Value, Stored(scale, 1), Stored(offset, 0));
        translator.Bind(reader.Node.Outputs[0], whole with { Value = value });

        double[] Stored(Tensor? tensor, double otherwise) => whole.InOrder((tensor ?? Tensor.Scalar(otherwise)).BroadcastTo(shape));
    }

    /// <summary>The same for all numbers.</summary>
    public static NetValue Scalar(Translator translator, NetValue value, double scale, double offset) => scale == 1 && offset == 0
        ? value
        : translator.Net.Add(Rescaling(value.Shape, scale, offset).From(value));

    private static NetLayer Rescaling(int[] shape, double scale, double offset) =>
        new NetLayer(typeof(RescalingAttribute), shape, scale).With("Offset", offset);

    private static NetValue Add(Translator translator, NetValue value, double[] scale, double[] offset)
    {
        int channels = value.Shape[^1];
        bool isOfChannels = IsPeriodic(scale, channels) && IsPeriodic(offset, channels);
        if (!isOfChannels && value.Shape.Length == 2 && scale.All(factor => factor == 1))
        {
            if (value is NetLayer { IsShared: false } table && table == translator.Net.Layers[^1]
                && table.Attribute == typeof(PositionEmbeddingAttribute))
            {
                double[] before = table.Tensors["position_embeddings"].Values;
                table.Tensors["position_embeddings"] = new(value.Shape, [.. offset.Zip(before, (a, b) => a + b)]);
                return table;
            }
            return translator.Net.Add(PositionTranslation.Of(value.Shape, offset).From(value));
        }
        if (!isOfChannels)
        {
            NetValue row = translator.Shaped(value, [scale.Length]);
            return translator.Shaped(translator.Net.Add(OfChannels(row, scale, offset)), value.Shape);
        }
        (scale, offset) = (scale[..channels], offset[..channels]);
        if (value is NetLayer { IsShared: false } layer && layer == translator.Net.Layers[^1] && Fold(layer, scale, offset))
            return layer;
        if (IsPeriodic(scale, 1) && IsPeriodic(offset, 1))
            return Scalar(translator, value, scale[0], offset[0]);
        return translator.Net.Add(OfChannels(value, scale, offset));
    }

    /// <summary>A layer with a scale and an offset for each channel: of an input a <c>Normalization</c>, else a <c>BatchNorm</c> whose own
    /// statistics change nothing.</summary>
    private static NetLayer OfChannels(NetValue value, double[] scale, double[] offset)
    {
        int[] shape = [scale.Length];
        if (value is NetInput && scale.All(factor => factor > 0))
            return new NetLayer(typeof(NormalizationAttribute), value.Shape).From(value)
                .With("mean", new Tensor(shape, [.. scale.Select((factor, i) => -offset[i] / factor)]))
                .With("variance", new Tensor(shape, [.. scale.Select(factor => 1 / (factor * factor))]));
        const double epsilon = 1e-3;
        return new NetLayer(typeof(BatchNormAttribute), value.Shape).From(value)
            .With("gamma", new Tensor(shape, scale)).With("beta", new Tensor(shape, offset))
            .With("moving_mean", new Tensor(shape, new double[scale.Length]))
            .With("moving_variance", new Tensor(shape, [.. scale.Select(_ => 1 - epsilon)]));
    }

    /// <summary>Changes the layer before so that its output is scaled and moved; false where it cannot.</summary>
    private static bool Fold(NetLayer layer, double[] scale, double[] offset)
    {
        if (layer.Attribute == typeof(RescalingAttribute) && IsPeriodic(scale, 1) && IsPeriodic(offset, 1))
        {
            double before = (double)layer.Options.GetValueOrDefault("Offset", 0.0);
            layer.Arguments[0] = (double)layer.Arguments[0] * scale[0];
            layer.Options["Offset"] = before * scale[0] + offset[0];
            return true;
        }
        if (layer.Attribute == typeof(NormalizationAttribute) && scale.All(factor => factor > 0))
        {
            Tensor mean = layer.Tensors["mean"], variance = layer.Tensors["variance"];
            layer.Tensors["mean"] =
                mean with { Values = [.. mean.Values.Select((m, i) => m - offset[i] / scale[i] * Math.Sqrt(variance.Values[i]))] };
            layer.Tensors["variance"] = variance with { Values = [.. variance.Values.Select((v, i) => v / (scale[i] * scale[i]))] };
            return true;
        }
        if (layer.Attribute == typeof(MultiHeadAttentionAttribute))
        {
            AttentionTranslation.Scale(layer, scale, offset);
            return true;
        }
        if (layer.Attribute != typeof(DenseAttribute) && layer.Attribute != typeof(Conv2DAttribute)
            && layer.Attribute != typeof(Conv1DAttribute))
            return false;
        Tensor kernel = layer.Tensors["kernel"];
        double[] bias = layer.Tensors.GetValueOrDefault("bias")?.Values ?? new double[scale.Length];
        layer.Tensors["kernel"] = kernel with { Values = [.. kernel.Values.Select((weight, i) => weight * scale[i % scale.Length])] };
        if (layer.Tensors.ContainsKey("bias") || offset.Any(value => value != 0))
        {
            layer.Options.Remove("UseBias");
            layer.Tensors["bias"] = new([bias.Length], [.. bias.Select((value, i) => value * scale[i] + offset[i])]);
        }
        return true;
    }

    private static bool IsPeriodic(double[] values, int period)
    {
        for (int i = period; i < values.Length; i++)
            if (values[i] != values[i - period])
                return false;
        return true;
    }
}

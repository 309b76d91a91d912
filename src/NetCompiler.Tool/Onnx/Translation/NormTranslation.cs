using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx.Operators;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>Normalisations and softmax.</summary>
internal static class NormTranslation
{
    public static readonly Dictionary<string, Action<Translator, NodeReader>> All = new(StringComparer.Ordinal)
    {
        ["BatchNormalization"] = BatchNormalization,
        ["InstanceNormalization"] = (translator, reader) => Groups(translator, reader, reader.Input(0).Shape[1]),
        ["GroupNormalization"] = (translator, reader) => Groups(translator, reader, reader.Int("num_groups", 1)),
        ["LayerNormalization"] = (translator, reader) => OverLast(translator, reader, typeof(LayerNormAttribute)),
        ["LpNormalization"] = Unit,
        ["RMSNormalization"] = (translator, reader) => OverLast(translator, reader, typeof(RMSNormAttribute)),
        ["Softmax"] = (translator, reader) => Softmax(translator, reader, typeof(SoftmaxAttribute)),
        ["LogSoftmax"] = (translator, reader) => Softmax(translator, reader, typeof(LogSoftmaxAttribute)),
    };

    private static void BatchNormalization(Translator translator, NodeReader reader)
    {
        View view = translator[reader.Node.Inputs[0]];
        (NetValue value, int[] order) = ChannelsLast(translator, view);
        int[] channels = [view.Shape[1]];
        double momentum = reader.Float("momentum", 0.9f);
        NetLayer layer = new NetLayer(typeof(BatchNormAttribute), value.Shape).From(value).Named(translator.NameOf(reader.Node.Inputs[1]))
            .With("Epsilon", reader.Float("epsilon", 1e-5f)).With("Momentum", momentum is >= 0 and < 1 ? momentum : 0.99)
            .With("gamma", reader.Input(1).As(channels)).With("beta", reader.Input(2).As(channels))
            .With("moving_mean", reader.Input(3).As(channels)).With("moving_variance", reader.Input(4).As(channels));
        translator.Bind(reader.Node.Outputs[0], View.Of(translator.Net.Add(layer), view.Shape, order));
    }

    private static void Groups(Translator translator, NodeReader reader, int groups)
    {
        View view = translator[reader.Node.Inputs[0]];
        (NetValue value, int[] order) = ChannelsLast(translator, view);
        (Tensor scale, Tensor offset) = NormOperators.GroupWeights(reader, view.Shape[1]);
        NetLayer layer = new NetLayer(typeof(GroupNormAttribute), value.Shape, groups).From(value)
            .Named(translator.NameOf(reader.Node.Inputs[1])).With("Epsilon", reader.Float("epsilon", 1e-5f))
            .With("gamma", scale).With("beta", offset);
        translator.Bind(reader.Node.Outputs[0], View.Of(translator.Net.Add(layer), view.Shape, order));
    }

    private static void OverLast(Translator translator, NodeReader reader, Type attribute)
    {
        View view = translator[reader.Node.Inputs[0]];
        int[] shape = view.Shape;
        int axis = NodeReader.Axis(reader.Int("axis", -1), shape.Length), length = Tensor.CountOf(shape.Skip(axis));
        int rows = Tensor.CountOf(shape) / length;
        NetValue value = translator.Store(view, rows == 1 ? [length] : [rows, length], [.. Enumerable.Range(0, shape.Length)]);
        NetLayer layer = new NetLayer(attribute, value.Shape).From(value).Named(translator.NameOf(reader.Node.Inputs[1]))
            .With("Epsilon", reader.Float("epsilon", 1e-5f));
        Tensor scale = reader.Input(1).BroadcastTo(shape[axis..]).As(length);
        if (attribute == typeof(RMSNormAttribute))
            layer.With("scale", scale);
        else
        {
            layer.With("gamma", scale);
            if (reader.Optional(2) is { } offset)
                layer.With("beta", offset.BroadcastTo(shape[axis..]).As(length));
            else
                layer.With("Center", false);
        }
        translator.Bind(reader.Node.Outputs[0], View.Of(translator.Net.Add(layer), [Tensor.CountOf(shape)]).Reshape(shape)!);
    }

    /// <summary>Rows of length 1: over the root of the mean of squares, times the root of how many there are.</summary>
    private static void Unit(Translator translator, NodeReader reader)
    {
        View view = translator[reader.Node.Inputs[0]];
        int[] shape = view.Shape;
        int axis = NodeReader.Axis(reader.Int("axis", -1), shape.Length), size = shape[axis];
        if (reader.Int("p", 2) != 2)
            throw new UnsupportedException($"p {reader.Int("p", 2)}", "use the length (p = 2) where the model is made");
        int[] order = [.. Enumerable.Range(0, shape.Length).Where(other => other != axis), axis];
        NetValue value = translator.Store(view, Tensor.CountOf(shape) == size ? [size] : [Tensor.CountOf(shape) / size, size], order);
        NetLayer layer = new NetLayer(typeof(RMSNormAttribute), value.Shape).From(value).With("Epsilon", 1e-12)
            .With("scale", new Tensor([size], [.. Enumerable.Repeat(1 / Math.Sqrt(size), size)]));
        translator.Bind(reader.Node.Outputs[0], View.Of(translator.Net.Add(layer), shape, order));
    }

    private static void Softmax(Translator translator, NodeReader reader, Type attribute)
    {
        View view = translator[reader.Node.Inputs[0]];
        int[] shape = view.Shape;
        (int axis, int length, int step) = NormOperators.SoftmaxAxis(reader);
        // Before opset 13 all axes from one on are one row; since then it is one axis, which comes last.
        int[] order = step == 1 ? [.. Enumerable.Range(0, shape.Length)]
            : [.. Enumerable.Range(0, shape.Length).Where(other => other != axis), axis];
        int rows = Tensor.CountOf(shape) / length;
        int[] ours = MergeTranslation.AxesInOrder(view);
        bool isLast = ours.Length > 0 && ours[^1] == axis && length == shape[axis] && View.Join(view.Dims[axis]) is [{ Stride: 1 }];
        NetValue value = isLast && view.Value.Shape[^1] == length
            ? view.Value
            : translator.Store(view, rows == 1 ? [length] : [rows, length], order);
        NetLayer layer = translator.Net.Add(new NetLayer(attribute, value.Shape).From(value));
        translator.Bind(reader.Node.Outputs[0], value == view.Value ? view with { Value = layer } : View.Of(layer, shape, order));
    }

    /// <summary>A value whose last dimension are the channels, and the file's axes in its order.</summary>
    private static (NetValue Value, int[] Order) ChannelsLast(Translator translator, View view)
    {
        int[] shape = view.Shape;
        if (shape.Length < 2 || shape[0] != 1)
            throw new UnsupportedException("channels that are not the second dimension");
        int[] order = ContractionTranslation.Last(shape.Length), sizes = [.. order.Select(axis => shape[axis])];
        return (translator.Store(view, sizes.Length > 3 ? [Tensor.CountOf(sizes[..^1]), sizes[^1]] : sizes, order), order);
    }
}

using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Keras;

/// <summary>Images whose channels the file has first. Here they come last: images and settings are turned as they go through the net, and
/// the rows of a <c>Dense</c> behind a <c>Flatten</c>; what cannot be turned reads a transposition.</summary>
internal sealed class KerasOrder(Net net)
{
    /// <summary>What goes over images and says where their channels are.</summary>
    private static readonly HashSet<string> OfImages =
    [
        "Conv2D", "Conv2DTranspose", "DepthwiseConv2D", "SeparableConv2D", "MaxPooling2D", "AveragePooling2D", "GlobalMaxPooling2D",
        "GlobalAveragePooling2D", "ZeroPadding2D", "Cropping2D", "UpSampling2D", "SpatialDropout2D",
    ];

    /// <summary>What does the same with every number.</summary>
    private static readonly HashSet<string> Indifferent =
    [
        "ReLU", "LeakyReLU", "ELU", "Dropout", "GaussianNoise", "GaussianDropout", "AlphaDropout", "Rescaling",
        "ActivityRegularization", "Add", "Subtract", "Multiply", "Divide", "TrueDivide", "Average", "Maximum", "Minimum",
    ];

    /// <summary>(channels, height, width) in the file, (height, width, channels) here.</summary>
    private readonly HashSet<NetValue> _turned = [];

    /// <summary>Rows of such images, and their shape here.</summary>
    private readonly Dictionary<NetValue, int[]> _rows = [];

    /// <summary>Turns images that come in, where all that goes over images has their channels first.</summary>
    public void TurnInputs(KerasModel model)
    {
        string[] formats = [.. model.All.Where(layer => OfImages.Contains(layer.Config.Kind))
            .Select(layer => layer.Config.Text("data_format", "channels_last")).Distinct()];
        if (formats is not ["channels_first"])
            return;
        foreach (NetInput input in net.Inputs.Where(input => input.Shape.Length == 3))
        {
            input.OriginalShape = [1, .. input.Shape];
            input.Shape = [input.Shape[1], input.Shape[2], input.Shape[0]];
            input.Order = [0, 2, 3, 1];
            _turned.Add(input);
            net.Notes.Add(OnnxInputs.Layout($"Input {input.Original}", input.OriginalShape, input.Shape));
        }
    }

    /// <summary>Makes a call's settings and what it reads fit.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="reads">What it reads; changed to what it shall read.</param>
    /// <returns>Its settings for channels that come last.</returns>
    public KerasConfig Prepare(KerasLayer layer, object[] reads)
    {
        KerasConfig config = layer.Config;
        bool isFirst = config.Text("data_format", "channels_last") == "channels_first";
        NetValue[] values = [.. reads.OfType<NetValue>()];
        if (isFirst && (OfImages.Contains(config.Kind) || config.Kind == "Flatten") && values is [{ Shape.Length: 3 } image])
        {
            KerasBuilder.Refuse(config.Activation() == "softmax", "its softmax goes over the columns of an image",
                "put it into a Softmax layer");
            Replace(reads, value => _turned.Contains(value) ? value : Permuted(value, 2, 3, 1));
            // Keras itself puts channels last before it flattens such images.
            return config.With("data_format", "channels_last");
        }
        bool areTurned = values.Length > 0 && values.All(_turned.Contains), areRows = values.Length > 0 && values.All(_rows.ContainsKey);
        if (areTurned && config.Kind == "BatchNormalization" && config.Ints("axis", 1, -1) is [1])
            return config.With("axis", -1);
        if (areTurned && config.Kind == "Concatenate")
            return config.With("axis", config.Int("axis", -1) switch { 1 or -3 => 3, 2 or -2 => 1, 3 or -1 => 2, int other => other });
        bool goesThrough = areTurned && (IsIndifferent(config) || config.Kind == "Flatten")
            || areRows && (IsIndifferent(config) || config.Kind == "Dense" && layer.Calls.Count == 1);
        if (!goesThrough || areRows && values.Any(value => !_rows[value].SequenceEqual(_rows[values[0]])))
            Replace(reads, InOrder);
        return config;
    }

    /// <summary>Notes what a call gave, and turns what it learned.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="reads">What it read, prepared.</param>
    /// <param name="result">What it gave.</param>
    /// <param name="added">The layers that it became.</param>
    public void Follow(KerasLayer layer, object[] reads, NetValue result, IReadOnlyList<NetLayer> added)
    {
        NetValue[] values = [.. reads.OfType<NetValue>()];
        string kind = layer.Config.Kind;
        bool isImage = result.Shape.Length == 3;
        if (OfImages.Contains(kind) && layer.Config.Text("data_format", "channels_last") == "channels_first")
        {
            if (isImage)
                _turned.Add(result);
        }
        else if (values.Length > 0 && values.All(_turned.Contains))
        {
            if (isImage)
                _turned.Add(result);
            else if (kind == "Flatten" && layer.Config.Text("data_format", "channels_last") != "channels_first")
                _rows[result] = values[0].Shape;
        }
        else if (values.Length > 0 && _rows.TryGetValue(values[0], out int[]? shape))
        {
            if (kind != "Dense")
                _rows[result] = shape;
            foreach (NetLayer dense in added.Where(own => own.Tensors.ContainsKey("kernel")))
                dense.With("kernel", Turned(dense.Tensors["kernel"], shape));
        }
    }

    /// <summary>Notes that a value lies as another of its shape.</summary>
    public void Same(NetValue value, NetValue other)
    {
        if (_turned.Contains(value))
            _turned.Add(other);
    }

    /// <summary>For each number of a value, which of the file's it is; null where the order is the same.</summary>
    public int[]? OrderOf(NetValue value)
    {
        int[]? image = _turned.Contains(value) ? value.Shape : _rows.GetValueOrDefault(value);
        if (image is null)
            return null;
        int count = Tensor.CountOf(image);
        Tensor places = new([image[2], image[0], image[1]], [.. Enumerable.Range(0, count).Select(i => (double)i)]);
        return [.. places.Transpose(1, 2, 0).Values.Select(place => (int)place)];
    }

    /// <summary>A value whose numbers lie as in the file.</summary>
    private NetValue InOrder(NetValue value)
    {
        if (_turned.Contains(value))
            return Permuted(value, 3, 1, 2);
        if (!_rows.TryGetValue(value, out int[]? image))
            return value;
        NetValue turned = net.Add(new NetLayer(typeof(ReshapeAttribute), image, [.. image.Cast<object>()]).From(value));
        return net.Add(new NetLayer(typeof(FlattenAttribute), [Tensor.CountOf(image)]).From(Permuted(turned, 3, 1, 2)));
    }

    private NetLayer Permuted(NetValue value, params int[] order) => net.Add(new NetLayer(
        typeof(PermuteAttribute), [.. order.Select(axis => value.Shape[axis - 1])], [.. order.Cast<object>()]).From(value));

    private static Tensor Turned(Tensor kernel, int[] image) => kernel.Rank == 2
        ? kernel.As(image[2], image[0], image[1], kernel.Shape[1]).Transpose(1, 2, 0, 3).As(kernel.Shape)
        : throw new ToolException($"The kernel of a Dense has {kernel.Rank} dimensions.");

    private static bool IsIndifferent(KerasConfig config) =>
        Indifferent.Contains(config.Kind) || config.Kind == "Activation" && config.Activation() != "softmax";

    private static void Replace(object[] reads, Func<NetValue, NetValue> replace)
    {
        for (int i = 0; i < reads.Length; i++)
            if (reads[i] is NetValue value)
                reads[i] = replace(value);
    }
}

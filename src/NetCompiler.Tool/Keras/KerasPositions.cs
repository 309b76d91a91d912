using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Keras;

/// <summary>Positions that a model adds to a sequence: Keras's layer gives them alone, the class's adds them.</summary>
/// <param name="layer">The layer, which reads nothing yet.</param>
internal sealed class KerasAddend(NetLayer layer) : NetValue(layer.Shape)
{
    /// <summary>The layer, which reads nothing yet.</summary>
    public NetLayer Layer { get; } = layer;
}

/// <summary>KerasHub's layers for positions.</summary>
internal static class KerasPositions
{
    public static readonly Dictionary<string, Action<KerasBuilder>> All = new(StringComparer.Ordinal)
    {
        ["PositionEmbedding"] = Learned,
        ["SinePositionEncoding"] = Sines,
        ["TokenAndPositionEmbedding"] = WithWords,
    };

    private static readonly string[] HubPrefixes = ["keras_hub>", "keras_nlp>"];

    /// <summary>The class of a registered name of KerasHub, which was KerasNLP before; null where it is none that is known.</summary>
    public static string? OfHub(string name) =>
        Array.Find(HubPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)) is { } hub
        && IsOfHubAlone(name[hub.Length..]) ? name[hub.Length..] : null;

    /// <summary>Whether Keras itself has no class of a name, but KerasHub.</summary>
    public static bool IsOfHubAlone(string kind) => All.ContainsKey(kind) || kind is "TransformerEncoder" or "TransformerDecoder";

    /// <summary>Positions can be added, and nothing else.</summary>
    public static void Require(KerasBuilder builder) => KerasBuilder.Refuse(
        builder.Config.Kind != "Add" && builder.Reads.Any(read => read is KerasAddend),
        "it reads positions alone", "add them to the sequence first: x + positions(x)");

    /// <summary>Adds positions to the sum of all else; false where there are none.</summary>
    public static bool Add(KerasBuilder builder)
    {
        KerasAddend[] positions = [.. builder.Reads.OfType<KerasAddend>()];
        object[] others = [.. builder.Reads.Where(read => read is not KerasAddend)];
        if (positions.Length == 0)
            return false;
        KerasBuilder.Refuse(others.Length == 0 || others.Any(read => read is not NetValue value
            || !value.Shape.SequenceEqual(positions[0].Shape)), "it does not add positions to a sequence of their shape",
            "write x + positions(x)");
        builder.Give((NetValue)others[0]);
        if (others.Length > 1)
            builder.Join(typeof(AddAttribute), builder.Shape, others.Cast<NetValue>());
        foreach (KerasAddend addend in positions)
        {
            NetLayer next = builder.Next(addend.Layer.Attribute, addend.Shape, addend.Layer.Arguments).Named(addend.Layer.Name);
            foreach ((string option, object value) in addend.Layer.Options)
                next.With(option, value);
            foreach ((string name, Tensor tensor) in addend.Layer.Tensors)
                next.With(name, tensor);
        }
        return true;
    }

    private static void Learned(KerasBuilder builder)
    {
        KerasKernels.Require(builder, 1);
        KerasBuilder.Refuse(builder.Calls > 1, "it is called more than once", "add a layer for each call");
        NetLayer layer = Table(builder, builder.Shape);
        builder.Weights(layer, "position_embeddings");
        builder.Give(new KerasAddend(layer));
    }

    private static NetLayer Table(KerasBuilder builder, int[] shape)
    {
        int length = builder.Config.Int("sequence_length");
        KerasBuilder.Refuse(length < shape[0], $"it has {length} positions for {shape[0]} steps", "make it as long as the sequence");
        return new(typeof(PositionEmbeddingAttribute), shape, length);
    }

    private static void Sines(KerasBuilder builder)
    {
        KerasKernels.Require(builder, 1);
        builder.Give(new KerasAddend(new NetLayer(typeof(SinePositionEncodingAttribute), builder.Shape)
            .With("MaxWavelength", builder.Config.Number(10_000, "max_wavelength"))));
    }

    private static void WithWords(KerasBuilder builder)
    {
        KerasConfig config = builder.Config;
        KerasBuilder.Refuse(builder.Last is not NetInput, "it does not read an input of the model", "give it one of its own");
        KerasBuilder.Refuse(builder.Shape.Length != 1, $"it reads a shape of ({string.Join(", ", builder.Shape)})", "give it a sequence");
        KerasBuilder.Refuse(config.Flag("mask_zero", false), "a mask (mask_zero) leaves out steps by their class",
            "take mask_zero out, and give the class lengths: [Network(..., Lengths = true)] leaves out steps behind a sample's last");
        if (builder.Tensors is not [var words, var positions])
            throw new ToolException($"Layer {config.Name} ({config.Kind}) has {builder.Tensors.Length} weights in the file; it needs "
                + "those of its words and those of its positions.");
        int classes = config.Int("vocabulary_size"), features = config.Int("embedding_dim");
        int[] shape = [builder.Shape[0], features];
        NetLayer table = Table(builder, shape).With("position_embeddings", positions);
        builder.Next<EmbeddingAttribute>(shape, classes, features).With("embeddings", words);
        builder.Next(table.Attribute, shape, table.Arguments).With("position_embeddings", positions);
    }
}

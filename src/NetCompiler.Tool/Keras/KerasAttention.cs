using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Keras;

/// <summary>Keras's attention. Calls read the query, the value and, where it is another, the key.</summary>
internal static class KerasAttention
{
    public static readonly Dictionary<string, Action<KerasBuilder>> All = new(StringComparer.Ordinal)
    {
        ["MultiHeadAttention"] = MultiHead,
        ["Attention"] = SingleHead,
    };

    /// <summary>Where the weights lie: since Keras 3 without the underscore.</summary>
    public static readonly string[] Parts =
    [
        "query_dense", "_query_dense", "key_dense", "_key_dense", "value_dense", "_value_dense", "output_dense", "_output_dense",
    ];

    private static readonly string[] Projections = ["query", "key", "value", "output"];

    private static void MultiHead(KerasBuilder builder)
    {
        KerasConfig config = builder.Config;
        (NetValue query, NetValue value) = Sequences(builder, mayDiffer: false);
        int heads = config.Int("num_heads"), size = config.Int("key_dim"), features = query.Shape[1];
        int[] output = config.Find("output_shape") is null ? [features] : config.Ints("output_shape", 1),
            axes = config.Find("attention_axes") is null ? [1] : config.Ints("attention_axes", 1);
        KerasBuilder.Refuse(!output.SequenceEqual([features]),
            $"its output_shape is ({string.Join(", ", output)}), and its query has {features} features",
            "leave output_shape out, and put a Dense behind it");
        KerasBuilder.Refuse(!axes.SequenceEqual([1]), $"it goes over axes {string.Join(", ", axes)}", "attend over the steps, axis 1");
        bool hasBias = config.Flag("use_bias", true), isSelf = query == value;
        int width = config.Int("value_dim", size);
        NetLayer target = builder.Join(typeof(MultiHeadAttentionAttribute), query.Shape, isSelf ? [query] : [query, value], heads, size)
            .With("ValueDim", width == size ? 0 : width).With("Causal", builder.IsCausal)
            .With("Dropout", config.Number(0, "dropout")).With("UseBias", hasBias);
        builder.Weights(target, [.. Projections.SelectMany(name =>
            hasBias ? new[] { $"{name}_kernel", $"{name}_bias" } : [$"{name}_kernel"])]);
    }

    /// <summary>softmax(q kᵀ) v without any weights; its scores are not divided by a root.</summary>
    private static void SingleHead(KerasBuilder builder)
    {
        KerasConfig config = builder.Config;
        KerasBuilder.Refuse(config.Text("score_mode", "dot") != "dot", "it adds every query to every key (score_mode concat)",
            "use score_mode dot");
        KerasBuilder.Refuse(builder.IsCausal, "it hides what comes later (use_causal_mask)", "use MultiHeadAttention");
        (NetValue query, NetValue value) = Sequences(builder, mayDiffer: true);
        NetValue key = builder.Reads.Count > 2 ? (NetValue)builder.Reads[2] : value;
        KerasBuilder.Refuse(key.Shape[1] != query.Shape[1] || key.Shape[0] != value.Shape[0],
            $"a query of ({string.Join(", ", query.Shape)}), a key of ({string.Join(", ", key.Shape)}) and a value of "
            + $"({string.Join(", ", value.Shape)}) do not fit", "");
        int[] scores = [query.Shape[0], key.Shape[0]];
        builder.Join(typeof(DotAttribute), scores, [query, key]);
        if (config.Flag("use_scale", false))
        {
            double scale = builder.Tensors is [{ Count: 1 } only, ..] ? only.Values[0]
                : throw new ToolException($"{config.Name} has no scale in the file.");
            builder.Next<RescalingAttribute>(scores, scale);
            builder.Notes.Add(
                FormattableString.Invariant($"Layer {config.Name} (Attention) learned its scale, {scale}: here it is fixed."));
        }
        builder.Next<SoftmaxAttribute>(scores);
        if (config.Number(0, "dropout") is not 0 and double rate)
            builder.Next<DropoutAttribute>(scores, rate);
        builder.Join(typeof(DotAttribute), [scores[0], value.Shape[1]], [builder.Last, value]).With("OtherAxis", 1);
    }

    /// <summary>Query and value, sequences both.</summary>
    private static (NetValue Query, NetValue Value) Sequences(KerasBuilder builder, bool mayDiffer)
    {
        NetValue[] values = [.. builder.Reads.OfType<NetValue>()];
        KerasBuilder.Refuse(values.Length != builder.Reads.Count || values.Length is not (2 or 3),
            $"it reads {builder.Reads.Count} values", "call it with a query and a value");
        KerasBuilder.Refuse(!mayDiffer && values.Length == 3 && values[2] != values[1], "its key is not its value",
            "call it with the query and the value alone");
        foreach (NetValue value in values)
            KerasBuilder.Refuse(value.Shape.Length != 2, $"it reads a shape of ({string.Join(", ", value.Shape)})",
                "give it sequences of steps with features");
        return (values[0], values[1]);
    }
}

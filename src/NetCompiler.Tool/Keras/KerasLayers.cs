using System.Text.Json;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Keras;

/// <summary>Keras's layers by class, and what becomes of them.</summary>
internal static class KerasLayers
{
    /// <summary>The nearest way out where a layer has no counterpart.</summary>
    private const string AsOnnx = "save it as ONNX: model.export(\"model.onnx\", format=\"onnx\")";

    /// <summary>What keeps a mask away from those behind it.</summary>
    private static readonly HashSet<string> Unmasking = ["Flatten", "Reshape", "GlobalMaxPooling1D", "Conv1D", "Permute", "Dot"];

    private static readonly Dictionary<string, Action<KerasBuilder>> All = new[]
    {
        KerasKernels.All, KerasPools.All, KerasRecurrents.All, KerasShapes.All, KerasActivations.All, KerasMerges.All,
        KerasAttention.All, KerasPositions.All,
    }.SelectMany(table => table).ToDictionary(StringComparer.Ordinal);

    /// <summary>Adds a call of a layer.</summary>
    /// <exception cref="UnsupportedException">It has no counterpart.</exception>
    public static void Add(KerasBuilder builder, KerasCall call)
    {
        KerasConfig config = builder.Config;
        KerasBuilder.Refuse(config.Objection is not null, config.Objection ?? "", AsOnnx);
        if (!All.TryGetValue(config.Kind, out Action<KerasBuilder>? add))
            throw Unknown(config);
        KerasBuilder.Refuse(call.Objection is not null, call.Objection ?? "", "call it with its input alone");
        KerasPositions.Require(builder);
        KerasBuilder.Refuse(
            builder.Reads.Count > 1 && !KerasMerges.All.ContainsKey(config.Kind) && !KerasAttention.All.ContainsKey(config.Kind)
                && !KerasStates.Kinds.Contains(config.Kind),
            $"it reads {builder.Reads.Count} values", "call it with one");
        KerasBuilder.Refuse(config.Text("data_format", "channels_last") == "channels_first", "channels come first",
            "convert it to channels_last");
        Require(builder);
        add(builder);
    }

    /// <summary>Whether steps that a mask leaves out change what a layer gives.</summary>
    public static bool MindsMask(string kind) => kind is "LSTM" or "GRU" or "SimpleRNN" or "Bidirectional" or "GlobalAveragePooling1D"
        || KerasAttention.All.ContainsKey(kind);

    /// <summary>Whether a mask goes on behind a layer.</summary>
    public static bool PassesMask(string kind) => !Unmasking.Contains(kind) && !MindsMask(kind);

    /// <summary>Why a layer has no counterpart.</summary>
    public static UnsupportedException Unknown(KerasConfig config) => config.Kind switch
    {
        "Lambda" => new("its function is Python code, which is not run", AsOnnx),
        "Masking" => new("it leaves out steps by their values",
            "take it out, and give the class lengths: [Network(..., Lengths = true)] leaves out steps behind a sample's last"),
        "CuDNNLSTM" or "CuDNNGRU" => new("its weights are in the order of one graphics library", $"save it as {config.Kind[5..]}"),
        "AdditiveAttention" => new("it adds every query to every key, which no layer does", "use MultiHeadAttention or Attention"),
        "GroupQueryAttention" or "GroupedQueryAttention" => new("several of its heads have one key", "use MultiHeadAttention"),
        "TransformerEncoder" or "TransformerDecoder" => new("it is several layers in one, whose weights lie apart",
            $"make it of MultiHeadAttention, Add, LayerNormalization and Dense, which are read, or {AsOnnx}"),
        "Merge" => new($"it merges by {config.Text("mode", "?")}", "merge by sum, mul, ave, max, concat or dot"),
        "Highway" => new("its gates have no layer", "write it as Dense layers, Multiply and Add"),
        "MaxoutDense" => new("it takes the largest of several products", "write it as Dense layers and Maximum"),
        "SReLU" or "ParametricSoftplus" or "ThresholdedReLU" => new("this activation has no layer", "use ReLU, LeakyReLU, ELU or PReLU"),
        "ConvLSTM1D" or "ConvLSTM2D" or "Conv3D" or "MaxPooling3D" or "AveragePooling3D" => new("it is of more than two dimensions", ""),
        "TFOpLambda" => new($"the operator {config.Text("function", "?")} has no layer", AsOnnx),
        "SlicingOpLambda" or "GetItem" => new("it takes a part of a tensor", "use Cropping1D or Cropping2D"),
        _ => new("no layer is known for it in these settings", AsOnnx),
    };

    /// <summary>What was stored in fewer bits computes otherwise.</summary>
    private static void Require(KerasBuilder builder)
    {
        string type = builder.Config.Find("dtype") is { } found ? found.ToString() : "";
        KerasBuilder.Refuse(
            builder.Config.Find("quantization_config") is not null || type.Contains("Quantized", StringComparison.Ordinal),
            "it is quantised", "save the model before it is quantised");
        const string Half = "The original computes in 16 bits, this class in 32: answers differ by about 0.001.";
        if (type.Contains("float16", StringComparison.Ordinal) && !builder.Notes.Contains(Half))
            builder.Notes.Add(Half);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace NetCompiler.Tool.Keras;

/// <summary>Models of Keras 1 under the names of Keras 2: classes, settings, and chains that begin with several (<c>Merge</c>) as graphs.
/// </summary>
internal static class Keras1Config
{
    /// <summary>Classes that only have another name now.</summary>
    private static readonly Dictionary<string, string> Classes = new(StringComparer.Ordinal)
    {
        ["Convolution1D"] = "Conv1D",
        ["Convolution2D"] = "Conv2D",
        ["Convolution3D"] = "Conv3D",
        ["AtrousConvolution1D"] = "Conv1D",
        ["AtrousConvolution2D"] = "Conv2D",
        ["Deconvolution2D"] = "Conv2DTranspose",
        ["SeparableConvolution2D"] = "SeparableConv2D",
        ["TimeDistributedDense"] = "Dense",
    };

    /// <summary>Settings that only have another name now.</summary>
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["p"] = "rate",
        ["sigma"] = "stddev",
        ["bias"] = "use_bias",
        ["nb_filter"] = "filters",
        ["filter_length"] = "kernel_size",
        ["pool_length"] = "pool_size",
        ["subsample"] = "strides",
        ["subsample_length"] = "strides",
        ["stride"] = "strides",
        ["border_mode"] = "padding",
        ["atrous_rate"] = "dilation_rate",
        ["length"] = "size",
        ["inner_activation"] = "recurrent_activation",
        ["dropout_W"] = "dropout",
        ["dropout_U"] = "recurrent_dropout",
    };

    private static readonly Dictionary<string, string> Merges = new(StringComparer.Ordinal)
    {
        ["sum"] = "Add",
        ["mul"] = "Multiply",
        ["ave"] = "Average",
        ["max"] = "Maximum",
        ["concat"] = "Concatenate",
        ["dot"] = "Dot",
    };

    private static readonly string[] Wrapped = ["layer", "backward_layer"], Rim = ["top_pad", "bottom_pad", "left_pad", "right_pad"];

    /// <summary>Graphs of chains are nested a little deeper than chains.</summary>
    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 1024 };

    /// <summary>The same model as a graph in Keras 2's names.</summary>
    /// <param name="json">The configuration.</param>
    /// <param name="options">Bounds of the reader.</param>
    public static JsonElement Modernise(byte[] json, JsonDocumentOptions options)
    {
        JsonObject root = JsonNode.Parse(json, documentOptions: options)?.AsObject() ?? throw new ToolException("There is no model.");
        Model(root);
        return JsonSerializer.SerializeToElement(root, Deep);
    }

    private static string Text(JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    private static string NameOf(JsonObject layer) => Text(layer, "name") is { Length: > 0 } name ? name
        : layer["config"] is JsonObject config ? Text(config, "name") : "";

    private static void Model(JsonObject model)
    {
        if (model["config"] is JsonArray chain)
        {
            var layers = new JsonArray();
            var inputs = new JsonArray();
            string last = Chain(chain, null, layers, inputs);
            model["class_name"] = "Model";
            model["config"] = new JsonObject
            {
                ["name"] = NameOf(model) is { Length: > 0 } name ? name : "sequential",
                ["layers"] = layers,
                ["input_layers"] = inputs,
                ["output_layers"] = new JsonArray(Place(last)),
            };
        }
        else if (model["config"]?["layers"] is JsonArray layers)
        {
            foreach (JsonNode? layer in layers)
                Layer(layer!.AsObject());
        }
    }

    private static JsonArray Place(string layer) => new(layer, 0, 0);

    /// <summary>Puts the layers of a chain behind what is there, also of chains within, whose weights lie beside the others.</summary>
    /// <returns>The last layer.</returns>
    private static string Chain(JsonArray chain, string? before, JsonArray layers, JsonArray inputs)
    {
        foreach (JsonNode? node in chain)
        {
            JsonObject layer = node!.DeepClone().AsObject();
            if (layer["config"] is JsonArray within)
            {
                before = Chain(within, before, layers, inputs);
                continue;
            }
            string name = NameOf(layer);
            string[] reads = before is not null ? [before] : Text(layer, "class_name") == "Merge" && layer["config"]?["layers"] is JsonArray
                ? [.. Branches(layer, layers, inputs)]
                : Text(layer, "class_name") == "InputLayer" ? [] : [Input(layer, name, layers, inputs)];
            if (reads.Length == 0)
                inputs.Add(Place(name));
            layer["name"] = name;
            layer["inbound_nodes"] = reads.Length == 0 ? new JsonArray()
                : new JsonArray(new JsonArray([.. reads.Select(read => (JsonNode)Place(read))]));
            Layer(layer);
            layers.Add(layer);
            before = name;
        }
        return before ?? throw new ToolException("A Sequential has no layers.");
    }

    /// <summary>The ends of what a <c>Merge</c> in front puts together.</summary>
    private static List<string> Branches(JsonObject merge, JsonArray layers, JsonArray inputs)
    {
        var ends = new List<string>();
        foreach (JsonNode? branch in merge["config"]!["layers"]!.AsArray())
            ends.Add(Chain(new JsonArray(branch!.DeepClone()), null, layers, inputs));
        merge["config"]!.AsObject().Remove("layers");
        return ends;
    }

    /// <summary>What a chain begins with, named as Keras 1 did.</summary>
    private static string Input(JsonObject first, string name, JsonArray layers, JsonArray inputs)
    {
        JsonNode? shape = first["config"] is JsonObject own ? own["batch_input_shape"] : null;
        shape ??= first["config"]?["layers"] is JsonArray { Count: > 0 } inner ? inner[0]?["config"]?["batch_input_shape"] : null;
        string input = $"{name}_input";
        layers.Add(new JsonObject
        {
            ["class_name"] = "InputLayer",
            ["name"] = input,
            ["config"] = new JsonObject { ["name"] = input, ["batch_input_shape"] = shape?.DeepClone() },
            ["inbound_nodes"] = new JsonArray(),
        });
        inputs.Add(Place(input));
        return input;
    }

    private static void Layer(JsonObject layer)
    {
        Model(layer);
        if (layer["config"] is not JsonObject config || config["layers"] is JsonArray)
            return;
        string kind = Text(layer, "class_name");
        layer["original_class_name"] = kind;
        layer["class_name"] = kind == "Merge" ? Merge(config) : Classes.GetValueOrDefault(kind, kind);
        foreach ((string old, string now) in Settings)
            Rename(old, now);
        if (kind != "Embedding")
            Rename("output_dim", "units");
        if (config["nb_row"] is { } rows && config["nb_col"] is { } columns)
            config["kernel_size"] = new JsonArray(rows.DeepClone(), columns.DeepClone());
        if (config["dim_ordering"] is not null)
            config["data_format"] = Text(config, "dim_ordering") == "th" ? "channels_first" : "channels_last";
        if (kind.StartsWith("ZeroPadding", StringComparison.Ordinal) && config["padding"] is { } padding)
            config["padding"] = Sides(padding);
        foreach (string within in Wrapped)
            if (config[within] is JsonObject wrapped)
                Layer(wrapped);

        void Rename(string old, string now)
        {
            if (!config.TryGetPropertyValue(old, out JsonNode? value))
                return;
            config.Remove(old);
            config[now] = value;
        }
    }

    /// <summary>What a <c>Merge</c> is now; itself where there is no such.</summary>
    private static string Merge(JsonObject config)
    {
        string mode = Text(config, "mode_type") is "" or "raw" ? Text(config, "mode") : "a function";
        config["mode"] = mode;
        if (mode == "concat")
            config["axis"] = config["concat_axis"]?.DeepClone();
        if (mode == "dot" && config["dot_axes"] is { } axes)
            config["axes"] = axes is JsonArray pairs
                ? new JsonArray([.. pairs.Select(pair => (pair is JsonArray { Count: 1 } one ? one[0] : pair)?.DeepClone())])
                : axes.DeepClone();
        return Merges.GetValueOrDefault(mode, "Merge");
    }

    /// <summary>Two numbers, or top, bottom, left and right, also by their names.</summary>
    private static JsonNode Sides(JsonNode padding)
    {
        if (padding is JsonObject named)
            padding = new JsonArray([.. Rim.Where(named.ContainsKey).Select(side => named[side]?.DeepClone())]);
        return padding is JsonArray { Count: 4 } four
            ? new JsonArray(new JsonArray(four[0]?.DeepClone(), four[1]?.DeepClone()),
                new JsonArray(four[2]?.DeepClone(), four[3]?.DeepClone()))
            : padding.DeepClone();
    }
}

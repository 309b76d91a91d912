using System.Text.Json;

namespace NetCompiler.Tool.Keras;

/// <summary>A model as its configuration has it: layers, and who reads whom. A layer may be a model itself.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Layers">The layers in the file's order, which is that of their weights.</param>
/// <param name="Inputs">What comes in: calls of <c>InputLayer</c>.</param>
/// <param name="Outputs">What comes out.</param>
internal sealed record KerasModel(
    string Name, IReadOnlyList<KerasLayer> Layers, IReadOnlyList<KerasTensor> Inputs, IReadOnlyList<KerasTensor> Outputs)
{
    /// <summary>Beyond so many models within models a file is taken for damaged.</summary>
    private const int MaxDepth = 16;

    /// <summary>The layers with those of the models within, in order.</summary>
    public IEnumerable<KerasLayer> All => Layers.SelectMany(layer => layer.Inner is { } inner ? inner.All : [layer]);

    /// <summary>Reads a model's configuration, of any form.</summary>
    /// <exception cref="ToolException">A layer is called that is not there.</exception>
    public static KerasModel Read(JsonElement root, int depth = 0)
    {
        if (depth > MaxDepth)
            throw new ToolException($"There are more than {MaxDepth} models within models.");
        JsonElement config = root.GetProperty("config");
        string name = config.ValueKind == JsonValueKind.Object && config.TryGetProperty("name", out JsonElement own)
            ? own.ToString() : "sequential";
        JsonElement list = config.ValueKind == JsonValueKind.Array ? config : config.GetProperty("layers");
        KerasLayer[] layers = [.. list.EnumerateArray().Select(layer => KerasLayer.Read(layer, depth))];
        if (layers.GroupBy(layer => layer.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ToolException($"Two layers of {name} have the name {twice.Key}.");
        return config.ValueKind == JsonValueKind.Object && config.TryGetProperty("output_layers", out JsonElement outputs)
            ? new KerasModel(name, layers, Tensors(config.GetProperty("input_layers")), Tensors(outputs)).Renumbered()
            : Chain(name, layers, config);
    }

    /// <summary>Each layer reads the one before; an <c>InputLayer</c> in front is made where there is none.</summary>
    private static KerasModel Chain(string name, KerasLayer[] layers, JsonElement config)
    {
        var chain = new List<KerasLayer>();
        KerasTensor? before = null;
        foreach (KerasLayer layer in layers)
        {
            bool isInput = layer.Config.Kind == "InputLayer";
            if (before is null && !isInput)
            {
                // The name is one that no layer can have.
                var input = new KerasConfig("InputLayer", layer.Config.Json);
                chain.Add(new(input.InputShape() is null ? input with { Json = config } : input, [], null) { Name = "" });
                before = new("", 0, 0);
            }
            chain.Add(layer with { Calls = before is null ? [] : [new([before], null)] });
            before = new(layer.Name, 0, 0);
        }
        return before is null
            ? throw new ToolException($"{name} has no layers.")
            : new(name, chain, [new(chain[0].Name, 0, 0)], [before]);
    }

    /// <summary>Calls of a model within count from 1, for it was called once when it was made: here all count from 0.</summary>
    private KerasModel Renumbered()
    {
        KerasTensor[] all = [.. Outputs, .. Layers.SelectMany(layer => layer.Calls).SelectMany(call => call.Tensors)];
        HashSet<string> later = [.. Layers.Where(layer => layer.Inner is not null && all.Any(
            tensor => tensor.Layer == layer.Name && tensor.Call == layer.Calls.Count)).Select(layer => layer.Name)];
        KerasTensor Earlier(KerasTensor tensor) => later.Contains(tensor.Layer) ? tensor with { Call = tensor.Call - 1 } : tensor;
        KerasModel model = later.Count == 0 ? this : this with
        {
            Outputs = [.. Outputs.Select(Earlier)],
            Layers = [.. Layers.Select(layer => layer with
            {
                Calls =
                [
                    .. layer.Calls.Select(call => call with
                    {
                        Reads = [.. call.Reads.Select(read => read is KerasTensor tensor ? Earlier(tensor) : read)],
                    }),
                ],
            })],
        };
        foreach (KerasTensor tensor in model.Outputs.Concat(model.Layers.SelectMany(layer => layer.Calls).SelectMany(call => call.Tensors)))
        {
            KerasLayer layer = Layers.FirstOrDefault(layer => layer.Name == tensor.Layer)
                ?? throw new ToolException($"{Name} reads a layer {tensor.Layer}, which is not there.");
            if (tensor.Call < 0 || tensor.Call >= Math.Max(1, layer.Calls.Count))
                throw new ToolException($"{Name} reads call {tensor.Call} of {tensor.Layer}, which is called {layer.Calls.Count} times.");
        }
        return model;
    }

    /// <summary>One tensor, a list of such or a dictionary, whose keys Keras sorts.</summary>
    private static KerasTensor[] Tensors(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object =>
        [
            .. element.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal)
                .SelectMany(property => Tensors(property.Value)),
        ],
        JsonValueKind.Array when KerasTensor.OfList(element) is { } tensor => [tensor],
        JsonValueKind.Array => [.. element.EnumerateArray().SelectMany(Tensors)],
        _ => [],
    };
}

/// <summary>A layer of a model.</summary>
/// <param name="Config">Its class and settings.</param>
/// <param name="Calls">Where it stands in the graph: more than one share its weights. None for an input.</param>
/// <param name="Inner">The model that the layer is, or goes over steps with, if there is one.</param>
internal sealed record KerasLayer(KerasConfig Config, IReadOnlyList<KerasCall> Calls, KerasModel? Inner)
{
    /// <summary>Whether it goes over steps.</summary>
    public bool IsDistributed => Config.Kind == KerasSteps.Kind;

    /// <summary>Unique within its model.</summary>
    public string Name { get; init; } = Config.Name;

    /// <summary>The model that a layer goes over steps with; null where that is none.</summary>
    private static KerasModel? OfSteps(KerasConfig config, int depth) => config.Kind == KerasSteps.Kind
        && config.Find("layer") is { ValueKind: JsonValueKind.Object } wrapped && Read(wrapped, depth) is { Inner: { } model } layer
        && !layer.IsDistributed ? model : null;

    public static KerasLayer Read(JsonElement layer, int depth)
    {
        KerasConfig config = KerasConfig.Read(layer);
        bool isModel = config.Json.ValueKind == JsonValueKind.Array || config.Json.ValueKind == JsonValueKind.Object
            && config.Kind is "Functional" or "Model" or "Sequential" && config.Json.TryGetProperty("layers", out _);
        KerasCall[] calls = layer.TryGetProperty("inbound_nodes", out JsonElement nodes) && nodes.ValueKind == JsonValueKind.Array
            ? [.. nodes.EnumerateArray().Select(node => KerasCall.Read(node, config))]
            : [];
        KerasModel? inner = config.Objection is not null ? null : isModel ? KerasModel.Read(layer, depth + 1) : OfSteps(config, depth);
        return layer.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String
            ? new(config, calls, inner) { Name = name.GetString()! }
            : new(config, calls, inner);
    }
}

/// <summary>A call of a layer.</summary>
/// <param name="Reads">What it reads, in order: tensors, and numbers where an operator has one.</param>
/// <param name="Objection">What of the call has no counterpart; null if nothing.</param>
internal sealed record KerasCall(IReadOnlyList<object> Reads, string? Objection)
{
    /// <summary>Tensors that attention may be given by name, in the order in which it takes them.</summary>
    private static readonly string[] OfAttention = ["query", "value", "key"];

    public IEnumerable<KerasTensor> Tensors => Reads.OfType<KerasTensor>();

    /// <summary>Whether attention is called with a mask that hides what comes later.</summary>
    public bool IsCausal { get; init; }

    /// <summary>Reads a call: an object in files of Keras 3, a list in older ones.</summary>
    public static KerasCall Read(JsonElement node, KerasConfig layer)
    {
        var reads = new List<object>();
        var named = new SortedDictionary<int, List<object>>();
        string? objection = null;
        bool isCausal = false;
        if (node.ValueKind == JsonValueKind.Object)
        {
            Collect(node.GetProperty("args"), reads);
            if (node.TryGetProperty("kwargs", out JsonElement keywords))
                Keywords(keywords);
        }
        else if (node.GetArrayLength() > 0 && node[0].ValueKind == JsonValueKind.String)
        {
            // Operators of Keras 2 have one list less.
            Old(node);
        }
        else
        {
            foreach (JsonElement read in node.EnumerateArray())
                Old(read);
        }
        return new([.. reads, .. named.Values.SelectMany(values => values)], objection) { IsCausal = isCausal };

        void Old(JsonElement read)
        {
            if (KerasTensor.OfList(read) is { } tensor)
                reads.Add(tensor);
            else
                Collect(read[2], reads);
            if (read.GetArrayLength() > 3)
                Keywords(read[3]);
        }

        void Keywords(JsonElement keywords)
        {
            foreach (JsonProperty keyword in keywords.EnumerateObject())
            {
                int count = reads.Count;
                if (keyword.Value.ValueKind is JsonValueKind.Null || keyword.Name is "name" || SaysNothing(keyword))
                    continue;
                if (KerasAttention.All.ContainsKey(layer.Kind))
                {
                    if (keyword is { Name: "use_causal_mask", Value.ValueKind: JsonValueKind.True })
                    {
                        isCausal = true;
                        continue;
                    }
                    List<object> values = [];
                    if (Array.IndexOf(OfAttention, keyword.Name) is >= 0 and int place && Collect(keyword.Value, values))
                    {
                        named[place] = values;
                        continue;
                    }
                }
                if (keyword.Name == "initial_state" && KerasStates.Kinds.Contains(layer.Kind) && Collect(keyword.Value, reads))
                    continue;
                if (layer.IsOperator && keyword.Name is "y" or "x2" or "b" && Collect(keyword.Value, reads) && reads.Count == count + 1)
                    continue;
                reads.RemoveRange(count, reads.Count - count);
                objection ??= $"it is called with {keyword.Name} = {Short(keyword.Value.GetRawText())}";
            }
        }
    }

    /// <summary>Whether an argument is what it is without it.</summary>
    private static bool SaysNothing(JsonProperty keyword) => keyword.Name switch
    {
        "training" or "use_causal_mask" or "return_attention_scores" => keyword.Value.ValueKind == JsonValueKind.False,
        "start_index" => keyword.Value.ValueKind == JsonValueKind.Number && keyword.Value.GetDouble() == 0,
        _ => false,
    };

    /// <summary>Tensors and numbers, out of lists, too.</summary>
    /// <returns>Whether there was nothing else.</returns>
    private static bool Collect(JsonElement element, List<object> reads)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                reads.Add(element.GetDouble());
                return true;
            case JsonValueKind.Array when KerasTensor.OfList(element) is { } tensor:
                reads.Add(tensor);
                return true;
            case JsonValueKind.Array:
                return element.EnumerateArray().All(item => Collect(item, reads));
            case JsonValueKind.Object when element.TryGetProperty("config", out JsonElement config)
                && config.ValueKind == JsonValueKind.Object && config.TryGetProperty("keras_history", out JsonElement history):
                reads.Add(KerasTensor.OfList(history) ?? throw new ToolException($"{history} is no tensor's history."));
                return true;
            default:
                reads.Add(Short(element.GetRawText()));
                return false;
        }
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "...";
}

/// <summary>What a call of a layer gives.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Call">Which of its calls, from 0.</param>
/// <param name="Output">Which of the call's outputs.</param>
internal sealed record KerasTensor(string Layer, int Call, int Output)
{
    /// <summary>From a list of name, call and output; null for any other list.</summary>
    public static KerasTensor? OfList(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array && list.GetArrayLength() >= 3 && list[0].ValueKind == JsonValueKind.String
        && list[1].ValueKind == JsonValueKind.Number && list[2].ValueKind == JsonValueKind.Number
        && list[1].TryGetInt32(out int call) && call >= 0 && list[2].TryGetInt32(out int output)
            ? new(list[0].GetString()!, call, output)
            : null;
}

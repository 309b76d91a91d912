using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NetCompiler.Tool.Nets;
using PureHDF;

namespace NetCompiler.Tool.Tests;

/// <summary>Writes Keras files from the documented format: there is no Keras here. Weights are noise.</summary>
internal sealed class KerasFiles(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Numbers between -0.5 and 0.5 as 32-bit floats.</summary>
    public Tensor Noise(params int[] shape) =>
        new(shape, [.. Enumerable.Range(0, Tensor.CountOf(shape)).Select(_ => (double)(_random.NextSingle() - 0.5f))]);

    /// <summary>A layer as <c>config.layers</c> has it.</summary>
    public static JsonObject Layer(string kind, string name, object settings, params JsonNode[] calls)
    {
        JsonObject config = JsonSerializer.SerializeToNode(settings)!.AsObject();
        config["name"] = name;
        return new() { ["class_name"] = kind, ["config"] = config, ["name"] = name, ["inbound_nodes"] = new JsonArray(calls) };
    }

    /// <summary>An input.</summary>
    public static JsonObject Input(string name, params int[] shape) => Layer("InputLayer", name,
        new { batch_shape = shape.Select(size => (int?)size).Prepend(null) });

    /// <summary>A call in files of Keras 3: one argument for each layer, or one list.</summary>
    public static JsonObject Call(params JsonNode[] arguments) =>
        new() { ["args"] = new JsonArray(arguments), ["kwargs"] = new JsonObject { ["training"] = null } };

    /// <summary>What a call of a layer gives, in files of Keras 3.</summary>
    public static JsonNode Of(string layer, int call = 0, int output = 0) => JsonSerializer.SerializeToNode(new
    {
        class_name = "__keras_tensor__",
        config = new { shape = new int?[] { null }, dtype = "float32", keras_history = new object[] { layer, call, output } },
    })!;

    /// <summary>A call in files of Keras 2.</summary>
    public static JsonArray OldCall(params string[] layers) =>
        new([.. layers.Select(layer => (JsonNode)new JsonArray(layer, 0, 0, new JsonObject()))]);

    /// <summary>A model as a layer's settings have it, or alone.</summary>
    public static JsonObject Model(string name, IEnumerable<JsonObject> layers, JsonNode inputs, JsonNode outputs) => new()
    {
        ["class_name"] = "Functional",
        ["config"] = new JsonObject
        {
            ["name"] = name,
            ["layers"] = new JsonArray([.. layers]),
            ["input_layers"] = inputs,
            ["output_layers"] = outputs,
        },
    };

    /// <summary>A chain.</summary>
    public static JsonObject Sequential(params JsonObject[] layers) => new()
    {
        ["class_name"] = "Sequential",
        ["config"] = new JsonObject { ["name"] = "sequential", ["layers"] = new JsonArray(layers) },
    };

    /// <summary>Where a tensor comes from: name, call, output.</summary>
    public static JsonArray Place(string layer, int call = 0) => new(layer, call, 0);

    /// <summary>A <c>.keras</c> file; the weights lie at paths such as <c>layers/dense/vars/0</c>.</summary>
    public static byte[] Zip(JsonObject model, IEnumerable<(string Path, Tensor Tensor)> weights, string version = "3.8.0")
    {
        var root = new H5File { ["vars"] = new H5Group(), ["layers"] = new H5Group() };
        foreach ((string path, Tensor tensor) in weights)
        {
            string[] segments = path.Split('/');
            H5Group group = root;
            foreach (string segment in segments.SkipLast(1))
            {
                if (!group.ContainsKey(segment))
                    group[segment] = new H5Group();
                group = (H5Group)group[segment];
            }
            group[segments[^1]] = Dataset(tensor);
        }
        using var hdf = new MemoryStream();
        root.Write(hdf);
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Member("metadata.json", Encoding.UTF8.GetBytes($$"""{"keras_version": "{{version}}"}"""));
            Member("config.json", Encoding.UTF8.GetBytes(model.ToJsonString()));
            Member("model.weights.h5", hdf.ToArray());

            void Member(string name, byte[] bytes)
            {
                using Stream member = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                member.Write(bytes);
            }
        }
        return stream.ToArray();
    }

    /// <summary>An <c>.h5</c> file; a weight lies at its path in the group of its outermost layer.</summary>
    public static byte[] Hdf(JsonObject model, IEnumerable<(string Layer, string Path, Tensor Tensor)> weights, string version = "2.4.0")
    {
        var all = new H5Group();
        foreach (IGrouping<string, (string Layer, string Path, Tensor Tensor)> layer in weights.GroupBy(weight => weight.Layer))
        {
            var group = new H5Group();
            group.Attributes["weight_names"] = layer.Select(weight => weight.Path).ToArray();
            foreach ((_, string path, Tensor tensor) in layer)
            {
                H5Group inner = group;
                foreach (string segment in path.Split('/').SkipLast(1))
                {
                    if (!inner.ContainsKey(segment))
                        inner[segment] = new H5Group();
                    inner = (H5Group)inner[segment];
                }
                inner[path[(path.LastIndexOf('/') + 1)..]] = Dataset(tensor);
            }
            all[layer.Key] = group;
        }
        var file = new H5File { ["model_weights"] = all };
        file.Attributes["keras_version"] = version;
        file.Attributes["model_config"] = model.ToJsonString();
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }

    private static H5Dataset Dataset(Tensor tensor) => new(
        tensor.Values.Select(value => (float)value).ToArray(), fileDims: [.. tensor.Shape.Select(size => (ulong)size)]);
}

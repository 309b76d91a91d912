using System.IO.Compression;
using System.Text.Json;
using NetCompiler.Generator.Binding;
using NetCompiler.Tool.Nets;
using PureHDF;

namespace NetCompiler.Tool.Keras;

/// <summary>A Keras file, <c>.keras</c> or HDF5: the layers in order, and the weights of each. Nothing in it is ever run.</summary>
internal sealed class KerasFile
{
    private const long MaxWeights = 1L << 31;

    private readonly Dictionary<string, Tensor[]> _weights = new(StringComparer.Ordinal);

    private KerasFile(string version, IReadOnlyList<KerasConfig> layers, string? objection) =>
        (Version, Layers, Objection) = (version, layers, objection);

    /// <summary>Of the Keras that wrote it.</summary>
    public string Version { get; }

    /// <summary>The layers, each reading the one before.</summary>
    public IReadOnlyList<KerasConfig> Layers { get; }

    /// <summary>Why the layers are no chain; null if they are.</summary>
    public string? Objection { get; }

    /// <summary>A layer's weights in the order of their creation.</summary>
    public Tensor[] WeightsOf(KerasConfig layer) => _weights.GetValueOrDefault(layer.Name) ?? [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="ToolException">It is damaged, or no Keras file.</exception>
    public static KerasFile Read(string path)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            return bytes is [(byte)'P', (byte)'K', ..] ? FromZip(bytes, path) : FromHdf(bytes, path);
        }
        catch (Exception exception) when (exception is not ToolException)
        {
            throw new ToolException($"{path} is no Keras file, or it is damaged: {exception.Message}", exception);
        }
    }

    private static KerasFile FromZip(byte[] bytes, string path)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        using JsonDocument metadata = JsonDocument.Parse(Member("metadata.json"));
        KerasFile file = FromConfig(Member("config.json"), metadata.RootElement.GetProperty("keras_version").GetString() ?? "");
        using var weights = H5File.Open(new MemoryStream(Member("model.weights.h5")));
        IH5Group layers = weights.LinkExists("layers") ? weights.Group("layers") : weights.Group("_layer_checkpoint_dependencies");
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (KerasConfig layer in file.Layers)
        {
            string group = LayerNames.SnakeCase(layer.Kind);
            int count = counts[group] = counts.GetValueOrDefault(group) + 1;
            group = count == 1 ? group : FormattableString.Invariant($"{group}_{count - 1}");
            if (!layers.LinkExists(group))
                continue;
            IH5Group own = layers.Group(group);
            own = own.LinkExists("cell") ? own.Group("cell") : own;
            IH5Group? variables = own.LinkExists("vars") ? own.Group("vars") : null;
            file._weights[layer.Name] = [.. Enumerable.Range(0, variables?.Children().Count() ?? 0)
                .Select(i => Numbers(variables!.Dataset(FormattableString.Invariant($"{i}"))))];
        }
        return file;

        byte[] Member(string name)
        {
            ZipArchiveEntry entry = zip.GetEntry(name) ?? throw new ToolException($"{path} has no {name}. Is it a Keras file?");
            if (entry.Length > Math.Min(MaxWeights, 1000L * (bytes.Length + 1000)))
                throw new ToolException($"{path}: {name} would take {entry.Length} bytes.");
            using Stream stream = entry.Open();
            byte[] member = new byte[entry.Length];
            stream.ReadExactly(member);
            return member;
        }
    }

    private static KerasFile FromHdf(byte[] bytes, string path)
    {
        using var hdf = H5File.Open(new MemoryStream(bytes));
        if (!hdf.AttributeExists("model_config"))
            throw new ToolException($"{path} has weights but no layers (model_config): save the whole model with model.save(...).");
        string version = hdf.AttributeExists("keras_version") ? hdf.Attribute("keras_version").Read<string>() : "1";
        KerasFile file = FromConfig(System.Text.Encoding.UTF8.GetBytes(hdf.Attribute("model_config").Read<string>()), version);
        IH5Group weights = hdf.Group("model_weights");
        foreach (KerasConfig layer in file.Layers.Where(layer => weights.LinkExists(layer.Name)))
        {
            IH5Group own = weights.Group(layer.Name);
            IH5Attribute names = own.Attribute("weight_names");
            if (names.Space.Dimensions.Aggregate(1UL, (product, size) => product * size) > 0)
                file._weights[layer.Name] = [.. names.Read<string[]>().Select(name => Numbers(own.Dataset(name)))];
        }
        return file;
    }

    private static KerasFile FromConfig(byte[] json, string version)
    {
        JsonElement root = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64 }).RootElement;
        JsonElement config = root.GetProperty("config");
        JsonElement list = config.ValueKind == JsonValueKind.Array ? config : config.GetProperty("layers");
        JsonElement[] layers = [.. list.EnumerateArray()];
        string? objection = null;
        for (int i = 1; i < layers.Length && objection is null; i++)
        {
            string before = layers[i - 1].GetProperty("config").GetProperty("name").ToString(),
                inbound = layers[i].TryGetProperty("inbound_nodes", out JsonElement nodes) ? nodes.GetRawText() : "";
            bool isChain = inbound.Length is 0 or 2
                || nodes.GetArrayLength() == 1 && inbound.Split($"\"{before}\"").Length == 2 && Sources(nodes) == 1;
            objection = isChain ? null
                : $"layer {layers[i].GetProperty("config").GetProperty("name")} does not read just the one before it";
        }
        KerasConfig[] configs = [.. layers.Select(layer => new KerasConfig(
            layer.GetProperty("class_name").GetString() ?? "", layer.GetProperty("config")))];
        return new(version, configs, objection);
    }

    /// <summary>How many tensors a call reads: each is a history in new files, a list that begins with a name in old ones.</summary>
    private static int Sources(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object when element.TryGetProperty("keras_history", out _) => 1,
        JsonValueKind.Object => element.EnumerateObject().Sum(property => Sources(property.Value)),
        JsonValueKind.Array when element.GetArrayLength() > 2 && element[0].ValueKind == JsonValueKind.String
            && element[1].ValueKind == JsonValueKind.Number => 1,
        JsonValueKind.Array => element.EnumerateArray().Sum(Sources),
        _ => 0,
    };

    private static Tensor Numbers(IH5Dataset dataset)
    {
        int[] shape = [.. dataset.Space.Dimensions.Select(size => checked((int)size))];
        int count = Tensor.CountOf(shape);
        double[] values = dataset.Type switch
        {
            { Class: H5DataTypeClass.FloatingPoint, Size: 4 } => [.. dataset.Read<float[]>().Select(value => (double)value)],
            { Class: H5DataTypeClass.FloatingPoint, Size: 8 } => dataset.Read<double[]>(),
            { Class: H5DataTypeClass.FloatingPoint, Size: 2 } => [.. dataset.Read<Half[]>().Select(value => (double)value)],
            { Class: H5DataTypeClass.FixedPoint, Size: 4 } => [.. dataset.Read<uint[]>().Select(value => (double)value)],
            _ => throw new ToolException($"{dataset.Name} has numbers of a type that is not read."),
        };
        return values.Length == count ? new(shape, values)
            : throw new ToolException($"{dataset.Name} has {values.Length} numbers, not {count}.");
    }
}

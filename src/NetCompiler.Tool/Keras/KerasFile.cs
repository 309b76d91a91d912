using System.IO.Compression;
using System.Text;
using System.Text.Json;
using NetCompiler.Generator.Binding;
using NetCompiler.Tool.Nets;
using PureHDF;

namespace NetCompiler.Tool.Keras;

/// <summary>A Keras file, <c>.keras</c> or HDF5: the model, and the weights of each layer. Nothing in it is ever run.</summary>
internal sealed class KerasFile
{
    private const long MaxWeights = 1L << 31;

    private static readonly JsonDocumentOptions Bounds = new() { MaxDepth = 256 };

    private readonly Dictionary<KerasLayer, Tensor[]> _weights = new(ReferenceEqualityComparer.Instance);

    private KerasFile(string version, KerasModel model) => (Version, Model) = (version, model);

    /// <summary>Who trained the model: tensorflow, theano and so on; null if nobody says. Theano turns the kernels of convolutions.
    /// </summary>
    public string? Backend { get; private init; }

    /// <summary>Of the Keras that wrote it.</summary>
    public string Version { get; }

    /// <summary>Whether Keras 1 wrote it.</summary>
    public bool IsFirst => IsOfFirst(Version);

    /// <summary>Layers and who reads whom.</summary>
    public KerasModel Model { get; }

    /// <summary>A layer's weights in the order of their creation; forward before backward.</summary>
    public Tensor[] WeightsOf(KerasLayer layer) => _weights.GetValueOrDefault(layer) ?? [];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="backend">Who trained the model, where the file does not say it.</param>
    /// <exception cref="ToolException">It is damaged, or no Keras file.</exception>
    public static KerasFile Read(string path, string? backend = null)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            return bytes is [(byte)'P', (byte)'K', ..] ? FromZip(bytes, path) : FromHdf(bytes, path, backend);
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
        KerasFile file = FromConfig(Member("config.json"), metadata.RootElement.GetProperty("keras_version").GetString() ?? "", path);
        using var weights = H5File.Open(new MemoryStream(Member("model.weights.h5")));
        file.ReadGroups(file.Model, weights);
        return file;

        byte[] Member(string name)
        {
            ZipArchiveEntry entry = zip.GetEntry(name) ?? throw new ToolException(name != "model.weights.h5"
                ? $"{path} has no {name}. Is it a Keras file?"
                : $"{path} has no {name}: weights in several files are not read. Save the model in one.");
            if (entry.Length > Math.Min(MaxWeights, 1000L * (bytes.Length + 1000)))
                throw new ToolException($"{path}: {name} would take {entry.Length} bytes.");
            using Stream stream = entry.Open();
            byte[] member = new byte[entry.Length];
            stream.ReadExactly(member);
            return member;
        }
    }

    /// <summary>Groups are named by the class and how many of it stand before; a model within has groups of its own.</summary>
    private void ReadGroups(KerasModel model, IH5Group parent)
    {
        IH5Group layers = parent.Group(parent.LinkExists("layers") ? "layers" : "_layer_checkpoint_dependencies");
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (KerasLayer layer in model.Layers.Where(layer => layer.Name.Length > 0))
        {
            string group = LayerNames.SnakeCase(layer.Config.Kind);
            int count = counts[group] = counts.GetValueOrDefault(group) + 1;
            group = count == 1 ? group : FormattableString.Invariant($"{group}_{count - 1}");
            if (!layers.LinkExists(group))
                continue;
            if (layer.Inner is { } inner)
                ReadGroups(inner, layers.Group(group));
            else
                _weights[layer] = [.. Variables(layer.Config.Kind, layers.Group(group)).Select(Numbers)];
        }
    }

    private static IEnumerable<IH5Dataset> Variables(string kind, IH5Group own)
    {
        string[] parts = kind switch
        {
            "Bidirectional" => ["forward_layer", "backward_layer"],
            "TimeDistributed" => ["layer"],
            "MultiHeadAttention" => KerasAttention.Parts,
            "TokenAndPositionEmbedding" => ["token_embedding", "position_embedding"],
            _ => ["cell"],
        };
        IEnumerable<IH5Dataset> first = own.LinkExists("vars") ? Numbered(own.Group("vars")) : [];
        return first.Concat(parts.Where(part => own.LinkExists(part)).SelectMany(part => Variables("", own.Group(part))));
    }

    /// <summary>The names are numbers, which lie in the order of letters.</summary>
    private static IEnumerable<IH5Dataset> Numbered(IH5Group variables) => Enumerable.Range(0, variables.Children().Count())
        .Select(i => variables.Dataset(FormattableString.Invariant($"{i}")));

    private static KerasFile FromHdf(byte[] bytes, string path, string? backend)
    {
        using var hdf = H5File.Open(new MemoryStream(bytes));
        if (!hdf.AttributeExists("model_config"))
            throw new ToolException($"{path} has weights but no layers (model_config): save the whole model with model.save(...).");
        string version = hdf.AttributeExists("keras_version") ? hdf.Attribute("keras_version").Read<string>() : "1";
        IH5Group weights = hdf.Group("model_weights");
        foreach (IH5Object own in new IH5Object[] { weights, hdf })
            backend = own.AttributeExists("backend") ? own.Attribute("backend").Read<string>() : backend;
        byte[] json = Encoding.UTF8.GetBytes(hdf.Attribute("model_config").Read<string>());
        if (IsOfFirst(version))
        {
            var first = new KerasFile(version, KerasModel.Read(Keras1Config.Modernise(json, Bounds))) { Backend = backend };
            first.ReadFlat(first.Model, weights);
            return first;
        }
        KerasFile file = FromConfig(json, version, path, backend);
        foreach (KerasLayer layer in file.Model.Layers.Where(layer => layer.Name.Length > 0 && weights.LinkExists(layer.Name)))
        {
            IH5Group own = weights.Group(layer.Name);
            string[] names = NamesIn(own);
            file.Assign(layer, names, own, []);
        }
        return file;
    }

    /// <summary>Keras 1 put the weights of a chain within another beside the others, those of a graph within into one group, under names
    /// that begin with the layer's.</summary>
    private void ReadFlat(KerasModel model, IH5Group weights)
    {
        foreach (KerasLayer layer in model.Layers)
        {
            if (!weights.LinkExists(layer.Name))
            {
                if (layer.Inner is { } beside)
                    ReadFlat(beside, weights);
                continue;
            }
            IH5Group group = weights.Group(layer.Name);
            string[] names = NamesIn(group);
            if (layer.Inner is not { } inner)
            {
                Add(layer, names);
                continue;
            }
            KerasLayer[] all = [.. inner.All];
            foreach (IGrouping<KerasLayer?, string> own in names.GroupBy(name => all.Where(
                one => name.StartsWith(one.Name + "_", StringComparison.Ordinal)).MaxBy(one => one.Name.Length)))
                if (own.Key is not null)
                    Add(own.Key, own);

            void Add(KerasLayer own, IEnumerable<string> names) => _weights[own] = Unturned(
                own.Config, KerasKernelOrder.Modernise(own.Config, [.. names.Select(name => Numbers(group.Dataset(name)))]));
        }
    }

    private Tensor[] Unturned(KerasConfig config, Tensor[] weights) =>
        Backend == "theano" ? KerasKernelOrder.Unturn(config, weights) : weights;

    /// <summary>Weights lie with the outermost layer. Those of a model within are found by their paths: their order depends on what was
    /// frozen when the file was written.</summary>
    private void Assign(KerasLayer layer, string[] names, IH5Group group, string[] within)
    {
        if (layer.Inner is not { } inner)
        {
            // Of equal names the one that lies within the models around it.
            foreach (string segment in within.Length == 0 ? [] : within.Skip(1).Append(layer.Name))
            {
                string[] closer = [.. names.Where(name => name.Split('/').SkipLast(1).Contains(segment, StringComparer.Ordinal))];
                names = closer.Length > 0 || segment == layer.Name ? closer : names;
            }
            _weights[layer] = Unturned(layer.Config, [.. names.Select(name => Numbers(group.Dataset(name)))]);
            return;
        }
        foreach (KerasLayer own in inner.Layers.Where(own => own.Name.Length > 0))
            Assign(own, names, group, [.. within, layer.Name]);
    }

    /// <summary>Long lists are split into several attributes.</summary>
    private static string[] NamesIn(IH5Group group)
    {
        const string All = "weight_names";
        if (group.AttributeExists(All))
            return Strings(group.Attribute(All));
        var names = new List<string>();
        for (int i = 0; group.AttributeExists(FormattableString.Invariant($"{All}{i}")); i++)
            names.AddRange(Strings(group.Attribute(FormattableString.Invariant($"{All}{i}"))));
        return [.. names];
    }

    /// <summary>An empty list has another type.</summary>
    private static string[] Strings(IH5Attribute attribute) =>
        attribute.Space.Dimensions.Aggregate(1UL, (product, size) => product * size) > 0 ? attribute.Read<string[]>() : [];

    private static KerasFile FromConfig(byte[] json, string version, string path, string? backend = null) => IsOfFirst(version)
        ? throw new ToolException($"{path} says that Keras {version} wrote it, which did not write such files.")
        : new(version, KerasModel.Read(JsonDocument.Parse(json, Bounds).RootElement)) { Backend = backend };


    private static bool IsOfFirst(string version) => version.StartsWith("1.", StringComparison.Ordinal) || version == "1";

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
            { Class: H5DataTypeClass.FixedPoint, Size: 8 } => [.. dataset.Read<ulong[]>().Select(value => (double)value)],
            _ => throw new ToolException($"{dataset.Name} has numbers of a type that is not read."),
        };
        return values.Length == count ? new(shape, values)
            : throw new ToolException($"{dataset.Name} has {values.Length} numbers, not {count}.");
    }
}

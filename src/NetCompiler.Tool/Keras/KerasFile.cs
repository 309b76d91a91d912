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

    /// <summary>What compression may gain: Keras packs without.</summary>
    private const long Slack = 16L << 20;

    private const int MaxVariables = 1000;

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
            using FileStream stream = File.OpenRead(path);
            bool isZip = stream.ReadByte() == 'P' && stream.ReadByte() == 'K';
            stream.Position = 0;
            return MemoryBound.Within(stream.Length, () => isZip ? FromZip(stream, path) : FromHdf(stream, path, backend));
        }
        catch (OutOfMemoryException exception)
        {
            throw new ToolException($"{path} is damaged: to read it would take more than twice its size and 64 MB.", exception);
        }
        catch (Exception exception) when (exception is not ToolException)
        {
            throw new ToolException($"{path} is no Keras file, or it is damaged: {exception.Message}", exception);
        }
    }

    private static KerasFile FromZip(FileStream bytes, string path)
    {
        using var zip = new ZipArchive(bytes);
        using JsonDocument metadata = JsonText.Parse(Member("metadata.json"), "metadata.json");
        KerasFile file = FromConfig(Member("config.json"), metadata.RootElement.GetProperty("keras_version").GetString() ?? "", path);
        using var weights = new HdfFile(new MemoryStream(Member("model.weights.h5")));
        file.ReadGroups(file.Model, weights.Root, weights);
        return file;

        byte[] Member(string name)
        {
            ZipArchiveEntry entry = zip.GetEntry(name) ?? throw new ToolException(name != "model.weights.h5"
                ? $"{path} has no {name}. Is it a Keras file?"
                : $"{path} has no {name}: weights in several files are not read. Save the model in one.");
            if (entry.Length > Math.Min(MaxWeights, bytes.Length + Slack))
                throw new ToolException($"{path}: {name} would take {entry.Length} bytes, many times the file. "
                    + "Save the model anew, or pack it without compression.");
            using Stream stream = entry.Open();
            byte[] member = new byte[entry.Length];
            stream.ReadExactly(member);
            return member;
        }
    }

    /// <summary>Groups are named by the class and how many of it stand before; a model within has groups of its own.</summary>
    private void ReadGroups(KerasModel model, IH5Group parent, HdfFile hdf)
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
            if (layer is { Inner: { } steps, IsDistributed: true } && layers.Group(group).LinkExists("layer"))
                ReadGroups(steps, layers.Group(group).Group("layer"), hdf);
            else if (layer is { Inner: { } inner, IsDistributed: false })
                ReadGroups(inner, layers.Group(group), hdf);
            else
                _weights[layer] = [.. Variables(layer.Config.Kind, layers.Group(group)).Select(hdf.Numbers)];
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
            // Within a wrapper it may be any.
            _ => ["cell", "forward_layer", "backward_layer", .. KerasAttention.Parts],
        };
        IEnumerable<IH5Dataset> first = own.LinkExists("vars") ? Numbered(own.Group("vars")) : [];
        return first.Concat(parts.Where(part => own.LinkExists(part)).SelectMany(part => Variables("", own.Group(part))));
    }

    /// <summary>The names are numbers, which lie in the order of letters.</summary>
    private static IEnumerable<IH5Dataset> Numbered(IH5Group variables) => Enumerable.Range(0, MaxVariables)
        .Select(i => FormattableString.Invariant($"{i}")).TakeWhile(variables.LinkExists).Select(name => variables.Dataset(name));

    private static KerasFile FromHdf(FileStream bytes, string path, string? backend)
    {
        using var hdf = new HdfFile(bytes);
        IH5Group root = hdf.Root;
        if (!root.AttributeExists("model_config"))
            throw new ToolException($"{path} has weights but no layers (model_config): save the whole model with model.save(...).");
        string version = root.AttributeExists("keras_version") ? hdf.Text(root, "keras_version") : "1";
        IH5Group weights = root.Group("model_weights");
        foreach (IH5Object own in new IH5Object[] { weights, root })
            backend = own.AttributeExists("backend") ? hdf.Text(own, "backend") : backend;
        byte[] json = Encoding.UTF8.GetBytes(hdf.Text(root, "model_config"));
        if (IsOfFirst(version))
        {
            JsonText.Require(json, "model_config");
            var first = new KerasFile(version, KerasModel.Read(Keras1Config.Modernise(json, Bounds))) { Backend = backend };
            first.ReadFlat(first.Model, weights, hdf);
            return first;
        }
        KerasFile file = FromConfig(json, version, path, backend);
        foreach (KerasLayer layer in file.Model.Layers.Where(layer => layer.Name.Length > 0 && weights.LinkExists(layer.Name)))
        {
            IH5Group own = weights.Group(layer.Name);
            file.Assign(layer, NamesIn(own, hdf), own, [], hdf);
        }
        return file;
    }

    /// <summary>Keras 1 put the weights of a chain within another beside the others, those of a graph within into one group, under names
    /// that begin with the layer's.</summary>
    private void ReadFlat(KerasModel model, IH5Group weights, HdfFile hdf)
    {
        foreach (KerasLayer layer in model.Layers)
        {
            if (!weights.LinkExists(layer.Name))
            {
                if (layer.Inner is { } beside)
                    ReadFlat(beside, weights, hdf);
                continue;
            }
            IH5Group group = weights.Group(layer.Name);
            string[] names = NamesIn(group, hdf);
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
                own.Config, KerasKernelOrder.Modernise(own.Config, [.. names.Select(name => hdf.Numbers(group.Dataset(name)))]));
        }
    }

    private Tensor[] Unturned(KerasConfig config, Tensor[] weights) =>
        Backend == "theano" ? KerasKernelOrder.Unturn(config, weights) : weights;

    /// <summary>Weights lie with the outermost layer. Those of a model within are found by their paths: their order depends on what was
    /// frozen when the file was written.</summary>
    private void Assign(KerasLayer layer, string[] names, IH5Group group, string[] within, HdfFile hdf)
    {
        if (layer.Inner is not { } inner)
        {
            // Of equal names the one that lies within the models around it.
            foreach (string segment in within.Length == 0 ? [] : within.Skip(1).Append(layer.Name))
            {
                string[] closer = [.. names.Where(name => name.Split('/').SkipLast(1).Contains(segment, StringComparer.Ordinal))];
                names = closer.Length > 0 || segment == layer.Name ? closer : names;
            }
            _weights[layer] = Unturned(layer.Config, [.. names.Select(name => hdf.Numbers(group.Dataset(name)))]);
            return;
        }
        foreach (KerasLayer own in inner.Layers.Where(own => own.Name.Length > 0))
            Assign(own, names, group, [.. within, layer.Name], hdf);
    }

    /// <summary>Long lists are split into several attributes.</summary>
    private static string[] NamesIn(IH5Group group, HdfFile hdf)
    {
        const string All = "weight_names";
        if (group.AttributeExists(All))
            return hdf.Texts(group, All);
        var names = new List<string>();
        for (int i = 0; group.AttributeExists(FormattableString.Invariant($"{All}{i}")); i++)
            names.AddRange(hdf.Texts(group, FormattableString.Invariant($"{All}{i}")));
        return [.. names];
    }

    private static KerasFile FromConfig(byte[] json, string version, string path, string? backend = null) => IsOfFirst(version)
        ? throw new ToolException($"{path} says that Keras {version} wrote it, which did not write such files.")
        : new(version, KerasModel.Read(JsonText.Parse(json, "config.json", Bounds).RootElement)) { Backend = backend };


    private static bool IsOfFirst(string version) => version.StartsWith("1.", StringComparison.Ordinal) || version == "1";
}

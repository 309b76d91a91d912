using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx.Translation;

namespace NetCompiler.Tool.Onnx;

/// <summary>What one sample is: which dimension of each input is the batch, which sizes are open, which dimension are the
/// channels.</summary>
internal sealed class OnnxInputs
{
    /// <summary>What changes no order of dimensions.</summary>
    private static readonly HashSet<string> Through =
    [
        "Identity", "Cast", "Dropout", "Add", "Sub", "Mul", "Div", "Clip", "Relu", "LeakyRelu", "Sigmoid", "Tanh", "Pad", "Neg", "PRelu",
            "Elu",
    ];

    /// <summary>What has its channels in the second dimension.</summary>
    private static readonly HashSet<string> Spatial =
    [
        "Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "BatchNormalization",
            "InstanceNormalization",
        "GroupNormalization", "Resize", "Upsample",
    ];

    /// <summary>Integers that no table is looked up with are 0 or 1, which every type of them can be.</summary>
    public const int Truths = 2;

    private readonly OnnxGraph _graph;
    private readonly List<(OnnxInput Input, int[] Shape, int[]? Order, int Batch)> _inputs = [];

    /// <param name="graph">The file.</param>
    /// <param name="options">Shapes that it leaves open.</param>
    /// <param name="dropsBatch">Whether a batch of a fixed size becomes 1.</param>
    public OnnxInputs(OnnxGraph graph, OnnxOptions options, bool dropsBatch)
    {
        _graph = graph;
        foreach (string name in options.Shapes.Keys.Where(
            name => graph.Inputs.All(input => input.Name != name) && !options.States.ContainsKey(name)))
            throw new ToolException(
                $"--shape names an input {name}; the file's are {string.Join(", ", graph.Inputs.Select(input => input.Name))}.");
        foreach (OnnxInput input in graph.Inputs)
        {
            int[]? given = options.Shapes.GetValueOrDefault(input.Name);
            int?[] sizes = input.Shape ?? (given is not null ? new int?[given.Length] : throw new ToolException(
                $"Input {input.Name} has no shape in the file. Say what it is: --shape {input.Name}=1,3,224,224."));
            int rank = sizes.Length;
            if (given is not null && given.Length != rank)
                throw new ToolException($"--shape gives {given.Length} sizes of input {input.Name}, which has {rank} in the file.");
            (int[] order, bool isRecurrent)? use = Use(input.Name, [.. Enumerable.Range(0, rank)], 0);
            int batch = use is (var axes, true) ? axes[1] : 0;
            int[] shape = new int[rank];
            for (int i = 0; i < rank; i++)
                shape[i] = given is not null ? given[i]
                    : i == batch && (sizes[i] is null || dropsBatch && rank > 1) ? 1
                    : sizes[i] ?? throw Open(input.Name, sizes, i);
            int[]? layout = use is (var spatial, false) && rank > 2 ? [spatial[0], .. spatial[2..], spatial[1]] : null;
            _inputs.Add((input, shape, layout is null || layout.SequenceEqual(Enumerable.Range(0, rank)) ? null : layout, batch));
        }
    }

    /// <summary>A first value for every input: numbers from -1 to 1, no two neighbours alike.</summary>
    public Dictionary<string, Tensor> Ramps() => _inputs.ToDictionary(
        pair => pair.Input.Name,
        pair => new Tensor(pair.Shape, [.. Enumerable.Range(0, Tensor.CountOf(pair.Shape)).Select(
            i => pair.Input.IsInteger ? 1 : (float)((uint)(i * 2654435761L) / 4294967296.0 * 2 - 1))], pair.Input.IsInteger),
                StringComparer.Ordinal);

    /// <summary>Gives the net its inputs: those that are read, in its own layout.</summary>
    public void Add(Translator translator, HashSet<string> read, List<string> notes)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal) { "input" };
        int count = _inputs.Count(pair => read.Contains(pair.Input.Name));
        foreach ((OnnxInput input, int[] shape, int[]? layout, int batch) in _inputs)
        {
            if (!read.Contains(input.Name))
            {
                notes.Add($"Input {input.Name} is not needed: left out.");
                continue;
            }
            int[] order = layout ?? [.. Enumerable.Range(0, shape.Length)];
            int[] sample = [.. order.Where(axis => axis != batch || shape[axis] > 1 || shape.Length == 1).Select(axis => shape[axis])];
            if (sample.Length == 0)
                sample = [1];
            var value = new NetInput(input.Name, sample)
            {
                Order = layout,
                OriginalShape = shape,
                Name = count == 1 ? "input" : Names.Port(input.Name, taken),
                IsShared = true,
                Classes = input.IsInteger ? Truths : null,
            };
            translator.Net.Inputs.Add(value);
            if (layout is not null)
                notes.Add(Layout($"Input {input.Name}", shape, sample));
            translator.Bind(input.Name, View.Of(value, shape, order));
        }
    }

    /// <summary>The note about a value whose channels are elsewhere in the file.</summary>
    public static string Layout(string what, int[] shape, int[] ours) =>
        $"{what} of the file's shape ({string.Join(", ", shape)}) is ({string.Join(", ", ours)}) here, channels last.";

    /// <summary>The first operator on the way from an input for which the order of dimensions counts, and the order there.</summary>
    private (int[] Order, bool IsRecurrent)? Use(string name, int[] order, int depth)
    {
        foreach (OnnxNode node in depth > 64 ? [] : _graph.Nodes.Where(node => node.Inputs.Contains(name)))
        {
            if (node.Kind is "LSTM" or "GRU" or "RNN" && order.Length == 3
                && (node.Inputs[0] == name || node.Inputs.Skip(RecurrentTranslation.InitialH).Take(2).Contains(name)))
                return (node.Attributes.TryGetValue("layout", out var layout) && layout.I == 1 ? [order[1], order[0], order[2]] : order,
                    true);
            if (Spatial.Contains(node.Kind) && order.Length > 1)
                return (order, false);
            int[]? next = Through.Contains(node.Kind) ? order
                : node.Kind == "Transpose" && node.Attributes.TryGetValue("perm", out var perm) && perm.Ints.Count == order.Length
                    && perm.Ints.Order().SequenceEqual(Enumerable.Range(0, order.Length).Select(axis => (long)axis))
                ? [.. perm.Ints.Select(axis => order[axis])] : null;
            if (next is not null && Use(node.Outputs[0], next, depth + 1) is { } use)
                return use;
        }
        return null;
    }

    private static ToolException Open(string name, int?[] shape, int axis)
    {
        string sizes = string.Join(",", shape.Select((size, i) => i == axis || size is null ? i == 0 ? "1" : "?" : $"{size}"));
        return new($"Input {name} leaves dimension {axis} open. Say how large it is: --shape {name}={sizes}.");
    }
}

using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Export;

/// <summary>How an ONNX file is to be.</summary>
/// <param name="Opset">The version of the operators' meaning, 15 to 17.</param>
/// <param name="ChannelsFirst">Whether images and sequences come and go with their channels first, as other frameworks have them.</param>
internal sealed record OnnxExportOptions(int Opset = 17, bool ChannelsFirst = false);

/// <summary>Makes ONNX files of networks.</summary>
internal sealed class OnnxExporter
{
    private static readonly Dictionary<Type, Func<OnnxExporter, NetworkLayer, OnnxValue>> Layers = new(
        ActivationExport.All.Concat(ContractionExport.All).Concat(MergeExport.All).Concat(NormExport.All).Concat(RecurrentExport.All)
            .Concat(AttentionExport.All).Concat(ShapeExport.All));

    private readonly List<OnnxValue?> _values = [];

    private readonly NetworkGraph _graph;

    /// <summary>Of recurrent layers whose last state is read, that, by their values.</summary>
    private readonly Dictionary<int, OnnxValue> _states = [];

    private OnnxExporter(NetworkGraph graph, int opset) => (_graph, Writer) = (graph, new(graph.Name, opset));

    /// <summary>The file.</summary>
    public OnnxGraphWriter Writer { get; }

    /// <summary>How many steps of each sample count; null where all do.</summary>
    public OnnxLengths? Lengths { get; private set; }

    /// <summary>What a layer reads, in order.</summary>
    public OnnxValue Read(NetworkLayer layer, int index = 0) => _values[layer.Reads[index]]!;

    /// <summary>What a layer takes for a state: the last one of the recurrent layer that it reads, else what it reads.</summary>
    public OnnxValue ReadState(NetworkLayer layer, int index) =>
        _states.TryGetValue(layer.Reads[index], out OnnxValue? state) ? state : Read(layer, index);

    /// <summary>Whether a recurrent layer's last state is read.</summary>
    public bool IsStateRead(NetworkLayer layer) => _graph.Layers.Any(other =>
        other.Attribute is LastStateAttribute && other.Reads[0] == ValueOf(layer)
        || other.Attribute is RecurrentAttribute && other.Reads.Count > 1 && other.Reads[1] == ValueOf(layer));

    /// <summary>Gives a recurrent layer's last state to those that read it.</summary>
    public void SetState(NetworkLayer layer, OnnxValue state) => _states[ValueOf(layer)] = state;

    private int ValueOf(NetworkLayer layer) => 1 + Enumerable.Range(0, _graph.Layers.Count).First(i => _graph.Layers[i] == layer);

    /// <summary>A tensor of a layer in a layout of ONNX's.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="tensor">Its name within the layer.</param>
    /// <param name="turn">Brings it from Keras's layout to ONNX's.</param>
    public string Weight(NetworkLayer layer, string tensor, Func<Tensor, Tensor>? turn = null) =>
        Writer.Weight($"{layer.Owner}/{tensor}", turn is null ? layer.Tensors[tensor] : turn(layer.Tensors[tensor]));

    /// <summary>A network as a file, or every layer that ONNX has no counterpart of.</summary>
    public static (byte[] File, IReadOnlyList<Problem> Problems) Export(NetworkGraph graph, OnnxExportOptions options)
    {
        if (options.Opset is < 15 or > 17)
            throw new ToolException($"--opset {options.Opset}: 15, 16 and 17 are written.");
        var exporter = new OnnxExporter(graph, options.Opset);
        List<Problem> problems = [];
        OnnxGraphWriter writer = exporter.Writer;
        writer.Reserve(graph.Inputs.Concat(graph.Outputs).Select(port => port.Name));
        exporter._values.AddRange(new OnnxValue?[graph.Layers.Count + 1]);
        foreach (NetworkPort port in graph.Inputs)
        {
            if (port.Value == NetworkPort.Lengths)
            {
                writer.InputOfIntegers(port.Name);
                exporter.Lengths = new(writer, port.Name);
                continue;
            }
            bool isFirst = options.ChannelsFirst && port.Shape.Length > 1;
            writer.Input(port.Name, Order(port.Shape, isFirst));
            exporter._values[port.Value] = isFirst
                ? OnnxValue.OfFirst(writer, port.Shape, port.Name) : OnnxValue.OfLast(writer, port.Shape, port.Name);
        }
        bool[] live = Live(graph);
        for (int i = 0; i < graph.Layers.Count; i++)
            if (live[i + 1] && exporter._values[i + 1] is null)
                exporter._values[i + 1] = exporter.Make(graph.Layers[i], problems);
        if (problems.Count == 0)
            foreach (NetworkPort port in graph.Outputs)
            {
                exporter._values[port.Value]!.Name(port.Name, options.ChannelsFirst);
                writer.Output(port.Name, Order(port.Shape, options.ChannelsFirst));
            }
        return (writer.ToBytes(), problems);
    }

    /// <summary>A sample's dimensions as the file has them.</summary>
    public static int[] Order(int[] shape, bool channelsFirst) =>
        channelsFirst ? [.. OnnxValue.ChannelsFirst(shape.Length).Select(i => shape[i])] : shape;

    /// <summary>Which values the outputs depend on.</summary>
    private static bool[] Live(NetworkGraph graph)
    {
        bool[] live = new bool[graph.Layers.Count + 1];
        foreach (NetworkPort port in graph.Outputs)
            live[port.Value] = true;
        for (int i = graph.Layers.Count; i > 0; i--)
            foreach (int read in live[i] ? Used(graph.Layers[i - 1]) : [])
                live[read] = true;
        return live;
    }

    /// <summary>What a layer reads in prediction: one that draws gives its mean, whatever the variance.</summary>
    private static IEnumerable<int> Used(NetworkLayer layer) =>
        layer.Reads.Take(layer.Attribute is SampleAttribute ? 1 : layer.Reads.Count);

    /// <summary>What a layer gives; null where that depends on what could not be made.</summary>
    private OnnxValue? Make(NetworkLayer layer, List<Problem> problems)
    {
        if (Used(layer).Any(read => _values[read] is null))
            return null;
        if (layer.Attribute is null)
            return Read(layer);
        try
        {
            Writer.Begin(layer.Name);
            return Layers.TryGetValue(layer.Attribute.GetType(), out Func<OnnxExporter, NetworkLayer, OnnxValue>? make)
                ? make(this, layer)
                : throw new UnsupportedException("ONNX has no counterpart", "leave it out, or export the network in front of it");
        }
        catch (UnsupportedException exception)
        {
            problems.Add(new(layer.Name, layer.Word, exception.Message, exception.WayOut));
            return null;
        }
    }
}

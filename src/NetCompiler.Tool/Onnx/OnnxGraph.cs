using Google.Protobuf;
using NetCompiler.Tool.Nets;
using Onnx;

namespace NetCompiler.Tool.Onnx;

/// <summary>A node: what it computes of which values, and its settings.</summary>
internal sealed record OnnxNode(
    string Name, string Kind, string Domain, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, AttributeProto> Attributes)
{
    /// <summary>For messages: the node's name, or the value that it gives.</summary>
    public string Label => Name.Length > 0 ? Name : Outputs.FirstOrDefault(output => output.Length > 0) ?? "?";
}

/// <summary>An input of the graph; sizes that the file leaves open are null, and so is a shape of which it says nothing.</summary>
internal sealed record OnnxInput(string Name, int?[]? Shape, bool IsInteger);

/// <summary>An ONNX file's graph: nodes in an order in which they can be computed, functions in the place of their calls, and all tensors
/// read.</summary>
internal sealed class OnnxGraph
{
    private const string LinearBeforeReset = "linear_before_reset";

    private OnnxGraph(ModelProto model, string path)
    {
        Path = path;
        Producer = model.ProducerName;
        foreach (OperatorSetIdProto set in model.OpsetImport.Where(set => set.Domain is "" or "ai.onnx"))
            Opset = (int)set.Version;
        var tensors = new OnnxTensorReader(path);
        GraphProto graph = model.Graph ?? throw new ToolException($"{path} has no graph. Is it an ONNX file?");
        foreach (TensorProto tensor in graph.Initializer)
            Constants[tensor.Name] = tensors.Read(tensor, $"initializer {tensor.Name}");
        if (graph.SparseInitializer.Count > 0)
            throw new ToolException($"{path} has sparse initializers, which are not read. Export it with dense ones.");
        Inputs = [.. graph.Input.Where(input => !Constants.ContainsKey(input.Name)).Select(input => InputOf(input, path))];
        Outputs = [.. graph.Output.Select(output => output.Name)];
        Nodes = OnnxNodeOrder.Sort(
            [.. OnnxFunctions.Inline(model, graph.Node).SelectMany(node => OnnxRuntimeOperators.WriteOut(node, Constants))
                .SelectMany(node => OnnxAttention.WriteOut(node, Constants))],
            [.. Constants.Keys, .. Inputs.Select(input => input.Name)], path);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The program that wrote it.</summary>
    public string Producer { get; }

    /// <summary>The version of the operators' meaning.</summary>
    public int Opset { get; } = 1;

    /// <summary>Nodes, each behind what it reads.</summary>
    public IReadOnlyList<OnnxNode> Nodes { get; private set; }

    /// <summary>Weights and other tensors of the file, by name.</summary>
    public Dictionary<string, Tensor> Constants { get; } = new(StringComparer.Ordinal);

    /// <summary>What a caller gives.</summary>
    public IReadOnlyList<OnnxInput> Inputs { get; private set; }

    /// <summary>What a caller gets.</summary>
    public IReadOnlyList<string> Outputs { get; private set; }

    /// <summary>The same file with other nodes and ports.</summary>
    public OnnxGraph With(IReadOnlyList<OnnxNode> nodes, IReadOnlyList<OnnxInput> inputs, IReadOnlyList<string> outputs)
    {
        var graph = (OnnxGraph)MemberwiseClone();
        (graph.Nodes, graph.Inputs, graph.Outputs) = (nodes, inputs, outputs);
        return graph;
    }

    /// <summary>Whether a GRU resets after its product.</summary>
    public static bool HasResetAfter(OnnxNode node) =>
        node.Attributes.TryGetValue(LinearBeforeReset, out AttributeProto? attribute) && attribute.I != 0;

    /// <summary>Makes every GRU one that resets after its product.</summary>
    public void ResetAfter() => Nodes =
    [
        .. Nodes.Select(node => node.Kind != "GRU" ? node : node with
        {
            Attributes = new Dictionary<string, AttributeProto>(node.Attributes, StringComparer.Ordinal)
            {
                [LinearBeforeReset] = new() { Name = LinearBeforeReset, I = 1 },
            },
        }),
    ];

    /// <summary>Reads a file.</summary>
    /// <exception cref="ToolException">It is damaged, or has parts that are not read.</exception>
    public static OnnxGraph Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"{path} could not be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a file that is not written yet.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="name">For messages.</param>
    public static OnnxGraph Read(byte[] file, string name)
    {
        using var stream = new MemoryStream(file);
        return Read(stream, name);
    }

    private static OnnxGraph Read(Stream stream, string path)
    {
        try
        {
            return new OnnxGraph(ModelProto.Parser.ParseFrom(CodedInputStream.CreateWithLimits(stream, int.MaxValue, 64)), path);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new ToolException($"{path} is no ONNX file, or it is damaged: {exception.Message}", exception);
        }
    }

    private static OnnxInput InputOf(ValueInfoProto input, string path)
    {
        TypeProto.Types.Tensor type = input.Type?.TensorType
            ?? throw new ToolException($"{path}: input {input.Name} is no tensor (a sequence, map or optional), which no network takes.");
        bool isInteger = (TensorProto.Types.DataType)type.ElemType is not (TensorProto.Types.DataType.Float
            or TensorProto.Types.DataType.Double or TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16);
        return new(
            input.Name,
            type.Shape is null ? null
                : [.. type.Shape.Dim.Select(dimension => dimension.DimValue is > 0 and <= int.MaxValue ? (int?)dimension.DimValue : null)],
            isInteger);
    }
}

using NetCompiler.Tool.Nets;
using Google.Protobuf;
using NetCompiler.Tool.Onnx;
using NetCompiler.Tool.Onnx.Translation;
using Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>A case of ONNX's own test data: a model, inputs, and the outputs to them.</summary>
internal sealed class BackendCase
{
    private BackendCase(string folder, string? model = null)
    {
        Name = Path.GetFileName(folder);
        Model = model ?? Path.Combine(folder, "model.onnx");
        _folder = folder;
        string data = Path.Combine(folder, "test_data_set_0");
        _proto = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model));
        Names = [.. _proto.Graph.Input.Select(input => input.Name).Except(_proto.Graph.Initializer.Select(tensor => tensor.Name))];
        Inputs = Read(data, "input");
        Outputs = Read(data, "output");
    }

    private readonly string _folder;
    private readonly ModelProto _proto;

    public string Name { get; }

    /// <summary>The kind of the only node, of which layers are made, where it goes over 32-bit floats of fixed sizes; else null.</summary>
    public string? FloatKind
    {
        get
        {
            GraphProto graph = _proto.Graph;
            return graph.Node is [{ Domain: "" } node] && TranslationTable.Kinds.Contains(node.OpType)
                && Of(graph.Input.Take(1)) && Of(graph.Output) ? node.OpType : null;

            static bool Of(IEnumerable<ValueInfoProto> values) => values.All(value =>
                value.Type.TensorType is { ElemType: (int)TensorProto.Types.DataType.Float, Shape.Dim: { } dims }
                && dims.All(dim => dim.DimValue > 0)) && values.Any();
        }
    }

    /// <summary>The same case with every input but the first in the file, as an exported net has its weights.</summary>
    public BackendCase WithWeights(string path)
    {
        ModelProto model = _proto.Clone();
        for (int i = 1; i < Names.Count; i++)
        {
            TensorProto tensor = TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(_folder, "test_data_set_0", $"input_{i}.pb")));
            tensor.Name = Names[i];
            model.Graph.Initializer.Add(tensor);
        }
        File.WriteAllBytes(path, model.ToByteArray());
        return new(_folder, path);
    }

    public string Model { get; }

    /// <summary>The names of the inputs.</summary>
    public List<string> Names { get; }

    public Tensor[] Inputs { get; }

    public Tensor[] Outputs { get; }

    /// <summary>All cases of a kind whose values are plain tensors; where Debian's libonnx-testdata is not installed, the test is skipped.
    /// </summary>
    public static IEnumerable<BackendCase> All(string kind)
    {
        string root = Environment.GetEnvironmentVariable("NETCOMPILER_ONNX_TESTDATA") ?? "/usr/share/libonnx-testdata/data",
            folder = Path.Combine(root, kind);
        Assert.SkipUnless(Directory.Exists(folder), $"{folder} does not exist: install libonnx-testdata.");
        foreach (string path in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            BackendCase? found = null;
            try
            {
                found = new BackendCase(path);
            }
            catch (Exception exception) when (exception is ToolException or Google.Protobuf.InvalidProtocolBufferException)
            {
                // Sequences, optionals and strings are no tensors of numbers.
            }
            if (found is not null)
                yield return found;
        }
    }

    private static Tensor[] Read(string folder, string what)
    {
        var tensors = new List<Tensor>();
        for (int i = 0; Path.Combine(folder, $"{what}_{i}.pb") is var path && File.Exists(path); i++)
            tensors.Add(new OnnxTensorReader(path).Read(TensorProto.Parser.ParseFrom(File.ReadAllBytes(path)), what));
        return [.. tensors];
    }
}

using Google.Protobuf;
using NetCompiler.Tests;
using NetCompiler.Tool.Commands;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx;
using Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>ONNX files for tests, with seeded weights.</summary>
internal sealed class GraphBuilder
{
    private readonly ModelProto _model = new() { IrVersion = 8, ProducerName = "test", Graph = new GraphProto { Name = "g" } };
    private readonly Random _random = new(3);
    private int _count;

    public GraphBuilder(int opset, params (string Name, long[] Shape)[] inputs)
    {
        _model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        foreach ((string name, long[] shape) in inputs)
            _model.Graph.Input.Add(Info(name, shape));
    }

    /// <summary>Weights from -0.5 to 0.5.</summary>
    public string Weights(string name, params int[] shape) =>
        Add(new() { Name = name, DataType = 1, Dims = { shape.Select(size => (long)size) } },
            tensor => tensor.FloatData.AddRange(Enumerable.Range(0, Tensor.CountOf(shape)).Select(_ => _random.NextSingle() - 0.5f)));

    /// <summary>The program that wrote the file.</summary>
    public string Producer
    {
        get => _model.ProducerName;
        init => _model.ProducerName = value;
    }

    /// <summary>Takes an input's shape away.</summary>
    public GraphBuilder WithoutShape(string input)
    {
        _model.Graph.Input.Single(value => value.Name == input).Type.TensorType.Shape = null;
        return this;
    }

    /// <summary>A whole number without a dimension.</summary>
    public string Scalar(long value) => Add(new() { Name = $"i{_count++}", DataType = 7 }, tensor => tensor.Int64Data.Add(value));

    /// <summary>True.</summary>
    public string Truth() => Add(new() { Name = $"t{_count++}", DataType = 9 }, tensor => tensor.Int32Data.Add(1));

    /// <summary>Makes an input one of integers.</summary>
    public GraphBuilder OfIntegers(string input)
    {
        _model.Graph.Input.Single(value => value.Name == input).Type.TensorType.ElemType = 7;
        return this;
    }

    /// <summary>A vector of positive numbers.</summary>
    public string Positive(string name, int count) => Add(new() { Name = name, DataType = 1, Dims = { count } },
        tensor => tensor.FloatData.AddRange(Enumerable.Range(0, count).Select(_ => _random.NextSingle() + 0.5f)));

    public string Number(float value) => Add(new() { Name = $"c{_count++}", DataType = 1 }, tensor => tensor.FloatData.Add(value));

    public string Numbers(params float[] values) =>
        Add(new() { Name = $"n{_count++}", DataType = 1, Dims = { values.Length } }, tensor => tensor.FloatData.AddRange(values));

    public string Integers(params long[] values) =>
        Add(new() { Name = $"i{_count++}", DataType = 7, Dims = { values.Length } }, tensor => tensor.Int64Data.AddRange(values));

    /// <summary>Adds a node and gives its output's name; several are separated by a space. A kind may have a domain in front:
    /// <c>com.microsoft:Gelu</c>.</summary>
    public string Node(string kind, string inputs, params (string Name, object Value)[] attributes)
    {
        string output = $"v{_count++}";
        Node(kind, inputs, output, attributes);
        return output;
    }

    public void Node(string kind, string inputs, string outputs, params (string Name, object Value)[] attributes)
    {
        string domain = kind.Contains(':', StringComparison.Ordinal) ? kind[..kind.IndexOf(':', StringComparison.Ordinal)] : "";
        if (domain.Length > 0 && _model.OpsetImport.All(set => set.Domain != domain))
            _model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = 1 });
        kind = kind[(domain.Length > 0 ? domain.Length + 1 : 0)..];
        var node = new NodeProto { OpType = kind, Domain = domain, Name = $"{kind}_{_count++}" };
        node.Input.AddRange(inputs.Split(' ').Select(name => name == "-" ? "" : name));
        node.Output.AddRange(outputs.Split(' ').Select(name => name == "-" ? "" : name));
        foreach ((string name, object value) in attributes)
            node.Attribute.Add(value switch
            {
                int number => new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = number },
                float number => new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = number },
                string text => new AttributeProto
                {
                    Name = name,
                    Type = AttributeProto.Types.AttributeType.String,
                    S = ByteString.CopyFromUtf8(text)
                },
                string[] texts => new AttributeProto
                {
                    Name = name,
                    Type = AttributeProto.Types.AttributeType.Strings,
                    Strings = { texts.Select(ByteString.CopyFromUtf8) },
                },
                float[] numbers => new AttributeProto
                {
                    Name = name,
                    Type = AttributeProto.Types.AttributeType.Floats,
                    Floats = { numbers },
                },
                int[] numbers => new AttributeProto
                {
                    Name = name,
                    Type = AttributeProto.Types.AttributeType.Ints,
                    Ints = { numbers.Select(number => (long)number) },
                },
                _ => throw new ArgumentException(name, nameof(attributes)),
            });
        _model.Graph.Node.Add(node);
    }

    public GraphBuilder Output(params string[] names)
    {
        _model.Graph.Output.AddRange(names.Select(name => Info(name, [])));
        return this;
    }

    public byte[] ToBytes() => _model.ToByteArray();

    /// <summary>Imports the file.</summary>
    public OnnxImport Import(OnnxOptions? options = null)
    {
        using var folder = new TemporaryDirectory();
        return OnnxImporter.Import(folder.Write("net.onnx", ToBytes()), options ?? new());
    }

    /// <summary>Imports and compiles it, asserts that the class answers as the file's operators do, and gives the class's
    /// attributes.</summary>
    public string Prove()
    {
        OnnxImport import = Import();
        Assert.True(import.Problems.Count == 0, string.Join("\n", import.Problems));
        (NetFiles files, _, double difference) = ImportCommand.Prove(import, "", "Net");
        Assert.True(difference <= 1e-5, $"{difference}\n{files.Source}");
        return string.Concat(files.Source.Split('\n').Where(line => line.StartsWith('[')).Select(line => line + "\n"));
    }

    private string Add(TensorProto tensor, Action<TensorProto> fill)
    {
        fill(tensor);
        _model.Graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private static ValueInfoProto Info(string name, long[] shape)
    {
        var type = new TypeProto.Types.Tensor { ElemType = 1, Shape = new TensorShapeProto() };
        foreach (long size in shape)
            type.Shape.Dim.Add(size > 0 ? new TensorShapeProto.Types.Dimension { DimValue = size } : new() { DimParam = "N" });
        return new() { Name = name, Type = new TypeProto { TensorType = type } };
    }
}

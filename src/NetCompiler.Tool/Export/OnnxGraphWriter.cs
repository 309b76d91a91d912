using System.Runtime.InteropServices;
using Google.Protobuf;
using NetCompiler.Tool.Nets;
using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;

namespace NetCompiler.Tool.Export;

/// <summary>Writes an ONNX model node by node. Every value has a name of its own.</summary>
internal sealed class OnnxGraphWriter
{
    /// <summary>Kinds of numbers as ONNX counts them.</summary>
    public const int Float = 1, Int32 = 6, Int64 = 7;


    private readonly ModelProto _model;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tensors = new(StringComparer.Ordinal);
    private string _layer = "";

    /// <param name="network">The network's name.</param>
    /// <param name="opset">The version of the operators' meaning.</param>
    public OnnxGraphWriter(string network, int opset)
    {
        Opset = opset;
        // IR 8 is read by everything since 2022; a newer one is refused outright by older runtimes.
        _model = new ModelProto
        {
            IrVersion = 8,
            ProducerName = "NetCompiler",
            ProducerVersion = typeof(OnnxGraphWriter).Assembly.GetName().Version!.ToString(3),
            Graph = new GraphProto { Name = network },
        };
        _model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
    }

    /// <summary>The version of the operators' meaning.</summary>
    public int Opset { get; }

    /// <summary>Names that inputs and outputs have, so that no value between takes one.</summary>
    public void Reserve(IEnumerable<string> names) => _names.UnionWith(names);

    /// <summary>The layer that the next nodes are named after.</summary>
    public void Begin(string layer) => _layer = layer;

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes() => _model.ToByteArray();

    public void Input(string name, IEnumerable<int> shape) => _model.Graph.Input.Add(Info(name, shape));

    /// <summary>An input of one whole number a sample.</summary>
    public void InputOfIntegers(string name) => _model.Graph.Input.Add(Info(name, [], Int32));

    public void Output(string name, IEnumerable<int> shape) => _model.Graph.Output.Add(Info(name, shape));

    /// <summary>Adds a node with one output.</summary>
    /// <param name="kind">The operator.</param>
    /// <param name="inputs">Names; an empty one is left out.</param>
    /// <param name="attributes">Settings.</param>
    /// <returns>The output's name.</returns>
    public string Node(string kind, string[] inputs, params (string Name, object Value)[] attributes)
    {
        string output = Unique($"{_layer}/{kind}");
        Node(kind, inputs, [output], attributes);
        return output;
    }

    /// <summary>The dimensions in another order.</summary>
    public string Transpose(string x, params int[] order) => Node("Transpose", [x], ("perm", order));

    /// <summary>The same with outputs of given names; an empty one is not made.</summary>
    public void Node(string kind, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = kind, Name = outputs.First(name => name.Length > 0) };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes.Select(pair => Attribute(pair.Name, pair.Value)));
        _model.Graph.Node.Add(node);
    }

    /// <summary>A name that no other value has.</summary>
    public string Unique(string wanted)
    {
        string name = wanted;
        for (int i = 2; !_names.Add(name); i++)
            name = $"{wanted}_{i}";
        return name;
    }

    /// <summary>A tensor under the name that it has in our files, or as another layout of it; written once however often it is asked
    /// for.</summary>
    public string Weight(string name, Tensor tensor)
    {
        if (_tensors.Add(name))
            Add(name, tensor);
        return name;
    }

    /// <summary>A tensor without a name of its own.</summary>
    public string Constant(Tensor tensor)
    {
        string name = Unique($"{_layer}/constant");
        Add(name, tensor);
        return name;
    }

    /// <summary>A single number.</summary>
    public string Number(double value) => Constant(Tensor.Scalar(value));

    /// <summary>Whole numbers, such as a shape.</summary>
    public string Integers(params IEnumerable<int> values) => Constant(Tensor.OfIntegers(values.Select(value => (long)value)));

    private void Add(string name, Tensor tensor)
    {
        _names.Add(name);
        byte[] bytes = tensor.IsInteger
            ? MemoryMarshal.AsBytes<long>(Array.ConvertAll(tensor.Values, value => (long)value)).ToArray()
            : MemoryMarshal.AsBytes<float>(Array.ConvertAll(tensor.Values, value => (float)value)).ToArray();
        _model.Graph.Initializer.Add(new TensorProto
        {
            Name = name,
            DataType = tensor.IsInteger ? Int64 : Float,
            Dims = { tensor.Shape.Select(size => (long)size) },
            RawData = UnsafeByteOperations.UnsafeWrap(bytes),
        });
    }

    private static AttributeProto Attribute(string name, object value) => value switch
    {
        int number => new() { Name = name, Type = AttributeType.Int, I = number },
        double number => new() { Name = name, Type = AttributeType.Float, F = (float)number },
        string text => new() { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(text) },
        int[] numbers => new() { Name = name, Type = AttributeType.Ints, Ints = { numbers.Select(number => (long)number) } },
        double[] numbers => new() { Name = name, Type = AttributeType.Floats, Floats = { numbers.Select(number => (float)number) } },
        string[] texts => new() { Name = name, Type = AttributeType.Strings, Strings = { texts.Select(ByteString.CopyFromUtf8) } },
        _ => throw new ArgumentException($"No attribute is a {value.GetType().Name}.", nameof(value)),
    };

    private static ValueInfoProto Info(string name, IEnumerable<int> shape, int kind = Float)
    {
        var type = new TypeProto.Types.Tensor { ElemType = kind, Shape = new TensorShapeProto() };
        type.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "N" });
        type.Shape.Dim.AddRange(shape.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new() { Name = name, Type = new TypeProto { TensorType = type } };
    }
}

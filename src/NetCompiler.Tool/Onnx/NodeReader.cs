using NetCompiler.Tool.Nets;
using Onnx;

namespace NetCompiler.Tool.Onnx;

/// <summary>A node that cannot be imported, and the nearest way out.</summary>
internal sealed record Problem(string Node, string Kind, string Reason, string WayOut);

/// <summary>Why a node is not understood.</summary>
internal sealed class UnsupportedException(string reason, string wayOut = "") : ToolException(reason)
{
    /// <summary>What a user can do.</summary>
    public string WayOut { get; } = wayOut;
}

/// <summary>Reads a node's inputs and attributes, and remembers which: what is there and was not asked for is an error, never
/// skipped.</summary>
/// <param name="node">The node.</param>
/// <param name="inputs">The inputs' values; null for those that are left out.</param>
/// <param name="opset">The version of the operators' meaning.</param>
/// <param name="tensors">Reads attributes that are tensors.</param>
internal sealed class NodeReader(OnnxNode node, IReadOnlyList<Tensor?> inputs, int opset, OnnxTensorReader tensors)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private int _inputsRead;

    public OnnxNode Node => node;

    public int Opset => opset;

    /// <summary>The number of inputs that are written, empty names included.</summary>
    public int InputCount => inputs.Count;

    /// <summary>The number of outputs that somebody may read.</summary>
    public int OutputCount => node.Outputs.Count;

    /// <summary>An input that must be there.</summary>
    public Tensor Input(int index) => Optional(index) ?? throw new UnsupportedException($"input {index} is missing");

    /// <summary>An input that may be left out.</summary>
    public Tensor? Optional(int index)
    {
        _inputsRead = Math.Max(_inputsRead, index + 1);
        return index < inputs.Count ? inputs[index] : null;
    }

    /// <summary>All inputs.</summary>
    public Tensor[] All() => [.. Enumerable.Range(0, inputs.Count).Select(Input)];

    /// <summary>Whether an attribute is written.</summary>
    public bool Has(string name)
    {
        _read.Add(name);
        return node.Attributes.ContainsKey(name);
    }

    public int Int(string name, int otherwise) => Has(name) ? ToInt(node.Attributes[name].I) : otherwise;

    public bool Flag(string name, bool otherwise = false) => Int(name, otherwise ? 1 : 0) != 0;

    public double Float(string name, double otherwise) => Has(name) ? node.Attributes[name].F : otherwise;

    public string Text(string name, string otherwise) => Has(name) ? node.Attributes[name].S.ToStringUtf8() : otherwise;

    public int[]? Ints(string name) => Has(name) ? [.. node.Attributes[name].Ints.Select(ToInt)] : null;

    public double[]? Floats(string name) => Has(name) ? [.. node.Attributes[name].Floats.Select(value => (double)value)] : null;

    public string[]? Texts(string name) => Has(name) ? [.. node.Attributes[name].Strings.Select(text => text.ToStringUtf8())] : null;

    public Tensor? TensorOf(string name) =>
        Has(name) && node.Attributes[name].T is { } tensor ? tensors.Read(tensor, $"attribute {name} of {node.Label}") : null;

    /// <summary>Integers that older versions have as an attribute and newer ones as an input.</summary>
    public int[]? IntsOrInput(string name, int index) => Ints(name) ?? Integers(Optional(index));

    /// <summary>A tensor's numbers as integers.</summary>
    public static int[]? Integers(Tensor? tensor) => tensor is null ? null : [.. tensor.Values.Select(value => ToInt(value))];

    /// <summary>Attributes that change nothing for us.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            _read.Add(name);
    }

    /// <summary>An axis counted from the end is counted from the beginning.</summary>
    public static int Axis(int axis, int rank) => axis >= -rank && axis < Math.Max(rank, 1)
        ? axis < 0 ? axis + rank : axis
        : throw new UnsupportedException($"axis {axis} of a tensor with {rank} dimensions");

    /// <summary>After all was read: nothing may be left.</summary>
    public void End(int outputs)
    {
        if (node.Attributes.Keys.FirstOrDefault(name => !_read.Contains(name)) is { } attribute)
            throw new UnsupportedException($"attribute {attribute} is not understood");
        for (int i = _inputsRead; i < inputs.Count; i++)
            if (inputs[i] is not null)
                throw new UnsupportedException($"input {i} ({node.Inputs[i]}) is not understood");
        for (int i = outputs; i < node.Outputs.Count; i++)
            if (node.Outputs[i].Length > 0)
                throw new UnsupportedException($"output {i} ({node.Outputs[i]}) is not computed");
    }

    private static int ToInt(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);

    private static int ToInt(double value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);
}

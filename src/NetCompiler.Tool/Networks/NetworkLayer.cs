using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Networks;

/// <summary>A layer of one of our classes, with what it learned.</summary>
/// <param name="Name">As in files.</param>
/// <param name="Attribute">Its attribute with all settings; null for an input or an output, which gives nothing new.</param>
/// <param name="Reads">The values that it reads: 0 is what <c>[Network]</c> takes, i + 1 what layer i gives.</param>
/// <param name="Shape">What it gives for one sample, channels last.</param>
/// <param name="Tensors">Its tensors by the last part of their names, in Keras's order and shapes.</param>
internal sealed record NetworkLayer(
    string Name, Attribute? Attribute, IReadOnlyList<int> Reads, int[] Shape, IReadOnlyDictionary<string, Tensor> Tensors)
{
    /// <summary>The name with which its tensors begin: another layer's where it shares that one's.</summary>
    public required string Owner { get; init; }

    /// <summary>Whether steps that do not count are left out of its first value, and of its last.</summary>
    public (bool First, bool Last) LeavesOut { get; init; }

    /// <summary>As written: <c>Conv2D</c>.</summary>
    public string Word => Attribute!.GetType().Name[..^nameof(System.Attribute).Length];
}

/// <summary>One of our networks as a graph, and compiled.</summary>
/// <param name="Name">The class.</param>
/// <param name="Layers">Inputs first, each layer behind what it reads.</param>
/// <param name="Inputs">The values that are inputs, in the order of a sample.</param>
/// <param name="Outputs">The answers, in their order.</param>
/// <param name="Network">The same, compiled.</param>
internal sealed record NetworkGraph(
    string Name, IReadOnlyList<NetworkLayer> Layers, IReadOnlyList<NetworkPort> Inputs, IReadOnlyList<NetworkPort> Outputs,
    CompiledNetwork Network)
{
    /// <summary>The shape of a value.</summary>
    public int[] ShapeOf(int value) => value == 0 ? Inputs[0].Shape : Layers[value - 1].Shape;
}

/// <summary>A named input or output.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The value.</param>
/// <param name="Shape">Its shape for one sample, channels last; none of what is one number.</param>
internal sealed record NetworkPort(string Name, int Value, int[] Shape)
{
    /// <summary>The value of the input that says how many steps of a sample count.</summary>
    public const int Lengths = -1;
}

/// <summary>Stands where the steps of a sequence part, so that each is a sample of its own, and where they come together again.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class StepsAttribute : Attribute;

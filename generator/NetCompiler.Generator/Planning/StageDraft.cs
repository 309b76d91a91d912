using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>Layers that become one stage, and where its numbers lie.</summary>
/// <param name="Name">The stage's name: network and layer.</param>
/// <param name="Reads">What it reads.</param>
/// <param name="Head">The layer it begins with; null where it only takes over what it reads.</param>
/// <param name="HeadParameters">That layer's tensors.</param>
/// <param name="Layout">Where its numbers lie.</param>
/// <param name="GradientLayout">Where their gradient lies.</param>
/// <param name="Operations">The elementwise and row layers that follow.</param>
/// <param name="Folded">The normalisation that is folded into the head, or null.</param>
/// <param name="Operands">What operations read besides.</param>
internal sealed record StageDraft(
    string Name, EquatableArray<Read> Reads, Layer? Head, EquatableArray<ParameterLayout> HeadParameters, Layout Layout,
        Layout GradientLayout,
    EquatableArray<Node> Operations, Node? Folded, EquatableArray<Operand> Operands)
{
    /// <summary>The input whose gradient this stage's is; null for all but copies of inputs.</summary>
    public int? InputPort { get; init; }

    /// <summary>Its rows of a sample: one for each step that it sees by itself.</summary>
    public int Rows { get; init; } = 1;
}

/// <summary>A value as a stage reads it. Value 0 is the network's input; stage i gives value i + 1.</summary>
/// <param name="Value">The value.</param>
/// <param name="Layout">Where a sample of it lies, in the shape in which it is read.</param>
/// <param name="GradientLayout">Where the gradient of that lies.</param>
internal sealed record Read(int Value, Layout Layout, Layout GradientLayout)
{
    /// <summary>Of the network's inputs: which.</summary>
    public int Port { get; init; }

    /// <summary>The distance between samples.</summary>
    public int Stride { get; init; }

    /// <summary>Whether a stage that it is made of learns, so that its gradient is needed.</summary>
    public bool NeedsGradient { get; init; }

    /// <summary>Whether others have contributed to its gradient before, so that this stage adds to it.</summary>
    public bool Adds { get; init; }

    /// <summary>Where the stage has what it adds, if it cannot add in place.</summary>
    public Buffer Addend { get; init; } = Buffer.None;

    /// <summary>The stage that gives it; -1 for the network's input.</summary>
    public int Giver => Value - 1;
}

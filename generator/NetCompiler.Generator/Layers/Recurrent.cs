using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>A recurrent layer: what the input contributes to all gates at all steps, one contraction, then a cell that goes over the steps;
/// both ways, and what the two give put together, where it is bidirectional.</summary>
internal sealed record Recurrent(
    string Name, Shape Input, Shape Output, string Words, string Text, EquatableArray<ParameterSpec> Tensors,
    EquatableArray<LayerPart> All) : CompositeLayer(Name, Input, Output), ITakesLengths
{
    /// <summary>See <see cref="LayerKind.Penalised"/>.</summary>
    public static readonly IReadOnlyList<string> Penalised = ["Kernel", "Recurrent", "Bias"];

    public override string Title => Words;

    public override string Formula => Text;

    public override bool IsNonlinear => true;

    public override EquatableArray<ParameterSpec> Parameters => Tensors;

    public override EquatableArray<LayerPart> Parts => All;

    public Layer Masked() => this with
    {
        All = All.Select(part => part.Layer is RecurrentLayer cell
            ? part with { Layer = cell with { IsMasked = true, Cell = cell.Cell.Masked() } } : part).ToEquatableArray(),
    };

    /// <summary>Whether samples go on where they ended in the batch before.</summary>
    public bool IsStateful => All.Any(part => part.Layer is RecurrentLayer { IsStateful: true });

    /// <summary>Whether it, or one of its directions, begins with the last step.</summary>
    public bool LooksAhead => All.Any(part => part.Layer is RecurrentLayer { IsReversed: true });
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>A recurrent layer: what the input contributes to all gates at all steps, one contraction, then a cell that goes over the steps;
/// both ways, and what the two give put together, where it is bidirectional.</summary>
internal sealed record Recurrent(
    string Name, Shape Input, Shape Output, string Words, string Text, EquatableArray<ParameterSpec> Tensors,
    EquatableArray<LayerPart> All) : CompositeLayer(Name, Input, Output), ITakesLengths, IGivesState
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

    private IEnumerable<RecurrentLayer> Cells => All.Select(part => part.Layer).OfType<RecurrentLayer>();

    public Shape State => StateOf(Cells.Count() * Cells.First().Cell.States.Count, Cells.First().Units);

    /// <summary>Whether another layer gives the state before the first step.</summary>
    public bool TakesFirst => Cells.First().TakesFirst;

    /// <summary>Whether that is the last state of a recurrent layer.</summary>
    public bool TakesLastState { get; init; }

    public override int? StateRead => TakesLastState ? 1 : null;

    /// <summary>A state of so many rows.</summary>
    public static Shape StateOf(int rows, int units) => rows == 1 ? new Shape(units) : new Shape(rows, units);

    public (EquatableArray<LayerPart> Parts, int Output, int State) GivingState(bool givesOutput)
    {
        if (State.Rank == 1 && Output.Rank == 1)
            return (All, All.Count, All.Count);
        var parts = new List<LayerPart>();
        var values = new List<int> { 0 };
        var states = new List<int>();
        foreach (LayerPart part in All.Where(part => givesOutput || part.Layer is not (MergeLayer or JoinLayer)))
        {
            EquatableArray<int> reads = part.Reads.Select(read => read == LayerPart.Second ? read : values[read]).ToEquatableArray();
            if (part.Layer is RecurrentLayer cell)
                AddCell(cell, part with { Layer = cell.GivingState(), Reads = reads });
            else
                parts.Add(part with { Reads = reads });
            values.Add(parts.Count);
        }
        int output = parts.Count;
        if (states.Count > 1)
            parts.Add(new LayerPart(
                new Concat($"{Name}_state", states.Select(_ => new Shape(State.Dimensions[0] / 2, State.Dimensions[1])).ToEquatableArray(),
                    State, 0),
                states.ToEquatableArray(), []));
        return (parts.ToEquatableArray(), output, states.Count > 1 ? parts.Count : states[0]);

        void AddCell(RecurrentLayer cell, LayerPart giving)
        {
            parts.Add(giving);
            int given = parts.Count, outputs = ((RecurrentLayer)giving.Layer).OutputRows;
            if (outputs > 0)
                parts.Add(new LayerPart(
                    new StateRows($"{cell.Name}_state", giving.Layer.Output,
                        State.Rank == 1 ? State : new Shape(cell.Cell.States.Count, cell.Units), outputs), [given], []));
            states.Add(parts.Count);
            if (givesOutput)
                parts.Add(new LayerPart(new StateRows($"{cell.Name}_output", giving.Layer.Output, cell.Output, 0), [given], []));
        }
    }

    /// <summary>Whether it, or one of its directions, begins with the last step.</summary>
    public bool LooksAhead => All.Any(part => part.Layer is RecurrentLayer { IsReversed: true });
}

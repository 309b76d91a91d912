using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>Makes stages of drafts: which operations go into an epilogue, what training keeps, what the weight phase does.</summary>
internal sealed class StagePlanner
{
    /// <summary>Vector operations an epilogue may add to each sum; beyond, the operation gets a loop of its own (KERNELS rule 5).</summary>
    private const int EpilogueCost = 4;

    /// <summary>The same for the derivative in the epilogue of a data gradient.</summary>
    private const int BackwardEpilogueCost = 6;

    /// <summary>Floats in a unit of work of the weight phase: its gradient and weights fit a core's second-level cache several
    /// times.</summary>
    private const int BlockFloats = 25 * 1024;

    private readonly Network _network;
    private readonly EquatableArray<StageDraft> _drafts;
    private readonly EquatableArray<int> _outputs;
    private readonly Dictionary<int, Buffer> _answers = [];
    private readonly HashSet<int> _fused = [];
    private readonly Arenas _arenas;
    private readonly int _inputStride;
    private readonly ContractionPlanner _contractions;
    private readonly List<Stage> _stages = [];

    /// <param name="network">The network.</param>
    /// <param name="drafts">The stages as they were joined.</param>
    /// <param name="outputs">The values that are the answer.</param>
    /// <param name="objectives">How the losses of the outputs are computed; none where there is no training.</param>
    /// <param name="trains">Whether the stages are those of training.</param>
    /// <param name="arenas">Where they take room.</param>
    public StagePlanner(Network network, EquatableArray<StageDraft> drafts, EquatableArray<int> outputs,
        EquatableArray<Objective> objectives, bool trains, Arenas arenas)
    {
        (_network, _drafts, _outputs, _arenas) = (network, drafts, outputs, arenas);
        int offset = 0;
        for (int i = 0; i < outputs.Count; i++)
        {
            _answers[outputs[i]] = Buffer.Outputs with { Offset = offset };
            offset += drafts[outputs[i] - 1].Layout.Stride;
            if (i < objectives.Count && objectives[i].Fused is not null)
                _fused.Add(Planner.LastOperations(drafts, outputs[i]));
        }
        _contractions = new ContractionPlanner(network, arenas);
        _inputStride = ChooseInputStride(trains);
    }

    /// <summary>From sample to sample of what the first stages read.</summary>
    public int InputStride => _inputStride;

    /// <summary>The stages, in the order of the drafts.</summary>
    public EquatableArray<Stage> Run()
    {
        for (int i = 0; i < _drafts.Count; i++)
        {
            _arenas.Batch.Rows = _drafts[i].Rows;
            _stages.Add(MakeStage(i));
        }
        return Gradients.Connect([.. WeightUnits.Mark(_stages)], _outputs);
    }

    /// <summary>What reads vectors of the input wants whole ones. Weight gradients read a column of it, whose numbers must not all fall
    /// into the same few cache sets; predictions read some rows, and a copy would only cost them (KERNELS rule 17).</summary>
    private int ChooseInputStride(bool trains)
    {
        int length = (int)_network.Input.Length;
        StageDraft[] readers = [.. _drafts.Where(draft => draft.Reads.Any(read => read.Value == 0))];
        // Where inputs are segments, nobody does.
        bool takesVectors = _network.Inputs.Count == 1 && readers.Any(draft =>
            draft.Head is null || draft.Head is BatchLayer && _network.Input.Rank == 1
            || draft.Operands.Any(operand => draft.Reads[operand.Read].Value == 0));
        bool takesColumns = trains && length % 512 == 0 && readers.Any(draft => draft.Head is ContractionLayer { TakesRows: true });
        return takesVectors || takesColumns ? RowPadding.Stride(length) : length;
    }

    private Stage MakeStage(int number)
    {
        StageDraft draft = _drafts[number];
        EquatableArray<Layer> operations = draft.Operations.Select(node => node.Layer).ToEquatableArray();
        bool isOutput = _outputs.Contains(number + 1), losesLast = _fused.Contains(number + 1);
        int inTraining = operations.Count - (losesLast ? 1 : 0);
        EquatableArray<Read> reads = draft.Reads.Select((read, input) => Complete(draft, read, number, input)).ToEquatableArray();
        int inEpilogue = draft.Head is ContractionLayer { IsForwardDot: false } sums
            ? Epilogues.CountForward(operations, inTraining, EpilogueCost, FindMerged(draft, sums, reads)) : 0;

        Stage? giver = reads[0].Giver < 0 ? null : _stages[reads[0].Giver];
        EquatableArray<Buffer> values = PlaceValues(draft, giver?.Output ?? Buffer.Inputs, operations, inEpilogue, inTraining,
            isOutput ? _answers[number + 1] : null, losesLast);
        Buffer gradient = _arenas.Batch.Take(draft.GradientLayout.Stride);
        EquatableArray<LearnedTensor> learned = PlaceLearned(draft, inTraining).ToEquatableArray();
        Head? head = MakeHead(draft, reads[0], giver, operations, inEpilogue, inTraining,
            isAnswer: isOutput && !_drafts.Any(reader => reader.Reads.Any(other => other.Value == number + 1)));
        EquatableArray<FittedNumbers> fitted = PlaceFitted(draft);
        return new Stage(
            draft.Name, reads, draft.Layout, draft.GradientLayout, head, operations, inEpilogue, inTraining, values, gradient, learned,
            ChooseTakenOver(number, operations, inTraining),
            CutWeightBlocks(head, draft.GradientLayout, learned).Select(block => block with { Work = draft.Rows * block.Work })
                .ToEquatableArray())
        {
            Rows = draft.Rows,
            Fitted = fitted,
            FittedPrepared = fitted.Count == 0 ? Buffer.None : _arenas.Prepared?.Take(fitted.Sum(numbers => 2 * numbers.Length))
            ?? Buffer.None,
            GivesZeros = GivesZeros(KeepsZeros(draft), operations),
            Operands = draft.Operands,
            InputPort = draft.InputPort,
        };
    }

    private Read Complete(StageDraft draft, Read read, int number, int input)
    {
        bool needsGradient = read.Giver >= 0 && _stages[read.Giver].RunsBackward, adds = needsGradient && Adds(read.Value, number, input);
        bool addsInPlace = draft.Head switch
        {
            ContractionLayer layer => ContractionPlanner.AddsInPlace(layer),
            BatchLayer or BlendLayer => false,
            _ => true,
        };
        bool isHeads = draft.Operands.All(operand => operand.Read != input);
        return read with
        {
            Stride = (read.Giver < 0 ? _inputStride : _stages[read.Giver].SampleFloats) / draft.Rows,
            NeedsGradient = needsGradient,
            Adds = adds,
            Addend = adds && isHeads && !addsInPlace ? _arenas.Batch.Take(read.GradientLayout.Stride) : Buffer.None,
        };
    }

    /// <summary>Whether something contributes to a value's gradient before a stage does: the loss, or a later reader.</summary>
    private bool Adds(int value, int number, int input)
    {
        IEnumerable<Read> later = _drafts.Skip(number + 1).SelectMany(draft => draft.Reads);
        return _outputs.Contains(value) || _drafts[number].Reads.Skip(input + 1).Concat(later).Any(read => read.Value == value);
    }

    /// <summary>The operation that may merge the sums with another value as soon as they are summed: where that lies as they do.</summary>
    private static int FindMerged(StageDraft draft, ContractionLayer layer, EquatableArray<Read> reads)
    {
        if (draft.Operands.Count == 0 || ContractionPlanner.UsesGroups(layer))
            return -1;
        Operand operand = draft.Operands[0];
        Read read = reads[operand.Read];
        Layout layout = draft.Layout;
        bool isRow = layout.Height * layout.Width == 1 && layout.Border == Border.None && read.Layout.Height * read.Layout.Width == 1
            && read.Layout.Border == Border.None && read.Stride == layout.Stride;
        return draft.Operands.Count(other => other.Operation == operand.Operation) == 1 && (isRow || read.Layout == layout)
            ? operand.Operation : -1;
    }

    /// <summary>Whether many numbers of what a stage begins with may be zero: those that it takes over, all of several.</summary>
    private bool KeepsZeros(StageDraft draft) => draft.Head
        is not (ContractionLayer or BatchLayer or BlendLayer or ProductLayer or RecurrentLayer or AttentionLayer or PositionLayer
            or LookupLayer)
        && draft.Reads.Take(draft.Reads.Count - draft.Operands.Count).All(read => read.Giver < 0 || _stages[read.Giver].GivesZeros);

    private EquatableArray<Buffer> PlaceValues(
        StageDraft draft, Buffer read, EquatableArray<Layer> operations, int inEpilogue, int inTraining, Buffer? answer, bool losesLast)
    {
        var values = new Buffer[inTraining + 1];
        for (int i = 0; i <= inTraining; i++)
        {
            bool isKept = i == 0 && draft.Head is WindowLayer { IsMaximum: true } || i >= inEpilogue
                && Epilogues.IsKept(operations, i, inTraining);
            // A loss with an activation inside it writes the network's outputs over what it reads, unless the backward pass needs that.
            values[i] = i == inTraining ? answer is not null && !(isKept && losesLast) ? answer : _arenas.Batch.Take(draft.Layout.Stride)
                : i == 0 && draft.Head is null ? read
                : isKept ? _arenas.Batch.Take(draft.Layout.Stride) : Buffer.None;
        }
        return values.ToEquatableArray();
    }

    private IEnumerable<LearnedTensor> PlaceLearned(StageDraft draft, int inTraining)
    {
        for (int i = 0; i < inTraining; i++)
        {
            Node node = draft.Operations[i];
            foreach (ParameterLayout parameter in node.Parameters.Where(parameter => !parameter.Spec.IsStatistic))
            {
                // A row layer's tensor serves all pixels, an elementwise layer's has a value for each number.
                (int stride, int length) = node.Layer is RowLayer
                    ? (parameter.RowStride, parameter.RowStride) : (draft.Layout.Unbordered.Stride, draft.Layout.RunLength);
                yield return new LearnedTensor(i, parameter, _arenas.Batch.Take(stride), stride, length);
            }
        }
    }

    private static EquatableArray<FittedNumbers> PlaceFitted(StageDraft draft)
    {
        var fitted = new List<FittedNumbers>();
        for (int i = 0; i < draft.Operations.Count; i++)
        {
            Node node = draft.Operations[i];
            if (node.Layer is not FittedLayer layer)
                continue;
            ParameterLayout Tensor(string name) => node.Parameters.Single(parameter => parameter.Spec.Tensor == name);
            int offset = fitted.Sum(before => 2 * before.Length);
            fitted.Add(new FittedNumbers(i, layer, Tensor(FittedLayer.Mean), Tensor(FittedLayer.Variance), offset, draft.Layout.RunLength));
        }
        return fitted.ToEquatableArray();
    }

    private Head? MakeHead(StageDraft draft, Read read, Stage? giver, EquatableArray<Layer> operations, int inEpilogue, int inTraining,
        bool isAnswer)
    {
        switch (draft.Head)
        {
            case ContractionLayer contraction:
                return _contractions.Make(draft, contraction, new ContractionSurroundings(
                    read,
                    giver?.TakenOver is null ? 0 : Epilogues.BackwardCost(giver.Operations, giver.InTraining),
                    operations.Take(inEpilogue).Sum(operation => ((ElementwiseLayer)operation).Forward.Cost),
                    MergesInEpilogue: operations.Take(inEpilogue).Any(operation => operation is JoinedMerge),
                    XHasZeros: giver?.GivesZeros ?? true,
                    DyHasZeros: GivesZeros(false, operations.Take(inTraining)),
                    IsBare: isAnswer && operations.Count == 0 && contraction is { TakesRows: true, IsForwardDot: true }
                    && draft.Layout.Channels % TiledContraction.Quad == 0,
                    BlockFloats));
            case BatchLayer norm:
                return _contractions.MakeNorm(norm, draft.HeadParameters, read.Layout.Height * read.Layout.Width);
            case RecurrentLayer recurrent:
                return RecurrentPlanner.Make(draft, recurrent, read, _arenas, BlockFloats);
            case PositionLayer positions:
                return new PositionHead(positions, draft.HeadParameters.FirstOrDefault());
            case AttentionLayer attention:
                int kept = RowPadding.Stride(attention.WeightFloats);
                Buffer weights = _arenas.Batch.Take(kept);
                return new AttentionHead(attention, weights, attention.Dropout > 0 ? _arenas.Batch.Take(kept) : weights);
            case WindowLayer window:
                return new WindowHead(window);
            case Recall recall:
                return new RecallHead(recall);
            case BlendLayer blend:
                return new BlendHead(blend);
            case JoinLayer join:
                Read[] joined = [.. draft.Reads.Take(join.Inputs.Count)];
                return new JoinHead(
                    join, joined.Select((value, i) => join.Describe(i, value.Layout, draft.Layout)).ToEquatableArray(),
                    joined.Select((value, i) => join.Describe(i, value.GradientLayout, draft.GradientLayout)).ToEquatableArray());
            case ProductLayer product:
                (Read a, Read b) = (draft.Reads[0], draft.Reads[1]);
                return new ProductHead(
                    product, [product.Describe(0, a.Layout), product.Describe(1, b.Layout), product.Describe(2, draft.Layout)],
                    [product.Describe(0, a.GradientLayout), product.Describe(1, b.GradientLayout),
                        product.Describe(2, draft.GradientLayout)]);
            case LookupLayer lookup:
                return new LookupHead(lookup, draft.HeadParameters[0]);
            case MoveLayer mover:
                return new MoveHead(mover, mover.Describe(read.Layout, draft.Layout),
                    mover.Describe(read.GradientLayout, draft.GradientLayout));
            default:
                return null;
        }
    }

    /// <summary>The last contribution to a gradient is that of the first reader. It takes the gradient back through the operations where
    /// that is one value's work and the reader's sums have an epilogue.</summary>
    private int? ChooseTakenOver(int number, EquatableArray<Layer> operations, int inTraining)
    {
        int first = Enumerable.Range(number + 1, _drafts.Count - number - 1)
            .FirstOrDefault(reader => _drafts[reader].Reads.Any(read => read.Value == number + 1));
        return _drafts[number].Head is ContractionLayer or BatchLayer && first > 0 && _drafts[first].Head is ContractionLayer layer
            && _drafts[first].Reads[0].Value == number + 1
            && ContractionPlanner.TakesBackwardEpilogue(layer, Adds(number + 1, first, 0))
            ? Epilogues.ChooseBackwardValue(operations, inTraining, BackwardEpilogueCost) : null;
    }

    /// <summary>The units of work of the weight phase: of a head's kernel and bias or other tensors, then of what operations
    /// learn.</summary>
    private static IEnumerable<WeightBlock> CutWeightBlocks(Head? head, Layout gradientLayout, EquatableArray<LearnedTensor> learned)
    {
        IEnumerable<WeightBlock> blocks = head switch
        {
            ContractionHead product => CutKernel(product).Concat(product.Bias is null ? [] :
                [new WeightBlock(product.Bias, 0, product.Bias.Rows,
                    gradientLayout.Height * gradientLayout.Width * (long)gradientLayout.Channels)]),
            NormHead norm => norm.Parameters.Select(parameter =>
            new WeightBlock(parameter, 0, parameter.Rows, parameter.Columns) { Average = norm.AverageOf(parameter) }),
            RecurrentHead recurrent => RecurrentPlanner.CutWeightBlocks(recurrent, BlockFloats),
            LookupHead lookup => CutTable(lookup.Table, (long)gradientLayout.Width * gradientLayout.Channels),
            _ => [],
        };
        return blocks.Concat(learned.Select(tensor =>
            new WeightBlock(tensor.Parameter, 0, tensor.Parameter.Rows, tensor.Parameter.Spec.Shape.Length)));
    }

    /// <summary>The taps of a kernel over an image; else runs of rows, a multiple of 12 where possible so that tiles of 6 rows fill
    /// them.</summary>
    private static IEnumerable<WeightBlock> CutKernel(ContractionHead product)
    {
        ParameterLayout kernel = product.Kernel;
        int rows = product.Groups is not null ? kernel.Rows : product.Taps is { } taps ? taps.Rows * taps.Together
            : ContractionPlanner.BlockRows(kernel, BlockFloats);
        for (int first = 0; first < kernel.Rows; first += rows)
        {
            int count = Math.Min(rows, kernel.Rows - first);
            yield return new WeightBlock(kernel, first, count, product.Layer.MultiplyAdds * count / kernel.Rows);
        }
    }

    /// <summary>Runs of rows of a table, each of which looks at all numbers.</summary>
    private static IEnumerable<WeightBlock> CutTable(ParameterLayout table, long work)
    {
        int rows = ContractionPlanner.BlockRows(table, BlockFloats);
        for (int first = 0; first < table.Rows; first += rows)
        {
            int count = Math.Min(rows, table.Rows - first);
            yield return new WeightBlock(table, first, count, work * count / table.Rows + 1);
        }
    }

    /// <summary>Whether many numbers may be zero after operations, given whether they may be before: numbers of a row that depend on each
    /// other are not.</summary>
    private static bool GivesZeros(bool before, IEnumerable<Layer> operations) =>
        operations.Aggregate(
            before, (zeros, operation) => operation is ElementwiseLayer layer && (zeros && layer.KeepsZeros || layer.GivesZeros));
}

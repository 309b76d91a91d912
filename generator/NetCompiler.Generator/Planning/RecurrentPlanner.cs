using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>Plans a cell that goes over the steps of a sequence: its products, and what training keeps of all steps.</summary>
internal static class RecurrentPlanner
{
    /// <summary>The head of a stage.</summary>
    /// <param name="draft">The stage.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="read">The sums of the gates.</param>
    /// <param name="arenas">Where it takes room.</param>
    /// <param name="blockFloats">Floats in a unit of work of the weight phase.</param>
    public static RecurrentHead Make(StageDraft draft, RecurrentLayer layer, Read read, Arenas arenas, int blockFloats)
    {
        Cell cell = layer.Cell;
        int gates = layer.SumFloats, stride = layer.GateStride;
        bool ownsSums = cell.Sums.Count > 0;
        ParameterLayout kernel = draft.HeadParameters[0];
        ParameterLayout? bias = layer.Bias is null ? null : draft.HeadParameters[1];
        int kept = RecurrentHead.KeptStrideOf(layer), sums = RecurrentHead.SumsStrideOf(layer);
        Transposition cut = new Transposition(64, 64, gates, stride, gates * stride)
            .InParts(ContractionPlanner.BlockRows(kernel, blockFloats));
        TiledContraction product = Tiling.Choose(Product("Product", ownsSums ? gates : read.Stride), 0);
        return new RecurrentHead(
            layer, kernel, bias,
            layer.StateOffset is null ? product : product.ForOneRow(),
            Tiling.Choose(Product(ownsSums ? "TrainProduct" : "Product", ownsSums ? sums : read.Stride), 0),
            Tiling.Choose(new Contraction(
                "ProductBack", "dh = dx Uᵀ", "dx", "uT", "dh", RowPadding.RoundUp(layer.Units), [new(gates, 1, stride)],
                ContractionStart.Output, ownsSums ? sums : read.GradientLayout.Stride, stride), 0),
            Tiling.Choose(WeightGradient(layer, kernel.RowStride, kept, ownsSums ? sums : read.GradientLayout.Stride, ownsSums), 0),
            new TransposedKernel(kernel, cut, arenas.Transposed.Take(gates * stride),
                (kernel.Rows + cut.RowsPerPart - 1) / cut.RowsPerPart),
            Buffers(cell).ToEquatableArray())
        {
            Initial = layer.Initial is null ? null : draft.HeadParameters[draft.HeadParameters.Count - 1],
            Carried = layer.IsStateful ? arenas.Carried.Take(cell.States.Count * stride) : Buffer.None,
        };

        Contraction Product(string name, int outputStep) => new(
            name, !ownsSums ? "x += h U" : bias is null ? "x = h U" : "x = h U + b", "h", "u", "x", gates,
            [new(layer.Units, 1, kernel.RowStride)],
            !ownsSums ? ContractionStart.Output : bias is null ? ContractionStart.Zero : ContractionStart.Bias, stride, outputStep);

        IEnumerable<NamedBuffer> Buffers(Cell cell)
        {
            foreach (string row in cell.States.Concat(cell.Rows))
            {
                yield return new NamedBuffer(row, arenas.Batch.Take(stride));
                yield return new NamedBuffer($"{row}s", arenas.Batch.Take(kept));
                yield return new NamedBuffer($"d{row}", arenas.Batch.Take(stride));
            }
            foreach (string name in cell.Sums)
                yield return new NamedBuffer(name, arenas.Batch.Take(sums));
        }
    }

    /// <summary>The units of work of the weight phase.</summary>
    public static IEnumerable<WeightBlock> CutWeightBlocks(RecurrentHead head, int blockFloats)
    {
        ParameterLayout kernel = head.Kernel;
        int rows = ContractionPlanner.BlockRows(kernel, blockFloats);
        for (int first = 0; first < kernel.Rows; first += rows)
        {
            int count = Math.Min(rows, kernel.Rows - first);
            yield return new WeightBlock(kernel, first, count, head.Recurrent.MultiplyAdds * count / kernel.Rows);
        }
        if (head.Bias is { } bias)
            yield return new WeightBlock(bias, 0, bias.Rows, (long)head.Recurrent.Steps * head.Recurrent.SumFloats);
        if (head.Initial is { } initial)
            yield return new WeightBlock(initial, 0, initial.Rows, (long)initial.Rows * head.Recurrent.GateStride);
    }

    /// <summary>dU = hᵀ dx, over samples and steps. What the input contributes lies by places, so that steps that go backwards read it from
    /// the end.</summary>
    private static Contraction WeightGradient(RecurrentLayer layer, int rowStride, int kept, int gradient, bool ownsSums) => new(
        "WeightGradient", "dU = hᵀ dx, or dU += hᵀ dx, over samples and steps", "h", "dx", "dw", layer.SumFloats,
        [
            new(null, kept, gradient),
            new(layer.Steps, layer.GateStride, !ownsSums && layer.IsReversed ? -layer.SumFloats : layer.SumFloats),
        ],
        ContractionStart.Output, RowStep: 1, OutputStep: rowStride);
}

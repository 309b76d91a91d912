using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints what training calls of a cell over steps, with the addresses of its tensors and buffers.</summary>
internal sealed class RecurrentCalls(SourceWriter writer, StageScope scope, RecurrentHead head, KernelTable kernels)
{
    private readonly Stage _stage = scope.Stage;

    /// <summary>The kernel, the bias and the first state as arguments, each followed by a comma.</summary>
    public static string Tensors(RecurrentHead head, string start) => string.Concat(
        new[] { head.Kernel, head.Bias, head.Initial }.OfType<ParameterLayout>().Select(tensor => $"ref {Address.Of(tensor, start)}, "));

    private string Lengths => head.Recurrent.IsMasked ? $"ref {ValueOf(_stage.Reads[head.LengthsRead])}, " : "";

    private string First => head.Recurrent.TakesFirst ? $"ref {ValueOf(_stage.Reads[1])}, " : "";

    private string ValueOf(Read read) => Address.Of(scope.Plan.TrainedBuffer(read), read.Stride);

    /// <summary>Prints the call of the forward pass.</summary>
    public void WriteForward()
    {
        RecurrentLayer layer = head.Recurrent;
        if (layer.RecurrentDropout > 0)
            writer.Line($"Sequences.DropoutRows<V>(ref {Address.Of(head.BufferOf(Cell.Factors), head.StrideOf(Cell.Factors))}, " +
                $"{layer.GateStride}, rows, batch, {_stage.FirstRow}, unchecked((int)0x{LoopWriter.KeyOf(layer.Name):x8}), " +
                $"training && batch.Dropout ? {Literal.Float(layer.RecurrentDropout)} : 0f);");
        WriteRun();
    }

    private void WriteRun() => writer.Line(
        $"{Kernel("TrainRun")}(ref x, {Tensors(head, "weights")}{First}ref v0, {Lengths}" +
        $"{Buffers(RecurrentWriter.TrainedParameters(head.Recurrent.Cell))}{Carried}rows);");

    /// <summary>Where the state is that batches carry from one to the next, as arguments.</summary>
    private string Carried
    {
        get
        {
            int distance = scope.Plan.Floats.Carried;
            string place = Address.Behind($"Unsafe.Add(ref batch.Carried.Start, first * {distance})", $"{head.Carried.Offset}");
            return head.Carried == Buffer.None ? "" : $"ref {place}, {distance}, batch.CarriesState, ";
        }
    }

    /// <summary>Prints the call of the backward pass, which leaves the derivative by the state before the first step.</summary>
    public void WriteBackward()
    {
        WriteRunBack();
        if (!head.Recurrent.TakesFirst || _stage.Reads[1] is not { NeedsGradient: true } first)
            return;
        using (writer.Block($"if (batch.Learns({first.Giver}))"))
        {
            string gradient = Address.Of(scope.Plan.GiverOf(first)!.Gradient, first.GradientLayout.Stride);
            Layout layout = first.GradientLayout;
            for (int i = 0; i < head.Recurrent.Cell.States.Count; i++)
            {
                string back = Address.Of(head.BufferOf($"d{head.Recurrent.Cell.States[i]}"), head.Recurrent.GateStride);
                string to = Address.Behind(gradient, $"{layout.Start + i * layout.Pitch}");
                writer.Line($"Sequences.CopyRows(ref {back}, {head.Recurrent.GateStride}, ref {to}, {layout.Stride}, " +
                    $"{head.Recurrent.Units}, rows);");
            }
        }
    }

    private void WriteRunBack() => writer.Line(
        $"{Kernel("RunBack")}(ref dv, ref {Address.Of(scope.Plan.TrainedBuffer(_stage.Input), _stage.InputStride)}, " +
        $"ref {InputGradient("first")}, ref {Address.Of("batch.Transposed.Start", head.Transposed.Place)}, {Lengths}" +
        $"{Buffers(RecurrentWriter.BackwardParameters(head.Recurrent.Cell))}rows);");

    /// <summary>Prints the units of work of the weight phase.</summary>
    /// <param name="rowsOf">The rows of a part of the kernel.</param>
    /// <returns>How many there are.</returns>
    public int WriteAddGradients(Func<int, ParameterLayout, string> rowsOf)
    {
        WeightBlock[] blocks = [.. _stage.WeightBlocks.Where(block => block.Parameter == head.Kernel)];
        using (writer.Block(blocks.Length == 1 ? "if (block == 0)" : $"if (block < {blocks.Length})"))
        {
            if (blocks.Length > 1)
                writer.Line($"int row = {blocks[0].Rows} * block;");
            bool adds = false;
            foreach (WeightTerm term in head.Recurrent.Cell.WeightTerms)
            {
                string left = Address.Of(head.BufferOf($"{term.Left}s"), head.KeptStride, "0");
                string to = blocks.Length > 1 ? Address.RowOf(head.Kernel, "gradients") : Address.Of(head.Kernel, "gradients");
                writer.Line($"{Kernel("WeightGradient")}(ref {(blocks.Length > 1 ? Address.Behind(left, "row") : left)}, " +
                    $"ref {Sums(term.Sums)}, ref {to}, {rowsOf(blocks[0].Rows, head.Kernel)}, rows, " +
                    $"{(adds ? "true" : WeightPhaseWriter.Adds(blocks[0]))});");
                adds = true;
            }
            writer.Line("return;");
        }
        int count = blocks.Length;
        if (head.Bias is { } bias)
            WriteBiasGradient(bias, count++);
        if (head.Initial is { } initial)
            WriteInitialGradient(initial, count++);
        return count;
    }

    private void WriteBiasGradient(ParameterLayout bias, int block)
    {
        string addsBias = WeightPhaseWriter.Adds(_stage.WeightBlocks.First(block => block.Parameter == bias), "sample > 0 || ");
        using (writer.Block($"if (block == {block}) // {bias.Name}: the sum over samples and steps"))
        {
            RecurrentLayer layer = head.Recurrent;
            writer.Line($"ref float dx = ref {Sums(layer.Cell.WeightTerms[0].Sums)};");
            using (writer.Block("for (int sample = 0; sample < rows; sample++)"))
            {
                writer.Line($"Rows.SumColumns<V>(ref dx, {layer.Steps}, {layer.SumFloats}, ref {Address.Of(bias, "gradients")}, " +
                    $"{layer.SumFloats}, {addsBias});");
                writer.Line($"dx = ref Unsafe.Add(ref dx, {head.SumsStride});");
            }
            if (head.Initial is not null)
                writer.Line("return;");
        }
    }

    /// <summary>What has come back to the state before the first step, of all samples.</summary>
    private void WriteInitialGradient(ParameterLayout initial, int block)
    {
        int stride = head.Recurrent.GateStride;
        string adds = WeightPhaseWriter.Adds(_stage.WeightBlocks.First(candidate => candidate.Parameter == initial));
        using (writer.Block($"if (block == {block}) // {initial.Name}: the sum over samples"))
        {
            for (int i = 0; i < head.Recurrent.Cell.States.Count; i++)
            {
                string back = Address.Of(head.BufferOf($"d{head.Recurrent.Cell.States[i]}"), stride, "0");
                string to = Address.Behind(Address.Of(initial, "gradients"), $"{i * stride}");
                writer.Line($"Rows.SumColumns<V>(ref {back}, rows, {stride}, ref {to}, {stride}, {adds});");
            }
        }
    }

    /// <summary>Where the derivatives by sums begin that go with the first step.</summary>
    private string Sums(string name)
    {
        RecurrentLayer layer = head.Recurrent;
        return name != "x" ? Address.Of(head.BufferOf(name), head.SumsStride, "0")
            : Address.Behind(InputGradient("0"), layer.IsReversed ? $"{(layer.Steps - 1) * layer.SumFloats}" : "0");
    }

    private string InputGradient(string first) =>
        Address.Of(scope.Plan.GiverOf(_stage.Input)!.Gradient, _stage.InputGradientLayout.Stride, first);

    private string Buffers(IEnumerable<string> names) =>
        string.Concat(names.Select(name => $"ref {Address.Of(head.BufferOf(name), head.StrideOf(name))}, "));

    private string Kernel(string method) => kernels.Call(scope.Number, method);
}

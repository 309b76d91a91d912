using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints what prediction calls of a stage: its kernels, with the addresses of its tensors.</summary>
internal sealed class PredictionCalls(SourceWriter writer, StageScope scope, KernelTable kernels)
{
    private readonly Stage _stage = scope.Stage;

    /// <summary>Prints <c>Predict(ref weights, [ref prepared,] ref x, ref y, [ref work,] rows)</c>.</summary>
    public void WritePredict()
    {
        writer.Line(scope.IsInlined ? "[MethodImpl(MethodImplOptions.AggressiveInlining)]" : LoopWriter.Alone);
        string prepared = _stage.Prepares ? "ref float prepared, " : "";
        using (writer.Block($"internal static void Predict(ref float weights, {prepared}{Reads("ref float ")}ref float y, " +
            $"{(_stage.StateOffset is null ? "" : "ref float state, ")}{(_stage.NeedsWorkspace ? "ref float work, " : "")}int rows)"))
        {
            Stage output = _stage.Fusion?.Pool ?? _stage;
            if (output.Layout.Border != Border.None)
                writer.Line($"Images.ClearBorder(ref y, {BorderArguments(output.Layout)}, {Text.Times("rows", output.Layout.Repeats)}, " +
                    $"{output.Layout.RepeatStride});");
            if (_stage.Fusion is { } fusion)
                WritePooled(fusion, scope.Contraction!);
            else if (WriteHead())
                WriteRuns();
        }
    }

    /// <summary>Prints <c>Prepare(ref weights, ref prepared)</c>.</summary>
    public void WritePrepare()
    {
        writer.Line();
        writer.Line(LoopWriter.Optimized);
        using (writer.Block("internal static void Prepare(ref float weights, ref float prepared)"))
        {
            if (_stage.Head is NormHead norm)
                WriteLines(NormWriter.Prepare(norm));
            Fitted.WritePrepare(writer);
            if (scope.Contraction is not { } product)
                return;
            if (product.Fold is { } fold)
                WriteLines([.. NormWriter.Prepare(fold.Norm), NormWriter.FoldInto(product, fold)]);
            if (product.Winograd is { } winograd)
                writer.Line(WinogradWriter.Prepare(product, winograd));
            if (product.Groups is { } groups)
                writer.Line(PixelGroupWriter.Prepare(product, groups));
        }

        void WriteLines(IEnumerable<string> lines)
        {
            foreach (string line in lines)
                writer.Line(line);
        }
    }

    private FittedWriter Fitted => new(_stage);

    /// <summary>What the stage reads, as parameters or arguments, each followed by a comma.</summary>
    private string Reads(string prefix) => string.Concat(_stage.Reads.Select((_, read) => $"{prefix}{NameOf(read)}, "));

    private string NameOf(int read) =>
        _stage.Operands.FirstOrDefault(operand => operand.Read == read)?.Name
            ?? _stage.Head?.NameOf(read) ?? Head.UsualName(read);

    private static string Operands(IEnumerable<Operand> operands) => string.Concat(operands.Select(operand => $"ref {operand.Name}, "));

    private string Merged => Epilogue.Merged(_stage) is { } operand ? $"ref {operand.Name}, " : "";

    /// <returns>Whether operations are still to be done.</returns>
    private bool WriteHead()
    {
        switch (_stage.Head)
        {
            case null:
                writer.Line(scope.Plan.InputCopy == Buffer.None
                    ? $"RowLayout.Pad(ref x, {_stage.Length}, ref y, {_stage.Stride}, rows);"
                    : $"RowLayout.Unpad(ref x, {scope.Plan.Prediction.InputStride}, ref y, {_stage.Stride}, rows);");
                return true;
            case ContractionHead { Layer.TakesRows: true } product when product.Forward[0].IsRow:
                writer.Line($"{Kernel("ForwardRow")}(ref x, {Tensors.Forward(product)}{Merged}ref y);");
                return true;
            case ContractionHead { Layer.TakesRows: true } product:
                using (writer.Indented("if (rows == 1)"))
                    writer.Line($"{Kernel("ForwardRow")}(ref x, {Tensors.Forward(product)}{Merged}ref y);");
                using (writer.Indented("else"))
                    writer.Line($"{Kernel("Forward")}(ref x, {Tensors.Forward(product)}{Merged}ref y, rows);");
                return true;
            case ContractionHead { Prepares: true } product:
                WriteConvolve(product, "y");
                if (product.Winograd is not null && _stage.InEpilogue > 0)
                    writer.Line($"{Kernel(scope.Finish.Name)}(ref y, ref y, {Operands(scope.Finish.Operands(_stage))}rows);");
                return product.Groups is not { Activates: true };
            case ContractionHead product:
                foreach (TiledContraction forward in product.Forward)
                    writer.Line($"{Kernel(forward.Contraction.Name)}(ref x, {Tensors.Forward(product)}{Merged}ref y, rows);");
                return true;
            case NormHead norm:
                writer.Line($"{Kernel("Forward")}(ref x, ref {NormWriter.Prepared(norm)}, ref y, rows);");
                return true;
            case RecurrentHead recurrent:
                string memory = $"{(_stage.StateOffset is null ? "" : "ref state, ")}{(_stage.NeedsWorkspace ? "ref work, " : "")}";
                string first = recurrent.Recurrent.TakesFirst ? $"ref {NameOf(1)}, " : "";
                string lengths = recurrent.Recurrent.IsMasked ? $"ref {NameOf(recurrent.LengthsRead)}, " : "";
                writer.Line($"{Kernel("Run")}(ref x, {RecurrentCalls.Tensors(recurrent, "weights")}{first}ref y, {lengths}{memory}rows);");
                return true;
            case AttentionHead:
                string values = string.Concat(_stage.Reads.Select((_, read) => $"ref {NameOf(read)}, "));
                writer.Line($"{Kernel("Forward")}({values}ref y, {(_stage.StateOffset is null ? "" : "ref state, ")}ref work, rows);");
                return true;
            case PositionHead positions:
                string table = positions.Table is null ? "" : $"ref {Address.Of(positions.Table, "weights")}, ";
                writer.Line($"{Kernel("Forward")}(ref x, {table}ref y, {(_stage.StateOffset is null ? "" : "ref state, ")}rows);");
                return true;
            case LookupHead lookup:
                writer.Line($"{Kernel("Forward")}(ref x, ref {Address.Of(lookup.Table, "weights")}, ref y, rows);");
                return true;
            case RecallHead { Recall: var recall }:
                WriteRecall(recall);
                return true;
            default:
                string reads = string.Concat(_stage.HeadReads.Select((_, read) => $"ref {NameOf(read)}, "));
                writer.Line($"{Kernel("Forward")}({reads}ref y, rows);");
                return true;
        }
    }

    private void WriteRecall(Recall recall)
    {
        StepWindow window = recall.Window;
        string ring = $"ref x, ref state, ref {Address.Behind("state", $"{recall.RingOffset - recall.StateOffset}")}, ref y, {window.Taps}";
        if (_stage.InputLayout.Start != 0)
            writer.Line($"x = ref {Address.Behind("x", $"{_stage.InputLayout.Start}")};");
        writer.Line(recall.Beginning == Beginning.MeanOfThose
            ? $"StepWindows.Mean<V>({ring}, {recall.Features}, {recall.Pitch});"
            : $"StepWindows.Recall({ring}, {window.Distance}, {recall.Features}, " +
                $"{(recall.Beginning == Beginning.TheFirst ? "true" : "false")});");
    }

    private void WriteRuns()
    {
        foreach ((int from, int to) in scope.InferenceRuns)
        {
            if (scope.IsRow(from))
            {
                writer.Line($"{Kernel($"Row{from}")}(ref y, ref y, {Tensors.Row(_stage, from)}rows);");
                continue;
            }
            ElementwiseRun run = scope.Inference(from, to);
            if (!run.Operations(_stage).Any())
                continue;
            string values = string.Concat(run.Values(_stage).Select(_ => "ref y, "));
            string others = Operands(run.Operands(_stage)) + Fitted.Arguments(run, Fitted.Prepared);
            writer.Line($"{Kernel(run.Name)}({values}{Tensors.Learned(_stage, run)}{others}rows);");
        }
    }

    private void WritePooled(PoolFusion fusion, ContractionHead product)
    {
        if (product.Groups is not null)
        {
            WriteConvolve(product, "y");
            return;
        }
        if (fusion.Lines is null)
        {
            writer.Line($"ref float image = ref Unsafe.Add(ref work, {product.WorkFloats});");
            WriteConvolve(product, "image");
            if (_stage.InEpilogue > 0 && scope.ActiveRuns.Any())
                writer.Line($"{Kernel(scope.Finish.Name)}(ref image, ref image, 1);");
            foreach (ElementwiseRun run in scope.ActiveRuns)
                writer.Line($"{Kernel(run.Name)}(ref image, ref image, 1);");
            writer.Line($"{Kernel("Pool")}(ref image, ref y, 1);");
            return;
        }
        Contraction forward = product.Forward[0].Contraction;
        Layout pool = fusion.Pool.Layout;
        int line = PoolFusion.LineOf(forward, forward.Scan!, _stage.Layout) * fusion.Layer.Window.StrideHeight;
        using (writer.Block($"for (int line = 0; line < {pool.Height}; line++)"))
        {
            string first = Address.Behind("x", $"{forward.Scan!.LeftStart} + line * {line}");
            writer.Line($"{Kernel(fusion.Lines.Contraction.Name)}(ref {first}, {Tensors.Forward(product)}ref work);");
            foreach (ElementwiseRun run in scope.ActiveRuns)
                writer.Line($"{Kernel($"{run.Name}Lines")}(ref work, ref work, 1);");
            writer.Line($"{Kernel("Pool")}(ref work, ref {Address.Behind("y", $"{pool.Start} + line * {pool.LinePitch}")}, 1);");
        }
    }

    private void WriteConvolve(ContractionHead product, string to) =>
        writer.Line($"{Kernel("Convolve")}(ref x, ref {Address.Behind(Tensors.Prepared, $"{product.PreparedOffset}")}, ref {to}, " +
            $"ref work);");

    private string Kernel(string method) => kernels.Call(scope.Number, method);

    private static string BorderArguments(Layout layout)
    {
        Border border = layout.Border;
        return $"{layout.Height}, {layout.Width * layout.Pitch}, {border.Top * layout.LinePitch}, {border.Bottom * layout.LinePitch}, " +
            $"{border.Left * layout.Pitch}, {border.Right * layout.Pitch}";
    }
}

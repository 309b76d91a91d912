using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints what the row phase of training calls of a stage: its kernels, with the addresses of its tensors and of a batch's
/// buffers.</summary>
internal sealed class TrainingCalls(SourceWriter writer, StageScope scope, KernelTable kernels)
{
    private readonly Stage _stage = scope.Stage;

    /// <summary>Prints <c>TrainForward</c>, <c>TrainBackward</c> and what stands between parts of the row phase, as far as there is
    /// something to do.</summary>
    public void Write()
    {
        WriteForward();
        if (_stage.HasBackwardCall)
            WriteBackward();
        if (_stage.Head is NormHead norm)
            new NormWriter(writer, _stage, norm, scope.Plan).WriteTraining();
    }

    /// <summary>What a method of the stage is marked with: where it calls what others call, too, it stays a method of its own, which stack
    /// traces show.</summary>
    private string Attribute => kernels.CallsShared(scope.Number) ? LoopWriter.Alone : LoopWriter.Optimized;

    private void WriteForward()
    {
        writer.Line(Attribute);
        using (writer.Block("internal static void TrainForward(TrainingBatch batch, int first, int rows, bool training)"))
        {
            if (_stage.Head is ContractionHead or RecurrentHead or LookupHead || _stage.Learned.Count + _stage.Fitted.Count > 0)
                writer.Line("ref float weights = ref batch.Weights.Start;");
            if (_stage.Head is not { HasOwnWords: true })
                writer.Line($"ref float x = ref {Address.Of(scope.Plan.TrainedBuffer(_stage.Input), _stage.InputStride)};");
            foreach (int value in UsedValues())
                writer.Line($"ref float v{value} = ref {(_stage.Head is null && value == 0 ? "x" : Value(value))};");
            WriteHeadForward();
            Fitted.WriteForTraining(writer, scope.TrainingRuns);
            foreach ((int from, int to) in scope.TrainingRuns)
                WriteRunForward(from, to);
        }
    }

    private void WriteHeadForward()
    {
        string sums = $"v{_stage.InEpilogue}";
        switch (_stage.Head)
        {
            case ContractionHead { Groups: { } groups } product:
                writer.Line($"{Kernel("Sum")}(ref x, {Tensors.Forward(product)}ref {sums}, ref " +
                    $"TrainingBatch.Scratch({groups.WorkFloats + groups.PreparedFloats}));");
                break;
            case ContractionHead product:
                foreach (TiledContraction forward in product.Forward)
                    writer.Line($"{Kernel(forward.Contraction.Name)}(ref x, {Tensors.Forward(product)}{Merged}ref {sums}, rows);");
                break;
            case NormHead norm:
                writer.Line($"{Kernel("Forward")}(ref x, ref {Address.Of("batch.Statistics.Start", norm.Statistics)}, ref v0, rows);");
                break;
            case RecurrentHead recurrent:
                new RecurrentCalls(writer, scope, recurrent, kernels).WriteForward();
                break;
            case AttentionHead attention:
                new AttentionCalls(writer, scope, attention, kernels).WriteForward();
                break;
            case LookupHead lookup:
                writer.Line($"{Kernel("Forward")}(ref x, ref {Address.Of(lookup.Table, "weights")}, ref v0, rows);");
                break;
            case not null:
                string others = string.Concat(_stage.HeadReads.Skip(1).Select(read => $"ref {ValueOf(read)}, "));
                writer.Line($"{Kernel("Forward")}(ref x, {others}ref v0, rows);");
                break;
            default:
                if (_stage.InTraining == 0)
                    writer.Line($"RowLayout.Unpad(ref x, {_stage.InputStride}, ref {Value(0)}, {_stage.Stride}, rows);");
                break;
        }
    }

    private void WriteRunForward(int from, int to)
    {
        if (scope.IsRow(from))
        {
            writer.Line($"{Kernel($"Row{from}")}(ref v{from}, ref v{to}, {Tensors.Row(_stage, from)}rows);");
            return;
        }
        ElementwiseRun training = StageScope.Training(from, to), inference = scope.Inference(from, to);
        string inferenceCall = $"{Kernel(inference.Name)}({Values(inference)}{TensorsOf(inference)}rows);";
        if (scope.IsSame(from, to))
        {
            writer.Line(inferenceCall);
            return;
        }
        using (writer.Indented("if (training)"))
            writer.Line($"{Kernel(training.Name)}({Values(training)}{TensorsOf(training)}rows{training.RandomArguments(_stage)});");
        using (writer.Indented("else"))
            writer.Line(inferenceCall);

        string Values(ElementwiseRun run) => string.Concat(run.Values(_stage).Select(value => $"ref v{value}, "));
    }

    private void WriteBackward()
    {
        writer.Line();
        writer.Line(Attribute);
        using (writer.Block("internal static void TrainBackward(TrainingBatch batch, int first, int rows)"))
        {
            bool readsKernel = _stage.Contraction is { Transposition: null, DataGradient.Count: > 0 } or { GradientGroups: not null };
            if (_stage.Learned.Count + _stage.Fitted.Count > 0 || readsKernel)
                writer.Line("ref float weights = ref batch.Weights.Start;");
            writer.Line($"ref float dv = ref {Address.Of(_stage.Gradient, _stage.GradientLayout.Stride)};");
            Fitted.WriteForTraining(writer, scope.BackwardRuns);
            foreach ((int from, int to) in scope.BackwardRuns)
                WriteRunBackward(from, to);
            if (_stage.Head is NormHead norm)
                new NormWriter(writer, _stage, norm, scope.Plan).WriteGatherGradientsCall();
            else if (_stage.Head is RecurrentHead recurrent)
                new RecurrentCalls(writer, scope, recurrent, kernels).WriteBackward();
            else if (_stage.PassesGradient)
                new ContributionWriter(writer, scope, kernels).Write();
        }
    }

    private void WriteRunBackward(int from, int to)
    {
        if (scope.IsRow(from))
        {
            int kept = ((RowLayer)_stage.Operations[from]).ReadsInput ? from : to;
            string sums = string.Concat(_stage.LearnedOf(from).Select(SampleGradients));
            writer.Line($"{Kernel($"Backward{from}")}(ref {Value(kept)}, ref dv, {Tensors.First(_stage, from)}{sums}rows);");
            return;
        }
        ElementwiseRun run = StageScope.Backward(from, to);
        string values = string.Concat(run.Values(_stage).Select(value => $"ref {Value(value)}, "));
        string gradients = string.Concat(run.LearnedTensors(_stage).Select(SampleGradients));
        string fitted = Fitted.Arguments(run, FittedWriter.Local);
        string others = Operands(run)
            + string.Concat(run.OperandGradients(_stage).Select(operand => $"ref {GradientOf(_stage.Reads[operand.Read])}, "));
        writer.Line($"{Kernel(run.Name)}(ref dv, " +
            $"{values}{Tensors.Learned(_stage, run)}{gradients}{others}{fitted}rows{run.RandomArguments(_stage)});");

        static string SampleGradients(LearnedTensor tensor) => $"ref {Address.Of(tensor.SampleGradients, tensor.Stride)}, ";
    }

    /// <summary>The values that the forward pass of training names.</summary>
    private IEnumerable<int> UsedValues()
    {
        var used = new SortedSet<int>();
        if (_stage.Head is not null)
            used.Add(_stage.InEpilogue);
        foreach ((int from, int to) in scope.TrainingRuns)
        {
            used.Add(from);
            used.Add(to);
            if (!scope.IsRow(from))
                used.UnionWith(StageScope.Training(from, to).Values(_stage));
        }
        return used;
    }

    private FittedWriter Fitted => new(_stage);

    /// <summary>What a run reads besides its values.</summary>
    private string TensorsOf(ElementwiseRun run) =>
        Tensors.Learned(_stage, run) + Operands(run) + Fitted.Arguments(run, FittedWriter.Local);

    private string Operands(ElementwiseRun run) =>
        string.Concat(run.Operands(_stage).Select(operand => $"ref {ValueOf(_stage.Reads[operand.Read])}, "));

    private string Merged => Epilogue.Merged(_stage) is { } operand ? $"ref {ValueOf(_stage.Reads[operand.Read])}, " : "";

    private string ValueOf(Read read) => Address.Of(scope.Plan.TrainedBuffer(read), read.Stride);

    private string GradientOf(Read read) => Address.Of(scope.Plan.GiverOf(read)!.Gradient, read.GradientLayout.Stride);

    private string Value(int value) => Address.Of(_stage.BufferOf(value), _stage.Stride);

    private string Kernel(string method) => kernels.Call(scope.Number, method);
}

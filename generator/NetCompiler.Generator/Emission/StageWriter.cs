using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints one stage as a class of its own: what inference does, what training does forward and backward, and the loops below.</summary>
internal sealed class StageWriter
{
    /// <summary>Stages of a network whose prediction is one method.</summary>
    private const int InlinedStages = 4;

    private readonly SourceWriter _writer;
    private readonly Stage _stage;
    private readonly Stage? _before;
    private readonly bool _isInlined;
    private readonly bool _trains;

    private StageWriter(SourceWriter writer, Plan plan, int index)
    {
        _writer = writer;
        _stage = plan.Stages[index];
        _before = index == 0 ? null : plan.Stages[index - 1];
        _isInlined = plan.Stages.Count <= InlinedStages;
        _trains = !plan.Network.IsInferenceOnly;
    }

    /// <summary>Prints the stage of the plan with the given number.</summary>
    public static void Write(SourceWriter writer, Plan plan, int index) => new StageWriter(writer, plan, index).Write();

    /// <summary>Whether its derivative by the stage's first value is needed at all.</summary>
    public static bool RunsBackward(Stage stage) => stage.PassesGradient || stage.Learns;

    private Product? Product => _stage.Product;

    private void Write()
    {
        string columns = Product is null ? "" : $" Kernel {Product.Layer.Input} × {_stage.Length}, rows {Product.Kernel.RowStride} floats apart.";
        _writer.Line($"/// <summary>{Text.Xml(_stage.Title.Length == 0 ? "Copies the input" : _stage.Title)}.{columns}</summary>");
        using (_writer.Block($"file static class {_stage.Name}<V> where V : struct, ISimd<V>"))
        {
            WritePredict();
            if (_trains)
                WriteTraining();
            if (Product is not null)
                WriteContractions(Product);
            WriteLoops();
        }
    }

    private void WriteTraining()
    {
        WriteTrainForward();
        if (RunsBackward(_stage))
            WriteTrainBackward();
        if (_stage.Learns)
            WriteAddGradients();
        if (Product is { TransposeParts: > 0 })
            WriteTranspose();
    }

    private IEnumerable<(int From, int To)> InferenceRuns => _stage.Runs(_stage.InEpilogue, _stage.Operations.Count);

    private IEnumerable<(int From, int To)> TrainingRuns => _stage.Runs(_stage.InEpilogue, _stage.InTraining);

    private ElementwiseRun Inference(int from, int to) => new($"Activate{from}", from, to, InTraining: false, IsBackward: false);

    private ElementwiseRun Training(int from, int to) => new($"Train{from}", from, to, InTraining: true, IsBackward: false);

    private ElementwiseRun Backward(int from, int to) => new($"Backward{from}", from, to, InTraining: true, IsBackward: true);

    /// <summary>Whether a run of training is the same as in inference, so that one loop serves both.</summary>
    private bool IsSame(int from, int to) =>
        Enumerable.Range(from, to - from).All(i => _stage.Operations[i] is ElementwiseLayer layer && layer.Forward == layer.TrainingForward)
        && Enumerable.Range(from + 1, Math.Max(0, to - from - 1)).All(i => _stage.Values[i] == Place.Nowhere)
        && _stage.Runs(_stage.InEpilogue, _stage.Operations.Count).Contains((from, to));

    private bool IsRow(int operation) => _stage.Operations[operation] is RowLayer;

    private void WritePredict()
    {
        _writer.Line(_isInlined ? "[MethodImpl(MethodImplOptions.AggressiveInlining)]" : LoopWriter.Alone);
        using (_writer.Block("internal static void Predict(ref float weights, ref float x, ref float y, int rows)"))
        {
            if (Product is null)
            {
                _writer.Line($"RowLayout.Pad(ref x, {_stage.Length}, ref y, {_stage.Stride}, rows);");
            }
            else
            {
                using (_writer.Indented("if (rows == 1)"))
                    _writer.Line($"ForwardRow(ref x, {ForwardWeights(Product)}ref y);");
                using (_writer.Indented("else"))
                    _writer.Line($"Forward(ref x, {ForwardWeights(Product)}ref y, rows);");
            }
            foreach ((int from, int to) in InferenceRuns)
            {
                if (IsRow(from))
                {
                    _writer.Line($"Row{from}(ref y, ref y, rows);");
                    continue;
                }
                ElementwiseRun run = Inference(from, to);
                if (run.Operations(_stage).Any())
                    _writer.Line($"{run.Name}({string.Concat(run.Values(_stage).Select(_ => "ref y, "))}{AlphaArguments(run)}rows);");
            }
        }
    }

    private void WriteTrainForward()
    {
        _writer.Line();
        _writer.Line(LoopWriter.Optimized);
        using (_writer.Block("internal static void TrainForward(TrainingBatch batch, int first, int rows, bool training)"))
        {
            bool copies = Product is null && _stage.InTraining == 0;
            if (Product is not null || _stage.Alphas.Count > 0)
                _writer.Line("ref float weights = ref batch.Weights.Start;");
            _writer.Line($"ref float x = ref {Memory.Of(_before?.Output ?? Place.Inputs, _stage.InputStride)};");
            foreach (int value in UsedValues())
                _writer.Line($"ref float v{value} = ref {(Product is null && value == 0 ? "x" : Memory.Of(_stage.PlaceOf(value), _stage.Stride))};");
            if (Product is not null)
                _writer.Line($"Forward(ref x, {ForwardWeights(Product)}ref v{_stage.InEpilogue}, rows);");
            if (copies)
                _writer.Line($"RowLayout.Unpad(ref x, {_stage.InputStride}, ref {Memory.Of(_stage.Output, _stage.Stride)}, {_stage.Stride}, rows);");
            foreach ((int from, int to) in TrainingRuns)
            {
                if (IsRow(from))
                {
                    _writer.Line($"Row{from}(ref v{from}, ref v{to}, rows);");
                    continue;
                }
                ElementwiseRun training = Training(from, to), inference = Inference(from, to);
                string inferenceCall = $"{inference.Name}({ValueArguments(inference)}{AlphaArguments(inference)}rows);";
                string trainingCall = $"{training.Name}({ValueArguments(training)}{AlphaArguments(training)}rows{training.RandomArguments(_stage)});";
                if (IsSame(from, to))
                {
                    _writer.Line(inferenceCall);
                    continue;
                }
                using (_writer.Indented("if (training)"))
                    _writer.Line(trainingCall);
                using (_writer.Indented("else"))
                    _writer.Line(inferenceCall);
            }
        }
    }

    private void WriteTrainBackward()
    {
        _writer.Line();
        _writer.Line(LoopWriter.Optimized);
        using (_writer.Block("internal static void TrainBackward(TrainingBatch batch, int first, int rows)"))
        {
            if (_stage.Alphas.Count > 0)
                _writer.Line("ref float weights = ref batch.Weights.Start;");
            _writer.Line($"ref float dv = ref {Memory.Of(_stage.Gradient, _stage.Stride)};");
            foreach ((int from, int to) in BackwardRuns())
            {
                if (IsRow(from))
                {
                    _writer.Line($"Backward{from}(ref {Memory.Of(_stage.PlaceOf(to), _stage.Stride)}, ref dv, rows);");
                    continue;
                }
                ElementwiseRun run = Backward(from, to);
                string values = string.Concat(run.Values(_stage).Select(value => $"ref {Memory.Of(_stage.PlaceOf(value), _stage.Stride)}, "));
                string contributions = string.Concat(run.Alphas(_stage).Select(alpha => $"ref {Memory.Of(alpha.Contributions, _stage.Stride)}, "));
                _writer.Line($"{run.Name}(ref dv, {values}{AlphaArguments(run)}{contributions}rows{run.RandomArguments(_stage)});");
            }
            if (Product is { TransposeParts: > 0 } && _before is not null)
            {
                string transposed = Product.TransposedOffset == 0 ? "batch.Transposed.Start" : $"Unsafe.Add(ref batch.Transposed.Start, {Product.TransposedOffset})";
                string kept = _before.BackwardValue is { } value ? $"ref {Memory.Of(_before.PlaceOf(value), _before.Stride)}, " : "";
                _writer.Line($"DataGradient(ref dv, ref {transposed}, {kept}ref {Memory.Of(_before.Gradient, _before.Stride)}, rows);");
            }
        }
    }

    /// <summary>The runs of the whole stage backward, epilogue included, last first, without those that change nothing; none where the next stage does it.</summary>
    private IEnumerable<(int From, int To)> BackwardRuns() => _stage.Runs(0, _stage.InTraining).Reverse().Where(run => _stage.BackwardValue is null && (
        IsRow(run.From) || Enumerable.Range(run.From, run.To - run.From).Any(i => ((ElementwiseLayer)_stage.Operations[i]).Backward != Expression.Dy)));

    private void WriteAddGradients()
    {
        _writer.Line();
        _writer.Line(LoopWriter.Optimized);
        using (_writer.Block("internal static void AddGradients(TrainingBatch batch, int block, int rows)"))
        {
            _writer.Line("ref float gradients = ref batch.Gradients.Start;");
            int block = 0;
            if (Product is not null)
            {
                WeightBlock[] blocks = _stage.WeightBlocks.Where(candidate => candidate.Parameter == Product.Kernel).ToArray();
                string input = Memory.Of(_before?.Output ?? Place.Inputs, _stage.InputStride, "0"), gradient = Memory.Of(_stage.Gradient, _stage.Stride, "0");
                bool isWhole = blocks.Length == 1;
                using (_writer.Block(isWhole ? "if (block == 0)" : $"if (block < {blocks.Length})"))
                {
                    if (!isWhole)
                        _writer.Line($"int row = {blocks[0].Rows} * block;");
                    _writer.Line(
                        $"WeightGradient(ref {(isWhole ? input : $"Unsafe.Add(ref {input}, row)")}, ref {gradient}, " +
                        $"ref {(isWhole ? Memory.Of(Product.Kernel, "gradients") : Memory.RowOf(Product.Kernel, "gradients"))}, {RowsOf(blocks[0].Rows, Product.Kernel)}, rows);");
                    _writer.Line("return;");
                }
                block = blocks.Length;
                if (Product.Bias is not null)
                    WriteColumnSums(block++, Product.Bias, _stage.Gradient);
            }
            foreach (AlphaPlace alpha in _stage.Alphas)
                WriteColumnSums(block++, alpha.Parameter, alpha.Contributions);
        }
    }

    private void WriteColumnSums(int block, ParameterLayout parameter, Place contributions)
    {
        using (_writer.Indented($"if (block == {block}) // {parameter.Name}: the sum over samples"))
        {
            _writer.Line(
                $"Rows.AddColumns<V>(ref {Memory.Of(contributions, _stage.Stride, "0")}, rows, {_stage.Stride}, " +
                $"ref {Memory.Of(parameter, "gradients")}, {_stage.Columns});");
        }
    }

    private void WriteTranspose()
    {
        Product product = Product!;
        _writer.Line();
        _writer.Line(LoopWriter.Optimized);
        using (_writer.Block("internal static void Transpose(TrainingBatch batch, int part)"))
        {
            bool isWhole = product.TransposeParts == 1;
            string kernel = isWhole ? Memory.Of(product.Kernel, "batch.Weights.Start") : Memory.RowOf(product.Kernel, "batch.Weights.Start");
            string[] offset = [.. new[] { product.TransposedOffset == 0 ? "" : $"{product.TransposedOffset}", isWhole ? "" : "row" }.Where(term => term.Length > 0)];
            string transposed = offset.Length == 0 ? "batch.Transposed.Start" : $"Unsafe.Add(ref batch.Transposed.Start, {string.Join(" + ", offset)})";
            if (!isWhole)
                _writer.Line($"int row = {Product.TransposeRows} * part;");
            _writer.Line(
                $"Rows.Transpose<V>(ref {kernel}, {RowsOf(Product.TransposeRows, product.Kernel)}, {product.Kernel.Columns}, {product.Kernel.RowStride}, " +
                $"ref {transposed}, {product.TransposedStride});");
        }
    }

    /// <summary>The rows of a kernel's part that begins at <c>row</c>: the last one may be shorter.</summary>
    private static string RowsOf(int part, ParameterLayout kernel) =>
        part >= kernel.Rows ? $"{kernel.Rows}" : kernel.Rows % part == 0 ? $"{part}" : $"int.Min({part}, {kernel.Rows} - row)";

    private void WriteContractions(Product product)
    {
        ContractionWriter.Write(_writer, product.Forward, Epilogue.Forward(_stage));
        if (!_trains)
            return;
        if (product.TransposeParts > 0)
            ContractionWriter.Write(_writer, product.DataGradient, Epilogue.Backward(_before!));
        ContractionWriter.Write(_writer, product.WeightGradient, Epilogue.None);
    }

    private void WriteLoops()
    {
        foreach ((int from, int to) in InferenceRuns)
        {
            if (IsRow(from))
                LoopWriter.WriteRows(_writer, _stage, from, backward: false);
            else if (Inference(from, to).Operations(_stage).Any() || NeedsInference(from, to))
                LoopWriter.WriteForward(_writer, _stage, Inference(from, to));
        }
        if (!_trains)
            return;
        foreach ((int from, int to) in TrainingRuns)
        {
            if (IsRow(from))
                continue;
            if (!IsSame(from, to))
                LoopWriter.WriteForward(_writer, _stage, Training(from, to));
            if (!InferenceRuns.Contains((from, to)))
                LoopWriter.WriteForward(_writer, _stage, Inference(from, to));
        }
        if (!RunsBackward(_stage))
            return;
        foreach ((int from, int to) in BackwardRuns())
        {
            if (IsRow(from))
                LoopWriter.WriteRows(_writer, _stage, from, backward: true);
            else
                LoopWriter.WriteBackward(_writer, _stage, Backward(from, to));
        }
    }

    /// <summary>Whether evaluation, which keeps its values where training does, needs a loop although nothing is computed.</summary>
    private bool NeedsInference(int from, int to) => _trains && TrainingRuns.Contains((from, to));

    /// <summary>The values that the forward pass of training names.</summary>
    private IEnumerable<int> UsedValues()
    {
        var used = new SortedSet<int>();
        if (Product is not null)
            used.Add(_stage.InEpilogue);
        foreach ((int from, int to) in TrainingRuns)
        {
            used.Add(from);
            used.Add(to);
            if (!IsRow(from))
                used.UnionWith(Training(from, to).Values(_stage));
        }
        return used;
    }

    private string ValueArguments(ElementwiseRun run) => string.Concat(run.Values(_stage).Select(value => $"ref v{value}, "));

    private string AlphaArguments(ElementwiseRun run) => string.Concat(run.Alphas(_stage).Select(alpha => $"ref {Memory.Of(alpha.Parameter, "weights")}, "));

    private static string ForwardWeights(Product product)
    {
        string kernel = $"ref {Memory.Of(product.Kernel, "weights")}, ";
        return product.Bias is null ? kernel : $"{kernel}ref {Memory.Of(product.Bias, "weights")}, ";
    }
}

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
    private readonly Plan _plan;
    private readonly Stage? _giver;
    private readonly bool _isInlined;
    private readonly int _weightFloats;
    private readonly bool _predicts, _trains;

    private StageWriter(SourceWriter writer, Plan plan, int number)
    {
        _writer = writer;
        _plan = plan;
        _stage = plan.Stages[number];
        _giver = plan.GiverOf(_stage.Input);
        _isInlined = plan.Stages.Count(stage => stage.Predicted != Buffer.None) <= InlinedStages;
        _weightFloats = plan.Network.WeightFloats;
        HashSet<Phase> phases = plan.PhasesOf(number);
        (_predicts, _trains) = (phases.Contains(Phase.Predict), phases.Contains(Phase.Forward));
    }

    /// <summary>Prints the stage with the given number, if a schedule calls it.</summary>
    public static void Write(SourceWriter writer, Plan plan, int number) => new StageWriter(writer, plan, number).Write();

    private Product? Product => _stage.Product;

    private void Write()
    {
        string columns = Product is null ? "" : $" Kernel {string.Join(" × ", Product.Kernel.Spec.Shape.Dimensions)}, rows {Product.Kernel.RowStride} floats apart.";
        _writer.Line($"/// <summary>{Text.Xml(_stage.Title.Length == 0 ? "Copies the input" : _stage.Title)}.{columns}</summary>");
        using (_writer.Block($"file static class {_stage.Name}<V> where V : struct, ISimd<V>"))
        {
            if (_predicts)
                WritePredict();
            if (_trains)
                WriteTraining();
            if (_predicts && _stage.Prepares)
                WritePrepare();
            switch (_stage.Head)
            {
                case Product product:
                    WriteContractions(product);
                    break;
                case WindowHead window:
                    WindowWriter.Write(_writer, window.Window, _stage, _trains && _stage.PassesGradient);
                    break;
                case NormHead norm:
                    new NormWriter(_writer, _stage, norm, _plan).WriteForward();
                    break;
                case BlendHead blend:
                    BlendWriter.Write(_writer, blend.Blend, _stage, _trains && _stage.PassesGradient);
                    break;
                case MoveHead move:
                    MoveWriter.Write(_writer, move, _stage, _trains && _stage.PassesGradient);
                    break;
            }
            WriteLoops();
        }
    }

    private void WriteTraining()
    {
        WriteTrainForward();
        if (_stage.RunsBackward)
            WriteTrainBackward();
        if (_stage.Head is NormHead norm)
            new NormWriter(_writer, _stage, norm, _plan).WriteTraining();
        new WeightPhaseWriter(_writer, _stage, _plan).Write();
    }

    private IEnumerable<(int From, int To)> InferenceRuns => _stage.OperationRuns(_stage.InEpilogue, _stage.Operations.Count);

    private IEnumerable<(int From, int To)> TrainingRuns => _stage.OperationRuns(_stage.InEpilogue, _stage.InTraining);

    /// <summary>A run as prediction computes it. Evaluation leaves an activation that is part of the loss to that, so its run may be shorter.</summary>
    private ElementwiseRun Inference(int from, int to) => new(InferenceRuns.Contains((from, to)) ? $"Activate{from}" : $"Evaluate{from}", from, to, InTraining: false, IsBackward: false);

    private ElementwiseRun Training(int from, int to) => new($"Train{from}", from, to, InTraining: true, IsBackward: false);

    private ElementwiseRun Backward(int from, int to) => new($"Backward{from}", from, to, InTraining: true, IsBackward: true);

    /// <summary>Whether a run of training is the same as in inference, so that one loop serves both.</summary>
    private bool IsSame(int from, int to) =>
        Enumerable.Range(from, to - from).All(i => _stage.Operations[i] is ElementwiseLayer layer && layer.Forward == layer.TrainingForward)
        && Enumerable.Range(from + 1, Math.Max(0, to - from - 1)).All(i => _stage.Values[i] == Buffer.None)
        && _stage.OperationRuns(_stage.InEpilogue, _stage.Operations.Count).Contains((from, to));

    /// <summary>What the epilogue of a direct sum does, as a loop.</summary>
    private ElementwiseRun Finish => new("Finish", 0, _stage.InEpilogue, InTraining: false, IsBackward: false);

    private bool IsRow(int operation) => _stage.Operations[operation] is RowLayer;

    private void WritePredict()
    {
        _writer.Line(_isInlined ? "[MethodImpl(MethodImplOptions.AggressiveInlining)]" : LoopWriter.Alone);
        using (_writer.Block($"internal static void Predict(ref float weights, ref float x, ref float y, {(_stage.WorkFloats > 0 ? "ref float work, " : "")}int rows)"))
        {
            Stage output = _stage.Fusion?.Pool ?? _stage;
            if (output.Layout.Border != Border.None)
                _writer.Line($"Images.ClearBorder(ref y, {BorderArguments(output.Layout)}, rows, {output.Stride});");
            if (_stage.Fusion is { } fusion)
            {
                WritePredictPooled(fusion, Product!);
                return;
            }
            switch (_stage.Head)
            {
                case null:
                    _writer.Line($"RowLayout.Pad(ref x, {_stage.Length}, ref y, {_stage.Stride}, rows);");
                    break;
                case Product { Layer.TakesRows: true } product:
                    using (_writer.Indented("if (rows == 1)"))
                        _writer.Line($"ForwardRow(ref x, {ForwardWeights(product)}ref y);");
                    using (_writer.Indented("else"))
                        _writer.Line($"Forward(ref x, {ForwardWeights(product)}ref y, rows);");
                    break;
                case Product { Prepares: true } product:
                    _writer.Line($"Convolve(ref x, ref Unsafe.Add(ref weights, {_weightFloats + product.PreparedOffset}), ref y, ref work);");
                    if (product.Groups is { Activates: true })
                        return;
                    if (product.Winograd is not null && _stage.InEpilogue > 0)
                        _writer.Line($"{Finish.Name}(ref y, ref y, rows);");
                    break;
                case Product product:
                    foreach (TiledContraction forward in product.Forward)
                        _writer.Line($"{forward.Contraction.Name}(ref x, {ForwardWeights(product)}ref y, rows);");
                    break;
                case NormHead norm:
                    _writer.Line($"Forward(ref x, ref {NormWriter.Prepared(norm, _weightFloats)}, ref y, rows);");
                    break;
                default:
                    _writer.Line("Forward(ref x, ref y, rows);");
                    break;
            }
            foreach ((int from, int to) in InferenceRuns)
            {
                if (IsRow(from))
                {
                    _writer.Line($"Row{from}(ref y, ref y, {RowTensors(from)}rows);");
                    continue;
                }
                ElementwiseRun run = Inference(from, to);
                if (run.Operations(_stage).Any())
                    _writer.Line($"{run.Name}({string.Concat(run.Values(_stage).Select(_ => "ref y, "))}{AlphaArguments(run)}rows);");
            }
        }
    }

    private void WritePredictPooled(PoolFusion fusion, Product product)
    {
        if (product.Groups is not null)
        {
            _writer.Line($"Convolve(ref x, ref Unsafe.Add(ref weights, {_weightFloats + product.PreparedOffset}), ref y, ref work);");
            return;
        }
        if (fusion.Lines is null)
        {
            _writer.Line($"ref float image = ref Unsafe.Add(ref work, {product.WorkFloats});");
            _writer.Line($"Convolve(ref x, ref Unsafe.Add(ref weights, {_weightFloats + product.PreparedOffset}), ref image, ref work);");
            if (_stage.InEpilogue > 0 && ActiveRuns.Any())
                _writer.Line($"{Finish.Name}(ref image, ref image, 1);");
            foreach (ElementwiseRun run in ActiveRuns)
                _writer.Line($"{run.Name}(ref image, ref image, 1);");
            _writer.Line("Pool(ref image, ref y, 1);");
            return;
        }
        Contraction forward = product.Forward[0].Contraction;
        Layout pool = fusion.Pool.Layout;
        int line = PoolFusion.LineOf(forward, forward.Scan!, _stage.Layout) * fusion.Layer.Window.StrideHeight;
        using (_writer.Block($"for (int line = 0; line < {pool.Height}; line++)"))
        {
            _writer.Line($"ForwardLines(ref {Address.Behind("x", $"{forward.Scan!.LeftStart} + line * {line}")}, {ForwardWeights(product)}ref work);");
            foreach (ElementwiseRun run in ActiveRuns)
                _writer.Line($"{run.Name}Lines(ref work, ref work, 1);");
            _writer.Line($"Pool(ref work, ref {Address.Behind("y", $"{pool.Start} + line * {pool.LinePitch}")}, 1);");
        }
    }

    /// <summary>Loops of inference that do something.</summary>
    private IEnumerable<ElementwiseRun> ActiveRuns => InferenceRuns.Select(run => Inference(run.From, run.To)).Where(run => run.Operations(_stage).Any());

    private void WriteTrainForward()
    {
        if (_predicts)
            _writer.Line();
        _writer.Line(LoopWriter.Optimized);
        using (_writer.Block("internal static void TrainForward(TrainingBatch batch, int first, int rows, bool training)"))
        {
            if (Product is not null || _stage.Learned.Count > 0)
                _writer.Line("ref float weights = ref batch.Weights.Start;");
            _writer.Line($"ref float x = ref {Address.Of(_plan.TrainedBuffer(_stage.Input), _stage.InputStride)};");
            foreach (int value in UsedValues())
                _writer.Line($"ref float v{value} = ref {(_stage.Head is null && value == 0 ? "x" : Address.Of(_stage.BufferOf(value), _stage.Stride))};");
            if (Product is { Groups: { } groups } grouped)
                _writer.Line($"Sum(ref x, {ForwardWeights(grouped)}ref v{_stage.InEpilogue}, ref TrainingBatch.Scratch({groups.WorkFloats + groups.PreparedFloats}));");
            else if (Product is { } product)
                foreach (TiledContraction forward in product.Forward)
                    _writer.Line($"{forward.Contraction.Name}(ref x, {ForwardWeights(product)}ref v{_stage.InEpilogue}, rows);");
            else if (_stage.Head is NormHead norm)
                _writer.Line($"Forward(ref x, ref {(norm.Statistics.Offset == 0 ? "batch.Statistics.Start" : $"Unsafe.Add(ref batch.Statistics.Start, {norm.Statistics.Offset})")}, ref v0, rows);");
            else if (_stage.Head is not null)
                _writer.Line("Forward(ref x, ref v0, rows);");
            else if (_stage.InTraining == 0)
                _writer.Line($"RowLayout.Unpad(ref x, {_stage.InputStride}, ref {Address.Of(_stage.Output, _stage.Stride)}, {_stage.Stride}, rows);");
            foreach ((int from, int to) in TrainingRuns)
            {
                if (IsRow(from))
                {
                    _writer.Line($"Row{from}(ref v{from}, ref v{to}, {RowTensors(from)}rows);");
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
            if (_stage.Learned.Count > 0 || Product is { Transposition: null, DataGradient.Count: > 0 } or { GradientGroups: not null })
                _writer.Line("ref float weights = ref batch.Weights.Start;");
            _writer.Line($"ref float dv = ref {Address.Of(_stage.Gradient, GradientStride)};");
            foreach ((int from, int to) in BackwardRuns())
            {
                if (IsRow(from))
                {
                    int kept = ((RowLayer)_stage.Operations[from]).ReadsInput ? from : to;
                    string sums = string.Concat(_stage.LearnedOf(from).Select(alpha => $"ref {Address.Of(alpha.SampleGradients, alpha.Stride)}, "));
                    _writer.Line($"Backward{from}(ref {Address.Of(_stage.BufferOf(kept), _stage.Stride)}, ref dv, {string.Concat(_stage.FirstTensor(from).Select(alpha => $"ref {Address.Of(alpha.Parameter, "weights")}, "))}{sums}rows);");
                    continue;
                }
                ElementwiseRun run = Backward(from, to);
                string values = string.Concat(run.Values(_stage).Select(value => $"ref {Address.Of(_stage.BufferOf(value), _stage.Stride)}, "));
                string contributions = string.Concat(run.Alphas(_stage).Select(alpha => $"ref {Address.Of(alpha.SampleGradients, alpha.Stride)}, "));
                _writer.Line($"{run.Name}(ref dv, {values}{AlphaArguments(run)}{contributions}rows{run.RandomArguments(_stage)});");
            }
            if (_stage.Head is NormHead norm)
                new NormWriter(_writer, _stage, norm, _plan).WriteGatherGradientsCall();
            if (!_stage.PassesGradient || _giver is null || _stage.Head is NormHead)
                return;
            string dx = $"ref {Address.Of(_giver.Gradient, _giver.GradientLayout.Stride)}";
            switch (_stage.Head)
            {
                case Product { GradientGroups: { } groups } grouped:
                    _writer.Line($"PassGradient(ref dv, ref {Address.Of(grouped.Kernel, "weights")}, {dx}, ref TrainingBatch.Scratch({groups.WorkFloats + groups.PreparedFloats}));");
                    break;
                case Product product:
                    string transposed = product.Transposition is null ? Address.Of(product.Kernel, "weights")
                        : product.Transposed.Offset == 0 ? "batch.Transposed.Start" : $"Unsafe.Add(ref batch.Transposed.Start, {product.Transposed.Offset})";
                    string kept = _giver.TakenOver is { } value ? $"ref {Address.Of(_giver.BufferOf(value), _giver.Stride)}, " : "";
                    foreach (TiledContraction gradient in product.DataGradient)
                        _writer.Line($"{gradient.Contraction.Name}(ref dv, ref {transposed}, {kept}{dx}, rows);");
                    break;
                case WindowHead window:
                    string values = window.Window.IsMaximum
                        ? $"ref {Address.Of(_giver.Output, _stage.InputStride)}, ref {Address.Of(_stage.BufferOf(0), _stage.Stride)}, "
                        : "";
                    _writer.Line($"Backward({values}ref dv, {dx}, rows);");
                    break;
                case BlendHead or MoveHead:
                    _writer.Line($"Backward(ref dv, {dx}, rows);");
                    break;
            }
        }
    }

    /// <summary>The runs of the whole stage backward, epilogue included, last first, without those that change nothing; none where the next stage does it.</summary>
    private IEnumerable<(int From, int To)> BackwardRuns() => _stage.OperationRuns(0, _stage.InTraining).Reverse().Where(run => _stage.TakenOver is null && (
        IsRow(run.From) || Enumerable.Range(run.From, run.To - run.From).Any(i => ((ElementwiseLayer)_stage.Operations[i]).Backward != Expression.Dy)));

    private int GradientStride => _stage.GradientLayout.Stride;

    private static string BorderArguments(Layout layout)
    {
        Border border = layout.Border;
        return $"{layout.Height}, {layout.Width * layout.Pitch}, {border.Top * layout.LinePitch}, {border.Bottom * layout.LinePitch}, {border.Left * layout.Pitch}, {border.Right * layout.Pitch}";
    }

    private void WritePrepare()
    {
        _writer.Line();
        _writer.Line(LoopWriter.Optimized);
        using (_writer.Block("internal static void Prepare(ref float weights)"))
        {
            if (_stage.Head is NormHead norm)
                WriteLines(NormWriter.Prepare(norm, _weightFloats));
            if (Product?.Fold is { } fold)
            {
                WriteLines(NormWriter.Prepare(fold.Norm, _weightFloats));
                _writer.Line(NormWriter.FoldInto(Product, fold, _weightFloats));
            }
            if (Product?.Winograd is { } winograd)
                _writer.Line(WinogradWriter.Prepare(Product, winograd, _weightFloats));
            if (Product?.Groups is { } groups)
                _writer.Line(PixelGroupWriter.Prepare(Product, groups, _weightFloats));
        }

        void WriteLines(IEnumerable<string> lines)
        {
            foreach (string line in lines)
                _writer.Line(line);
        }
    }

    private void WriteContractions(Product product)
    {
        if (product.Winograd is { } winograd)
        {
            WinogradWriter.WriteConvolve(_writer, _stage, winograd, product.Forward[0].Contraction.Scan!.LeftStart);
            if (_stage.InEpilogue > 0 && (_stage.Fusion is null || ActiveRuns.Any()))
                LoopWriter.WriteForward(_writer, _stage, Finish);
        }
        if (product.Groups is { } groups)
        {
            int first = product.Forward[0].Contraction.Scan!.LeftStart;
            if (_predicts)
                PixelGroupWriter.WriteConvolve(_writer, _stage, groups, first);
            if (_trains)
                PixelGroupWriter.WriteSum(_writer, _stage, product, groups, first);
            ContractionWriter.Write(_writer, groups.Sum, Epilogue.Forward(_stage));
        }
        if (_predicts && _stage.Fusion is { } fusion && product.Groups is null)
            WritePool(fusion);
        if (product.Groups is null && (!product.Prepares && _stage.Fusion is null || _trains))
            foreach (TiledContraction forward in product.Forward)
                ContractionWriter.Write(_writer, forward, Epilogue.Forward(_stage));
        if (!_trains)
            return;
        if (product.GradientGroups is { } gradientGroups)
            PixelGroupWriter.WriteGradient(_writer, _stage, product, gradientGroups);
        foreach (TiledContraction gradient in product.DataGradient)
            ContractionWriter.Write(_writer, gradient, Epilogue.Backward(_giver!));
        ContractionWriter.Write(_writer, product.WeightGradient, Epilogue.None);
    }

    /// <summary>The pool that prediction computes along with the convolution, and before it the convolution of a row of windows.</summary>
    private void WritePool(PoolFusion fusion)
    {
        if (fusion.Lines is { } lines)
        {
            ContractionWriter.Write(_writer, lines, Epilogue.Forward(_stage));
            foreach (ElementwiseRun run in ActiveRuns)
                LoopWriter.WriteForward(_writer, fusion.Strip, run with { Name = $"{run.Name}Lines" });
        }
        bool finishes = fusion.Lines is null && !ActiveRuns.Any();
        Expression sum = Finish.Operations(_stage).Aggregate(Expression.X, (value, layer) => layer.Forward.Replace(Expression.X, value));
        WindowWriter.WritePool(_writer, fusion.Layer, fusion.Window, load => finishes ? ExpressionPrinter.Print(sum, _ => load) : load);
    }

    private void WriteLoops()
    {
        foreach ((int from, int to) in (_predicts && _stage.Fusion is not { Lines: not null } ? InferenceRuns : []).Union(_trains ? TrainingRuns : []))
        {
            if (IsRow(from))
                LoopWriter.WriteRows(_writer, _stage, from, backward: false);
            else if (Inference(from, to).Operations(_stage).Any() || NeedsInference(from, to))
                LoopWriter.WriteForward(_writer, _stage, Inference(from, to));
            if (!IsRow(from) && _trains && TrainingRuns.Contains((from, to)) && !IsSame(from, to))
                LoopWriter.WriteForward(_writer, _stage, Training(from, to));
        }
        if (!_trains || !_stage.RunsBackward)
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
        if (_stage.Head is not null)
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

    private string RowTensors(int operation) => string.Concat(_stage.LearnedOf(operation).Select(alpha => $"ref {Address.Of(alpha.Parameter, "weights")}, "));

    private string AlphaArguments(ElementwiseRun run) => string.Concat(run.Alphas(_stage).Select(alpha => $"ref {Address.Of(alpha.Parameter, "weights")}, "));

    private static string ForwardWeights(Product product)
    {
        string kernel = $"ref {Address.Of(product.Kernel, "weights")}, ";
        return product.Bias is null ? kernel : $"{kernel}ref {Address.Of(product.Bias, "weights")}, ";
    }
}

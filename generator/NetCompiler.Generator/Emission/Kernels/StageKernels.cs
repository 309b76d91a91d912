using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>The kernels of a stage: those of its contraction, window or move, then the loops of its operations.</summary>
internal sealed class StageKernels
{
    private readonly StageScope _scope;
    private readonly Stage _stage;
    private readonly List<Kernel> _kernels = [];

    private StageKernels(StageScope scope) => (_scope, _stage) = (scope, scope.Stage);

    /// <summary>The kernels in the order in which they are printed.</summary>
    public static IReadOnlyList<Kernel> Of(StageScope scope)
    {
        var self = new StageKernels(scope);
        self.AddHead();
        self.AddLoops();
        return self._kernels;
    }

    /// <summary>Adds what <paramref name="write"/> prints. What a short chain's prediction calls stays where it is inlined.</summary>
    private void Add(bool isPredicted, string[] names, Action<SourceWriter> write) => Add(isPredicted, names, (writer, _) => write(writer));

    private void Add(bool isPredicted, string[] names, Action<SourceWriter, KernelParts> write)
    {
        var writer = new SourceWriter();
        var parts = new KernelParts();
        write(writer, parts);
        if (writer.Length > 0)
            _kernels.Add(new Kernel(
                names.ToEquatableArray(), !(isPredicted && _scope is { Predicts: true, IsInlined: true }), parts.In(writer.ToString())));
    }

    private void AddContraction(TiledContraction tiled, Epilogue epilogue, bool isPredicted) => Add(
        isPredicted, [tiled.Contraction.Name, $"{tiled.Contraction.Name}Row"], (writer, parts) =>
            ContractionWriter.Write(writer, tiled, epilogue, parts));

    private void AddHead()
    {
        bool passes = _scope.Trains && _stage.PassesGradient;
        string[] names = ["Forward", "Backward"];
        switch (_stage.Head)
        {
            case ContractionHead product:
                AddProduct(product);
                break;
            case WindowHead { Window.IsMasked: true } window:
                Add(true, names, writer => MaskedPoolWriter.Write(writer, window.Window, _stage, passes));
                break;
            case WindowHead window:
                Add(true, names, writer => WindowWriter.Write(writer, window.Window, _stage, passes));
                break;
            case NormHead norm:
                Add(true, names, writer => new NormWriter(writer, _stage, norm, _scope.Plan).WriteForward());
                break;
            case RecurrentHead recurrent:
                Add(true, ["Run", "TrainRun", "RunBack"], writer => RecurrentWriter.Write(writer, _scope, recurrent));
                if (_scope.Trains)
                    AddContraction(recurrent.WeightGradient, Epilogue.None, isPredicted: false);
                break;
            case PositionHead positions:
                Add(true, names, writer => PositionWriter.Write(writer, positions, _stage, passes));
                break;
            case AttentionHead attention:
                Add(true, ["Forward", "TrainForward", "Backward"], writer => AttentionWriter.Write(writer, attention, _scope));
                break;
            case BlendHead blend:
                Add(true, names, writer => BlendWriter.Write(writer, blend.Blend, _stage, passes));
                break;
            case JoinHead join:
                Add(true, ["Forward", .. join.Forward.Select((_, i) => $"Backward{i + 1}")], writer =>
                    JoinWriter.Write(writer, join, _stage, passes));
                break;
            case ProductHead product:
                Add(true, ["Forward", "Backward1", "Backward2"], writer =>
                    ProductWriter.Write(writer, product, _stage, passes));
                break;
            case LookupHead lookup:
                Add(true, names, writer => LookupWriter.Write(writer, lookup, _stage, passes));
                break;
            case MoveHead move:
                Add(true, names, writer => MoveWriter.Write(writer, move, _stage, passes));
                break;
        }
    }

    private void AddProduct(ContractionHead product)
    {
        if (product.Winograd is { } winograd && _scope.Predicts)
        {
            Add(true, ["Convolve"], (writer, parts) =>
                WinogradWriter.WriteConvolve(writer, parts, _stage, winograd, product.Forward[0].Contraction.Scan!.LeftStart));
            if (_stage.InEpilogue > 0 && (_stage.Fusion is null || _scope.ActiveRuns.Any()))
                AddLoop(_stage, _scope.Finish, isPredicted: true);
        }
        if (product.Groups is { } groups)
            Add(true, ["Convolve", "Sum"], writer => WriteGroups(writer, product, groups));
        if (_scope.Predicts && _stage.Fusion is { } fusion && product.Groups is null)
            AddPool(fusion);
        bool sumsDirectly = product.Groups is null && (!product.Prepares && _stage.Fusion is null || _scope.Trains);
        foreach (TiledContraction forward in sumsDirectly ? product.Forward : [])
            AddContraction(forward, Epilogue.Forward(_stage), isPredicted: true);
        if (!_scope.Trains)
            return;
        if (product.GradientGroups is { } gradientGroups)
            Add(false, ["PassGradient"], writer => PixelGroupWriter.WriteGradient(writer, _stage, product, gradientGroups));
        foreach (TiledContraction gradient in product.DataGradient)
            AddContraction(gradient, _scope.TakesOver ? Epilogue.Backward(_scope.Giver!) : Epilogue.None, isPredicted: false);
        AddContraction(product.WeightGradient, Epilogue.None, isPredicted: false);
    }

    private void WriteGroups(SourceWriter writer, ContractionHead product, PixelGroupPlan groups)
    {
        int first = product.Forward[0].Contraction.Scan!.LeftStart;
        if (_scope.Predicts)
            PixelGroupWriter.WriteConvolve(writer, _stage, groups, first);
        if (_scope.Trains)
            PixelGroupWriter.WriteSum(writer, _stage, product, groups, first);
        ContractionWriter.Write(writer, groups.Sum, Epilogue.Forward(_stage));
    }

    /// <summary>The pool that prediction computes along with the convolution, and before it the convolution of a row of windows.</summary>
    private void AddPool(PoolFusion fusion)
    {
        if (fusion.Lines is { } lines)
        {
            AddContraction(lines, Epilogue.Forward(_stage), isPredicted: true);
            foreach (ElementwiseRun run in _scope.ActiveRuns)
                AddLoop(fusion.Strip, run with { Name = $"{run.Name}Lines" }, isPredicted: true);
        }
        bool finishes = fusion.Lines is null && !_scope.ActiveRuns.Any();
        Expression sum = _scope.Finish.Operations(_stage).Aggregate(Expression.X, (value, layer) =>
            layer.Forward.Replace(Expression.X, value));
        Add(true, ["Pool"], writer => WindowWriter.WritePool(writer, fusion.Layer, fusion.Window, load =>
            finishes ? ExpressionPrinter.Print(sum, _ => load) : load));
    }

    private void AddLoop(Stage stage, ElementwiseRun run, bool isPredicted) =>
        Add(isPredicted, [run.Name], writer => LoopWriter.WriteForward(writer, stage, run));

    private void AddLoops()
    {
        IEnumerable<(int, int)> predicted = _scope.Predicts && _stage.Fusion is not { Lines: not null } ? _scope.InferenceRuns : [];
        foreach ((int from, int to) in predicted.Union(_scope.Trains ? _scope.TrainingRuns : []))
        {
            if (_scope.IsRow(from))
                Add(true, [$"Row{from}"], writer => RowWriter.Write(writer, _stage, from, backward: false));
            else if (_scope.Inference(from, to).Operations(_stage).Any() || _scope.NeedsInference(from, to))
                AddLoop(_stage, _scope.Inference(from, to), isPredicted: true);
            if (!_scope.IsRow(from) && _scope.Trains && _scope.TrainingRuns.Contains((from, to)) && !_scope.IsSame(from, to))
                AddLoop(_stage, StageScope.Training(from, to), isPredicted: false);
        }
        if (!_scope.Trains || !_stage.RunsBackward)
            return;
        foreach ((int from, int to) in _scope.BackwardRuns)
        {
            if (_scope.IsRow(from))
                Add(false, [$"Backward{from}"], writer => RowWriter.Write(writer, _stage, from, backward: true));
            else
                Add(false, [$"Backward{from}"], writer => LoopWriter.WriteBackward(writer, _stage, StageScope.Backward(from, to)));
        }
    }
}

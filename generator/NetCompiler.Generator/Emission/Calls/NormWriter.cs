using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints a normalisation over the batch: what every sample does, and between that, what is reduced over all of them.</summary>
internal sealed class NormWriter
{
    private readonly SourceWriter _writer;
    private readonly Stage _stage;
    private readonly NormHead _norm;
    private readonly Buffer _input, _inputGradient;
    private readonly int _movingMean;

    /// <param name="writer">Where to.</param>
    /// <param name="stage">The stage, which begins with the normalisation.</param>
    /// <param name="norm">The normalisation.</param>
    /// <param name="plan">The plan.</param>
    public NormWriter(SourceWriter writer, Stage stage, NormHead norm, Plan plan)
    {
        _writer = writer;
        _stage = stage;
        _norm = norm;
        _movingMean = plan.Network.Parameters.Select(parameter => parameter.Name).ToList().IndexOf(norm.Find(BatchLayer.MovingMean)!.Name);
        _input = plan.TrainedBuffer(stage.Input);
        _inputGradient = plan.GiverOf(stage.Input)?.Gradient ?? Buffer.None;
    }

    private Layout X => _stage.InputLayout;

    /// <summary>Whether the batch's statistics are used, as C#.</summary>
    private string UsesStatistics => $"batch.UsesStatisticsOf({_movingMean})";

    private Layout Dy => _stage.GradientLayout;

    private Layout Dx => _stage.InputGradientLayout;

    private bool IsImage => _norm.Pixels > 1;

    /// <summary>What makes a sample's share of a sum that of a pixel.</summary>
    private string Share => _norm.Pixels * _stage.Rows == 1 ? "" : $" / {Literal.Float(_norm.Pixels * _stage.Rows)}";

    private string Statistics => _norm.Statistics.Offset == 0 ? "batch.Statistics.Start"
        : $"Unsafe.Add(ref batch.Statistics.Start, {_norm.Statistics.Offset})";

    private string Sums(string first) => Address.Of(_norm.Sums, 2 * _norm.Channels, first);

    /// <summary>The numbers of prediction, as C#.</summary>
    public static string Prepared(NormHead norm) => Address.Of(Tensors.Prepared, norm.Prepared);

    /// <summary>The statements that make them.</summary>
    public static IEnumerable<string> Prepare(NormHead norm)
    {
        yield return $"BatchNorms.TakeMoving<V>({Tensor(norm, BatchLayer.MovingMean)}, {Tensor(norm, BatchLayer.MovingVariance)}, " +
            $"{norm.Channels}, ref {Prepared(norm)}, {norm.Channels});";
        yield return $"BatchNorms.Complete<V>({Tensor(norm, "gamma")}, {Tensor(norm, "beta")}, {Literal.Float(norm.Norm.Epsilon)}, " +
            $"{norm.Channels}, ref {Prepared(norm)}, {norm.Channels});";
    }

    /// <summary>The statement that folds a normalisation into a kernel and a bias.</summary>
    public static string FoldInto(ContractionHead product, Fold fold)
    {
        ParameterLayout kernel = product.Kernel;
        string bias = fold.Bias is null ? "ref Unsafe.NullRef<float>()" : $"ref {Address.Of(fold.Bias, "weights")}";
        (string method, int filters) = product.Layer.IsForwardDot ? ("FoldRows", product.Forward[0].Contraction.Columns)
            : ("Fold", kernel.Rows / product.Layer.KernelGroups);
        return $"BatchNorms.{method}<V>(ref {Address.Of(fold.Kernel, "weights")}, {kernel.Rows}, {kernel.Columns}, {kernel.RowStride}, " +
            $"{filters}, {bias}, " +
            $"ref {Prepared(fold.Norm)}, {fold.Norm.Channels}, ref {Tensors.KernelOf(product)}, ref " +
                $"{Tensors.BiasOf(product)});";
    }

    /// <summary>Prints <c>Forward(ref x, ref numbers, ref y, rows)</c>.</summary>
    public void WriteForward()
    {
        Layout y = _stage.Layout;
        _writer.Line();
        _writer.Line("// y = (x - mean) scale + shift, channel by channel");
        _writer.Line(LoopWriter.Alone);
        using (_writer.Block("private static void Forward(ref float x, ref float numbers, ref float y, int rows)"))
        {
            string Call(string x, int line, string to, int toLine, string height, int width) =>
                $"BatchNorms.Normalize<V>(ref {x}, {X.Pitch}, {line}, ref {to}, {y.Pitch}, {toLine}, {height}, {width}, " +
                $"{_norm.Channels}, ref numbers);";
            if (!IsImage)
            {
                _writer.Line(Call(Address.Behind("x", $"{X.Start}"), _stage.InputStride, Address.Behind("y", $"{y.Start}"), _stage.Stride,
                    "rows", 1));
                return;
            }
            (int height, int width) = X.IsSolid && y.IsSolid ? (1, X.Height * X.Width) : (X.Height, X.Width);
            using (_writer.Indented("for (int row = 0; row < rows; row++)"))
                _writer.Line(Call(Address.Behind("x", $"{X.Start} + row * {_stage.InputStride}"), X.LinePitch,
                    Address.Behind("y", $"{y.Start} + row * {_stage.Stride}"), y.LinePitch, $"{height}", width));
        }
    }

    /// <summary>Prints what training does between the samples' parts of the row phase.</summary>
    public void WriteTraining()
    {
        if (IsImage)
            WriteGather();
        WriteReduce();
        if (!_stage.RunsBackward)
            return;
        if (IsImage)
            WriteGatherGradients();
        WriteReduceGradients();
        if (_stage.PassesGradient && _inputGradient != Buffer.None)
            WritePassGradient();
    }

    /// <summary>Prints the statement that closes a sample's backward pass through the stage's operations, where there is one.</summary>
    public void WriteGatherGradientsCall()
    {
        if (IsImage)
            _writer.Line("GatherGradients(batch, first, rows);");
    }

    private void WriteGather()
    {
        Open("internal static void Gather(TrainingBatch batch, int first, int rows)",
            "what each sample adds to the batch's means and variances", () =>
        {
            using (_writer.Indented($"if (!{UsesStatistics})"))
                _writer.Line("return;");
            using (_writer.Indented("for (int row = first; row < first + rows; row++)"))
            {
                _writer.Line(
                    $"BatchNorms.Gather<V>(ref {Input("row")}, {X.Height}, {X.Width}, {X.Pitch}, {X.LinePitch}, {_norm.Channels}, ref " +
                        $"{Sums("row")});");
            }
        });
    }

    private void WriteReduce()
    {
        Open("internal static void Reduce(TrainingBatch batch, int unit, int rows)",
            "mean and variance of some channels over the batch, or their moving averages; then the scale that follows", () =>
        {
            WriteUnit();
            _writer.Line("ref float weights = ref batch.Weights.Start;");
            using (_writer.Indented($"if (!{UsesStatistics})"))
                _writer.Line($"BatchNorms.TakeMoving<V>({At(BatchLayer.MovingMean)}, {At(BatchLayer.MovingVariance)}, channels, ref " +
                    $"statistics, {_norm.Channels});");
            using (_writer.Indented("else"))
            {
                _writer.Line(IsImage
                    ? $"BatchNorms.CombineSamples<V>(ref {Address.Behind(Sums("0"), "channel")}, rows, {2 * _norm.Channels}, " +
                        $"{_norm.Pixels}, channels, ref statistics, {_norm.Channels});"
                    : $"BatchNorms.CombineRows<V>(ref {Address.Behind(Input("0"), "channel")}, rows, {_stage.InputStride}, channels, ref " +
                        $"statistics, {_norm.Channels});");
            }
            _writer.Line($"BatchNorms.Complete<V>({At("gamma")}, {At("beta")}, {Literal.Float(_norm.Norm.Epsilon)}, channels, ref " +
                $"statistics, {_norm.Channels});");
        });

        string At(string tensor) => _norm.Find(tensor) is { } parameter
            ? $"ref {Address.Behind(Address.Of(parameter, "weights"), "channel")}" : Tensor(_norm, tensor);
    }

    private void WriteGatherGradients()
    {
        Open("private static void GatherGradients(TrainingBatch batch, int first, int rows)", "what each sample adds to Σ dy and Σ dy x̂",
            () =>
        {
            using (_writer.Block("for (int row = first; row < first + rows; row++)"))
            {
                _writer.Line($"ref float x = ref {Input("row")};");
                _writer.Line($"ref float dy = ref {Gradient("row")};");
                _writer.Line($"BatchNorms.GatherGradients<V>(ref x, {X.Pitch}, {X.LinePitch}, ref dy, {Dy.Pitch}, {Dy.LinePitch}, " +
                    $"{X.Height}, {X.Width}, {_norm.Channels}, ref {Statistics}, ref {Sums("row")});");
            }
        });
    }

    private void WriteReduceGradients()
    {
        Open("internal static void ReduceGradients(TrainingBatch batch, int unit, int rows)",
            "Σ dy and Σ dy x̂ of some channels over the batch", () =>
        {
            WriteUnit();
            _writer.Line(IsImage
                ? $"BatchNorms.CombineSampleGradients<V>(ref {Address.Behind(Sums("0"), "channel")}, rows, {2 * _norm.Channels}, " +
                    $"channels, ref statistics, {_norm.Channels});"
                : $"BatchNorms.CombineRowGradients<V>(ref {Address.Behind(Input("0"), "channel")}, {_stage.InputStride}, " +
                    $"ref {Address.Behind(Gradient("0"), "channel")}, {Dy.Stride}, rows, channels, ref statistics, {_norm.Channels});");
        });
    }

    private void WritePassGradient()
    {
        Open("internal static void PassGradient(TrainingBatch batch, int first, int rows)",
            "dx = scale (dy - (Σ dy + x̂ Σ dy x̂) / n), with n pixels in the batch", () =>
        {
            _writer.Line($"float share = {UsesStatistics} ? batch.Scale{Share} : " +
                $"0;");
            if (!IsImage)
            {
                WriteReferences("first");
                WriteCall(_stage.InputStride, Dy.Stride, Dx.Stride, "rows", 1);
                WriteAdd();
                return;
            }
            (int height, int width) = X.IsSolid && Dy.IsSolid && Dx.IsSolid ? (1, X.Height * X.Width) : (X.Height, X.Width);
            using (_writer.Block("for (int row = first; row < first + rows; row++)"))
            {
                WriteReferences("row");
                WriteCall(X.LinePitch, Dy.LinePitch, Dx.LinePitch, $"{height}", width);
            }
            WriteAdd();
        });

        void WriteAdd()
        {
            if (_stage.Input.Addend != Buffer.None)
                _writer.Line(ContributionWriter.Add(_stage.Input, Address.Of(_inputGradient, Dx.Stride)));
        }

        void WriteReferences(string row)
        {
            _writer.Line($"ref float x = ref {Input(row)};");
            _writer.Line($"ref float dy = ref {Gradient(row)};");
            _writer.Line($"ref float dx = ref {InputGradient(row)};");
        }

        void WriteCall(int line, int gradientLine, int outputLine, string height, int width) => _writer.Line(
            $"BatchNorms.Backward<V>(ref x, {X.Pitch}, {line}, ref dy, {Dy.Pitch}, {gradientLine}, ref dx, {Dx.Pitch}, {outputLine}, " +
                $"{height}, {width}, {_norm.Channels}, ref {Statistics}, share);");
    }

    /// <summary>Prints what the weight phase does with the tensors that are learned.</summary>
    public void WriteAddGradients()
    {
        for (int block = 0; block < _norm.Parameters.Count; block++)
        {
            ParameterLayout parameter = _norm.Parameters[block];
            if (parameter.Spec.IsStatistic)
                continue;
            string method = parameter.Spec.Tensor == "gamma" ? "AddScaleGradient" : "AddShiftGradient";
            using (_writer.Indented($"if (block == {block}) // {parameter.Name}"))
                _writer.Line($"BatchNorms.{method}(ref {Statistics}, {_norm.Channels}, {parameter.Columns}, ref " +
                    $"{Address.Of(parameter, "gradients")}, {WeightPhaseWriter.Adds(_stage.WeightBlocks[block])});");
        }
    }

    private string Input(string row) => Address.Behind(Address.Of(_input, _stage.InputStride, row), $"{X.Start}");

    private string Gradient(string row) => Address.Behind(Address.Of(_stage.Gradient, Dy.Stride, row), $"{Dy.Start}");

    private string InputGradient(string row) => Address.Behind(
        Address.Of(_stage.Input.Addend == Buffer.None ? _inputGradient : _stage.Input.Addend, Dx.Stride, row), $"{Dx.Start}");

    private static string Tensor(NormHead norm, string tensor) =>
        norm.Find(tensor) is { } parameter ? $"ref {Address.Of(parameter, "weights")}" : "ref Unsafe.NullRef<float>()";

    /// <summary>The channels of a unit of work.</summary>
    private void WriteUnit()
    {
        _writer.Line($"int channel = unit * {NormHead.UnitChannels}, channels = " +
            $"{(_norm.Channels % NormHead.UnitChannels == 0 ? $"{NormHead.UnitChannels}"
            : $"int.Min({NormHead.UnitChannels}, {_norm.Channels} - channel)")};");
        _writer.Line($"ref float statistics = ref {Address.Behind(Statistics, "channel")};");
    }

    private void Open(string signature, string comment, Action body)
    {
        _writer.Line();
        _writer.Line($"// {comment}");
        _writer.Line(LoopWriter.Optimized);
        using (_writer.Block(signature))
            body();
    }
}

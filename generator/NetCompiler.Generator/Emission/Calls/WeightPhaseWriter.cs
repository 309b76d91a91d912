using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints what a stage does with its weights in a training step: the transposition that opens it, and the gradients that close
/// it.</summary>
/// <param name="writer">Where to.</param>
/// <param name="scope">The stage.</param>
/// <param name="kernels">The kernels.</param>
internal sealed class WeightPhaseWriter(SourceWriter writer, StageScope scope, KernelTable kernels)
{
    private readonly SourceWriter _writer = writer;
    private readonly Stage _stage = scope.Stage;

    /// <summary>Prints <c>AddGradients(batch, block, rows)</c> and <c>Transpose(batch, part)</c>, as far as there is something to
    /// do.</summary>
    public void Write()
    {
        if (_stage.WeightBlocks.Count > 0)
            WriteAddGradients();
        if (_stage.TransposedKernel is { } transposed)
            WriteTranspose(transposed);
    }

    /// <summary>Whether a tensor's gradient is added to what is there: another stage's share, or that of samples before.</summary>
    private string Adds(ParameterLayout parameter, string condition = "") =>
        Adds(_stage.WeightBlocks.First(block => block.Parameter == parameter), condition);

    /// <inheritdoc cref="Adds(ParameterLayout, string)"/>
    public static string Adds(WeightBlock block, string condition = "") => block.Adds ? "true" : $"{condition}batch.FirstSample > 0";

    private int GradientStride => _stage.GradientLayout.Stride;

    private string Kernel => kernels.Call(scope.Number, "WeightGradient");

    /// <summary>The first sample of x.</summary>
    private string Input => Address.Of(scope.Plan.TrainedBuffer(_stage.Input), _stage.InputStride, "0");

    /// <summary>The first sample of dy.</summary>
    private string Gradient => Address.Of(_stage.Gradient, GradientStride, "0");

    private void WriteAddGradients()
    {
        _writer.Line();
        _writer.Line(kernels.CallsShared(scope.Number) ? LoopWriter.Alone : LoopWriter.Optimized);
        using (_writer.Block("internal static void AddGradients(TrainingBatch batch, int block, int rows)"))
        {
            _writer.Line("ref float gradients = ref batch.Gradients.Start;");
            int block = 0;
            if (_stage.Head is NormHead norm)
            {
                new NormWriter(_writer, _stage, norm, scope.Plan).WriteAddGradients();
                block = norm.Parameters.Count;
            }
            if (_stage.Head is RecurrentHead recurrent)
                block = new RecurrentCalls(_writer, scope, recurrent, kernels).WriteAddGradients(RowsOf);
            if (_stage.Head is LookupHead lookup)
                block = LookupWriter.WriteAddGradients(_writer, lookup, _stage, Input, Gradient, RowsOf);
            if (_stage.Contraction is { } product)
            {
                WeightBlock[] blocks = _stage.WeightBlocks.Where(candidate => candidate.Parameter == product.Kernel).ToArray();
                using (_writer.Block(blocks.Length == 1 ? "if (block == 0)" : $"if (block < {blocks.Length})"))
                {
                    if (product.Groups is { } groups)
                        PixelGroupWriter.WriteWeightGradient(_writer, _stage, product, groups, Input, Gradient, Kernel);
                    else if (product.Taps is { } taps)
                        WriteTapGradient(product, taps);
                    else
                        WriteRowGradient(product, blocks);
                    _writer.Line("return;");
                }
                block = blocks.Length;
                if (product.Bias is not null)
                    WriteBiasGradient(block++, product.Bias);
            }
            foreach (LearnedTensor tensor in _stage.Learned)
            {
                string samples = Address.Of(tensor.SampleGradients, tensor.Stride, "0"), sums = Address.Of(tensor.Parameter, "gradients");
                using (_writer.Indented($"if (block == {block++}) // {tensor.Parameter.Name}: the sum over samples"))
                    _writer.Line(
                        $"Rows.SumColumns<V>(ref {samples}, rows, {tensor.Stride}, ref {sums}, {tensor.Length}, " +
                        $"{Adds(_stage.WeightBlocks[block - 1])});");
            }
        }
    }

    private void WriteRowGradient(ContractionHead product, WeightBlock[] blocks)
    {
        (string input, string gradient) = (Input, Gradient);
        if (product.WeightForm.IsSwapped)
            (input, gradient) = (gradient, input);
        bool isWhole = blocks.Length == 1;
        if (!isWhole)
            _writer.Line($"int row = {blocks[0].Rows} * block;");
        _writer.Line(
            $"{Kernel}(ref {(isWhole ? input : $"Unsafe.Add(ref {input}, row)")}, ref {gradient}, " +
            $"ref {(isWhole ? Address.Of(product.Kernel, "gradients") : Address.RowOf(product.Kernel, "gradients"))}, " +
                $"{(product.WeightGradient.Contraction.Scan is null ? $"{RowsOf(blocks[0].Rows, product.Kernel)}, " : "")}rows, " +
                $"{Adds(product.Kernel)});");
    }

    /// <summary>A line of the kernel's taps, sample by sample, so that what a sample brings stays in the cache for all of them.</summary>
    private void WriteTapGradient(ContractionHead product, TapGrid taps)
    {
        (string left, string right) = (product.WeightGradient.Contraction.Left, product.WeightGradient.Contraction.Right);
        (string from, string to) = product.WeightForm.IsSwapped ? (Gradient, Input) : (Input, Gradient);
        int blocks = taps.Count / taps.Together;
        if (taps.Groups > 1)
            _writer.Line($"int group = block / {blocks}, part = block % {blocks};");
        string part = taps.Groups > 1 ? "part" : "block";
        _writer.Line($"ref float {left} = ref " +
            $"{Address.Behind(from, $"{taps.LeftStart}{Offset(taps.LeftGroup, taps.LeftLine, taps.LeftStep)}")};");
        _writer.Line($"ref float {right} = ref " +
            $"{Address.Behind(to, $"{taps.RightStart}{Offset(taps.RightGroup, taps.RightLine, taps.RightStep)}")};");
        _writer.Line($"ref float dw = ref Unsafe.Add(ref gradients, " +
            $"{(product.Kernel.Offset == 0 ? "" : $"{product.Kernel.Offset} + ")}block * " +
            $"{taps.Together * taps.Rows * product.Kernel.RowStride});");
        using (_writer.Block("for (int sample = 0; sample < rows; sample++)"))
        {
            string add = Adds(product.Kernel, "sample > 0 || ");
            if (taps.Together == 1)
            {
                _writer.Line($"{Kernel}(ref {left}, ref {right}, ref dw, {add});");
            }
            else
            {
                using (_writer.Indented($"for (int tap = 0; tap < {taps.Together}; tap++)"))
                    _writer.Line($"{Kernel}({Tap(left, taps.LeftStep)}, {Tap(right, taps.RightStep)}, " +
                        $"{Tap("dw", taps.Rows * product.Kernel.RowStride)}, {add});");
            }
            _writer.Line($"{left} = ref Unsafe.Add(ref {left}, {taps.LeftSample});");
            _writer.Line($"{right} = ref Unsafe.Add(ref {right}, {taps.RightSample});");
        }

        string Offset(int group, int line, int step)
        {
            string groups = taps.Groups == 1 || group == 0 ? "" : $" + group * {group}";
            int each = taps.Lines > 1 ? line : step;
            return each == 0 || blocks == 1 ? groups : $"{groups} + {part} * {each}";
        }

        static string Tap(string pointer, int step) => step == 0 ? $"ref {pointer}" : $"ref Unsafe.Add(ref {pointer}, tap * {step})";
    }

    /// <summary>The sum over samples, and over all pixels.</summary>
    private void WriteBiasGradient(int block, ParameterLayout bias)
    {
        Layout layout = _stage.GradientLayout;
        string gradient = Address.Of(_stage.Gradient, GradientStride, "0"), sums = Address.Of(bias, "gradients");
        int columns = RowPadding.RoundUp(layout.Channels), pixels = layout.Height * layout.Width;
        if (pixels == 1)
        {
            using (_writer.Indented($"if (block == {block}) // {bias.Name}: the sum over samples"))
                _writer.Line($"Rows.SumColumns<V>(ref {Address.Behind(gradient, $"{layout.Start}")}, rows, {GradientStride}, ref {sums}, " +
                    $"{columns}, {Adds(bias)});");
            return;
        }
        string places = layout.Height == 1 ? "steps" : "pixels";
        using (_writer.Block($"if (block == {block}) // {bias.Name}: the sum over samples and {places}"))
        {
            _writer.Line($"ref float dy = ref {Address.Behind(gradient, $"{layout.Start}")};");
            using (_writer.Block("for (int sample = 0; sample < rows; sample++)"))
            {
                if (layout.IsSolid)
                {
                    _writer.Line($"Rows.SumColumns<V>(ref dy, {pixels}, {layout.Pitch}, ref {sums}, {columns}, " +
                        $"{Adds(bias, "sample > 0 || ")});");
                }
                else
                {
                    using (_writer.Indented($"for (int line = 0; line < {layout.Height}; line++)"))
                        _writer.Line($"Rows.SumColumns<V>(ref Unsafe.Add(ref dy, line * {layout.LinePitch}), {layout.Width}, " +
                            $"{layout.Pitch}, ref {sums}, {columns}, {Adds(bias, "line > 0 || sample > 0 || ")});");
                }
                _writer.Line($"dy = ref Unsafe.Add(ref dy, {GradientStride});");
            }
        }
    }

    private void WriteTranspose(TransposedKernel transposed)
    {
        _writer.Line();
        _writer.Line(LoopWriter.Optimized);
        using (_writer.Block("internal static void Transpose(TrainingBatch batch, int part)"))
        {
            (ParameterLayout kernel, Transposition cut) = (transposed.Kernel, transposed.Cut);
            bool isWhole = transposed.Parts == 1;
            string from = isWhole ? Address.Of(kernel, "batch.Weights.Start") : Address.RowOf(kernel, "batch.Weights.Start");
            string[] offset = [.. new[] { transposed.Place.Offset == 0 ? "" : $"{transposed.Place.Offset}",
                isWhole ? "" : cut.PartStep == cut.RowsPerPart ? "row" : $"part * {cut.PartStep}" }.Where(term => term.Length > 0)];
            string to = offset.Length == 0 ? "batch.Transposed.Start"
                : $"Unsafe.Add(ref batch.Transposed.Start, {string.Join(" + ", offset)})";
            if (!isWhole)
                _writer.Line($"int row = {cut.RowsPerPart} * part;");
            _writer.Line($"Matrices.Transpose<V>(ref {from}, {RowsOf(cut.RowsPerPart, kernel)}, {cut.Columns}, " +
                $"{kernel.RowStride}, ref {to}, {cut.Stride});");
        }
    }

    /// <summary>The rows of a kernel's part that begins at <c>row</c>: the last one may be shorter.</summary>
    private static string RowsOf(int part, ParameterLayout kernel) =>
        part >= kernel.Rows ? $"{kernel.Rows}" : kernel.Rows % part == 0 ? $"{part}" : $"int.Min({part}, {kernel.Rows} - row)";
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints a cell over the steps of a sequence: the loops over steps, forward in prediction and in training and backward, with the
/// cell's maps and products.</summary>
internal sealed class RecurrentWriter
{
    private readonly SourceWriter _writer;
    private readonly Stage _stage;
    private readonly RecurrentHead _head;
    private readonly RecurrentLayer _layer;
    private readonly Cell _cell;

    private RecurrentWriter(SourceWriter writer, Stage stage, RecurrentHead head)
    {
        (_writer, _stage, _head) = (writer, stage, head);
        (_layer, _cell) = (head.Recurrent, head.Recurrent.Cell);
    }

    /// <summary>Prints <c>Run(ref x, ref u, [ref b,] ref y, ref work, rows)</c>, and for training <c>TrainRun</c> and <c>RunBack</c>, whose
    /// parameters are <see cref="TrainedParameters"/> and <see cref="BackwardParameters"/>.</summary>
    public static void Write(SourceWriter writer, StageScope scope, RecurrentHead head)
    {
        var self = new RecurrentWriter(writer, scope.Stage, head);
        if (scope.Predicts)
            self.WriteRun();
        if (scope.Trains)
        {
            self.WriteTrainRun();
            self.WriteRunBack();
        }
        if (scope.Predicts)
            ContractionWriter.Write(writer, head.Product, Epilogue.None);
        if (scope.Trains && !(scope.Predicts && head.TrainedProduct == head.Product))
            ContractionWriter.Write(writer, head.TrainedProduct, Epilogue.None);
        if (scope.Trains)
            ContractionWriter.Write(writer, head.ProductBack, Epilogue.None);
    }

    /// <summary>The buffers of a step in the forward pass of training, by name.</summary>
    public static IEnumerable<string> TrainedParameters(Cell cell) =>
        cell.States.Concat(cell.Rows).SelectMany(row => new[] { row, $"{row}s" }).Concat(cell.Sums);

    /// <summary>Those of the backward pass.</summary>
    public static IEnumerable<string> BackwardParameters(Cell cell) =>
        cell.States.Concat(cell.Rows).SelectMany(row => ReadsKept(cell, row) ? new[] { $"{row}s", $"d{row}" } : [$"d{row}"])
            .Concat(cell.Sums);

    /// <summary>Whether the way back reads a row as it was before a step or behind it.</summary>
    private static bool ReadsKept(Cell cell, string row)
    {
        IEnumerable<string> defined = cell.Backward.OfType<CellMap>().SelectMany(map => map.Lines).Select(line => line.Name);
        return cell.Backward.OfType<CellMap>().SelectMany(map => map.Lines).SelectMany(line => CellMapWriter.LettersOf(line.Value))
            .Except(defined).Any(letter => letter == $"{row}0" || letter == $"{row}1");
    }

    private int GateStride => _layer.GateStride;

    private IEnumerable<string> Compact => _cell.States.Concat(_cell.Rows);

    private string Bias => _head.Bias is null ? "" : "ref float b, ";

    private bool HasFirst => _head.Initial is not null || _layer.TakesFirst;

    private string Initial => HasFirst ? "ref float initial, " : "";

    private string Lengths => _layer.IsMasked ? "ref float lengths, " : "";

    private CellMapWriter Maps(CellPass pass) => new(_writer, _stage, _head, pass);

    private void WriteRun()
    {
        bool carries = _layer.StateOffset is not null;
        string memory = $"{(carries ? "ref float state, " : "")}{(_head.RowFloats > 0 ? "ref float work, " : "")}";
        using (Method("Run", $"ref float x, ref float u, {Bias}{Initial}ref float y, {Lengths}{memory}int rows", _cell.Formula))
        {
            int carried = 0, offset = 0;
            foreach (string state in _cell.States)
                WriteReference(state, carries ? "state" : "work", ref carries ? ref carried : ref offset, GateStride);
            foreach (string row in _cell.Rows)
                WriteReference(row, "work", ref offset, GateStride);
            foreach (string sums in _cell.Sums)
                WriteReference(sums, "work", ref offset, _layer.SumFloats);
            WriteFirstState(carries);
            using (Steps(backward: false))
            {
                _writer.Line($"ref float xt = ref {At("x", Place, _layer.SumFloats)};");
                WriteSteps(_cell.Predict, CellPass.Predict, sums => sums == "x" ? "xt" : sums);
            }
            WriteLastOutput();
        }
        WriteMaps(_cell.Predict, CellPass.Predict);
    }

    /// <summary>Prints what fills the state before the first step; of one that is carried, where it has not begun.</summary>
    private void WriteFirstState(bool carries)
    {
        int floats = _cell.States.Count * GateStride;
        if (carries && _head.Initial is not null)
        {
            using (_writer.Block($"if (Unsafe.Add(ref state, {floats}) == 0) // before the first step"))
            {
                _writer.Line($"Sequences.CopyRows(ref initial, 0, ref state, 0, {floats}, 1);");
                _writer.Line($"Unsafe.Add(ref state, {floats}) = 1;");
            }
        }
        else if (HasFirst)
        {
            for (int i = 0; i < _cell.States.Count; i++)
                WriteFirst(_cell.States[i], i);
        }
        else if (!carries)
        {
            _writer.Line($"Sequences.Clear(ref h, rows * {floats});");
        }
    }

    /// <summary>Prints what fills a part of the state from a tensor, or from a value.</summary>
    private void WriteFirst(string state, int number)
    {
        if (_head.Initial is not null)
        {
            _writer.Line($"Sequences.CopyRows(ref {Address.Behind("initial", $"{number * GateStride}")}, 0, ref {state}, {GateStride}, " +
                $"{GateStride}, rows);");
            return;
        }
        Read first = _stage.Reads[1];
        if (_layer.Units < GateStride)
            _writer.Line($"Sequences.Clear(ref {state}, rows * {GateStride});");
        _writer.Line($"Sequences.CopyRows(ref {Address.Behind("initial", $"{first.Layout.Start + number * first.Layout.Pitch}")}, " +
            $"{first.Stride}, ref {state}, {GateStride}, {_layer.Units}, rows);");
    }

    /// <summary>Prints where a part of a memory begins that holds the same part of all samples side by side.</summary>
    private void WriteReference(string name, string memory, ref int offset, int floats)
    {
        _writer.Line($"ref float {name} = ref {(offset == 0 ? memory : $"Unsafe.Add(ref {memory}, rows * {offset})")};");
        offset += floats;
    }

    private void WriteTrainRun()
    {
        string buffers = string.Concat(TrainedParameters(_cell).Select(name => $"ref float {name}, "));
        string what = $"{_cell.Formula}, keeping what the way back needs";
        string carried = _layer.IsStateful ? "ref float carried, int distance, bool carries, " : "";
        using (Method("TrainRun", $"ref float x, ref float u, {Bias}{Initial}ref float y, {Lengths}{buffers}{carried}int rows", what))
        {
            if (_layer.IsStateful)
                using (_writer.Block("if (carries)"))
                    WriteCarried((state, place) =>
                    [
                        $"Sequences.CopyRows(ref {place}, distance, ref {state}, {GateStride}, {GateStride}, rows);",
                        $"Sequences.CopyRows(ref {state}, {GateStride}, ref {state}s, {_head.KeptStride}, {GateStride}, rows);",
                    ]);
            using (IDisposable? otherwise = _layer.IsStateful ? _writer.Block("else") : null)
                for (int i = 0; i < _cell.States.Count; i++)
                    WriteTrainedFirst(_cell.States[i], i);
            using (Steps(backward: false))
            {
                WriteStepReferences(withGradients: false);
                WriteSteps(_cell.Train, CellPass.Train, sums => $"{sums}t");
            }
            WriteLastOutput();
            if (_layer.IsStateful)
                using (_writer.Block("if (carries)"))
                    WriteCarried((state, place) =>
                        [$"Sequences.CopyRows(ref {state}, {GateStride}, ref {place}, distance, {GateStride}, rows);"]);
        }
        WriteMaps(_cell.Train, CellPass.Train);
    }

    /// <summary>Prints what fills a part of the state before the first step, and the first of those that are kept.</summary>
    private void WriteTrainedFirst(string state, int number)
    {
        if (!HasFirst)
        {
            _writer.Line($"Sequences.Clear(ref {state}, rows * {GateStride});");
            _writer.Line($"Sequences.ClearRows(ref {state}s, {_head.KeptStride}, {GateStride}, rows);");
            return;
        }
        WriteFirst(state, number);
        _writer.Line($"Sequences.CopyRows(ref {state}, {GateStride}, ref {state}s, {_head.KeptStride}, {GateStride}, rows);");
    }

    /// <summary>Prints lines for each part of the state and its place in what batches carry.</summary>
    private void WriteCarried(Func<string, string, string[]> lines)
    {
        for (int i = 0; i < _cell.States.Count; i++)
            foreach (string line in lines(_cell.States[i], Address.Behind("carried", $"{i * GateStride}")))
                _writer.Line(line);
    }

    private void WriteRunBack()
    {
        string buffers = string.Concat(BackwardParameters(_cell).Select(name => $"ref float {name}, "));
        string what = "dx and the way back through the state";
        using (Method("RunBack", $"ref float dv, ref float x, ref float dx, ref float uT, {Lengths}{buffers}int rows", what))
        {
            for (int i = 0; i < _cell.States.Count; i++)
                WriteLastGradient(_cell.States[i], i);
            using (Steps(backward: true))
            {
                WriteStepReferences(withGradients: true);
                foreach (CellStep step in _cell.Backward)
                {
                    if (step is CellMap map)
                        _writer.Line(Maps(CellPass.Backward).Call(map));
                    else if (step is CellProductBack(var sums, var into, var adds))
                        _writer.Line($"ProductBack(ref {(sums == "x" ? "dx" : sums)}t, ref uT, ref {into}, rows, " +
                            $"{(adds ? "true" : "false")});");
                }
            }
        }
        WriteMaps(_cell.Backward, CellPass.Backward);
    }

    /// <summary>Prints what the way back begins with: the derivative by a part of the state behind the last step.</summary>
    private void WriteLastGradient(string state, int number)
    {
        Layout layout = _stage.GradientLayout;
        bool isGiven = _layer.GivesState || state == "h" && !_layer.ReturnsSequences;
        if (!isGiven || _layer.GivesState && _layer.Units < GateStride)
            _writer.Line($"Sequences.Clear(ref d{state}, rows * {GateStride});");
        if (isGiven)
            _writer.Line($"Sequences.CopyRows(ref {Address.Behind("dv", $"{RowOf(layout, number)}")}, {layout.Stride}, ref d{state}, " +
                $"{GateStride}, {StateFloats}, rows);");
    }

    /// <summary>How much of a part of the state behind the last step comes out: alone a row is padded as the state is.</summary>
    private int StateFloats => _layer.GivesState ? _layer.Units : GateStride;

    /// <summary>Where a part of the state behind the last step comes out.</summary>
    private int RowOf(Layout layout, int number) => layout.Start + (_layer.OutputRows + number) * layout.Pitch;

    /// <summary>What belongs to the present step.</summary>
    private void WriteStepReferences(bool withGradients)
    {
        _writer.Line($"ref float xt = ref {At("x", Place, _layer.SumFloats)};");
        if (withGradients)
            _writer.Line($"ref float dxt = ref {At("dx", Place, _layer.SumFloats)};");
        foreach (string row in Compact.Where(row => !withGradients || ReadsKept(_cell, row)))
            _writer.Line($"ref float {row}st = ref {At($"{row}s", "step", GateStride)};");
        foreach (string sums in _cell.Sums)
            _writer.Line($"ref float {sums}t = ref {At(sums, "step", _layer.SumFloats)};");
    }

    private void WriteSteps(EquatableArray<CellStep> steps, CellPass pass, Func<string, string> sums)
    {
        foreach (CellStep step in steps)
        {
            if (step is CellMap map)
                _writer.Line(Maps(pass).Call(map));
            else if (step is CellProduct product)
                WriteProduct(pass == CellPass.Train ? _head.TrainedProduct : _head.Product, product.Left, sums(product.Sums));
        }
    }

    private void WriteProduct(TiledContraction product, string left, string sums)
    {
        string bias = _head.Bias is null ? "" : "ref b, ", add = product.Contraction.Start == ContractionStart.Output ? ", true" : "";
        if (product.IsRow)
        {
            _writer.Line($"{product.Contraction.Name}Row(ref {left}, ref u, {bias}ref {sums}{add});");
            return;
        }
        using (_writer.Indented("if (rows == 1)"))
            _writer.Line($"{product.Contraction.Name}Row(ref {left}, ref u, {bias}ref {sums}{add});");
        using (_writer.Indented("else"))
            _writer.Line($"{product.Contraction.Name}(ref {left}, ref u, {bias}ref {sums}, rows{add});");
    }

    private void WriteMaps(EquatableArray<CellStep> steps, CellPass pass)
    {
        foreach (CellMap map in steps.OfType<CellMap>())
            Maps(pass).Write(map);
    }

    private SourceWriter.Scope Method(string name, string parameters, string what)
    {
        _writer.Line();
        string steps = _layer.Steps == 1 ? "1 step" : $"{_layer.Steps} steps";
        _writer.Line($"// {what}, for {steps}{(_layer.IsReversed ? " that go backwards" : "")}");
        _writer.Line(LoopWriter.Alone);
        return _writer.Block($"private static void {name}({parameters})");
    }

    private void WriteLastOutput()
    {
        int states = _layer.GivesState ? _cell.States.Count : _layer.ReturnsSequences ? 0 : 1;
        for (int i = 0; i < states; i++)
            _writer.Line($"Sequences.CopyRows(ref {_cell.States[i]}, {GateStride}, " +
                $"ref {Address.Behind("y", $"{RowOf(_stage.Layout, i)}")}, {_stage.Stride}, " +
                $"{StateFloats}, rows);");
    }

    private SourceWriter.Scope Steps(bool backward) => _writer.Block(backward ? $"for (int step = {_layer.Steps - 1}; step >= 0; step--)"
        : $"for (int step = 0; step < {_layer.Steps}; step++)");

    /// <summary>The number of the place in the sequence that the present step reads.</summary>
    private string Place => PlaceOf(_layer);

    /// <summary>The same of any layer.</summary>
    public static string PlaceOf(RecurrentLayer layer) => layer.IsReversed ? $"({layer.Steps - 1} - step)" : "step";

    private static string At(string pointer, string number, int stride) => $"Unsafe.Add(ref {pointer}, {number} * {stride})";
}

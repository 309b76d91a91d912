using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>A way through a cell's steps.</summary>
internal enum CellPass
{
    /// <summary>Prediction.</summary>
    Predict,

    /// <summary>The forward pass of training.</summary>
    Train,

    /// <summary>Backpropagation through time.</summary>
    Backward,
}

/// <summary>Prints what a cell computes for each unit alone, and the calls of that.</summary>
internal sealed class CellMapWriter(SourceWriter writer, Stage stage, RecurrentHead head, CellPass pass)
{
    private readonly Cell _cell = head.Recurrent.Cell;
    private readonly int _gateStride = head.Recurrent.GateStride;

    /// <summary>The call of a map for the present step.</summary>
    public string Call(CellMap map) =>
        $"{map.Name}({string.Concat(PointersOf(map).Select(pointer => $"ref {pointer.Argument}, "))}{Mask}rows);";

    private bool IsMasked => head.Recurrent.IsMasked;

    /// <summary>Whether outputs come newest first: the place of a step's output then depends on a sample's length, and what does not count
    /// stays behind what does.</summary>
    private bool TurnsRound => head.Recurrent is { IsMasked: true, IsReversed: true, KeepsPlaces: false, ReturnsSequences: true };

    private int OutputPitch => (pass == CellPass.Backward ? stage.GradientLayout : stage.Layout).Pitch;

    /// <summary>What a map must know to leave samples out.</summary>
    private string Mask => IsMasked ? $"ref lengths, {RecurrentWriter.PlaceOf(head.Recurrent)}, " : "";

    /// <summary>The method.</summary>
    public void Write(CellMap map)
    {
        Pointer[] pointers = [.. PointersOf(map)];
        writer.Line();
        writer.Line(LoopWriter.Alone);
        string parameters = string.Concat(pointers.Select(pointer => $"ref float {pointer.Name}, "));
        string mask = IsMasked ? "ref float lengths, int place, " : "";
        using (writer.Block($"private static void {map.Name}({parameters}{mask}int rows)"))
        using (LoopWriter.RowLoop(writer))
        {
            if (TurnsRound && pointers.Any(pointer => pointer.Name is "yRow" or "dvRow"))
                writer.Line($"int turned = (place < lengths ? (int)lengths - 1 - place : place) * {OutputPitch};");
            if (IsMasked)
                WriteMasked(map);
            string floats = IsMasked ? $"(place < lengths ? {_gateStride} : 0)" : $"{_gateStride}";
            using (writer.Block($"for (int j = 0; j < {floats}; j += V.Count)"))
                WriteUnit(map);
            if (IsMasked)
                LoopWriter.Advance(writer, "lengths", stage.Reads[head.LengthsRead].Stride);
            foreach (Pointer pointer in pointers)
                LoopWriter.Advance(writer, pointer.Name, pointer.Stride);
        }
    }

    /// <summary>What a step that a sample leaves out does: the state stays as it is, the output is zero, and no sum has a
    /// derivative.</summary>
    private void WriteMasked(CellMap map)
    {
        var lines = new List<string>();
        foreach (string letter in map.Stores.Where(IsWanted).Select(store => store.Letter))
        {
            (Pointer place, int _) = Place(letter);
            bool isSum = pass == CellPass.Backward && (place.Name == "dx" || _cell.Sums.Contains(place.Name));
            if (letter == "y" || isSum)
                lines.Add($"Sequences.Clear(ref {(letter == "y" && TurnsRound ? "Unsafe.Add(ref yRow, turned)" : place.Name)}, " +
                    $"{(isSum ? head.Recurrent.SumFloats : Math.Min(stage.Layout.Pitch, _gateStride))});");
            else if (pass == CellPass.Train && _cell.States.Contains(letter))
                lines.Add($"Sequences.CopyRows(ref {place.Name}, 0, ref Unsafe.Add(ref {Kept(letter).Name}, {_gateStride}), 0, " +
                    $"{_gateStride}, 1);");
            else if (pass == CellPass.Train && _cell.Rows.Contains(letter))
                lines.Add($"Sequences.Clear(ref {Kept(letter).Name}, {_gateStride});");
        }
        if (lines.Count == 0)
            return;
        using (writer.Block("if (place >= lengths)"))
            foreach (string line in lines.Distinct())
                writer.Line(line);
    }

    private void WriteUnit(CellMap map)
    {
        var locals = new HashSet<string>(StringComparer.Ordinal);
        foreach (CellLine line in map.Lines)
        {
            Expression value = WithoutOutput(line.Value);
            bool isLoad = value is Expression.Variable(var loaded) && !locals.Contains(loaded);
            if (!isLoad)
                WriteLoads(value, locals);
            writer.Line($"V {line.Name} = {ExpressionPrinter.Print(value, letter => isLoad ? LoadOf(letter) : letter)};");
            locals.Add(line.Name);
        }
        CellStore[] stores = [.. map.Stores.Where(IsWanted)];
        foreach (CellStore store in stores)
            WriteLoads(store.Value, locals);
        foreach (CellStore store in stores)
            foreach ((Pointer pointer, int offset) in TargetsOf(store.Letter))
            {
                string within = IsNarrow(store.Letter) ? $"if (j < {stage.Layout.Pitch}) " : "";
                string value = ExpressionPrinter.Print(store.Value, letter => letter);
                writer.Line($"{within}V.Store({value}, ref {pointer.Name}, {OffsetOf(store.Letter, offset)});");
            }
    }

    /// <summary>Loads what an expression mentions and no line before has.</summary>
    private void WriteLoads(Expression value, HashSet<string> locals)
    {
        foreach (string letter in LettersOf(value).Where(locals.Add))
            writer.Line($"V {letter} = {LoadOf(letter)};");
    }

    private string LoadOf(string letter)
    {
        (Pointer pointer, int offset) = SourceOf(letter);
        string load = $"V.Load(ref {pointer.Name}, {OffsetOf(letter, offset)})";
        return IsNarrow(letter) ? $"j < {stage.GradientLayout.Pitch} ? {load} : V.Zero" : load;
    }

    /// <summary>Whether the steps of what comes out lie closer together than rows of the state, so that a row's padding is the next
    /// step.</summary>
    private bool IsNarrow(string letter) => head.Recurrent.ReturnsSequences && letter is ("y" or "dv") && stage.Layout.Pitch < _gateStride;

    private string OffsetOf(string letter, int floats) =>
        TurnsRound && letter is ("y" or "dv") ? "turned + j" : floats == 0 ? "j" : $"{floats} + j";

    /// <summary>Where only the last step's output is wanted, the derivative by it is that by the last state.</summary>
    private Expression WithoutOutput(Expression value) =>
        !head.Recurrent.ReturnsSequences && value is Expression.Binary("+", var left, Expression.Variable("dv")) ? left : value;

    private bool IsWanted(CellStore store) => store.Letter != "y" || head.Recurrent.ReturnsSequences;

    /// <summary>What a map reads and writes, in a fixed order.</summary>
    private IEnumerable<Pointer> PointersOf(CellMap map)
    {
        var defined = new HashSet<string>(map.Lines.Select(line => line.Name), StringComparer.Ordinal);
        IEnumerable<Pointer> read = map.Lines.Select(line => WithoutOutput(line.Value))
            .Concat(map.Stores.Where(IsWanted).Select(store => store.Value))
            .SelectMany(LettersOf).Where(letter => !defined.Contains(letter)).Select(letter => SourceOf(letter).Pointer);
        IEnumerable<Pointer> written = map.Stores.Where(IsWanted).SelectMany(store => TargetsOf(store.Letter))
            .Select(target => target.Pointer);
        return read.Concat(written).Distinct();
    }

    /// <summary>The letters that an expression mentions.</summary>
    public static IEnumerable<string> LettersOf(Expression expression) => expression switch
    {
        Expression.Variable(var name) => [name],
        Expression.Binary binary => LettersOf(binary.Left).Concat(LettersOf(binary.Right)),
        Expression.Function function => function.Arguments.SelectMany(LettersOf),
        _ => [],
    };

    /// <summary>Where a letter is read.</summary>
    private (Pointer Pointer, int Offset) SourceOf(string letter)
    {
        (string name, int gate) = Split(letter);
        if (pass == CellPass.Backward && _cell.States.Concat(_cell.Rows).Contains(name))
            return (Kept(name), gate * _gateStride);
        return Place(letter);
    }

    /// <summary>Where a letter is written.</summary>
    private IEnumerable<(Pointer Pointer, int Offset)> TargetsOf(string letter)
    {
        yield return Place(letter);
        if (pass == CellPass.Train && _cell.States.Contains(letter))
            yield return (Kept(letter), _gateStride);
        else if (pass == CellPass.Train && _cell.Rows.Contains(letter))
            yield return (Kept(letter), 0);
    }

    private (Pointer Pointer, int Offset) Place(string letter)
    {
        (string name, int gate) = Split(letter);
        int offset = gate * _gateStride;
        string gradient = name.StartsWith("d", StringComparison.Ordinal) ? name.Substring(1) : "";
        if (name == "x")
            return (new Pointer("x", "xt", stage.InputStride), offset);
        if (gradient == "x")
            return (new Pointer("dx", "dxt", stage.InputGradientLayout.Stride), offset);
        if (_cell.Sums.Contains(name) || _cell.Sums.Contains(gradient))
            return (SumsOf(gradient.Length > 0 && !_cell.Sums.Contains(name) ? gradient : name), offset);
        return name switch
        {
            "y" => (OfOutput("y", stage.Layout, stage.Stride), 0),
            "dv" => (OfOutput("dv", stage.GradientLayout, stage.GradientLayout.Stride), 0),
            _ => (new Pointer($"{name}Row", name, _gateStride), offset),
        };
    }

    private Pointer SumsOf(string name) => pass == CellPass.Predict ? new Pointer(name, name, head.Recurrent.SumFloats)
        : new Pointer(name, $"{name}t", head.SumsStride);

    private Pointer Kept(string name) => new($"{name}s", $"{name}st", head.KeptStride);

    /// <summary>The place of the present step in a sequence that comes out.</summary>
    private Pointer OfOutput(string name, Layout layout, int stride)
    {
        RecurrentLayer layer = head.Recurrent;
        string number = layer is { IsReversed: true, KeepsPlaces: true } ? $"({layer.Steps - 1} - step)" : "step";
        string start = layout.Start == 0 ? "" : $"{layout.Start} + ";
        if (TurnsRound)
            return new Pointer($"{name}Row", layout.Start == 0 ? name : Address.Behind(name, $"{layout.Start}"), stride);
        return new Pointer($"{name}Row", $"Unsafe.Add(ref {name}, {start}{number} * {layout.Pitch})", stride);
    }

    /// <summary>A name and the number behind it.</summary>
    private static (string Name, int Number) Split(string letter) => letter.Length > 1 && char.IsDigit(letter[letter.Length - 1])
        ? (letter.Substring(0, letter.Length - 1), letter[letter.Length - 1] - '0') : (letter, 0);

    /// <summary>A reference that the loop over samples moves.</summary>
    /// <param name="Name">The parameter.</param>
    /// <param name="Argument">What the loop over steps hands over.</param>
    /// <param name="Stride">From sample to sample.</param>
    private sealed record Pointer(string Name, string Argument, int Stride);
}

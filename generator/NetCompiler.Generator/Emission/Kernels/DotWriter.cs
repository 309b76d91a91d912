using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>
/// Prints a contraction whose lanes are terms: a driver that walks over rows, and one method for each register tile. Sixteen lanes are
/// sixteen partial sums of an output; machines with narrower vectors take some of them at a time, with the same result.
/// </summary>
internal sealed class DotWriter
{
    private const int Quad = TiledContraction.Quad;

    private readonly SourceWriter _writer;
    private readonly TiledContraction _tiled;
    private readonly Contraction _contraction;
    private readonly bool _hasBias;

    private DotWriter(SourceWriter writer, TiledContraction tiled)
    {
        _writer = writer;
        _tiled = tiled;
        _contraction = tiled.Contraction;
        _hasBias = _contraction.Start == ContractionStart.Bias;
    }

    /// <summary>Prints the driver, named as the contraction, and its tiles. The numbers behind the last column of a row become
    /// zero.</summary>
    public static void Write(SourceWriter writer, TiledContraction tiled)
    {
        var self = new DotWriter(writer, tiled);
        self.WriteDriver();
        if (tiled.Contraction.Scan is null)
            self.WriteRowDriver();
        foreach (int rows in tiled.RowTiles.Append(1))
            self.WriteTile(rows);
    }

    private string Left => _contraction.Left;

    private string Right => _contraction.Right;

    private string Output => _contraction.Output;

    private string Bias => _hasBias ? "ref float b, " : "";

    private int Columns => _contraction.Columns;

    /// <summary>The columns in fours.</summary>
    private int Quads => (Columns + Quad - 1) / Quad;

    /// <summary>Whether a tile of so many rows is for machines with 32 registers of 512 bits.</summary>
    private bool IsTall(int rows) => rows > Math.Max(1, TiledContraction.DotRows(Columns));

    private void WriteDriver()
    {
        _writer.Line();
        _writer.Line($"// {_contraction.Formula}; lanes are terms of the sums");
        _writer.Line(LoopWriter.Alone);
        Scan? scan = _contraction.Scan;
        bool samples = scan is null or { LeftSample: not 0 };
        using (_writer.Block($"internal static void {_contraction.Name}(ref float {Left}, ref float {Right}, {Bias}ref float " +
            $"{Output}{(samples ? ", int rows" : "")})"))
        {
            if (scan is null)
            {
                WriteRows(Left, Output, null);
                return;
            }
            Step(Left, scan.LeftStart);
            Step(Right, scan.RightStart);
            Step(Output, scan.OutputStart);
            using (_writer.Block("for (int sample = 0; sample < rows; sample++)"))
            {
                if (scan.Lines == 1)
                {
                    WriteRows(Left, Output, scan.Rows);
                }
                else
                {
                    using (_writer.Block($"for (int line = 0; line < {scan.Lines}; line++)"))
                    {
                        _writer.Line($"ref float {Left}Line = ref Unsafe.Add(ref {Left}, line * {scan.LeftLine});");
                        _writer.Line($"ref float {Output}Line = ref Unsafe.Add(ref {Output}, line * {scan.OutputLine});");
                        WriteRows($"{Left}Line", $"{Output}Line", scan.Rows);
                    }
                }
                Step(Left, scan.LeftSample);
                Step(Output, scan.OutputSample);
            }
        }
    }

    /// <summary>The tiles over rows whose number is known, or is <c>rows</c>.</summary>
    private void WriteRows(string left, string output, int? count)
    {
        WritePadding(output, count is { } lines ? $"{lines}" : "rows");
        _writer.Line("int row = 0;");
        foreach (int height in _tiled.RowTiles)
        {
            string end = count is { } known ? $"{known - height}" : $"rows - {height}";
            if (IsTall(height))
                _writer.Line("// so many sums at a time need the 32 registers of machines with vectors of 16");
            string condition = IsTall(height) ? "V.Count == 16 && " : "";
            using (_writer.Indented($"for (; {condition}row <= {end}; row += {height})"))
                WriteCall(height, left, output);
        }
        using (_writer.Indented($"for (; row < {(count is { } all ? $"{all}" : "rows")}; row++)"))
            WriteCall(1, left, output);
    }

    private void WriteCall(int height, string left, string output) => _writer.Line(
        $"{TileName(height)}(ref Unsafe.Add(ref {left}, row * {_contraction.RowStep}), ref {Right}, {(_hasBias ? "ref b, " : "")}ref " +
            $"Unsafe.Add(ref {output}, row * {_contraction.OutputStep}));");

    /// <summary>What no tile writes: the quads behind the last column.</summary>
    private void WritePadding(string output, string rows)
    {
        if (Quads * Quad < RowPadding.Lanes)
            _writer.Line($"RowLayout.ClearEnds(ref {output}, {Quads * Quad}, {rows}, {_contraction.OutputStep});");
    }

    /// <summary>Prints the driver of a single row: a whole prediction calls it directly.</summary>
    private void WriteRowDriver()
    {
        _writer.Line();
        _writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        using (_writer.Block($"internal static void {_contraction.Name}Row(ref float {Left}, ref float {Right}, {Bias}ref float {Output})"))
        {
            if (!_tiled.IsBare)
                WritePadding(Output, "1");
            _writer.Line($"{TileName(1)}(ref {Left}, ref {Right}, {(_hasBias ? "ref b, " : "")}ref {Output});");
        }
    }

    private string TileName(int rows) => $"{_contraction.Name}{rows}x{Columns}";

    private void WriteTile(int rows)
    {
        _writer.Line();
        _writer.Line(LoopWriter.Optimized);
        using (_writer.Block($"private static void {TileName(rows)}(ref float {Left}, ref float {Right}, {Bias}ref float {Output})"))
        {
            if (Columns % Quad != 0)
                _writer.Line("V none = V.Zero;");
            if (IsTall(rows))
            {
                WriteSums(rows, Left, Right);
                WriteTotals(rows, (total, sums) => $"Vector128<float> {total} = V.AddLanes(Vector128<float>.Zero, {sums});");
            }
            else
            {
                for (int row = 0; row < rows; row++)
                    _writer.Line($"Vector128<float> {Join(Quads, quad => $"{Total(row, quad)} = Vector128<float>.Zero")};");
                using (_writer.Block($"for (int lane = 0; lane < {RowPadding.Lanes}; lane += V.Count)"))
                {
                    _writer.Line($"ref float {Left}Lane = ref Unsafe.Add(ref {Left}, lane), {Right}Lane = ref Unsafe.Add(ref {Right}, " +
                        $"lane);");
                    WriteSums(rows, $"{Left}Lane", $"{Right}Lane");
                    WriteTotals(rows, (total, sums) => $"{total} = V.AddLanes({total}, {sums});");
                }
            }
            for (int row = 0; row < rows; row++)
                for (int quad = 0; quad < Quads; quad++)
                    _writer.Line($"{(_hasBias ? $"(Vector128.LoadUnsafe(ref b, {quad * Quad}) + {Total(row, quad)})"
                        : Total(row, quad))}.StoreUnsafe(ref {Output}, {row * _contraction.OutputStep + quad * Quad});");
        }
    }

    /// <summary>Adds up the lanes of four sums at a time; zeros where there are fewer.</summary>
    private void WriteTotals(int rows, Func<string, string, string> statement)
    {
        for (int row = 0; row < rows; row++)
            for (int quad = 0; quad < Quads; quad++)
                _writer.Line(statement(Total(row, quad), Join(Quad, i => quad * Quad + i < Columns ? $"c{row}{quad * Quad + i}" : "none")));
    }

    /// <summary>The totals of four outputs side by side.</summary>
    private static string Total(int row, int quad) => $"s{row}{quad}";

    private void WriteSums(int rows, string left, string right)
    {
        for (int row = 0; row < rows; row++)
            _writer.Line($"V {Join(Columns, column => $"c{row}{column} = {((row, column) == (0, 0) ? "V.Zero" : "c00")}")};");
        WriteLoop(rows, left, right, 0);
    }

    private void WriteLoop(int rows, string left, string right, int depth)
    {
        Term term = _contraction.Reduction[depth];
        string counter = depth + 1 == _contraction.Reduction.Count ? "k" : depth == 0 ? "i" : "j";
        using (_writer.Block($"for (int {counter} = 0; {counter} < {term.Count}; {counter}++)"))
        {
            if (depth + 1 == _contraction.Reduction.Count)
            {
                WriteTerms(rows, left, right);
                Step(left, term.LeftStep);
                Step(right, term.RightStep);
                return;
            }
            Term inner = _contraction.Reduction[depth + 1];
            WriteLoop(rows, left, right, depth + 1);
            Step(left, term.LeftStep - inner.Count!.Value * inner.LeftStep);
            Step(right, term.RightStep - inner.Count!.Value * inner.RightStep);
        }
    }

    /// <summary>One vector of terms of every sum of the tile: the vectors of a once, those of b one after the other.</summary>
    private void WriteTerms(int rows, string left, string right)
    {
        _writer.Line($"V {Join(rows, row => $"a{row} = V.Load(ref {left}, {row * _contraction.RowStep})")};");
        for (int column = 0; column < Columns; column++)
        {
            _writer.Line($"{(column == 0 ? "V " : "")}r = V.Load(ref {right}, {column * _contraction.ColumnStep});");
            _writer.Line(string.Join(" ", Enumerable.Range(0, rows).Select(row => $"V.AddProduct(a{row}, r, ref c{row}{column});")));
        }
    }

    private void Step(string pointer, int floats)
    {
        if (floats != 0)
            _writer.Line($"{pointer} = ref Unsafe.Add(ref {pointer}, {floats});");
    }

    private static string Join(int count, Func<int, string> item) => string.Join(", ", Enumerable.Range(0, count).Select(item));
}

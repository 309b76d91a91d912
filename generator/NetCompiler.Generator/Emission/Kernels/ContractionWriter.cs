using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints a contraction: a driver that walks over columns and rows, and the tiles that it calls.</summary>
internal sealed class ContractionWriter
{
    private const string Optimized = LoopWriter.Optimized;

    private const string Lanes = TileWriter.Lanes;

    private readonly SourceWriter _writer;
    private readonly TiledContraction _tiled;
    private readonly Contraction _contraction;
    private readonly Epilogue _epilogue;
    private readonly TileWriter _tile;

    private ContractionWriter(SourceWriter writer, TiledContraction tiled, Epilogue epilogue, KernelParts? parts)
    {
        _writer = writer;
        _tiled = tiled;
        _contraction = tiled.Contraction;
        _epilogue = epilogue;
        _tile = new TileWriter(writer, tiled, epilogue, parts);
    }

    /// <summary>Prints the driver, named as the contraction, and its tiles. <paramref name="epilogue"/> is applied to every sum before it
    /// is stored. Given <paramref name="parts"/>, sizes of images are marked.</summary>
    public static void Write(SourceWriter writer, TiledContraction tiled, Epilogue epilogue, KernelParts? parts = null)
    {
        if (tiled.Contraction.IsDot)
        {
            DotWriter.Write(writer, tiled);
            return;
        }
        var self = new ContractionWriter(writer, tiled, epilogue, parts);
        if (tiled.Contraction.Scan is { } scan)
            self.WriteImageDriver(scan);
        else if (tiled.IsRow)
            self.WriteRowDriver(isAlone: true);
        else
            self.WriteDriver();
        self._tile.Write();
        parts?.Begin(writer, "", "");
    }

    private string Left => _contraction.Left;

    private string Right => _contraction.Right;

    private string Output => _contraction.Output;

    /// <summary>What the epilogue reads, as an argument, as far into its buffer as the output's.</summary>
    private string KeptArgument(string offset) => _epilogue.Kept is { } kept ? $"ref Unsafe.Add(ref {kept}, {offset}), " : "";

    private void WriteDriver()
    {
        _writer.Line();
        _writer.Line($"// {_contraction.Formula}{_epilogue.Formula}");
        _writer.Line(Optimized);
        using (_writer.Block($"internal static void {_contraction.Name}({_tile.Operands}, int rows{_tile.Terms})"))
        {
            if (_tiled.SkipsZeros && _tiled.BlockTerms == 0)
                WriteSparse("rows");
            bool pairs = _tiled.RowTiles.Contains(2);
            if (pairs && _tiled.RowTiles.Contains(4))
                _writer.Line("int fours = V.Count == 16 ? rows & ~3 : 0, pairs = rows & ~1;");
            else
                _writer.Line(pairs ? "int pairs = rows & ~1;"
                    : $"RowLayout.Split(rows, out int sixes, {(_tiled.RowTiles.Contains(5) ? "out int fives, " : "")}out int fours);");
            if (_tiled.AsksForNextColumns)
                _writer.Line("int tiles = sixes / 6 + (fives - sixes) / 5;");
            string single = pairs ? "pairs" : "fours";
            if (_tiled.BlockTerms > 0)
            {
                Term terms = _contraction.Reduction[0];
                _writer.Line($"// a block of terms after the other: what tiles read of {Right} in turns stays in the second-level cache " +
                    $"then");
                using (_writer.Block($"for (int k = 0; k < {terms.Count}; k += {_tiled.BlockTerms})"))
                {
                    _writer.Line($"int terms = int.Min({_tiled.BlockTerms}, {terms.Count} - k);");
                    _writer.Line($"ref float {BlockOf(Left)} = ref Unsafe.Add(ref {Left}, {Times("k", terms.LeftStep)});");
                    _writer.Line($"ref float {BlockOf(Right)} = ref Unsafe.Add(ref {Right}, {Times("k", terms.RightStep)});");
                    WriteTiles();
                }
            }
            else
            {
                WriteTiles();
            }
            using (_writer.Indented($"for (int row = {single}; row < rows; row++)"))
            {
                string bias = _tile.HasBias ? "ref b, " : "";
                _writer.Line(
                    $"{_contraction.Name}Row(ref Unsafe.Add(ref {Left}, {RowOffset}), ref {Right}, " +
                        $"{bias}{KeptArgument($"row * {_contraction.OutputStep}")}" +
                    $"ref Unsafe.Add(ref {Output}, row * {_contraction.OutputStep}){_tile.TermsArgument});");
            }
        }
        WriteRowDriver(isAlone: false);
    }

    /// <summary>Prints the loops over columns and, inside, over the rows that go in tiles of several.</summary>
    private void WriteTiles()
    {
        _writer.Line($"int {Lanes} = V.Count, column = 0;");
        foreach (int vectors in _tiled.BatchVectors)
        {
            if (vectors == TiledContraction.Wide)
                _writer.Line("// so many sums at a time need the 32 registers of machines with vectors of 16");
            using (_writer.Block(ColumnLoop(vectors, vectors == TiledContraction.Wide ? "V.Count == 16 && " : "")))
            {
                _writer.Line("int row = 0;");
                if (_tiled.BlockTerms > 0)
                    _writer.Line($"int next = column < {_contraction.Columns} - {Vectors(vectors)} ? {Vectors(vectors)} : " +
                        $"{_tiled.BlockTerms * _contraction.Reduction[0].RightStep} - column;");
                if (_tiled.AsksForNextColumns)
                {
                    _writer.Line(
                        $"// tiles of six and five share in asking the caches for what the next columns need of {Right}: " +
                        "one line in as many terms as `each` says");
                    _writer.Line($"int tile = 0, each = int.Max(1, {(vectors == 1 ? "tiles" : $"tiles / {vectors}")});");
                }
                foreach (int rows in _tiled.RowTiles)
                {
                    string end = rows switch { 6 => "sixes", 5 => "fives", 4 => "fours", _ => "pairs" };
                    using (_writer.Indented($"for (; row < {end}; row += {rows})"))
                        WriteCall(rows, vectors);
                }
            }
        }
    }

    private string BlockOf(string pointer) => _tiled.BlockTerms > 0 ? $"{pointer}Block" : pointer;

    private static string Times(string variable, int factor) => factor == 1 ? variable : $"{variable} * {factor}";

    private static string Vectors(int vectors) => vectors == 1 ? Lanes : $"{vectors} * {Lanes}";

    /// <summary>Prints the driver over images: columns outside, so that a tile's part of the right operand stays in the cache for all
    /// lines.</summary>
    private void WriteImageDriver(Scan scan)
    {
        bool samples = scan.LeftSample != 0;
        if (scan.Groups is { } groups)
            WriteGroupDriver(groups);
        _writer.Line();
        if (scan.Groups is null)
            _writer.Line($"// {_contraction.Formula}{_epilogue.Formula}");
        // A stride makes many of these, which one walk calls: inlined, they would use up what the JIT inlines.
        _writer.Line(LoopWriter.Alone);
        using (_writer.Block($"{(scan.Groups is null ? "internal" : "private")} static void " +
            $"{_contraction.Name}{(scan.Groups is null ? "" : "Group")}({_tile.Operands}{(samples ? ", int rows" : "")}{_tile.Terms})"))
        {
            Step(Left, scan.LeftStart);
            Step(Right, scan.RightStart);
            Step(Output, scan.OutputStart);
            if (_epilogue.Kept is { } kept)
                Step(kept, scan.KeptStart);
            if (!samples)
            {
                WriteColumns(scan);
                return;
            }
            using (_writer.Block("for (int sample = 0; sample < rows; sample++)"))
            {
                WriteColumns(scan);
                Step(Left, scan.LeftSample);
                Step(Output, scan.OutputSample);
                if (_epilogue.Kept is { } read)
                    Step(read, scan.KeptSample);
            }
        }
    }

    /// <summary>Prints the loop over groups, which calls the driver of one.</summary>
    private void WriteGroupDriver(GroupLoop groups)
    {
        _writer.Line();
        _writer.Line($"// {_contraction.Formula}{_epilogue.Formula}, for each of {groups.Count} groups of channels");
        _writer.Line(Optimized);
        using (_writer.Block($"internal static void {_contraction.Name}({_tile.Operands}, int rows)"))
        {
            using (_writer.Indented($"for (int group = 0; group < {groups.Count}; group++)"))
            {
                string bias = _tile.HasBias ? $"ref Unsafe.Add(ref b, group * {groups.Output}), " : "";
                _writer.Line(
                    $"{_contraction.Name}Group(ref Unsafe.Add(ref {Left}, group * {groups.Left}), ref Unsafe.Add(ref {Right}, group * " +
                        $"{groups.Right}), " +
                    $"{bias}{KeptArgument($"group * {groups.Kept}")}ref Unsafe.Add(ref {Output}, group * {groups.Output}), rows);");
            }
        }
    }

    private void WriteColumns(Scan scan)
    {
        _writer.Line($"int {Lanes} = V.Count, column = 0;");
        foreach (int vectors in _tiled.BatchVectors)
        {
            using (_writer.Block(ColumnLoop(vectors, vectors == TiledContraction.Wide ? "V.Count == 16 && " : "")))
            {
                if (scan.Lines == 1)
                {
                    WriteLine(scan, vectors, Left, _epilogue.Kept, Output, "column");
                    continue;
                }
                using (_writer.Block($"for (int line = 0; line < {scan.Lines}; line++)"))
                {
                    _writer.Line($"ref float {Left}Line = ref Unsafe.Add(ref {Left}, line * " +
                        $"{scan.LeftLine}{(_contraction.IsLanewise ? " + column" : "")});");
                    if (_epilogue.Kept is { } kept)
                        _writer.Line($"ref float {kept}Line = ref Unsafe.Add(ref {kept}, line * {scan.KeptLine} + column);");
                    _writer.Line($"ref float {Output}Line = ref Unsafe.Add(ref {Output}, line * {scan.OutputLine} + column);");
                    WriteLine(scan, vectors, $"{Left}Line", _epilogue.Kept is null ? null : $"{_epilogue.Kept}Line", $"{Output}Line", "");
                }
            }
        }
    }

    /// <summary>The tiles of a line: the taller ones, then those lower by one.</summary>
    private void WriteLine(Scan scan, int vectors, string left, string? kept, string output, string column)
    {
        int row = 0;
        foreach (int height in _tiled.RowTiles)
        {
            int end = height == _tiled.RowTiles[0] ? _tiled.TallRows : scan.Rows;
            if (end - row == height)
                WriteTileCall(height, row.ToString());
            else
            {
                using (_writer.Indented($"for (int row = {row}; row < {end}; row += {height})".Replace("row += 1)", "row++)")))
                    WriteTileCall(height, "row");
            }
            row = end;
        }

        void WriteTileCall(int height, string first)
        {
            string bias = _tile.HasBias ? "ref Unsafe.Add(ref b, column), " : "";
            string read = kept is null ? "" : $"{At(kept, first, _contraction.OutputStep)}, ";
            string from = At(left, first, _contraction.RowStep, _contraction.IsLanewise && left == Left ? "column" : "");
            string to = At(output, first, _contraction.OutputStep);
            string list = $"{from}, ref Unsafe.Add(ref {Right}, column), {bias}{read}{to}{_tile.TermsArgument}";
            _writer.Line($"{_tile.List(height, vectors, list)};");
        }

        string At(string pointer, string first, int step, string? more = null)
        {
            string offset = first == "0" ? "" : step == 1 ? first : int.TryParse(first, out int number) ? $"{number * step}"
                : $"{first} * {step}";
            string[] terms = [.. new[] { offset, more ?? column }.Where(term => term.Length > 0)];
            return terms.Length == 0 ? $"ref {pointer}" : $"ref Unsafe.Add(ref {pointer}, {string.Join(" + ", terms)})";
        }
    }

    private void Step(string pointer, int floats)
    {
        if (floats != 0)
            _writer.Line($"{pointer} = ref Unsafe.Add(ref {pointer}, {floats});");
    }

    /// <summary>Prints the driver of a single row: a whole prediction calls it directly.</summary>
    private void WriteRowDriver(bool isAlone)
    {
        _writer.Line();
        if (isAlone)
            _writer.Line($"// {_contraction.Formula}{_epilogue.Formula}, for one row");
        _writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        using (_writer.Block($"internal static void {_contraction.Name}Row({_tile.Operands}{_tile.Terms})"))
        {
            if (_tiled.SkipsZeros && _contraction.Reduction[0].Count is not null)
                WriteSparse("1");
            _writer.Line($"int {Lanes} = V.Count, column = 0;");
            foreach (int vectors in _tiled.RowVectors)
            {
                using (_writer.Indented(ColumnLoop(vectors)))
                {
                    string bias = _tile.HasBias ? "ref Unsafe.Add(ref b, column), " : "";
                    _writer.Line(
                        $"{_tile.Name(1, vectors)}(ref {Left}, ref Unsafe.Add(ref {Right}, column), {bias}{KeptArgument("column")}ref " +
                            $"Unsafe.Add(ref {Output}, column){_tile.TermsArgument});");
                }
            }
        }
    }

    /// <summary>Prints what tries to sum without the terms that are zero, and what then applies the epilogue.</summary>
    private void WriteSparse(string rows)
    {
        Term terms = _contraction.Reduction[0];
        string start = _tile.HasBias ? "ref b" : "ref Unsafe.NullRef<float>()";
        _writer.Line($"// the runtime leaves out terms whose {Left} is zero where these are many");
        bool finishes = _epilogue.Steps.Count > 0;
        string count = terms.Count is { } known ? $"terms: {known}" : "terms", add = _tile.Adds ? ", add" : "";
        string condition =
            $"if (SparseRows.TrySum<V>(ref {Left}, ref {Right}, {start}, ref {Output}, {rows}, rowStep: {_contraction.RowStep}, " +
            $"termStep: {terms.LeftStep}, {count}, rightStep: {terms.RightStep}, outputStep: {_contraction.OutputStep}, " +
            $"columns: {_contraction.Columns}{add}))";
        using (finishes ? _writer.Block(condition) : _writer.Indented(condition))
        {
            if (finishes)
                _writer.Line(_tile.Finish(rows));
            _writer.Line("return;");
        }
    }

    private string RowOffset => Times("row", _contraction.RowStep);

    private string ColumnLoop(int vectors, string condition = "")
    {
        string step = Vectors(vectors);
        return $"for (; {condition}column <= {_contraction.Columns} - {step}; column += {step})";
    }

    private void WriteCall(int rows, int vectors)
    {
        string bias = _tile.HasBias ? "ref Unsafe.Add(ref b, column), " : "";
        string next = _tile.AsksForNext(rows) ? $", RowLayout.Ahead(tile++, each, {vectors}, {Lanes}, " +
            $"{_contraction.Reduction[0].RightStep}, {(_tiled.BlockTerms > 0 ? "next" : Vectors(vectors))}), each" : "";
        string part = _tile.IsPart(rows) ? $", terms, k == 0, k + {_tiled.BlockTerms} >= {_contraction.Reduction[0].Count}" : "";
        string kept = KeptArgument($"row * {_contraction.OutputStep} + column");
        _writer.Line(
            $"{_tile.Name(rows, vectors)}(ref Unsafe.Add(ref {BlockOf(Left)}, {RowOffset}), " +
            $"ref Unsafe.Add(ref {BlockOf(Right)}, column), {bias}{kept}" +
            $"ref Unsafe.Add(ref {Output}, row * {_contraction.OutputStep} + column){next}{part}{_tile.TermsArgument});");
    }
}

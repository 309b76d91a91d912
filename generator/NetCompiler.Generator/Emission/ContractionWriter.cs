using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints a contraction: a driver that walks over columns and rows, and one method for each register tile.</summary>
internal sealed class ContractionWriter
{
    private const string Optimized = LoopWriter.Optimized;

    private const int VectorsPerLine = 4;

    /// <summary>The lanes of a vector, asked for once a method: each of a tile's 50 offsets would be a call otherwise.</summary>
    internal const string Lanes = "n";

    private readonly SourceWriter _writer;
    private readonly TiledContraction _tiled;
    private readonly Contraction _contraction;
    private readonly Epilogue _epilogue;
    private readonly StoreWriter _store;
    private readonly bool _hasBias;

    private ContractionWriter(SourceWriter writer, TiledContraction tiled, Epilogue epilogue)
    {
        _writer = writer;
        _tiled = tiled;
        _contraction = tiled.Contraction;
        _epilogue = epilogue;
        _store = new StoreWriter(_contraction.Name, _contraction.Output, epilogue);
        _hasBias = _contraction.Start == ContractionStart.Bias;
    }

    /// <summary>Prints the driver, named as the contraction, and its tiles. <paramref name="epilogue"/> is applied to every sum before it is stored.</summary>
    public static void Write(SourceWriter writer, TiledContraction tiled, Epilogue epilogue)
    {
        if (tiled.Contraction.IsDot)
        {
            DotWriter.Write(writer, tiled);
            return;
        }
        var self = new ContractionWriter(writer, tiled, epilogue);
        if (tiled.Contraction.Scan is { } scan)
            self.WriteImageDriver(scan);
        else
            self.WriteDriver();
        foreach (int rows in tiled.RowTiles)
            foreach (int vectors in tiled.BatchVectors)
                self.WriteTile(rows, vectors);
        foreach (int vectors in tiled.RowVectors)
            self.WriteTile(1, vectors);
        foreach (int vectors in tiled.RowTiles.Count > 0 ? tiled.BatchVectors.Concat(tiled.RowVectors).Distinct() : tiled.RowVectors)
            self._store.WriteMethod(writer, vectors);
    }

    private string Left => _contraction.Left;

    private string Right => _contraction.Right;

    private string Output => _contraction.Output;

    private bool CountsSamples => _contraction.Reduction[0].Count is null;

    private string Terms => (CountsSamples ? ", int terms" : "") + More;

    private bool Adds => _contraction.Start == ContractionStart.Output;

    private string More => Adds ? ", bool add" : "";

    /// <summary>Whether a tile asks the caches for the next columns. Tiles of four rows have no time for that: what they do with a vector is over before the next is there.</summary>
    private bool AsksForNext(int rows) => _tiled.AsksForNextColumns && rows > 4;

    /// <summary>The parameters of tiles that ask for the next columns: how far from its own, and for how many terms a line.</summary>
    private string Next(int rows) => AsksForNext(rows) ? ", int next, int each" : "";

    /// <summary>Whether a tile sums a block of the terms and goes on with the next block later. A single row has nothing to gain by that.</summary>
    private bool IsPart(int rows) => rows > 1 && _tiled.BlockTerms > 0;

    /// <summary>The parameters of tiles that sum a block of the terms.</summary>
    private string Part(int rows) => IsPart(rows) ? ", int terms, bool first, bool last" : "";

    private string Bias => _hasBias ? "ref float b, " : "";

    private string Kept => _epilogue.Kept is { } kept ? $"ref float {kept}, " : "";

    /// <summary>The argument for <see cref="Kept"/>, as far into its buffer as the output's.</summary>
    private string KeptArgument(string offset) => _epilogue.Kept is { } kept ? $"ref Unsafe.Add(ref {kept}, {offset}), " : "";

    private void WriteDriver()
    {
        _writer.Line();
        _writer.Line($"// {_contraction.Formula}{_epilogue.Formula}");
        _writer.Line(Optimized);
        using (_writer.Block($"internal static void {_contraction.Name}(ref float {Left}, ref float {Right}, {Bias}{Kept}ref float {Output}, int rows{Terms})"))
        {
            bool pairs = _tiled.RowTiles.Contains(2);
            if (pairs && _tiled.RowTiles.Contains(4))
                _writer.Line("int fours = V.Count == 16 ? rows & ~3 : 0, pairs = rows & ~1;");
            else
                _writer.Line(pairs ? "int pairs = rows & ~1;" : $"RowLayout.Split(rows, out int sixes, {(_tiled.RowTiles.Contains(5) ? "out int fives, " : "")}out int fours);");
            if (_tiled.AsksForNextColumns)
                _writer.Line("int tiles = sixes / 6 + (fives - sixes) / 5;");
            string single = pairs ? "pairs" : "fours";
            if (_tiled.BlockTerms > 0)
            {
                Term terms = _contraction.Reduction[0];
                _writer.Line($"// a block of terms after the other: what tiles read of {Right} in turns stays in the second-level cache then");
                using (_writer.Block($"for (int k = 0; k < {terms.Count}; k += {_tiled.BlockTerms})"))
                {
                    _writer.Line($"int terms = int.Min({_tiled.BlockTerms}, {terms.Count} - k);");
                    _writer.Line($"ref float {BlockOf(Left)} = ref Unsafe.Add(ref {Left}, {Product("k", terms.LeftStep)});");
                    _writer.Line($"ref float {BlockOf(Right)} = ref Unsafe.Add(ref {Right}, {Product("k", terms.RightStep)});");
                    WriteTiles();
                }
            }
            else
            {
                WriteTiles();
            }
            using (_writer.Indented($"for (int row = {single}; row < rows; row++)"))
            {
                string bias = _hasBias ? "ref b, " : "";
                _writer.Line(
                    $"{_contraction.Name}Row(ref Unsafe.Add(ref {Left}, {RowOffset}), ref {Right}, {bias}{KeptArgument($"row * {_contraction.OutputStep}")}" +
                    $"ref Unsafe.Add(ref {Output}, row * {_contraction.OutputStep}){TermsArgument});");
            }
        }
        WriteRowDriver();
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
                    _writer.Line($"int next = column < {_contraction.Columns} - {Vectors(vectors)} ? {Vectors(vectors)} : {_tiled.BlockTerms * _contraction.Reduction[0].RightStep} - column;");
                if (_tiled.AsksForNextColumns)
                {
                    _writer.Line($"// together, tiles of six and five ask the caches for what the next columns need of {Right}: a line for each so many terms");
                    _writer.Line($"int tile = 0, each = int.Max(1, tiles / {vectors});".Replace("tiles / 1)", "tiles)"));
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

    private static string Product(string variable, int factor) => factor == 1 ? variable : $"{variable} * {factor}";

    private static string Vectors(int vectors) => vectors == 1 ? Lanes : $"{vectors} * {Lanes}";

    /// <summary>Prints the driver over images: columns outside, so that a tile's part of the right operand stays in the cache for all lines.</summary>
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
        using (_writer.Block($"{(scan.Groups is null ? "internal" : "private")} static void {_contraction.Name}{(scan.Groups is null ? "" : "Group")}(ref float {Left}, ref float {Right}, {Bias}{Kept}ref float {Output}{(samples ? ", int rows" : "")}{Terms})"))
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
        using (_writer.Block($"internal static void {_contraction.Name}(ref float {Left}, ref float {Right}, {Bias}{Kept}ref float {Output}, int rows)"))
        {
            using (_writer.Indented($"for (int group = 0; group < {groups.Count}; group++)"))
            {
                string bias = _hasBias ? $"ref Unsafe.Add(ref b, group * {groups.Output}), " : "";
                _writer.Line(
                    $"{_contraction.Name}Group(ref Unsafe.Add(ref {Left}, group * {groups.Left}), ref Unsafe.Add(ref {Right}, group * {groups.Right}), " +
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
                    _writer.Line($"ref float {Left}Line = ref Unsafe.Add(ref {Left}, line * {scan.LeftLine}{(_contraction.IsLanewise ? " + column" : "")});");
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
            string bias = _hasBias ? "ref Unsafe.Add(ref b, column), " : "";
            string read = kept is null ? "" : $"{At(kept, first, _contraction.OutputStep)}, ";
            _writer.Line(
                $"{TileName(height, vectors)}({At(left, first, _contraction.RowStep, _contraction.IsLanewise && left == Left ? "column" : "")}, ref Unsafe.Add(ref {Right}, column), {bias}{read}{At(output, first, _contraction.OutputStep)}{TermsArgument});");
        }

        string At(string pointer, string first, int step, string? more = null)
        {
            string offset = first == "0" ? "" : step == 1 ? first : int.TryParse(first, out int number) ? $"{number * step}" : $"{first} * {step}";
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
    private void WriteRowDriver()
    {
        _writer.Line();
        _writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        using (_writer.Block($"internal static void {_contraction.Name}Row(ref float {Left}, ref float {Right}, {Bias}{Kept}ref float {Output}{Terms})"))
        {
            _writer.Line($"int {Lanes} = V.Count, column = 0;");
            foreach (int vectors in _tiled.RowVectors)
            {
                using (_writer.Indented(ColumnLoop(vectors)))
                {
                    string bias = _hasBias ? "ref Unsafe.Add(ref b, column), " : "";
                    _writer.Line(
                        $"{TileName(1, vectors)}(ref {Left}, ref Unsafe.Add(ref {Right}, column), {bias}{KeptArgument("column")}ref Unsafe.Add(ref {Output}, column){TermsArgument});");
                }
            }
        }
    }

    private string RowOffset => Product("row", _contraction.RowStep);

    private string TermsArgument => (CountsSamples ? ", terms" : "") + (Adds ? ", add" : "");

    private string ColumnLoop(int vectors, string condition = "")
    {
        string step = Vectors(vectors);
        return $"for (; {condition}column <= {_contraction.Columns} - {step}; column += {step})";
    }

    private void WriteCall(int rows, int vectors)
    {
        string bias = _hasBias ? "ref Unsafe.Add(ref b, column), " : "";
        string next = AsksForNext(rows) ? $", RowLayout.Ahead(tile++, each, {vectors}, {Lanes}, {_contraction.Reduction[0].RightStep}, {(_tiled.BlockTerms > 0 ? "next" : Vectors(vectors))}), each" : "";
        string part = IsPart(rows) ? $", terms, k == 0, k + {_tiled.BlockTerms} >= {_contraction.Reduction[0].Count}" : "";
        _writer.Line(
            $"{TileName(rows, vectors)}(ref Unsafe.Add(ref {BlockOf(Left)}, {RowOffset}), ref Unsafe.Add(ref {BlockOf(Right)}, column), {bias}{KeptArgument($"row * {_contraction.OutputStep} + column")}" +
            $"ref Unsafe.Add(ref {Output}, row * {_contraction.OutputStep} + column){next}{part}{TermsArgument});");
    }

    private string TileName(int rows, int vectors) => $"{_contraction.Name}{rows}x{vectors}";

    private void WriteTile(int rows, int vectors)
    {
        _writer.Line();
        _writer.Line(Optimized);
        using (_writer.Block($"private static void {TileName(rows, vectors)}(ref float {Left}, ref float {Right}, {Bias}{Kept}ref float {Output}{Next(rows)}{Part(rows)}{Terms})"))
        {
            if (vectors > 1)
                _writer.Line($"int {Lanes} = V.Count;");
            WriteStart(rows, vectors);
            WriteSum(rows, vectors);
            WritePartialSums(rows, vectors);
            WriteStores(rows, vectors);
        }
    }

    private void WriteStart(int rows, int vectors)
    {
        for (int row = 0; row < rows; row++)
        {
            int r = row;
            Declarations("V ", vectors, v => $"{Sum(r, v)} = {StartOf(r, v)}");
        }
        if (Adds || IsPart(rows))
        {
            using (_writer.Block(Adds ? "if (add)" : "if (!first)"))
            {
                for (int row = 0; row < rows; row++)
                {
                    int r = row;
                    Statements(vectors, v => $"{Sum(r, v)} = V.Load(ref {Output}, {Offset(r * _contraction.OutputStep, v)});");
                }
            }
        }
        for (int part = 1; part < _tiled.Sums; part++)
        {
            for (int row = 0; row < rows; row++)
            {
                (int r, int p) = (row, part);
                Declarations("V ", vectors, v => $"{Sum(r, v, p)} = {ZeroOr(Sum(0, 0, 1), (r, v, p) == (0, 0, 1))}");
            }
        }
    }

    private string StartOf(int row, int vector) => _contraction.Start switch
    {
        ContractionStart.Bias => row == 0 ? $"V.Load(ref b, {Offset(0, vector)})" : Sum(0, vector),
        _ => ZeroOr(Sum(0, 0), (row, vector) == (0, 0)),
    };

    /// <summary>Zero is asked for once: every call counts for what the JIT inlines (KERNELS rule 5).</summary>
    private static string ZeroOr(string sum, bool isFirst) => isFirst ? "V.Zero" : sum;

    private void WriteSum(int rows, int vectors)
    {
        if (_tiled.UnrolledLoops == 0)
        {
            WriteLoop(rows, vectors, 0);
            return;
        }
        Term lines = _contraction.Reduction[0], taps = _contraction.Reduction[1];
        if (lines.Count == 0 || taps.Count == 0)
            return;
        if (_tiled.UnrolledLoops == 2)
        {
            for (int line = 0; line < lines.Count; line++)
                WriteTapLine(rows, taps, line * lines.LeftStep, line * lines.RightStep, declare: line == 0);
            return;
        }
        using (_writer.Block($"for (int i = 0; i < {lines.Count}; i++)"))
        {
            WriteTapLine(rows, taps, 0, 0, declare: true);
            Step(Left, lines.LeftStep);
            Step(Right, lines.RightStep);
        }
    }

    /// <summary>The taps of a kernel line, with every lane for itself: the weights once, every pixel once, each sum's taps in order.</summary>
    private void WriteTapLine(int rows, Term taps, int left, int right, bool declare)
    {
        int count = taps.Count!.Value;
        string type = declare ? "V " : "";
        for (int tap = 0; tap < count; tap++)
            _writer.Line($"{type}r{tap} = V.Load(ref {Right}, {right + tap * taps.RightStep});");
        var products = Enumerable.Range(0, rows).SelectMany(row => Enumerable.Range(0, count).Select(tap => (Pixel: row * _contraction.RowStep + tap * taps.LeftStep, Row: row, Tap: tap)));
        foreach (var pixel in products.GroupBy(product => product.Pixel).OrderBy(pixel => pixel.Key))
        {
            _writer.Line($"{type}a = V.Load(ref {Left}, {left + pixel.Key});");
            type = "";
            var uses = pixel.ToArray();
            for (int first = 0; first < uses.Length; first += VectorsPerLine)
                _writer.Line(string.Join(" ", uses.Skip(first).Take(VectorsPerLine).Select(use => $"{Sum(use.Row, 0)} = V.MultiplyAdd(a, r{use.Tap}, {Sum(use.Row, 0)});")));
        }
    }

    private void WriteLoop(int rows, int vectors, int depth)
    {
        Term term = _contraction.Reduction[depth];
        bool isInnermost = depth + 1 == _contraction.Reduction.Count;
        int sums = isInnermost ? _tiled.Sums : 1;
        string counter = isInnermost ? "k" : depth == 0 ? "i" : "j";
        string end = term.Count is { } count && !IsPart(rows) ? (count - count % sums).ToString() : "terms";
        using IDisposable? asking = isInnermost && AsksForNext(rows) ? _writer.Block($"for (int k = 0; k < {end};)") : null;
        if (asking is not null)
            _writer.Line($"V.Prefetch(ref {Right}, next);");
        using (_writer.Block(asking is not null ? $"for (int end = int.Min(k + each, {end}); k < end; k++)" : $"for (int {counter} = 0; {counter} < {end}; {counter} += {sums})".Replace($"{counter} += 1)", $"{counter}++)")))
        {
            if (isInnermost)
            {
                for (int part = 0; part < sums; part++)
                    WriteTerm(rows, vectors, term, part, declare: part == 0);
                Step(Left, term.LeftStep * sums);
                Step(Right, term.RightStep * sums);
            }
            else
            {
                Term inner = _contraction.Reduction[depth + 1];
                WriteLoop(rows, vectors, depth + 1);
                // The last terms of partial sums leave the references where they are.
                int stepped = inner.Count!.Value;
                stepped -= depth + 2 == _contraction.Reduction.Count ? stepped % _tiled.Sums : 0;
                Step(Left, term.LeftStep - stepped * inner.LeftStep);
                Step(Right, term.RightStep - stepped * inner.RightStep);
            }
        }
        int left = (term.Count ?? 0) % sums;
        if (left == 0)
            return;
        using (_writer.Block(left == 1 ? "// the last term" : $"// the last {left} terms"))
        {
            for (int part = 0; part < left; part++)
                WriteTerm(rows, vectors, term, part, declare: part == 0);
        }
    }

    /// <summary>One term of every sum of the tile: the vectors of b once, each row's a broadcast to all of them.</summary>
    private void WriteTerm(int rows, int vectors, Term term, int part, bool declare)
    {
        string type = declare ? "V " : "";
        if (declare)
            Declarations("V ", vectors, v => $"r{v} = V.Load(ref {Right}, {Offset(part * term.RightStep, v)})");
        else
            Statements(vectors, v => $"r{v} = V.Load(ref {Right}, {Offset(part * term.RightStep, v)});");
        if (rows == 1 && _tiled.RowAhead > 0)
            Statements(vectors, v => $"V.Prefetch(ref {Right}, {Offset((_tiled.RowAhead + part) * term.RightStep, v)});");
        for (int row = 0; row < rows; row++)
        {
            int r = row;
            int offset = row * _contraction.RowStep + part * term.LeftStep;
            string value = offset == 0 ? Left : $"Unsafe.Add(ref {Left}, {offset})";
            if (_contraction.IsLanewise)
            {
                Statements(vectors, v => $"{Sum(r, v, part)} = V.MultiplyAdd(V.Load(ref {Left}, {Offset(offset, v)}), r{v}, {Sum(r, v, part)});");
                continue;
            }
            _writer.Line($"{(row == 0 ? type : "")}a = V.Broadcast({value});");
            Statements(vectors, v => $"{Sum(r, v, part)} = V.MultiplyAdd(a, r{v}, {Sum(r, v, part)});");
        }
    }

    /// <summary>Adds partial sums pairwise: (0 + half), (1 + half + 1), ... until one is left.</summary>
    private void WritePartialSums(int rows, int vectors)
    {
        for (int half = _tiled.Sums / 2; half >= 1; half /= 2)
        {
            for (int part = 0; part < half; part++)
            {
                for (int row = 0; row < rows; row++)
                {
                    (int r, int p) = (row, part);
                    Statements(vectors, v => $"{Sum(r, v, p)} += {Sum(r, v, p + half)};");
                }
            }
        }
    }

    /// <summary>Stores the sums row by row: whole ones with the epilogue applied, those of a block of the terms as they are until the last.</summary>
    private void WriteStores(int rows, int vectors)
    {
        if (IsPart(rows) && _epilogue.Steps.Count > 0)
        {
            using (_writer.Block("if (!last)"))
            {
                WriteRows(isWhole: false);
                _writer.Line("return;");
            }
        }
        WriteRows(isWhole: true);

        void WriteRows(bool isWhole)
        {
            for (int row = 0; row < rows; row++)
            {
                int r = row;
                _writer.Line(_store.Call([.. Enumerable.Range(0, vectors).Select(v => Sum(r, v))], row * _contraction.OutputStep, isWhole));
            }
        }
    }

    /// <summary>The accumulator of a row and a vector; the partial sums after the first carry a letter.</summary>
    private static string Sum(int row, int vector, int part = 0) => $"c{row}{vector}{(part == 0 ? "" : ((char)('a' + part)).ToString())}";

    internal static string Offset(int floats, int vector) => (floats, vector) switch
    {
        (_, 0) => floats.ToString(),
        (0, 1) => Lanes,
        (0, _) => $"{vector} * {Lanes}",
        (_, 1) => $"{floats} + {Lanes}",
        _ => $"{floats} + {vector} * {Lanes}",
    };

    /// <summary>One statement a vector, a few on a line.</summary>
    private void Statements(int vectors, Func<int, string> statement)
    {
        for (int first = 0; first < vectors; first += VectorsPerLine)
            _writer.Line(string.Join(" ", Enumerable.Range(first, Math.Min(VectorsPerLine, vectors - first)).Select(statement)));
    }

    /// <summary>One declaration with one variable a vector, a few on a line.</summary>
    private void Declarations(string type, int vectors, Func<int, string> declaration)
    {
        for (int first = 0; first < vectors; first += VectorsPerLine)
            _writer.Line($"{type}{string.Join(", ", Enumerable.Range(first, Math.Min(VectorsPerLine, vectors - first)).Select(declaration))};");
    }
}

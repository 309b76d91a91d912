using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints the register tiles of a contraction: methods that sum so many rows by so many vectors.</summary>
/// <param name="writer">Where to.</param>
/// <param name="tiled">The plan.</param>
/// <param name="epilogue">What is applied to every sum before it is stored.</param>
/// <param name="parts">Where each tile begins, if images of other sizes may share them.</param>
internal sealed class TileWriter(SourceWriter writer, TiledContraction tiled, Epilogue epilogue, KernelParts? parts = null)
{
    private const int VectorsPerLine = 4;

    /// <summary>The lanes of a vector, asked for once a method: each of a tile's 50 offsets would be a call otherwise.</summary>
    internal const string Lanes = "n";

    private readonly SourceWriter _writer = writer;
    private readonly TiledContraction _tiled = tiled;
    private readonly Contraction _contraction = tiled.Contraction;
    private readonly Epilogue _epilogue = epilogue;
    private readonly KernelParts? _parts = tiled.Contraction is { Scan: not null, IsLanewise: false } ? parts : null;
    private readonly TileStoreWriter _store = new(tiled.Contraction.Name, tiled.Contraction.Output, epilogue);

    /// <summary>Prints all tiles of the plan.</summary>
    public void Write()
    {
        foreach (int rows in _tiled.RowTiles)
            foreach (int vectors in _tiled.BatchVectors)
                WriteTile(rows, vectors);
        foreach (int vectors in _tiled.RowVectors)
            WriteTile(1, vectors);
        IEnumerable<int> widths = _tiled.RowTiles.Count > 0 ? _tiled.BatchVectors.Concat(_tiled.RowVectors) : _tiled.RowVectors;
        bool finishes = (_tiled.SkipsZeros || _tiled.BlockTerms > 0) && _epilogue.Steps.Count > 0;
        foreach (int vectors in (finishes ? widths.Append(1) : widths).Distinct())
        {
            _parts?.Begin(_writer, "", _store.NameOf(vectors));
            _store.WriteMethod(_writer, vectors);
        }
        if (finishes)
            _store.WriteFinish(_writer, _contraction.OutputStep);
    }

    /// <summary>A tile's method.</summary>
    public string Name(int rows, int vectors) => $"{_contraction.Name}{rows}x{vectors}";

    /// <summary>The parameters that tiles and drivers have in common: the operands, the bias, what the epilogue reads, and the
    /// output.</summary>
    public string Operands => $"ref float {Left}, ref float {Right}, " +
        $"{(HasBias ? "ref float b, " : "")}{(_epilogue.Kept is { } kept ? $"ref float {kept}, " : "")}ref float {Output}";

    /// <summary>The last parameters of tiles and drivers: the number of terms where it is that of the samples, and whether to add to the
    /// output.</summary>
    public string Terms => (CountsSamples ? ", int terms" : "") + (Adds ? ", bool add" : "");

    /// <summary>The arguments for <see cref="Terms"/>.</summary>
    public string TermsArgument => (CountsSamples ? ", terms" : "") + (Adds ? ", add" : "");

    /// <summary>Whether sums begin with a bias.</summary>
    public bool HasBias => _contraction.Start == ContractionStart.Bias;

    /// <summary>Whether sums may begin with the output.</summary>
    public bool Adds => _contraction.Start == ContractionStart.Output;

    /// <summary>The statement that applies the epilogue to so many whole rows in the output.</summary>
    public string Finish(string rows) => _store.FinishCall($"{_contraction.Columns}", rows);

    /// <summary>Whether a tile asks the caches for the next columns. Tiles of four rows have no time for that: what they do with a vector
    /// is over before the next is there.</summary>
    public bool AsksForNext(int rows) => _tiled.AsksForNextColumns && rows > 4;

    /// <summary>Whether a tile sums a block of the terms and goes on with the next block later. A single row has nothing to gain by
    /// that.</summary>
    public bool IsPart(int rows) => rows > 1 && _tiled.BlockTerms > 0;

    private string Left => _contraction.Left;

    private string Right => _contraction.Right;

    private string Output => _contraction.Output;

    private bool CountsSamples => _contraction.Reduction[0].Count is null;

    /// <summary>The parameters of tiles that ask for the next columns: how far from its own, and for how many terms a line.</summary>
    private string Next(int rows) => AsksForNext(rows) ? ", int next, int each" : "";

    /// <summary>The parameters of tiles that sum a block of the terms.</summary>
    private string Part(int rows) => IsPart(rows) ? ", int terms, bool first, bool last" : "";

    /// <summary>A tile's name and arguments, or its name and parameters.</summary>
    public string List(int rows, int vectors, string list) =>
        _parts is null ? $"{Name(rows, vectors)}({list})" : KernelSizes.Tile(Name(rows, vectors), list);

    private string Size(string name, int value) => _parts is null ? value.ToString() : KernelSizes.Size(name, value);

    private void WriteTile(int rows, int vectors)
    {
        _parts?.Begin(_writer, Name(rows, vectors), _store.NameOf(vectors));
        _writer.Line();
        _writer.Line(LoopWriter.Optimized);
        using (_writer.Block($"private static void {List(rows, vectors, $"{Operands}{Next(rows)}{Part(rows)}{Terms}")}"))
        {
            if (vectors > 1)
                _writer.Line($"int {Lanes} = V.Count;");
            WriteStart(rows, vectors);
            WriteSum(rows, vectors);
            WritePartialSums(rows, vectors);
            WriteStores(rows, vectors);
        }
    }

    private void Step(string pointer, int floats)
    {
        if (floats != 0)
            _writer.Line($"{pointer} = ref Unsafe.Add(ref {pointer}, {floats});");
    }

    /// <summary>Steps from the end of a line to the next.</summary>
    private void Skip(string pointer, int floats, int depth)
    {
        if (floats != 0)
            _writer.Line($"{pointer} = ref Unsafe.Add(ref {pointer}, {Size($"{pointer}Skip{(depth == 0 ? "" : depth)}", floats)});");
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
            using (_writer.Block(!Adds ? "if (!first)" : IsPart(rows) ? "if (add || !first)" : "if (add)"))
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

    /// <summary>The taps of a kernel line, with every lane for itself: the weights once, every pixel once, each sum's taps in
    /// order.</summary>
    private void WriteTapLine(int rows, Term taps, int left, int right, bool declare)
    {
        int count = taps.Count!.Value;
        string type = declare ? "V " : "";
        for (int tap = 0; tap < count; tap++)
            _writer.Line($"{type}r{tap} = V.Load(ref {Right}, {right + tap * taps.RightStep});");
        var products = Enumerable.Range(0, rows).SelectMany(row =>
            Enumerable.Range(0, count).Select(tap => (Pixel: row * _contraction.RowStep + tap * taps.LeftStep, Row: row, Tap: tap)));
        foreach (var pixel in products.GroupBy(product => product.Pixel).OrderBy(pixel => pixel.Key))
        {
            _writer.Line($"{type}a = V.Load(ref {Left}, {left + pixel.Key});");
            type = "";
            var uses = pixel.ToArray();
            for (int first = 0; first < uses.Length; first += VectorsPerLine)
                _writer.Line(string.Join(" ", uses.Skip(first).Take(VectorsPerLine).Select(use =>
                    $"V.AddProduct(a, r{use.Tap}, ref {Sum(use.Row, 0)});")));
        }
    }

    private void WriteLoop(int rows, int vectors, int depth)
    {
        Term term = _contraction.Reduction[depth];
        bool isInnermost = depth + 1 == _contraction.Reduction.Count;
        int sums = isInnermost ? _tiled.Sums : 1;
        string counter = isInnermost ? "k" : depth == 0 ? "i" : "j";
        string end = term.Count is { } count && !IsPart(rows) ? EndOf(depth, count - count % sums) : "terms";
        using IDisposable? asking = isInnermost && AsksForNext(rows) ? _writer.Block($"for (int k = 0; k < {end};)") : null;
        if (asking is not null)
            _writer.Line($"V.Prefetch(ref {Right}, next);");
        using (_writer.Block(asking is not null ? $"for (int end = int.Min(k + each, {end}); k < end; k++)"
            : $"for (int {counter} = 0; {counter} < {end}; {counter} += {sums})".Replace($"{counter} += 1)", $"{counter}++)")))
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
                Skip(Left, term.LeftStep - stepped * inner.LeftStep, depth);
                Skip(Right, term.RightStep - stepped * inner.RightStep, depth);
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

    /// <summary>A sum over the image has as many terms as that has lines and pixels; one over taps has the same everywhere.</summary>
    private string EndOf(int depth, int count) => Adds ? Size(depth == 0 ? "lines" : depth == 1 ? "pixels" : "terms", count) : $"{count}";

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
                Statements(vectors, v => $"V.AddProduct(V.Load(ref {Left}, {Offset(offset, v)}), r{v}, ref {Sum(r, v, part)});");
                continue;
            }
            _writer.Line($"{(row == 0 ? type : "")}a = V.Broadcast({value});");
            Statements(vectors, v => $"V.AddProduct(a, r{v}, ref {Sum(r, v, part)});");
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

    /// <summary>Stores the sums row by row: whole ones with the epilogue applied, those of a block of the terms as they are; behind the
    /// last block the epilogue goes over what was stored, so that the tile stays small.</summary>
    private void WriteStores(int rows, int vectors)
    {
        for (int row = 0; row < rows; row++)
        {
            int r = row;
            _writer.Line(_store.Call([.. Enumerable.Range(0, vectors).Select(v => Sum(r, v))], (row * _contraction.OutputStep).ToString(),
                isWhole: !IsPart(rows)));
        }
        if (!IsPart(rows) || _epilogue.Steps.Count == 0)
            return;
        using (_writer.Indented("if (last)"))
            _writer.Line(_store.FinishCall(vectors == 1 ? "V.Count" : $"{vectors} * {Lanes}", $"{rows}"));
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
            _writer.Line($"{type}{string.Join(", ", Enumerable.Range(first, Math.Min(VectorsPerLine, vectors - first)).Select(
                declaration))};");
    }
}

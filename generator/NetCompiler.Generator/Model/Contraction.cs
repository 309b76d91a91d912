using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>
/// The one form nearly all arithmetic takes:
/// <c>y[r, c] = start + Σ_k a[r, k] b[k, c]</c>, with r over rows, c over columns that lie side by side in memory (the lanes), k over the
/// reduction. Addresses are affine: a[r, k] lies at r·<paramref name="RowStep"/> plus k's steps to the left, b[k, c] at k's steps to the
/// right + c, y[r, c] at r·<paramref name="OutputStep"/> + c.
/// </summary>
/// <param name="Name">The generated method: Forward, DataGradient, WeightGradient.</param>
/// <param name="Formula">The same in the layer's letters, for the reader of the generated code.</param>
/// <param name="Left">The letter of a, whose values are broadcast.</param>
/// <param name="Right">The letter of b, whose values are loaded as vectors.</param>
/// <param name="Output">The letter of y.</param>
/// <param name="Columns">The number of columns, padding included: a multiple of 16. Where lanes are terms, those that there are; zeros are
/// written behind them.</param>
/// <param name="Reduction">The loops over k, the outermost first.</param>
/// <param name="Start">What each sum starts from.</param>
internal sealed record Contraction(
    string Name, string Formula, string Left, string Right, string Output, int Columns, EquatableArray<Term> Reduction,
    ContractionStart Start,
    int RowStep, int OutputStep)
{
    /// <summary>How rows are found in an image; null where the caller says how many rows there are.</summary>
    public Scan? Scan { get; init; }

    /// <summary>Whether a has columns as b has, so that y[r, c] = start + Σ_k a[r, k, c] b[k, c]: every lane for itself, nothing broadcast.
    /// The reduction then has exactly two loops.</summary>
    public bool IsLanewise { get; init; }

    /// <summary>Where lanes are terms instead of columns: from column to column of b, whose terms lie side by side as those of a do. b[k,
    /// c] then lies at k's steps to the right + c times this, and every step of the innermost loop is 16 terms. 0 where lanes are
    /// columns.</summary>
    public int ColumnStep { get; init; }

    /// <summary>Whether lanes are terms: for few columns and many terms. See <see cref="TermLanes"/>.</summary>
    public bool IsDot => ColumnStep > 0;
}

/// <summary>Sums whose lanes are terms, every output a dot product of two vectors: what does not leave lanes idle where columns are
/// few.</summary>
internal static class TermLanes
{
    /// <summary>What adding up the lanes of a dot product costs, in multiply-adds of whole vectors, where tiles of pixels share the
    /// weights.</summary>
    private const int LanesCost = 6;

    /// <summary>What it costs for four dot products at a time, where a row may stand alone.</summary>
    private const int QuadCost = 15;

    /// <summary>
    /// Whether a row of few columns takes less time than with lanes of columns (KERNELS rule 15). A row alone loads as many vectors as it
    /// multiplies, so that fewer vectors count twice; beyond this limit rows among others lose.
    /// </summary>
    /// <param name="inputs">Terms of a sum: whole vectors, lest padding be read, which may hold anything.</param>
    /// <param name="units">The number of columns.</param>
    public static bool PaysForRows(int inputs, int units) =>
        inputs % RowPadding.Lanes == 0 && units <= RowPadding.Lanes && (long)units * (inputs / RowPadding.Lanes) + QuadCost * (
            (units + 3) / 4) <= inputs;

    /// <summary>Whether it takes less time for pixels than lanes of columns do, by a fifth at least.</summary>
    /// <param name="run">Terms that lie side by side: whole vectors, lest padding be read, which may hold anything.</param>
    /// <param name="runs">How many such runs make a sum.</param>
    /// <param name="columns">The number of columns.</param>
    public static bool Pays(int run, long runs, int columns) =>
        run % RowPadding.Lanes == 0 && columns <= RowPadding.Lanes
            && 5 * columns * (runs * (run / RowPadding.Lanes) + LanesCost) <= 4 * runs * run;
}

/// <summary>What a contraction's operands are called.</summary>
internal sealed record Letters(string Left, string Right, string Output);

/// <summary>A loop of a reduction.</summary>
/// <param name="Count">How many terms, or null where the number of samples decides.</param>
/// <param name="LeftStep">From term to term in a.</param>
/// <param name="RightStep">From term to term in b.</param>
internal sealed record Term(int? Count, int LeftStep, int RightStep)
{
    /// <summary>The same sum in as few loops as the addresses allow.</summary>
    public static EquatableArray<Term> Join(params Term[] terms)
    {
        var joined = new List<Term>();
        foreach (Term term in terms)
        {
            Term? outer = joined.LastOrDefault();
            if (outer is not null && outer.Count == 1)
                joined[joined.Count - 1] = term;
            else if (outer is not null && outer.LeftStep == term.Count * term.LeftStep && outer.RightStep == term.Count * term.RightStep)
                joined[joined.Count - 1] = term with { Count = outer.Count * term.Count };
            else if (outer is null || term.Count != 1)
                joined.Add(term);
        }
        return joined.ToEquatableArray();
    }
}

/// <summary>The rows of a contraction that go over an image: the same number in each line.</summary>
/// <param name="Lines">Lines of a sample.</param>
/// <param name="Rows">Rows of a line.</param>
/// <param name="LeftStart">Where a sample's first row begins in a.</param>
/// <param name="LeftLine">From line to line of a.</param>
/// <param name="LeftSample">From sample to sample of a.</param>
/// <param name="OutputStart">Where a sample's first row begins in y.</param>
/// <param name="OutputLine">From line to line of y.</param>
/// <param name="OutputSample">From sample to sample of y.</param>
/// <param name="RightStart">Where b begins.</param>
internal sealed record Scan(
    int Lines, int Rows, int LeftStart, int LeftLine, int LeftSample, int OutputStart, int OutputLine, int OutputSample, int RightStart = 0)
{
    /// <summary>Where a sample's first row begins in what the epilogue reads.</summary>
    public int KeptStart { get; init; }

    /// <summary>From line to line of what the epilogue reads.</summary>
    public int KeptLine { get; init; }

    /// <summary>From sample to sample of what the epilogue reads.</summary>
    public int KeptSample { get; init; }

    /// <summary>How often the whole is done, each time further on; null for once.</summary>
    public GroupLoop? Groups { get; init; }

    /// <summary>One line where the lines follow each other in both operands as rows do.</summary>
    public Scan Joined(int rowStep, int outputStep) =>
        LeftLine == Rows * rowStep && OutputLine == Rows * outputStep && (KeptSample == 0 || KeptLine == OutputLine)
            ? this with { Lines = 1, Rows = Lines * Rows } : this;
}

/// <summary>A loop around a contraction: its columns and its rows' values in groups that do not mix.</summary>
/// <param name="Count">How often.</param>
/// <param name="Left">From group to group of a.</param>
/// <param name="Right">From group to group of b.</param>
/// <param name="Output">From group to group of y, and of the bias.</param>
/// <param name="Kept">From group to group of what the epilogue reads.</param>
internal sealed record GroupLoop(int Count, int Left, int Right, int Output, int Kept);

/// <summary>What the sums of a contraction start from.</summary>
internal enum ContractionStart
{
    /// <summary>Nothing.</summary>
    Zero,

    /// <summary>One value a column.</summary>
    Bias,

    /// <summary>Nothing, or what is already there: the caller says.</summary>
    Output,
}

/// <summary>A layer's contractions.</summary>
/// <param name="Forward">y from x. Several where different outputs take different parts of the kernel.</param>
/// <param name="DataGradient">dx from dy, over the transposed kernel if there is one. Several likewise.</param>
/// <param name="WeightGradient">dw, or what a later part of a batch adds to it, from x and dy.</param>
/// <param name="Transposition">How the transposed kernel is made; null where the data gradient reads the kernel itself.</param>
internal sealed record ContractionForms(
    EquatableArray<Contraction> Forward, EquatableArray<Contraction> DataGradient, WeightGradient WeightGradient,
    Transposition? Transposition);

/// <summary>The gradient of a kernel.</summary>
/// <param name="Contraction">Some rows of the kernel, from a batch; with <paramref name="Taps"/>, the rows of one tap, from a sample. Or
/// what these add to what is there.</param>
/// <param name="Taps">For images, the places of the kernel; null where all rows are alike and may be cut anywhere.</param>
/// <param name="IsSwapped">Whether the left operand is dy and the right one x; else the other way round.</param>
internal sealed record WeightGradient(Contraction Contraction, TapGrid? Taps, bool IsSwapped = false);

/// <summary>The places of a kernel over an image, each with as many rows of the kernel, line by line.</summary>
/// <param name="Lines">Lines of taps.</param>
/// <param name="PerLine">Taps in a line.</param>
/// <param name="Rows">Rows of the kernel that a tap has.</param>
/// <param name="LeftStart">Where a sample's first value under the first tap begins in the left operand.</param>
/// <param name="LeftLine">From line to line of taps, in the left operand.</param>
/// <param name="LeftStep">From tap to tap, in the left operand.</param>
/// <param name="LeftSample">From sample to sample of the left operand.</param>
/// <param name="RightStart">Where a sample begins in the right operand.</param>
/// <param name="RightSample">From sample to sample of the right operand.</param>
internal sealed record TapGrid(int Lines, int PerLine, int Rows, int LeftStart, int LeftLine, int LeftStep, int LeftSample, int RightStart,
    int RightSample)
{
    /// <summary>From line to line of taps, in the right operand.</summary>
    public int RightLine { get; init; }

    /// <summary>From tap to tap, in the right operand.</summary>
    public int RightStep { get; init; }

    /// <summary>Kernels one behind the other that have these taps, each for a group of channels.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>From group to group of the left operand.</summary>
    public int LeftGroup { get; init; }

    /// <summary>From group to group of the right operand.</summary>
    public int RightGroup { get; init; }

    /// <summary>Taps whose gradients are summed together: those of a line, which read nearly the same numbers of a sample, or one where
    /// there is one line.</summary>
    public int Together => Lines > 1 ? PerLine : 1;

    /// <summary>The number of taps.</summary>
    public int Count => Lines * PerLine;
}

/// <summary>Cuts a kernel into parts of as many rows and transposes each.</summary>
/// <param name="RowsPerPart">Rows of a part; the last may have fewer.</param>
/// <param name="PartStep">From part to part of the destination.</param>
/// <param name="Columns">Values of a row.</param>
/// <param name="Stride">From row to row of the destination.</param>
/// <param name="Floats">The size of the destination.</param>
internal sealed record Transposition(int RowsPerPart, int PartStep, int Columns, int Stride, int Floats)
{
    /// <summary>The same, cut as the units of work of the weight phase are where rows may be cut anywhere, if those are whole cache lines
    /// of the destination.</summary>
    public Transposition InParts(int rows) =>
        PartStep == RowsPerPart && rows % RowPadding.Lanes == 0 ? this with { RowsPerPart = rows, PartStep = rows } : this;
}

/// <summary>Distances, in floats, that the planner has decided.</summary>
/// <param name="Input">Where a sample of x lies.</param>
/// <param name="InputStride">From sample to sample of x.</param>
/// <param name="InputGradient">Where a sample of dx lies.</param>
/// <param name="Output">Where a sample of y lies.</param>
/// <param name="OutputGradient">Where a sample of dy lies.</param>
/// <param name="KernelStride">From row to row of the kernel.</param>
internal sealed record ContractionLayout(Layout Input, int InputStride, Layout InputGradient, Layout Output, Layout OutputGradient,
    int KernelStride);

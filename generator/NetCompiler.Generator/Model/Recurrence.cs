using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>
/// A cell that goes over the steps of a sequence. What the input contributes to the sums of its gates has been computed for all steps
/// before; a step adds what the state contributes, and maps sums and state to the next state, whose first part, h, is the step's output.
/// </summary>
/// <param name="Input">(steps, gates · <see cref="GateStride"/>): the sums of all gates.</param>
/// <param name="Output">(steps, units), or (units) where only the last step's output is wanted.</param>
/// <param name="Words">The cell, as a reader would say it.</param>
/// <param name="Cell">What a step computes.</param>
/// <param name="Units">The length of each part of the state.</param>
/// <param name="IsReversed">Whether steps go from the last to the first.</param>
/// <param name="KeepsPlaces">Whether the output of a step stands where its input stood; else outputs stand in the order in which they were
/// computed.</param>
/// <param name="Kernel">What the state contributes by: (units, gates · <see cref="GateStride"/>) as it lies in memory.</param>
/// <param name="Bias">Added to that; null where there is none.</param>
internal sealed record RecurrentLayer(
    string Name, Shape Input, Shape Output, string Words, Cell Cell, int Units, bool IsReversed, bool KeepsPlaces, ParameterSpec Kernel,
    ParameterSpec? Bias) : Layer(Name, Input, Output)
{
    /// <summary>Where its state begins in what a network of one step carries; null where it begins anew with every sequence.</summary>
    public int? StateOffset { get; init; }

    /// <summary>The fraction of the state that training drops in front of its product.</summary>
    public float RecurrentDropout { get; init; }

    /// <summary>Whether samples have lengths, which it reads besides: a step that does not count leaves the state as it is and gives
    /// zeros.</summary>
    public bool IsMasked { get; init; }

    /// <summary>Whether training goes on from the state that the batch before ended with.</summary>
    public bool IsStateful { get; init; }

    public override string Title => Words;

    public override string Formula => Cell.Formula;

    /// <summary>The state before the first step: (parts of the state, units); null for zeros.</summary>
    public ParameterSpec? Initial { get; init; }

    public override EquatableArray<ParameterSpec> Parameters =>
        new[] { Kernel, Bias, Initial }.OfType<ParameterSpec>().ToEquatableArray();

    public override bool IsNonlinear => true;

    public override long MultiplyAdds => (long)Steps * Cell.Products * Units * Units * Cell.Gates;

    /// <summary>Whether it reads the state before the first step: (parts of the state, units).</summary>
    public bool TakesFirst { get; init; }

    /// <summary>Whether the state behind the last step comes out, too, row by row behind the outputs of all steps, or alone.</summary>
    public bool GivesState { get; init; }

    /// <summary>The same with the state behind the last step.</summary>
    public RecurrentLayer GivingState() => this with
    {
        Output = new Shape((ReturnsSequences ? Steps : 0) + Cell.States.Count, Units),
        GivesState = true,
    };

    /// <summary>The number of steps.</summary>
    public int Steps => Input.Dimensions[0];

    /// <summary>Whether every step's output is wanted.</summary>
    public bool ReturnsSequences => OutputRows > 0;

    /// <summary>Rows of outputs of steps; 0 where only what is behind the last is wanted.</summary>
    public int OutputRows => Output.Rank == 1 ? 0 : Output.Dimensions[0] - (GivesState ? Cell.States.Count : 0);

    /// <summary>From gate to gate in a row of sums: whole vectors, so that gates do not share any.</summary>
    public int GateStride => RowPadding.Stride(Units);

    /// <summary>What it carries from step to step, in floats: the state, and whether it has begun where its first state is a
    /// tensor.</summary>
    public int CarriedFloats => Cell.States.Count * GateStride + (Initial is null ? 0 : 1);

    /// <summary>A row of sums.</summary>
    public int SumFloats => Cell.Gates * GateStride;
}

/// <summary>
/// The arithmetic of a cell. Its letters: <c>x0</c>, <c>x1</c>, ... the sums of gates from the input, to which products may add; <c>h</c>,
/// <c>c</c> parts of the state, in the backward pass <c>h0</c>, <c>c0</c> before the step and <c>h1</c>, <c>c1</c> behind it; sums and rows
/// of its own by the names it gives them, sums with the gate's number; a <c>d</c> in front of a letter is the loss's derivative by it,
/// <c>dv</c> that by the step's output.
/// </summary>
/// <param name="Formula">A step in mathematics.</param>
/// <param name="Gates">The number of gates.</param>
/// <param name="States">The parts of the state, h first.</param>
/// <param name="Sums">Sums that products have for themselves.</param>
/// <param name="Rows">What else products read, by name.</param>
/// <param name="Predict">A step.</param>
/// <param name="Train">The same, leaving in the gates' sums what the backward pass needs.</param>
/// <param name="Backward">The way back through a step.</param>
/// <param name="WeightTerms">What the gradient of the kernel is the sum of, over all steps: of what is read the outer product with the
/// derivative by these sums.</param>
internal sealed record Cell(
    string Formula, int Gates, EquatableArray<string> States, EquatableArray<string> Sums, EquatableArray<string> Rows,
    EquatableArray<CellStep> Predict, EquatableArray<CellStep> Train, EquatableArray<CellStep> Backward,
    EquatableArray<WeightTerm> WeightTerms)
{
    /// <summary>The row of dropout factors, and that of the state times these.</summary>
    public const string Factors = "k", Dropped = "m";

    /// <summary>The same, whose products read the state times factors, in training, and rows that are made of that.</summary>
    public Cell Dropping()
    {
        Expression h = new Expression.Variable("h"), k = new Expression.Variable(Factors), m = new Expression.Variable(Dropped);
        Expression part = new Expression.Variable("part"), dm = new Expression.Variable($"d{Dropped}");
        IEnumerable<CellStep> train =
        [
            new CellMap("Drop", [], [new(Dropped, h * k), new(Factors, k)]),
            .. Train.Select(step => step switch
            {
                CellProduct { Left: "h" } product => product with { Left = Dropped },
                CellMap map => map with
                {
                    Stores = map.Stores.Select(store =>
                        Rows.Contains(store.Letter) ? store with { Value = store.Value.Replace(h, m) } : store).ToEquatableArray(),
                },
                _ => step,
            }),
        ];
        // What comes back through the rows belongs to the state times factors, to which what comes back through the product is added.
        bool hasPart = Backward.Any(PassesRows);
        IEnumerable<CellStep> backward = Backward.SelectMany(step => PassesRows(step) ? [InDropped((CellMap)step)]
            : step is not CellProductBack { Into: "dh" } back ? [step] : (CellStep[])
        [
            back with { Into = $"d{Dropped}", Adds = hasPart },
            new CellMap("DropBack", [new("part", dm * new Expression.Variable($"{Factors}0"))],
                [new("dh", back.Adds ? new Expression.Variable("dh") + part : part)]),
        ]);
        return this with
        {
            Rows = [.. Rows, Dropped, Factors],
            Train = train.ToEquatableArray(),
            Backward = backward.ToEquatableArray(),
            WeightTerms = WeightTerms.Select(term => term.Left == "h" ? term with { Left = Dropped } : term).ToEquatableArray(),
        };
    }

    /// <summary>Whether a map takes the derivative by a row to the state that the row is made of.</summary>
    private bool PassesRows(CellStep step) => step is CellMap map && map.Stores.Any(store => store.Letter == "dh")
        && Rows.Any(row => map.Lines.Any(line => line.Value.Uses(new Expression.Variable($"d{row}"))));

    /// <summary>Such a map where the row is made of the state times factors: its derivative is that by this.</summary>
    private static CellMap InDropped(CellMap map) => map with
    {
        Lines = map.Lines.Select(line => line with
        {
            Value = line.Value.Replace(new Expression.Variable("h0"), new Expression.Variable($"{Dropped}0"))
                .Replace(new Expression.Variable("dh"), 0),
        }).ToEquatableArray(),
        Stores = map.Stores.Select(store => store.Letter == "dh" ? store with { Letter = $"d{Dropped}" } : store).ToEquatableArray(),
    };

    /// <summary>The same for steps that some samples leave out: the derivative by the state is added to, never set, so that it stays where
    /// a sample has no such step.</summary>
    public Cell Masked()
    {
        CellStep[] backward = [.. Backward];
        for (int i = 1; i < backward.Length; i++)
        {
            if (backward[i] is not CellProductBack { Adds: false } back || !States.Any(state => back.Into == $"d{state}"))
                continue;
            var map = (CellMap)backward[i - 1];
            backward[i - 1] = map with { Stores = [.. map.Stores, new CellStore(back.Into, 0)] };
            backward[i] = back with { Adds = true };
        }
        return this with { Backward = [.. backward] };
    }

    /// <summary>Products of a step.</summary>
    public int Products => Predict.Count(step => step is CellProduct);
}

/// <summary>The derivative by the kernel: <paramref name="Left"/>ᵀ d<paramref name="Sums"/>.</summary>
internal sealed record WeightTerm(string Left, string Sums);

/// <summary>A part of what a step computes.</summary>
internal abstract record CellStep;

/// <summary>Sums of <paramref name="Left"/> times the kernel: added to the gates' own, else set.</summary>
internal sealed record CellProduct(string Left, string Sums) : CellStep;

/// <summary>The same back: <paramref name="Into"/> = d<paramref name="Sums"/> Uᵀ, or added to what is there.</summary>
internal sealed record CellProductBack(string Sums, string Into, bool Adds) : CellStep;

/// <summary>What is computed for each unit alone.</summary>
/// <param name="Name">The generated method.</param>
/// <param name="Lines">Local values, in order; their expressions mention letters and values before.</param>
/// <param name="Stores">Where values go at the end: a letter or <c>y</c>, and the value.</param>
internal sealed record CellMap(string Name, EquatableArray<CellLine> Lines, EquatableArray<CellStore> Stores) : CellStep;

/// <summary>A local value.</summary>
internal sealed record CellLine(string Name, Expression Value);

/// <summary>A value that is stored.</summary>
internal sealed record CellStore(string Letter, Expression Value);

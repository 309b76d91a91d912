using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>A recurrent layer whose state is its last output (Elman, 1990): h = a(x W + h U + b).</summary>
internal static class SimpleRNN
{
    public static readonly LayerKind Kind = new("SimpleRNN", context =>
        RecurrentBinding.Bind(context, hasRecurrentBias: false, onesGate: -1, MakeCell))
    {
        CarriesState = true,
        Penalised = Recurrent.Penalised,
    };

    private static Cell MakeCell(RecurrentBinding.ActivationOf activation)
    {
        var a = new CellActivation(activation("Activation", "Tanh"));
        var product = new CellProduct("h", "x");
        EquatableArray<CellLine> lines = [new("h1", Flush(a.Of(Letter("x0"))))];
        EquatableArray<CellStore> stores = [new("h", Letter("h1")), new("y", Letter("h1"))];
        return new Cell(
            $"h = {a.Symbol("x W + h U + b")}", Gates: 1, ["h"], Sums: [], Rows: [],
            Predict: [product, new CellMap("Cell", lines, stores)],
            Train: [product, new CellMap("TrainCell", lines, [.. a.Keep("x0", Letter("x0"), Letter("h1")), .. stores])],
            Backward:
            [
                new CellMap("CellBack", [.. a.Restore("x0", "h1"), new("d", Letter("dh") + Letter("dv")),
                    new("da", a.Back(Letter("d"), "x0", "h1"))], [new("dx0", Letter("da"))]),
                new CellProductBack("x", "dh", Adds: false),
            ],
            WeightTerms: [new("h", "x")]);
    }

    private static Expression Letter(string name) => new Variable(name);
}

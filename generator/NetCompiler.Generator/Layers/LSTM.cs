using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>Long short-term memory (Hochreiter and Schmidhuber, 1997; forget gate: Gers, Schmidhuber and Cummins, 2000). Gates lie in
/// Keras's order: i, f, c, o.</summary>
internal static class LSTM
{
    public static readonly LayerKind Kind = new("LSTM", context => RecurrentBinding.Bind(
        context, hasRecurrentBias: false, onesGate: context.Boolean("UnitForgetBias", true) ? 1 : -1, MakeCell))
    {
        CarriesState = true,
        Penalised = Recurrent.Penalised,
    };

    private static Cell MakeCell(RecurrentBinding.ActivationOf activation)
    {
        CellActivation a = new(activation("Activation", "Tanh")), s = new(activation("RecurrentActivation", "Sigmoid"));
        Expression i = Letter("i"), f = Letter("f"), g = Letter("g"), o = Letter("o"), d = Letter("d"), dc = Letter("dc1");
        CellLine[] lines =
        [
            new("i", s.Of(Letter("x0"))),
            new("f", s.Of(Letter("x1"))),
            new("g", a.Of(Letter("x2"))),
            new("o", s.Of(Letter("x3"))),
            new("c1", Flush(MultiplyAdd(f, Letter("c"), i * g))),
            new("h1", Flush(o * a.Of(Letter("c1")))),
        ];
        CellStore[] stores = [new("c", Letter("c1")), new("h", Letter("h1")), new("y", Letter("h1"))];
        var product = new CellProduct("h", "x");
        return new Cell(
            $"i, f, o = {s.Symbol("x W + h U + b")}, g = {a.Symbol("x W + h U + b")}, c = f c + i g, h = o {a.Symbol("c")}",
            Gates: 4, ["h", "c"], Sums: [], Rows: [],
            Predict: [product, new CellMap("Cell", [.. lines], [.. stores])],
            Train: [product, new CellMap("TrainCell", [.. lines], [.. s.Keep("x0", Letter("x0"), i), .. s.Keep("x1", Letter("x1"), f),
                .. a.Keep("x2", Letter("x2"), g), .. s.Keep("x3", Letter("x3"), o), .. stores])],
            Backward:
            [
                new CellMap("CellBack",
                [
                    .. s.Restore("x0", "i"), .. s.Restore("x1", "f"), .. a.Restore("x2", "g"), .. s.Restore("x3", "o"),
                    new("t", a.Of(Letter("c1"))),
                    new("d", Letter("dh") + Letter("dv")),
                    new("dc1", Letter("dc") + a.Back(d * o, "c1", "t")),
                    new("di", s.Back(dc * g, "x0", "i")),
                    new("df", s.Back(dc * Letter("c0"), "x1", "f")),
                    new("dg", a.Back(dc * i, "x2", "g")),
                    new("dO", s.Back(d * Letter("t"), "x3", "o")),
                ],
                [
                    new("dc", dc * f), new("dx0", Letter("di")), new("dx1", Letter("df")), new("dx2", Letter("dg")),
                    new("dx3", Letter("dO")),
                ]),
                new CellProductBack("x", "dh", Adds: false),
            ],
            WeightTerms: [new("h", "x")]);
    }

    private static Expression Letter(string name) => new Variable(name);
}

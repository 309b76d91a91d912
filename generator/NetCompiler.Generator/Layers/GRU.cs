using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>Gated recurrent unit (Cho et al., 2014). Gates lie in Keras's order: z, r, h. The reset gate is applied behind the product with
/// the state, which then has a bias of its own, or in front of it.</summary>
internal static class GRU
{
    public static readonly LayerKind Kind = new("GRU", context =>
    {
        bool resetsAfter = context.Boolean("ResetAfter", true);
        return RecurrentBinding.Bind(context, hasRecurrentBias: resetsAfter, onesGate: -1, resetsAfter ? MakeAfter : MakeBefore);
    })
    {
        CarriesState = true,
        Penalised = Recurrent.Penalised,
    };

    private static Cell MakeAfter(RecurrentBinding.ActivationOf activation)
    {
        CellActivation a = new(activation("Activation", "Tanh")), s = new(activation("RecurrentActivation", "Sigmoid"));
        Expression z = Letter("z"), r = Letter("r"), n = Letter("n"), d = Letter("d");
        CellLine[] lines =
        [
            new("pz", Letter("x0") + Letter("s0")),
            new("pr", Letter("x1") + Letter("s1")),
            new("z", s.Of(Letter("pz"))),
            new("r", s.Of(Letter("pr"))),
            new("pn", MultiplyAdd(r, Letter("s2"), Letter("x2"))),
            new("n", a.Of(Letter("pn"))),
            new("h1", Flush(MultiplyAdd(z, Letter("h") - n, n))),
        ];
        CellStore[] stores = [new("h", Letter("h1")), new("y", Letter("h1"))];
        var product = new CellProduct("h", "s");
        return new Cell(
            $"z, r = {s.Symbol("x W + h U + b")}, n = {a.Symbol("x W + b + r (h U + b)")}, h = z h + (1 - z) n",
            Gates: 3, ["h"], Sums: ["s"], Rows: [],
            Predict: [product, new CellMap("Cell", [.. lines], [.. stores])],
            Train: [product, new CellMap("TrainCell", [.. lines], [.. s.Keep("x0", Letter("pz"), z), .. s.Keep("x1", Letter("pr"), r),
                .. a.Keep("x2", Letter("pn"), n), .. stores])],
            Backward:
            [
                new CellMap("CellBack",
                [
                    .. s.Restore("x0", "z"), .. s.Restore("x1", "r"), .. a.Restore("x2", "n"),
                    new("d", Letter("dh") + Letter("dv")),
                    new("dn", a.Back(d * (1 - z), "x2", "n")),
                    new("dz", s.Back(d * (Letter("h0") - n), "x0", "z")),
                    new("dr", s.Back(Letter("dn") * Letter("s2"), "x1", "r")),
                ],
                [
                    new("dx0", Letter("dz")), new("dx1", Letter("dr")), new("dx2", Letter("dn")), new("ds0", Letter("dz")),
                    new("ds1", Letter("dr")), new("ds2", Letter("dn") * r), new("dh", d * z),
                ]),
                new CellProductBack("s", "dh", Adds: true),
            ],
            WeightTerms: [new("h", "s")]);
    }

    /// <summary>Two products: of the state for z and r, and of the state times r for n. Each fills the sums of all three gates, of which
    /// the other's are left aside.</summary>
    private static Cell MakeBefore(RecurrentBinding.ActivationOf activation)
    {
        CellActivation a = new(activation("Activation", "Tanh")), s = new(activation("RecurrentActivation", "Sigmoid"));
        Expression z = Letter("z"), r = Letter("r"), n = Letter("n"), d = Letter("d");
        CellMap resets = new("Reset",
            [
                new("pz", Letter("x0") + Letter("s0")), new("pr", Letter("x1") + Letter("s1")),
                new("z", s.Of(Letter("pz"))), new("r", s.Of(Letter("pr"))),
            ],
            [.. s.Keep("x0", Letter("pz"), z), .. s.Keep("x1", Letter("pr"), r), new("q", r * Letter("h"))]);
        CellLine[] lines =
        [
            .. s.Restore("x0", "z"), new("pn", Letter("x2") + Letter("p2")), new("n", a.Of(Letter("pn"))),
            new("h1", Flush(MultiplyAdd(z, Letter("h") - n, n))),
        ];
        CellStore[] stores = [new("h", Letter("h1")), new("y", Letter("h1"))];
        CellStep[] Begin(CellMap map) => [new CellProduct("h", "s"), map, new CellProduct("q", "p")];
        return new Cell(
            $"z, r = {s.Symbol("x W + h U + b")}, n = {a.Symbol("x W + (r h) U + b")}, h = z h + (1 - z) n",
            Gates: 3, ["h"], Sums: ["s", "p"], Rows: ["q"],
            Predict: [.. Begin(resets), new CellMap("Cell", [.. lines], [.. stores])],
            Train:
            [
                .. Begin(resets with { Name = "TrainReset" }),
                new CellMap("TrainCell", [.. lines], [.. a.Keep("x2", Letter("pn"), n), .. stores]),
            ],
            Backward:
            [
                new CellMap("CellBack",
                [
                    .. s.Restore("x0", "z"), .. a.Restore("x2", "n"), new("d", Letter("dh") + Letter("dv")),
                    new("dn", a.Back(d * (1 - z), "x2", "n")), new("dz", s.Back(d * (Letter("h0") - n), "x0", "z")),
                ],
                [
                    new("dx0", Letter("dz")), new("dx2", Letter("dn")), new("dp0", 0), new("dp1", 0), new("dp2", Letter("dn")),
                    new("dh", d * z),
                ]),
                new CellProductBack("p", "dq", Adds: false),
                new CellMap("ResetBack",
                [
                    .. s.Restore("x1", "r"), new("dr", s.Back(Letter("dq") * Letter("h0"), "x1", "r")),
                    new("d", MultiplyAdd(Letter("dq"), r, Letter("dh"))),
                ],
                [new("dx1", Letter("dr")), new("ds0", Letter("dx0")), new("ds1", Letter("dr")), new("ds2", 0), new("dh", d)]),
                new CellProductBack("s", "dh", Adds: true),
            ],
            WeightTerms: [new("h", "s"), new("q", "p")]);
    }

    private static Expression Letter(string name) => new Variable(name);
}

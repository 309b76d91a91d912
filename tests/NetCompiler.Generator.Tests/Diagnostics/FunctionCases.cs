using Case = NetCompiler.Generator.Tests.Diagnostics.DiagnosticCases.Case;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>The cases about activations and losses of the user's own.</summary>
internal static class FunctionCases
{
    private const string Vectors = "where V : struct, NetCompiler.Simd.ISimd<V>";

    private const string Net = "[Network(4), Dense(3), [|Activation<F>|]] partial class Net; ";

    private const string Members = $"public static V Value<V>(V x) {Vectors} => x; public static V Derivative<V>(V x) {Vectors} => V.One; ";

    private const string Loss = $$"""
        struct F : ILoss
        {
            public static V Value<V>(V y, V t) {{Vectors}} => y - t;
            public static V Derivative<V>(V y, V t) {{Vectors}} => V.One;
        }
        """;

    private const string Head = "public static V {0}<V>(V x) where V : struct, ISimd<V>";

    public static readonly IReadOnlyList<Case> All =
    [
        new("NETC1130", Net + "struct F { }",
            "F cannot be an activation: it has no Value: write \": IActivation\" behind its name, and "
                + string.Format(null, Head, "Value")),
        new("NETC1130", Net + $"struct F {{ public static V Value<V>(V x) {Vectors} => x; }}",
            "F cannot be an activation: it has no Derivative: write \": IActivation\" behind its name, and "
                + string.Format(null, Head, "Derivative")),
        new("NETC1130", Net + "struct F { public static float Value(float x) => x; }",
            "F cannot be an activation: its Value is another, \"F.Value(float)\": write \": IActivation\" behind its name, and "
                + string.Format(null, Head, "Value")),
        new("NETC1130", Net + $"struct F {{ {Members} }}",
            "F cannot be an activation: it does not say that it is one: write \": IActivation\" behind its name"),
        new("NETC1130", Net + $"struct F : IActivation {{ static V IActivation.Value<V>(V x) => x; {Members.Replace("Value", "Other")} }}",
            "F cannot be an activation: its Value belongs to the interface alone: write " + string.Format(null, Head, "Value")),
        new("NETC1130", "partial class Box { " + Net + "private struct F : IActivation { " + Members + "} }",
            "Box.F cannot be an activation: generated code cannot see it: make it, and the types around it, internal or public"),
        new("NETC1130", Net + $"file struct F : IActivation {{ {Members} }}",
            "F cannot be an activation: it is local to its file, and generated code stands in another: take \"file\" away"),
        new("NETC1130", $"[Network(4), Dense(3), [|Activation<F<int>>|]] partial class Net; struct F<T> : IActivation {{ {Members} }}",
            "F<int> cannot be an activation: it is generic: write a type without type parameters for each that is used"),
        new("NETC1130", "[Network(4), Dense(3), [|Activation<float>|]] partial class Net;",
            "float cannot be an activation: only classes and structs of your own can: write a struct with the two methods"),
        new("NETC1130", "[Network(4, [|LossType = typeof(F)|]), Dense(3)] partial class Net; static class F;",
            "F cannot be a loss: it is static, and static classes implement no interfaces: make it a struct"),
        new("NETC1130", "[Network(4), Dense(3), Output(\"a\", [|LossType = typeof(F)|])] partial class Net; struct F : IActivation { "
            + Members + "}",
            "F cannot be a loss: its Value is another, \"F.Value<V>(V)\": write \": ILoss\" behind its name, and public static V "
                + "Value<V>(V prediction, V target) where V : struct, ISimd<V>"),
        new("NETC1131", "[Network(4, Loss = Loss.Huber, [|LossType = typeof(F)|]), Dense(3)] partial class Net; " + Loss,
            "Network says Loss.Huber, while LossType says F: leave one of them out"),
        new("NETC1131", "[Network(4), Dense(3), Output(\"a\", [|Loss = Loss.OfType|])] partial class Net;",
            "Output says Loss.OfType, but no LossType names a type: write LossType = typeof(...) with a type that implements ILoss"),
        new("NETC1132", "[Network(4), Dense(3), Output(\"a\", Loss = Loss.Custom), Dense(2), Output(\"b\", [|Loss = Loss.Huber|])] "
            + "partial class Net;",
            "The output \"b\" has the loss Huber and \"a\" that of the caller, who writes the derivatives of all outputs: write Loss = "
                + "Loss.Custom there, too, or Loss.None where an output is not trained"),
        new("NETC1132", "[Network(4), Dense(3), Output(\"a\", [|Loss = Loss.Custom|]), Dense(2)] partial class Net;",
            "The output \"dense_2\" has the loss MeanSquaredError and \"a\" that of the caller, who writes the derivatives of all outputs: "
                + "write Loss = Loss.Custom there, too, or Loss.None where an output is not trained"),
        new("NETC1133", "[Network(9, [|InputGradient = true|]), Embedding(5, 4), LSTM(2)] partial class Net;",
            "Net has InputGradient = true, but embedding_1 takes class numbers, by which there are no derivatives: take it away, or add an "
                + "input of other numbers"),
        new("NETC1011", "[Network(4, [|LossType = typeof(F)|]), Dense(3), Step] partial class Net; " + Loss,
            "F cannot follow Step, because it has no gradient through a step: after Step use Perceptron, or leave Loss out for Perceptron"),
    ];
}

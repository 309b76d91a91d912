using Case = NetCompiler.Generator.Tests.Diagnostics.DiagnosticCases.Case;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>The cases about inputs and outputs.</summary>
internal static class PortCases
{
    public static readonly IReadOnlyList<Case> All =
    [
        new("NETC1094", "[Network(4), Dense(3), ReLU, Output(\"a\", [|Loss = Loss.None|])] partial class Net;",
            "Net trains, but none of its outputs has a loss: leave Loss out where training should minimise one, or write Mode = "
                + "NetworkMode.InferenceOnly"),
        new("NETC1094", "[Network(4, [|Loss = Loss.None|]), Dense(3), ReLU] partial class Net;",
            "Net trains, but none of its outputs has a loss: leave Loss out where training should minimise one, or write Mode = "
                + "NetworkMode.InferenceOnly"),
        new("NETC1095", "[Network(4), [|Input(\"speed\", 1)|], Dense(2)] partial class Net;",
            "No layer takes the input \"speed\", so answers do not depend on it: name it in a layer, as in [Concat(\"speed\")], or remove "
                + "it"),
        new("NETC1095", "[[|Network(4)|], Input(\"speed\", 1), Dense(2, From = \"speed\")] partial class Net;",
            "No layer takes the input \"input\", so answers do not depend on it: name it in a layer, as in [Concat(\"input\")], or remove "
                + "it"),
        new("NETC0006", "[Network, Input(\"image\", 28, [|0|]), Dense(2)] partial class Net;",
            "The input shape (28, 0) has the dimension 0, which is below 1: write the shape of one sample, channels last, such as "
                + "[Network(784)] or [Network(28, 28, 1)]"),
        new("NETC1006", "[Network(4), Dense(2, Name = \"d\"), Output(\"a\"), Dense(3, From = \"d\"), Sigmoid, Output([|\"a\"|])] "
                + "partial class Net;",
            "The name 'a' already belongs to layer 2, Output: give layer 5, Output, another"),
        new("NETC1006", "[Network, Input(\"a\", 2), Input([|\"a\"|], 3), Dense(3)] partial class Net;",
            "The name 'a' already belongs to layer 1, Input: give layer 2, Input, another"),
        new("NETC1006", "[Network(4), Input([|\"input\"|], 2), Dense(3)] partial class Net;",
            "The name 'input' already belongs to the network's input: give layer 1, Input, another"),
        new("NETC1007", "[Network(4), Dense(3), Output([|\"a b\"|])] partial class Net;",
            "'a b' is no name for a layer: start with an ASCII letter or underscore, go on with letters, digits and underscores, at most "
                + "64 characters"),
        new("NETC1008", "[Network(4), Input(\"speed\", 1), Dense(3), Concat([|\"sped\"|]), Tanh, Dense(2)] partial class Net;",
            "\"sped\" names no layer before concatenate_1: use one of input, speed, dense_1"),
        new("NETC1011", "[Network(4), Dense(2), Softmax, Output(\"a\", [|Loss = Loss.Hinge|])] partial class Net;",
            "Hinge cannot follow Softmax, because it needs outputs that can lie on both sides of 0, such as those of [Dense(1)] alone or "
                + "[Tanh]: after Softmax use CategoricalCrossentropy, BinaryCrossentropy, MeanSquaredError, MeanAbsoluteError, Huber, "
                + "LogCosh, KullbackLeiblerDivergence, Poisson, Custom, or leave Loss out for CategoricalCrossentropy"),
        new("NETC1004", "[Network(4), Dense(2), Output(\"a\", [|Weight = -1|])] partial class Net;",
            "Output's Weight is -1, but must be at least 0 and finite"),
        new("NETC1084", "[Network(4), Dense(2), ReLU(Name = \"s\"), Dense(2, From = \"input\"), Sample([|\"s\"|]), Dense(4)] "
                + "partial class Net;",
            "Sample takes ReLU as log-variance, which is never below 0, so that no deviation is below 1: name the layer before it, whose "
                + "numbers lie on both sides of 0"),
        new("NETC1084", "[Network(4), Dense(2, Name = \"m\"), [|Sample(\"m\")|], Dense(4)] partial class Net;",
            "Sample takes Dense(2) as log-variance, which is the mean, too, so that what is sure cannot lie where it should: name another "
                + "layer, as in [Dense(2, Name = \"log_variance\")]"),
        new("NETC1004", "[Network(4), Dense(3, [|KernelL2 = -0.1|]), Tanh, Dense(2)] partial class Net;",
            "Dense's KernelL2 is -0.1, but must be at least 0 and finite"),
        new("NETC1004", "[Network(4), Dense(4, Name = \"a\"), Tanh, Dense(4, Share = \"a\", [|BiasL1 = 0.1|]), Tanh, Dense(2)] "
                + "partial class Net;",
            "Dense's BiasL1 is 0.1, but must be written at the layer whose parameters it shares, which has the penalty once"),
        new("NETC1004", "[Network(4), Dense(3), Tanh, ActivityRegularization([|L1 = -1|]), Dense(2)] partial class Net;",
            "ActivityRegularization's L1 is -1, but must be at least 0 and finite"),
        new("NETC1091", "[Network(4), Dense(3, Name = \"s\"), Dense(2, From = \"input\"), Sample([|\"s\"|]), Dense(4)] partial class Net;",
            "Sample cannot take 2 from Dense(2), dense_1 together with 3 from Dense(3), s: every mean has a log-variance of "
                + "its own, so both have one shape"),
        new("NETC1090", "[Network(4), Dense(3), [|Sample|], Dense(4)] partial class Net;",
            "Sample merges several values, but takes dense_1 alone: name another, as in [Sample(\"name\")]"),
        new("NETC1004", "[Network(4), Dense(2, Name = \"s\"), Dense(2, From = \"input\"), Sample(\"s\", [|Weight = -1|]), Dense(4)] "
                + "partial class Net;",
            "Sample's Weight is -1, but must be at least 0 and finite"),
        new("NETC0008", "[Network(4), Dense(2), Output(\"a\", [|LabelSmoothing = 0.1|])] partial class Net;",
            "LabelSmoothing is 0.1, but MeanSquaredError has no classes to smooth: leave it out, or use a cross-entropy"),
    ];
}

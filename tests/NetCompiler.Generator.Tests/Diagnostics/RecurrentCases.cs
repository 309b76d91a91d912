using Case = NetCompiler.Generator.Tests.Diagnostics.DiagnosticCases.Case;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>The cases about layers that go over sequences.</summary>
internal static class RecurrentCases
{
    public static readonly IReadOnlyList<Case> All =
    [
        new("NETC1018", "[Network(9, 4), LSTM(8), [|GRU(3)|]] partial class Net;",
            "GRU takes a sequence (steps, features) but gets the shape 8: that is the last step's output of lstm_1: write "
                + "ReturnSequences = true there"),
        new("NETC1018", "[Network(9), [|SimpleRNN(3)|]] partial class Net;",
            "SimpleRNN takes a sequence (steps, features) but gets the shape 9: [Network(100, 8)] gives one, "
                + "[Reshape(steps, features)] makes one"),
        new("NETC1004", "[Network(9, 4), LSTM(3, [|Dropout = 1.5|])] partial class Net;",
            "LSTM's Dropout is 1.5, but must be at least 0 and below 1: it is a fraction, and 1.5 % is 0.015"),
        new("NETC1001", "[Network(9, 4), LSTM([|0|])] partial class Net;", "LSTM's units is 0, but must be at least 1"),
    ];
}

using Case = NetCompiler.Generator.Tests.Diagnostics.DiagnosticCases.Case;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>The cases about attention.</summary>
internal static class AttentionCases
{
    public static readonly IReadOnlyList<Case> All =
    [
        new("NETC1001", "[Network(9, 4), MultiHeadAttention([|0|], 4)] partial class Net;",
            "MultiHeadAttention's numHeads is 0, but must be at least 1"),
        new("NETC1001", "[Network(9, 4), MultiHeadAttention(2, [|-1|])] partial class Net;",
            "MultiHeadAttention's keyDim is -1, but must be at least 1"),
        new("NETC1001", "[Network(9, 4), MultiHeadAttention(2, 2, [|ValueDim = -3|])] partial class Net;",
            "MultiHeadAttention's ValueDim is -3, but must be at least 1"),
        new("NETC1004", "[Network(9, 4), MultiHeadAttention(2, 2, [|Dropout = 20|])] partial class Net;",
            "MultiHeadAttention's Dropout is 20, but must be at least 0 and below 1: it is a fraction, and 20 % is 0.2"),
        new("NETC1004", "[Network(9, 4), MultiHeadAttention([|70000|], 16)] partial class Net;",
            "MultiHeadAttention's numHeads is 70,000, but must be at most 65,536 of 16 numbers each"),
        new("NETC1004", "[Network(8192, 4), MultiHeadAttention([|5|], 16)] partial class Net;",
            "MultiHeadAttention's numHeads is 5, but must be at most 4: each weighs 67,108,864 pairs of steps"),
        new("NETC1018", "[Network(9), [|MultiHeadAttention(2, 2)|], Dense(2)] partial class Net;",
            "MultiHeadAttention takes a sequence (steps, features) but gets the shape 9: [Network(100, 8)] gives one, "
                + "[Reshape(steps, features)] makes one"),
        new("NETC1018", "[Network(9, 4), LSTM(8), Dropout(0.1), [|MultiHeadAttention(2, 2)|], Dense(2)] partial class Net;",
            "MultiHeadAttention takes a sequence (steps, features) but gets the shape 8: [Network(100, 8)] gives one, "
                + "[Reshape(steps, features)] makes one"),
        new("NETC1018", "[Network(9, 4), LSTM(8), [|MultiHeadAttention(2, 2)|], Dense(2)] partial class Net;",
            "MultiHeadAttention takes a sequence (steps, features) but gets the shape 8: that is the last step's output of lstm_1: write "
                + "ReturnSequences = true there"),
        new("NETC1018", "[Network(9, 9, 3), [|MultiHeadAttention(2, 2)|], Flatten, Dense(2)] partial class Net;",
            "MultiHeadAttention takes a sequence (steps, features) but gets the shape (9, 9, 3): [Network(100, 8)] gives one, "
                + "[Reshape(steps, features)] makes one"),
        new("NETC1018", "[Network(9, 4), LSTM(5, Name = \"seen\"), MultiHeadAttention(2, 2, [|\"seen\"|], From = \"input\"), Flatten] "
            + "partial class Net;",
            "MultiHeadAttention takes a sequence (steps, features) but gets the shape 5: a recurrent layer without ReturnSequences gives "
                + "its last step alone"),
        new("NETC1001", "[Network(9, 4), PositionEmbedding([|0|]), GRU(2)] partial class Net;",
            "PositionEmbedding's sequenceLength is 0, but must be at least 1"),
        new("NETC1018", "[Network(9, 4), PositionEmbedding([|8|]), GRU(2)] partial class Net;",
            "PositionEmbedding takes a sequence of at most 8 steps but gets the shape (9, 4): sequenceLength: 9 has a row for each"),
        new("NETC1018", "[Network(9, 9, 4), [|SinePositionEncoding|], Flatten] partial class Net;",
            "SinePositionEncoding takes a sequence (steps, features) but gets the shape (9, 9, 4): [Network(100, 8)] gives one, "
                + "[Reshape(steps, features)] makes one"),
        new("NETC1004", "[Network(9, 4), SinePositionEncoding([|MaxWavelength = 1|]), GRU(2)] partial class Net;",
            "SinePositionEncoding's MaxWavelength is 1, but must be above 1 and finite"),
        new("NETC1004", "[Network(9, 4), Dense(3, Name = \"a\"), Dense(3, Name = \"b\"), MultiHeadAttention(2, 2, \"a\", [|\"b\"|])] "
            + "partial class Net;",
            "MultiHeadAttention's values is 3, but must be at most 2: queries, and where keys and values come from"),
    ];
}

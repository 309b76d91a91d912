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
        new("NETC1018", "[Network(28, 28, 3), [|GRU(8)|], Dense(1)] partial class Net;",
            "GRU takes a sequence (steps, features) but gets the shape (28, 28, 3): [Network(100, 8)] gives one, "
                + "[Reshape(steps, features)] makes one"),
        new("NETC1118", "[Network(9, 4), LSTM(3, Bidirectional = true, [|Stateful = true|]), Dense(1)] partial class Net;",
            "LSTM is Stateful, so that a window goes on where the one before ended, but with Bidirectional it begins with the window's "
                + "last step: take Stateful or Bidirectional away"),
        new("NETC1118", "[Network(9, 4), GRU(3, GoBackwards = true, [|Stateful = true|]), Dense(1)] partial class Net;",
            "GRU is Stateful, so that a window goes on where the one before ended, but with GoBackwards it begins with the window's "
                + "last step: take Stateful or GoBackwards away"),
        new("NETC1134", "[Network(9, 4), LSTM(3, [|InitialState = true|], Stateful = true), Dense(1)] partial class Net;",
            "LSTM has Stateful, so that a window goes on where the one before ended, and InitialState, which says something else: take "
                + "Stateful or InitialState away"),
        new("NETC1134", """
            [Network(9, 4), GRU(3, Name = "told"), GRU(3, From = "input", [|InitialStateFrom = "told"|], InitialState = true), Dense(1)]
            partial class Net;
            """,
            "GRU has InitialState, so that a sequence begins with a state that is learned, and InitialStateFrom, which says something "
                + "else: take InitialState or InitialStateFrom away"),
        new("NETC1135", "[Network(9, 4), Conv1D(3, 2), [|LastState|], Dense(1)] partial class Net;",
            "LastState gives the state of a recurrent layer behind its last step, but gets (8, 3) from Conv1D(3, 2), conv1d_1: put it "
                + "behind SimpleRNN, GRU or LSTM, or name one with From"),
        new("NETC1136", """
            [Network(9, 4), GRU(3, Name = "told"), LSTM(3, From = "input", [|InitialStateFrom = "told"|]), Dense(1)] partial class Net;
            """,
            "LSTM takes the state before its first step from 3 from GRU(3), told, with a last state of 3, but needs (2, 3): h, c; "
                + "[Dense(6), Reshape(2, 3)] makes one"),
        new("NETC1136", """
            [Network(9, 4), Flatten, Dense(12, Name = "seen")]
            [LSTM(3, Bidirectional = true, From = "input", [|InitialStateFrom = "seen"|]), Dense(1)] partial class Net;
            """,
            "LSTM takes the state before its first step from 12 from Dense(12), seen, but needs (4, 3): h forward, c forward, h backward, "
                + "c backward; [Reshape(4, 3)] gives the numbers that shape"),
        new("NETC1004", "[Network(9, 4, [|SampleRate = 0|]), LSTM(3), Dense(1)] partial class Net;",
            "Network's SampleRate is 0, but must be above 0 and finite"),
        new("NETC1004", "[Network(9, 4), LSTM(3, [|Dropout = 1.5|])] partial class Net;",
            "LSTM's Dropout is 1.5, but must be at least 0 and below 1: it is a fraction, and 1.5 % is 0.015"),
        new("NETC1001", "[Network(9), Embedding([|0|], 4), LSTM(2)] partial class Net;",
            "Embedding's vocabulary is 0, but must be at least 1"),
        new("NETC1001", "[Network(9), Embedding(5, [|-1|]), LSTM(2)] partial class Net;",
            "Embedding's units is -1, but must be at least 1"),
        new("NETC1004", "[Network(9), Embedding([|16777217|], 1), LSTM(2)] partial class Net;",
            "Embedding's vocabulary is 16,777,217, but must be at most 16,777,216, because class numbers are floats, which count no "
                + "further"),
        new("NETC1001", "[Network(9), RepeatVector([|0|]), LSTM(2)] partial class Net;", "RepeatVector's n is 0, but must be at least 1"),
        new("NETC1018", "[Network(9, 4), [|RepeatVector(2)|], LSTM(2)] partial class Net;",
            "RepeatVector takes a row (features) but gets the shape (9, 4): a recurrent layer without ReturnSequences gives one, "
                + "[Flatten] makes one"),
        new("NETC1111", "[Network(9, 4, Lengths = true), [|Conv1D(5, 3)|], LSTM(2)] partial class Net;",
            "Samples have lengths of their own, but Conv1D(5, 3) mixes the steps, so the padding behind shorter samples would count: put a "
                + "recurrent layer or a global pool before it, or leave Lengths out"),
        new("NETC1111", "[Network(9, 4, Lengths = true), LSTM(2, ReturnSequences = true), [|Flatten|], Dense(2)] partial class Net;",
            "Samples have lengths of their own, but Flatten mixes the steps, so the padding behind shorter samples would count: put a "
                + "recurrent layer or a global pool before it, or leave Lengths out"),
        new("NETC1111", "[Network(9, 4, Lengths = true), Dense(3), [|BatchNorm|], Tanh, LSTM(2)] partial class Net;",
            "Samples have lengths of their own, but BatchNorm would measure the padding, too"),
        new("NETC1119", "[Network([|Lengths = true|])] [Input(\"words\", 12), Embedding(9, 4), LSTM(2)] partial class Net;",
            "Lengths = true says how many steps count of the sequence that [Network(steps, features)] declares, but all inputs of Net have "
                + "names: declare the sequence there and the others as [Input(name, ...)], or leave Lengths out"),
        new("NETC1112", "[Network(9, 4, Lengths = true), LSTM(2, [|Name = \"lengths\"|])] partial class Net;",
            "Where Lengths = true, 'lengths' is the input that says how many steps of a sample count: give this another name"),
        new("NETC1018", "[Network(9, 4), [|Embedding(5, 2)|], Flatten] partial class Net;",
            "Embedding takes a class number at every step, (steps) but gets the shape (9, 4): [Network(100)] gives 100 of them"),
        new("NETC1110", "[Network(9, 4), LSTM(8), [|Embedding(5, 2)|], Flatten] partial class Net;",
            "Embedding takes class numbers, which only an input has, but reads 8 from LSTM(8), lstm_1: give it an input, with From or as "
                + "[Input(name, steps)]"),
        new("NETC1004", "[Network(9, 4), LSTM(3, [|RecurrentDropout = 1|])] partial class Net;",
            "LSTM's RecurrentDropout is 1, but must be at least 0 and below 1"),
        new("NETC1001", "[Network(9, 4), LSTM([|0|])] partial class Net;", "LSTM's units is 0, but must be at least 1"),
        new("NETC1085", "[Network(100, 9), LSTM(32, [|ReturnSequences = true|]), Dense(6), Softmax] partial class Net;",
            "LSTM(32), sequences gives all of its steps, so the network answers at each of the 100 steps, (100, 6): for one answer for the "
                + "whole sequence remove ReturnSequences"),
        new("NETC1085", "[Network(12, Lengths = true), Embedding(50, 4), GRU(8, ReturnSequences = true)] "
            + "[GRU(6, [|ReturnSequences = true|], Bidirectional = true), Dropout(0.2), Dense(5), Tanh, LayerNorm, Dense(1), Sigmoid] "
            + "partial class Net;",
            "GRU(6), sequences, bidirectional gives all of its steps, so the network answers at each of the 12 steps, (12, 1): for one "
                + "answer for the whole sequence remove ReturnSequences"),
        new("NETC1085", "[Network(8, 3), SimpleRNN(4, [|ReturnSequences = true|]), BatchNorm, Dense(2)] partial class Net;",
            "SimpleRNN(4), sequences gives all of its steps, so the network answers at each of the 8 steps, (8, 2): for one answer for "
                + "the whole sequence remove ReturnSequences"),
    ];
}

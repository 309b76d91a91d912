using Case = NetCompiler.Generator.Tests.Diagnostics.DiagnosticCases.Case;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>The cases about blocks and their uses.</summary>
internal static class BlockCases
{
    private const string Hidden = "[Block, Dense(Hidden.Units), ReLU] class Hidden { public const int Units = 3, Other = 1; } ";

    public static readonly IReadOnlyList<Case> All =
    [
        new("NETC1096", "[Network(4), Dense(8, [|Trainable = false|]), ReLU, Dense(2, Trainable = false)] partial class Net;",
            "Net trains, but each of the 2 layers that could learn has Trainable = false, so training changes nothing: take one of them "
                + "away, or write Mode = NetworkMode.InferenceOnly (Freeze and Unfreeze choose while the program runs)"),
        new("NETC1096", "[Block, [|Dense(4)|]] class Body; [Network(4), Use<Body>(Trainable = false), Softmax] partial class Net;",
            "Net trains, but Dense(4), the only layer that could learn, has Trainable = false, so training changes nothing: take one of "
                + "them away, or write Mode = NetworkMode.InferenceOnly (Freeze and Unfreeze choose while the program runs)"),
        new("NETC1120", "[Block, Dense(3), ReLU] class Hidden; [Network(4, 4, 1), [|Use<Hidden>|], Dense(2)] partial class Net;",
            "Hidden, which gets the shape (4, 4, 1) here, cannot be used: layer 1, Dense: NETC1002: Dense takes a row of numbers but "
                + "gets the shape (4, 4, 1): insert [Flatten] before it, which makes it 16 numbers"),
        new("NETC1120", "[Block, Dense(3), Add(\"input\")] class Sum; [Network(4), Dense(3), ReLU, Use<Sum>, Dense(4), ReLU, [|Use<Sum>|]] "
            + "partial class Net;",
            "Sum, which gets the shape 4 here, cannot be used: layer 2, Add: NETC1091: Add cannot take 3 from Dense(3), sum_2/dense_1 "
                + "together "
                + "with 4 from ReLU, re_lu_2: sizes must be equal, counted from the last dimension, or one of them 1"),
        new("NETC1120", "[Block, Conv2D(2, 3)] class Inner; [Block, Use<Inner>(Repeat = 2)] class Outer; "
            + "[Network(4, 4, 1), [|Use<Outer>|], Flatten, Dense(2)] partial class Net;",
            "Outer, which gets the shape (4, 4, 1) here, cannot be used: layer 1, Use<Inner>, its layer 1, Conv2D: NETC1019: Conv2D "
                + "3x3 on 2x2 with valid padding leaves 0x0: use Padding.Same or a window of at most 2"),
        new("NETC1120", Hidden + "[Network(4), [|Use<Hidden>(0)|], Dense(2)] partial class Net;",
            "Hidden, which gets the shape 4 here, cannot be used: layer 1, Dense: NETC1001: Dense's units is 0, but must be at least 1"),
        new("NETC1121", "class Empty; [Network(4), [|Use<Empty>|], Dense(2)] partial class Net;",
            "Empty cannot be used as a layer: it has no layers: give it some, or remove this"),
        new("NETC1121", "[Input(\"a\", 3)] class Ports; [Network(4), [|Use<Ports>|], Dense(2)] partial class Net;",
            "Ports cannot be used as a layer: it has layers, but says of no shape that comes in: write [Block] at Ports to leave the shape "
                + "open"),
        new("NETC1121", "[[|Block|]] class Empty;",
            "Empty cannot be used as a layer: it has no layers: give it some, or remove [Block]"),
        new("NETC1121", "[Network(4), [|Block|], Dense(2)] partial class Net;",
            "Net cannot be used as a layer: it has both [Block], which leaves the shape open, and [Network], which gives one: remove "
                + "one of "
                + "them; networks can be used as they are"),
        new("NETC1122", "[Block, Dense(4), [|Use<Deep>|]] class Deep;",
            "Blocks cannot use themselves, but Deep > Deep do: repeat layers with Repeat, or remove one of these uses"),
        new("NETC1122", "[Network(4), Dense(4), [|Use<Net>|]] partial class Net;",
            "Blocks cannot use themselves, but Net > Net do: repeat layers with Repeat, or remove one of these uses"),
        new("NETC1123", "[Network(3), Dense(8)] partial class Decoder; [Network(8), Dense(4), [|Use<Decoder>|]] partial class Net;",
            "The network Decoder takes the shape 3, but gets 4 here: change what comes before, change Decoder, or write a [Block], "
                + "which takes "
                + "any shape that its layers take"),
        new("NETC1124", Hidden + "[Network(4), Use<Hidden>(3, 2, [|1|]), Dense(2)] partial class Net;",
            "Hidden gets 3 settings here, but has 2, Units = 3, Other = 1: leave the others out"),
        new("NETC1124", "[Block, Dense(3)] class Hidden; [Network(4), Use<Hidden>([|3|]), ReLU, Dense(2)] partial class Net;",
            "Hidden gets 1 settings here, but has none: a setting is a const int of the class: leave the others out"),
        new("NETC1125", "[Block, Dropout([|Hidden.Percent / 100.0|])] class Hidden { public const int Percent = 20; }",
            "\"Hidden.Percent / 100.0\" depends on the block's settings (Percent), of which only whole-number arguments can be made, "
                + "with + - "
                + "* / %: write it so, or as a number"),
        new("NETC1125", "[Block, Dense([|Hidden.A > 1 ? 2 : 3|])] class Hidden { public const int A = 2; }",
            "\"Hidden.A > 1 ? 2 : 3\" depends on the block's settings (A), of which only whole-number arguments can be made, with + - "
                + "* / %: "
                + "write it so, or as a number"),
        new("NETC1126", "[Block, Dense(4), ReLU] class A; [Block, Use<A>(Repeat = 100)] class B; [Network(4), [|Use<B>(Repeat = "
            + "100)|], Dense(2)] "
            + "partial class Net;",
            "With the layers of blocks in their places the network has more than 4,096 layers: repeat less"),
        new("NETC1001", "[Block, Dense(4), ReLU] class A; [Network(4), Use<A>([|Repeat = 0|]), Dense(2)] partial class Net;",
            "Use's Repeat is 0, but must be at least 1"),
        new("NETC1127", "[Network(6), Dense(4), ReLU, Dense(4, [|Share = \"dense_1\"|]), ReLU, Dense(2)] partial class Net;",
            "Dense(4) cannot share what dense_1 learns: its kernel is (4, 4), and that one's kernel is (6, 4)"),
        new("NETC1127", "[Network(6), Dense(6), ReLU, BatchNorm([|Share = \"dense_1\"|]), Dense(2)] partial class Net;",
            "BatchNorm cannot share what dense_1 learns: this is BatchNorm, but that is Dense"),
        new("NETC1127", "[Network(6), Dense(6), ReLU(Name = \"r\"), Dense(6), ReLU([|Share = \"r\"|]), Dense(2)] partial class Net;",
            "ReLU cannot share what r learns: it learns nothing"),
        new("NETC1127", "[Network(6), Dense(6), ReLU, Dense(6, UseBias = false, [|Share = \"dense_1\"|]), ReLU, Dense(2)] "
            + "partial class Net;",
            "Dense(6), no bias cannot share what dense_1 learns: it learns 1 tensor, and that 2"),
        new("NETC1008", "[Network(6), Dense(6), ReLU, Dense(6, [|Share = \"dense\"|]), ReLU, Dense(2)] partial class Net;",
            "\"dense\" names no layer before dense_2: use one of dense_1, re_lu_1"),
        new("NETC1127", "[Block, Dense(3), ReLU] class A; [Block, Dense(3)] class B; [Network(3), Use<A>, Use<B>([|Share = \"a_1\"|])] "
            + "partial class Net;", "Use<B> cannot share what a_1 learns: they are not the same number of layers"),
        new("NETC1120", "[Block, Dense(3), ReLU] class A; [Network(4), Use<A>, [|Use<A>(Share = \"a_1\")|], Dense(2)] partial class Net;",
            "A, which gets the shape 3 here, cannot be used: layer 1, Dense: NETC1127: Dense(3) cannot share what a_1/dense_1 learns: its "
                + "kernel is (3, 3), and that one's kernel is (4, 3)"),
        new("NETC1018", "[Block, Dense(4), ReLU] class A; [Network(9), [|TimeDistributed<A>|], Dense(2)] partial class Net;",
            "TimeDistributed takes steps, each of a shape (steps, ...) but gets the shape 9: [Network(16, 28, 28, 1)] gives 16 images, "
                + "[Reshape(steps, ...)] makes steps"),
        new("NETC1018", "[Network(5, 9, 9, 1), [|Conv2D(3, 3)|], Flatten, Dense(2)] partial class Net;",
            "Conv2D takes an image (height, width, channels) but gets the shape (5, 9, 9, 1): in a class with [Block] around it, "
                + "[TimeDistributed<TheClass>] goes over the first dimension"),
        new("NETC1120", "[Block, Conv2D(4, 3), ReLU, Dense(2)] class A; "
            + "[Network(5, 4, 4, 1), [|TimeDistributed<A>|], LSTM(3)] partial class Net;",
            "A, which gets the shape (4, 4, 1) here, cannot be used: layer 3, Dense: NETC1002: Dense takes a row of numbers but gets the "
                + "shape (2, 2, 4): insert [Flatten] before it, which makes it 16 numbers"),
        new("NETC1123", "[Network(9), Dense(8)] partial class Row; [Network(5, 8), [|TimeDistributed<Row>|], GRU(2)] partial class Net;",
            "The network Row takes the shape 9, but gets 8 here: change what comes before, change Row, or write a [Block], which takes "
                + "any shape that its layers take"),
        new("NETC1138", "[Block, GRU(4, Stateful = true), Tanh] class A; "
            + "[Network(5, 4, 2), [|TimeDistributed<A>|], LSTM(3)] partial class Net;",
            "GRU(4), stateful, a_1/gru_1, cannot stand in TimeDistributed, with Stateful, as its samples are steps, which do not go on in "
                + "the next batch: leave Stateful out"),
        new("NETC1120", "[Block, Dense(4), BatchNorm, Tanh] class A; "
            + "[Network(5, 4, Lengths = true), [|TimeDistributed<A>|], LSTM(3)] partial class Net;",
            "A, which gets the shape 4 here, cannot be used: layer 2, BatchNorm: NETC1111: Samples have lengths of their own, but "
                + "BatchNorm would measure the padding, too"),
        new("NETC1093", "[Block, Dense(4), ReLU] class A; [Network(4), [|Use<A>|], Dense(2, From = \"input\")] partial class Net;",
            "No layer takes what A gives, so it is left out: name it in a later layer, as in [Add(\"a_1\")], or remove it"),
        new("NETC1006", "[Block, Dense(4), ReLU] class A; [Network(4), Dense(4, Name = \"a\"), Use<A>([|Name = \"a\"|]), Dense(2)] "
            + "partial class Net;",
            "The name 'a' already belongs to layer 1, Dense: give layer 2, Use<A>, another"),
        new("NETC1008", "[Block, Dense(4), Add([|\"inputs\"|])] class A;",
            "\"inputs\" names no layer before add_1: use one of input, dense_1"),
        new("NETC1001", "[Block, Dense([|0|])] class A;", "Dense's units is 0, but must be at least 1"),
        new("NETC0012", "[[|Use<A>|]] class Net; [Block, Dense(2)] class A;",
            "Net has layers but no [Network], so nothing is compiled: write [Network(...)] above them with the shape of one sample, "
                + "such as "
                + "[Network(784)] or [Network(28, 28, 1)], or [Block] if they are for use in networks"),
        new("NETC0003", "[Block, Dense(2)] partial class A; [[|ReLU|]] partial class A;",
            "ReLU stands on another declaration of A than [Block], so its place in the order of layers is undefined: move it to the "
                + "declaration with [Block]"),
    ];
}

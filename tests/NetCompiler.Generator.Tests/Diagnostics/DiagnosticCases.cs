using NetCompiler.Generator.Layers;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>For every diagnostic, networks that it is about, the place of the squiggle in <c>[| |]</c>, and what it says.</summary>
internal static class DiagnosticCases
{
    /// <param name="Id">The diagnostic.</param>
    /// <param name="Source">A file with one mistake.</param>
    /// <param name="Message">The whole message.</param>
    public sealed record Case(string Id, string Source, string Message);

    private static readonly string KnownLayers = string.Join(", ", LayerCatalog.Kinds.Keys.Order(StringComparer.Ordinal));

    private const string LayersOnly =
        "Net has layers but no [Network], so nothing is compiled: write [Network(...)] above them with the shape of one sample, such as "
            + "[Network(784)] or [Network(28, 28, 1)], or [Block] if they are for use in networks";

    private const string NotAtTheData = "move it before that layer; between layers, BatchNorm and LayerNorm normalise";

    private const string AxisRange = "as Keras counts, -1 for the last, or 0 for one mean and one variance of all numbers";

    private const string NoShape =
        "The input shape () has no dimensions: " +
        "write the shape of one sample, channels last, such as [Network(784)] or [Network(28, 28, 1)]";

    public static readonly IReadOnlyList<Case> All =
    [
        .. ClassCases.All, .. RimCases.All,
        new("NETC0005", "[[|Network(4)|]] partial class Net;",
            "Net has no layers: add them below [Network], such as [Dense(10), Softmax]"),
        new("NETC0006", "[[|Network|], Dense(2)] partial class Net;",
            "The input shape () has no dimensions: write the shape of one sample, channels last, such as [Network(784)] or "
                + "[Network(28, 28, 1)]"),
        new("NETC0006", "[Network(28, [|0|], 1), Flatten, Dense(2)] partial class Net;",
            "The input shape (28, 0, 1) has the dimension 0, which is below 1: write the shape of one sample, channels last, such as "
                + "[Network(784)] or [Network(28, 28, 1)]"),
        new("NETC0006", "[Network([|-1|]), Dense(2)] partial class Net;",
            "The input shape (-1) has the dimension -1, which is below 1: write the shape of one sample, channels last, such as "
                + "[Network(784)] or [Network(28, 28, 1)]"),
        new("NETC0007", "[Network(4, [|Loss = (Loss)99|]), Dense(2)] partial class Net;",
            "Loss is 99, which is no member of Loss: use one of Auto, MeanSquaredError, MeanAbsoluteError, Huber, LogCosh, Binary"
                + "Crossentropy, CategoricalCrossentropy, Hinge, KullbackLeiblerDivergence, Poisson, Perceptron, None, Custom, OfType"),
        new("NETC0007", "[Network(4), Dense(2, [|KernelInitializer = (Initializer)(-1)|])] partial class Net;",
            "KernelInitializer is -1, which is no member of Initializer: use one of Zeros, Ones, GlorotUniform, GlorotNormal, HeUniform, "
                + "HeNormal, LecunUniform, LecunNormal, RandomUniform, RandomNormal, TruncatedNormal, Orthogonal"),
        new("NETC0008", "[Network(4, [|LabelSmoothing = 1f|]), Dense(2), Softmax] partial class Net;",
            "LabelSmoothing is 1, but must be at least 0 and below 1"),
        new("NETC0008", "[Network(4, [|LabelSmoothing = 10|]), Dense(2), Softmax] partial class Net;",
            "LabelSmoothing is 10, but must be at least 0 and below 1: it is a fraction, and 10 % is 0.1"),
        new("NETC0008", "[Network(4, [|LabelSmoothing = float.NaN|]), Dense(2), Softmax] partial class Net;",
            "LabelSmoothing is NaN, but must be at least 0 and below 1"),
        new("NETC0008", "[Network(4, [|LabelSmoothing = 0.99999999999|]), Dense(2), Softmax] partial class Net;",
            "LabelSmoothing is 0.99999999999 (1 in single precision), but must be at least 0 and below 1"),
        new("NETC0008", "[Network(4, [|LabelSmoothing = 0.1|]), Dense(2)] partial class Net;",
            "LabelSmoothing is 0.1, but MeanSquaredError has no classes to smooth: leave it out, or use a cross-entropy"),
        new("NETC0008", "[Network(4, [|LabelSmoothing = 0.1f|]), Dense(2)] partial class Net;",
            "LabelSmoothing is 0.1, but MeanSquaredError has no classes to smooth: leave it out, or use a cross-entropy"),
        new("NETC0009", "[Network(4, [|MaxParameters = 0|]), Dense(2)] partial class Net;",
            "MaxParameters is 0, but a network that learns has at least 1 parameter: give the largest number you accept, or leave it out"),
        new("NETC0010", "[Network(4), Dense(2)] partial class Net { public [|Net|](int size) : base() { } }",
            "Net(int) clashes with a member that the compiler writes into Net: give yours other parameters and let it call this(seed)"),
        new(
            "NETC0010",
            "using System; [Network(4), Dense(2)] partial class Net { void [|Predict|](ReadOnlySpan<float> x, Span<float> y) { } }",
            "Predict(ReadOnlySpan<float>, Span<float>) clashes with a member that the compiler writes into Net: rename yours or give it "
                + "other parameters"),
        new(
            "NETC0010",
            "[Network(4), Dense(2)] partial class Net; partial class Net { History? [|Fit|](Dataset data, FitOptions? options) => null; }",
            "Fit(Dataset, FitOptions) clashes with a member that the compiler writes into Net: rename yours or give it other parameters"),
        new("NETC0010", "[Network(4), Normalization, Dense(2)] partial class Net { void [|Adapt|](Dataset data) { } }",
            "Adapt(Dataset) clashes with a member that the compiler writes into Net: rename yours or give it other parameters"),
        new("NETC0010", "[Network(4), Dense(2)] partial class Net { int [|Load|] { get; } }",
            "Load clashes with a member that the compiler writes into Net: rename yours"),
        new("NETC0010", "[Network(4), Dense(2)] partial class Net { string [|Summary|]() => \"mine\"; }",
            "Summary() clashes with a member that the compiler writes into Net: rename yours"),
        new("NETC0010", "[Network(4), Dense(2)] partial class Net { class [|Evaluate|]<T>; }",
            "Evaluate<T> clashes with a member that the compiler writes into Net: rename yours"),
        new(
            "NETC0010",
            "class Root { private int Gradients; protected virtual string Summary => \"\"; } class Base : Root; [Network(4), Dense(2)] "
                + "partial class [|Net|] : Base;",
            "Root.Summary clashes with a member that the compiler writes into Net: rename yours"),
        new(
            "NETC0010",
            "class Base { public static Base Load(string path) => new(); public void Save() { } } [Network(4), Dense(2)] partial class "
                + "[|Net|] : Base;",
            "Base.Load(string) clashes with a member that the compiler writes into Net: rename yours or give it other parameters"),
        new("NETC0010", "[Network(4), Dense(2)] partial class [|Classify|];",
            "Classify clashes with a member that the compiler writes into Classify: rename the class"),
        new("NETC0011", "[Network(4), Dense(2)] partial class Net { public [|Net|](string name) { } }",
            "Net(string) does not call the constructor that the compiler writes, so the object would have no parameters and no code: add "
                + "': this(seed: 0)' after its parameters"),
        new(
            "NETC0011",
            "[Network(4), Dense(2)] partial class Net { Net() : this(\"\") { } [|Net|](string name) : base() { name += Compiled; } }",
            "Net(string) does not call the constructor that the compiler writes, so the object would have no parameters and no code: add "
                + "': this(seed: 0)' after its parameters"),
        Base("(string name) { string Name => name; }", "all constructors of which take parameters"),
        Base(" { private Base() { } }", "whose parameterless constructor it may not call"),
        Base(
            " { [System.Obsolete(\"\", true)] public Base() { } public Base(int i) { } }",
            "whose parameterless constructor is obsolete, so that calling it is an error"),
        Base(
            " { public Base(int i = 0) { } public Base(string s = \"\") { } }",
            "several constructors of which can be called without arguments"),
        new("NETC0006", "[[|Network(default)|], Dense(2)] partial class Net;", NoShape),
        new("NETC0006", "[[|Network(null)|], Dense(2)] partial class Net;", NoShape),
        new("NETC1032", "[Network(4), [|Reshape(null)|], Dense(2)] partial class Net;",
            "Reshape to () makes no numbers, but the shape 4 has 4: give sizes whose product is 4, or -1 for one of them"),
        new("NETC1033", "[Network(4), [|Permute(default)|], Dense(2)] partial class Net;",
            "Permute() does not name each of the 1 dimensions of the shape 4 once: write 1 in another order"),
        new("NETC0012", "[[|Dense(3)|], ReLU] [Dense(2)] partial class Net;", LayersOnly),
        new("NETC0012", "[System.Serializable, [|Softmax|]] class Net;", LayersOnly),
        new("NETC0012", "class Outer { [[|FlattenAttribute|]] partial class Net; }", LayersOnly),
        new("NETC0012", "class NetworkAttribute : System.Attribute; [Network, [|Dense(2)|]] partial class Net;", LayersOnly),
        new("NETC0012", "partial class Net; [[|global::NetCompiler.Dense(3)|]] partial class Net; [ReLU] partial class Net;", LayersOnly),
        new("NETC0030", "[Network(4, Loss = [|Loss.CategoricalCrossEntropy|]), Dense(2), Softmax] partial class Net;",
            "Loss.CategoricalCrossEntropy is Loss.CategoricalCrossentropy here: write Network(4, Loss = Loss.CategoricalCrossentropy)"),
        new("NETC0030", "[Network([|(28, 28, 1)|]), Flatten, Dense(2)] partial class Net;",
            "numbers stand without parentheses here: write Network(28, 28, 1)"),
        new("NETC0031", "[Network(4, [|optimizer: \"adam\"|]), Dense(2)] partial class Net;",
            "optimizer does not exist here: training is set up in Fit, "
            + "net.Fit(data, new FitOptions { Epochs = 10, Optimizer = new Adam() })"),
        new("NETC1060", "[Network(28, 28, 1), [|MaxPooling2D|](2), Flatten, Dense(2)] partial class Net;",
            "MaxPooling2D is MaxPool2D here: write MaxPool2D(2)"),
        new("NETC1060", "[Network(28, 28, 1), [|Conv2d(1, 32, 3)|], Flatten, Dense(2)] partial class Net;",
            "Conv2d is Conv2D here; 1 (in_channels) is left out, since it follows from what comes before: write Conv2D(32, 3)"),
        new("NETC1060", "[Network(4), Dense(2, [|activation: \"relu\"|])] partial class Net;",
            "an activation is a layer of its own here: write Dense(2), ReLU"),
        new("NETC1061", "[Network(4), [|Attention|](3), Dense(2)] partial class Net;",
            "Attention does not exist here: MultiHeadAttention(numHeads, keyDim) is nearest, and over another sequence "
            + "MultiHeadAttention(numHeads, keyDim, name)"),
        new("NETC1061", "[Network(4), [|Adam|](0.001), Dense(2)] partial class Net;",
            "Adam does not exist here: optimizers are given to Fit, net.Fit(data, new FitOptions { Optimizer = new Adam() })"),
        new("NETC1001", "[Network(4), Dense([|0|])] partial class Net;",
            "Dense's units is 0, but must be at least 1"),
        new("NETC1001", "[Network(4), Dense([|units: -5|], UseBias = false)] partial class Net;",
            "Dense's units is -5, but must be at least 1"),
        new(
            "NETC1002", "[Network(4, 4, 3), Conv2D(5, 3), [|Softmax|]] partial class Net;",
            "Softmax takes a row of numbers but gets the shape (2, 2, 5): insert [Flatten] before it, which makes it 20 numbers"),
        new("NETC1002", "[Network(28, 28, 1), [|Dense(10)|]] partial class Net;",
            "Dense takes a row of numbers but gets the shape (28, 28, 1): insert [Flatten] before it, which makes it 784 numbers"),
        new("NETC1018", "[Network(784), [|Conv2D(4, 3)|], Flatten, Dense(1)] partial class Net;",
            "Conv2D takes an image (height, width, channels) but gets the shape 784: [Network(28, 28, 1)] gives one, [Reshape(height, "
                + "width, channels)] makes one"),
        new("NETC1019", "[Network(3, 3, 1), Conv2D(4, [|5|]), Flatten, Dense(1)] partial class Net;",
            "Conv2D 5x5 on 3x3 with valid padding leaves -1x-1: use Padding.Same or a window of at most 3"),
        new("NETC1019", "[Network(9, 4, 1), Conv2D(4, 2, [|3|], DilationRate = 3), Flatten, Dense(1)] partial class Net;",
            "Conv2D 2x3 with dilation 3, which spans 4x7, on 9x4 with valid padding leaves 6x-2: use Padding.Same or a window of at "
                + "most 3x2"),
        new("NETC1019", "[Network(2, 8, 1), MaxPool2D([|3|], Padding = Padding.Explicit), Flatten, Dense(1)] partial class Net;",
            "MaxPool2D 3x3 on 2x8 with explicit padding leaves 0x6: use Padding.Same or a window of at most 2x8"),
        new("NETC1020", "[Network(9, 8, 1), [|MaxPool2D(2, 3)|], Flatten, Dense(1)] partial class Net;",
            "MaxPool2D 2x3 with stride 2x3 on 9x8 never reads the last line and 2 columns: use Padding.Same, another size, or suppress "
                + "this where it is meant"),
        new("NETC1021", "[Network(9, 8, 1), Conv2D(4, 3, [|PadTop = 1|]), Flatten, Dense(1)] partial class Net;",
            "Conv2D has PadTop but Padding = Valid: write Padding = Padding.Explicit with it, or leave it out"),
        new("NETC1022", "[Network(9, 8, 1), [|Conv2D(4, 3, Strides = 2, DilationHeight = 2)|], Flatten, Dense(1)] partial class Net;",
            "Conv2D has stride 2 and dilation 2x1, but only one of them may be above 1: Keras refuses that, too"),
        new("NETC1018", "[Network(8, 8, 3), [|Conv1D(4, 3)|], Flatten, Dense(1)] partial class Net;",
            "Conv1D takes a sequence (steps, features) but gets the shape (8, 8, 3): [Network(100, 8)] gives one, [Reshape(steps, "
                + "features)] makes one"),
        new("NETC1018", "[Network(784), [|GlobalAveragePool|], Dense(1)] partial class Net;",
            "GlobalAveragePool takes an image (height, width, channels) or a sequence (steps, features) but gets the shape 784: "
                + "[Network(28, 28, 1)] gives one, [Reshape(height, width, channels)] makes one"),
        new("NETC1019", "[Network(3, 6), Conv1D(4, [|5|]), Flatten, Dense(1)] partial class Net;",
            "Conv1D 5 on 3 with valid padding leaves -1: use Padding.Same or a window of at most 3"),
        new("NETC1019", "[Network(9, 6), Conv1D(4, [|4|], DilationRate = 3), Flatten, Dense(1)] partial class Net;",
            "Conv1D 4 with dilation 3, which spans 10, on 9 with valid padding leaves 0: use Padding.Same or a window of at most 3"),
        new("NETC1020", "[Network(10, 6), [|AveragePool1D(3, Strides = 4)|], Flatten, Dense(1)] partial class Net;",
            "AveragePool1D 3 with stride 4 on 10 never reads the last 3 steps: use Padding.Same, another size, or suppress this where it "
                + "is meant"),
        new("NETC1021", "[Network(9, 6), MaxPool1D(3, Padding = Padding.Same, [|PadAfter = 1|]), Flatten, Dense(1)] partial class Net;",
            "MaxPool1D has PadAfter but Padding = Same: write Padding = Padding.Explicit with it, or leave it out"),
        new("NETC1022", "[Network(9, 6), [|Conv1D(4, 3, Strides = 2, DilationRate = 3)|], Flatten, Dense(1)] partial class Net;",
            "Conv1D has stride 2 and dilation 3, but only one of them may be above 1: Keras refuses that, too"),
        new("NETC1050", "[Network(9, 8, 1), Conv2D(4, 3, [|Padding = Padding.Causal|]), Flatten, Dense(1)] partial class Net;",
            "Conv2D cannot have Padding = Causal: use Padding.Valid, Padding.Same, or Padding.Explicit with PadTop, PadBottom, PadLeft and "
                + "PadRight"),
        new(
            "NETC1031",
            "[Network(9, 8, 1), MaxPool2D(3, Padding = Padding.Explicit, [|PadTop = 3|]), Flatten, Dense(1)] partial class Net;",
            "MaxPool2D has PadTop = 3, so that its first window of 3 sees nothing but padding: make it smaller, at most one less than "
                + "the window"),
        new(
            "NETC1031",
            "[Network(9, 6), AveragePool1D(3, Strides = 1, Padding = Padding.Explicit, [|PadAfter = 3|]), Flatten, Dense(1)] partial "
                + "class Net;",
            "AveragePool1D has PadAfter = 3, so that its last window of 3 sees nothing but padding: make it smaller, at most one less than "
                + "the window"),
        new("NETC1001", "[Network(9, 6), MaxPool1D([|0|]), Flatten, Dense(1)] partial class Net;",
            "MaxPool1D's poolSize is 0, but must be at least 1"),
        new("NETC1032", "[Network(784), [|Reshape(28, 27, 1)|], Flatten, Dense(1)] partial class Net;",
            "Reshape to (28, 27, 1) makes 756 numbers, but the shape 784 has 784: give sizes whose product is 784, or -1 for one of them"),
        new("NETC1032", "[Network(5, 2), [|Reshape(-1, 3)|], Flatten, Dense(1)] partial class Net;",
            "Reshape to (-1, 3) makes a multiple of 3 numbers, but the shape (5, 2) has 10: give sizes whose product is 10, or -1 for "
                + "one of them"),
        new("NETC1032", "[Network(10), [|Reshape|], Dense(1)] partial class Net;",
            "Reshape to () makes no numbers, but the shape 10 has 10: give sizes whose product is 10, or -1 for one of them"),
        new("NETC1032", "[Network(10), [|Reshape(65536, 65536, 65536, 65536)|], Flatten, Dense(1)] partial class Net;",
            "Reshape to (65536, 65536, 65536, 65536) makes 18,446,744,073,709,551,616 numbers, but the shape 10 has 10: give sizes whose "
                + "product is 10, or -1 for one of them"),
        new("NETC1004", "[Network(10), Reshape(2, [|0|]), Flatten, Dense(1)] partial class Net;",
            "Reshape's shape[1] is 0, but must be at least 1, or once -1 for what is left"),
        new("NETC1004", "[Network(10), Reshape(-1, [|-1|]), Flatten, Dense(1)] partial class Net;",
            "Reshape's shape[1] is -1, but must be at least 1, or once -1 for what is left"),
        new("NETC1033", "[Network(8, 8, 1), [|Permute(3, 1, 1)|], Flatten, Dense(1)] partial class Net;",
            "Permute(3, 1, 1) does not name each of the 3 dimensions of the shape (8, 8, 1) once: write 1, 2, 3 in another order"),
        new("NETC1033", "[Network(8, 8), [|Permute(1, 0)|], Flatten, Dense(1)] partial class Net;",
            "Permute(1, 0) does not name each of the 2 dimensions of the shape (8, 8) once: write 1, 2 in another order"),
        new("NETC1034", "[Network(8, 5, 1), Cropping2D(0, 0, [|3|], 3), Flatten, Dense(1)] partial class Net;",
            "Cropping2D takes 3 + 3 of 5 columns and leaves -1: take fewer"),
        new("NETC1034", "[Network(8, 9, 1), Cropping2D([|4|]), Flatten, Dense(1)] partial class Net;",
            "Cropping2D takes 4 + 4 of 8 lines and leaves 0: take fewer"),
        new("NETC1052", "[Network(7, 7, 6), Conv2D(8, 3, [|Groups = 3|]), Flatten, Dense(1)] partial class Net;",
            "Conv2D has 3 groups, which do not divide its 6 input channels and 8 filters evenly: use one of 1, 2"),
        new(
            "NETC1004", "[Network(4), Dense(3), BatchNorm([|Momentum = 1|]), Dense(2)] partial class Net;",
            "BatchNorm's Momentum is 1, but must be at least 0 and below 1"),
        new(
            "NETC1004", "[Network(4), Dense(3), BatchNorm([|Epsilon = 0|]), Dense(2)] partial class Net;",
            "BatchNorm's Epsilon is 0, but must be above 0"),
        new("NETC1040", "[Network(4), Dense(1), [|LayerNorm|], Dense(2)] partial class Net;",
            "LayerNorm gets the shape 1, and the last dimension has a single value, of which normalisation leaves its sign at most: remove "
                + "the layer, or normalise more values together"),
        new("NETC1040", "[Network(1, 1, 8), [|GroupNorm(8)|], Flatten, Dense(2)] partial class Net;",
            "GroupNorm gets the shape (1, 1, 8), and each group has a single value, of which normalisation leaves its sign at most: remove "
                + "the layer, or normalise more values together"),
        new("NETC1041", "[Network(4, 4, 6), GroupNorm([|4|]), Flatten, Dense(2)] partial class Net;",
            "4 groups do not divide 6 channels: use one of 1, 2, 3, 6"),
        new("NETC1050", "[Network(7, 7, 8), Conv2DTranspose(4, 3, [|Padding = Padding.Causal|]), Flatten, Dense(1)] partial class Net;",
            "Conv2DTranspose cannot have Padding = Causal: use Padding.Valid, Padding.Same, or Padding.Explicit with PadTop, PadBottom, "
                + "PadLeft and PadRight"),
        new(
            "NETC1051",
            "[Network(2, 2, 8), [|Conv2DTranspose(4, 3, Padding = Padding.Explicit, PadTop = 2, PadBottom = 2)|], Flatten, Dense(1)] "
                + "partial class Net;",
            "Conv2DTranspose gives 4x4, of which the pads cut 4 lines and 0 columns off, which leaves 0x4: make them smaller"),
        new("NETC1001", "[Network(8, 8, 1), UpSampling2D(2, [|0|]), Flatten, Dense(1)] partial class Net;",
            "UpSampling2D's width is 0, but must be at least 1"),
        new("NETC1004", "[Network(8, 8, 1), UpSampling2D([|2_000_000_000|]), Flatten, Dense(1)] partial class Net;",
            "UpSampling2D's size is 2,000,000,000, but must be small enough for the image to fit into memory"),
        new("NETC1018", "[Network(8, 8), [|UpSampling2D(2)|], Flatten, Dense(1)] partial class Net;",
            "UpSampling2D takes an image (height, width, channels) but gets the shape (8, 8): [Network(28, 28, 1)] gives one, "
                + "[Reshape(height, width, channels)] makes one"),
        new("NETC1004", "[Network(8, 4), SpatialDropout([|1f|]), Flatten, Dense(1)] partial class Net;",
            "SpatialDropout's rate is 1, but must be at least 0 and below 1"),
        new("NETC1004", "[Network(8), GaussianNoise([|-0.1f|]), Dense(1)] partial class Net;",
            "GaussianNoise's stddev is -0.1, but must be at least 0 and finite"),
        new("NETC1012", "[Network(8), Dense(1), [|GaussianNoise(0.1f)|]] partial class Net;",
            "GaussianNoise(0.1) at the end would erase or disturb answers while training: remove it, or put it before the last layer with "
                + "parameters"),
        new("NETC1018", "[Network(8), [|SpatialDropout(0.5f)|], Dense(1)] partial class Net;",
            "SpatialDropout takes an image (height, width, channels) or a sequence (steps, features) but gets the shape 8: for numbers "
                + "that are in no channel use [Dropout(rate)]"),
        new("NETC1003", "[[|Network(2_000_000_000, 2_000_000_000, 2_000_000_000)|], Flatten, Dense(1)] partial class Net;",
            "A sample of the shape (2000000000, 2000000000, 2000000000) would be 8,000,000,000,000,000,000,000,000,000 numbers, but at "
                + "most 1,073,741,824 fit: make it smaller"),
        new("NETC1003", "[Network(784), [|Dense(2_000_000_000)|]] partial class Net;",
            "The output of Dense(2000000000) would be 2,000,000,000 numbers, but at most 1,073,741,824 fit: make the layer smaller"),
        new("NETC1003", "[Network(100_000), [|Dense(100_000)|]] partial class Net;",
            "The kernel (100000, 100000) of Dense(100000) would be 10,000,000,000 numbers, but at most 1,073,741,824 fit: make the "
                + "layer smaller"),
        new("NETC1003", "[Network(20_000), [|Dense(40_000)|], ReLU, Dense(20_000)] partial class Net;",
            "The parameters of Net, rows padded to whole vectors, would be 1,600,060,000 numbers, but at most 1,073,741,824 fit: make "
                + "Dense(40000), dense_1 smaller"),
        new("NETC1003", "[Network(4), Dense(4), ReLU, [|Dense(134_217_728)|]] partial class Net;",
            "The kernels of Net, transposed for training, rows padded to whole vectors, would be 2,147,483,712 numbers, but at most "
                + "1,073,741,824 fit: make Dense(134217728), dense_2 smaller"),
        new("NETC1003", "[[|Network(300_000_000)|], ReLU] partial class Net;",
            "What training keeps of one sample would be 1,800,000,000 numbers, but at most 1,073,741,824 fit: make the input or ReLU, "
                + "re_lu_1 smaller"),
        new("NETC1004", "[Network(4), Dropout([|1f|]), Dense(2)] partial class Net;",
            "Dropout's rate is 1, but must be at least 0 and below 1"),
        new("NETC1004", "[Network(4), Dense(3), RMSNorm([|Epsilon = 1e-50|]), Dense(2)] partial class Net;",
            "RMSNorm's Epsilon is 1E-50 (0 in single precision), but must be above 0"),
        new("NETC1004", "[Network(8), GaussianNoise([|1e40|]), Dense(1)] partial class Net;",
            "GaussianNoise's stddev is 1E+40 (Infinity in single precision), but must be at least 0 and finite"),
        new("NETC1004", "[Network(4), Dropout([|50|]), Dense(2)] partial class Net;",
            "Dropout's rate is 50, but must be at least 0 and below 1: it is a fraction, and 50 % is 0.5"),
        new("NETC1004", "[Network(4), Dropout([|12.5f|]), Dense(2)] partial class Net;",
            "Dropout's rate is 12.5, but must be at least 0 and below 1: it is a fraction, and 12.5 % is 0.125"),
        new("NETC1004", "[Network(4), Dropout([|100|]), Dense(2)] partial class Net;",
            "Dropout's rate is 100, but must be at least 0 and below 1"),
        new("NETC1004", "[Network(8, 4), SpatialDropout([|7|]), Flatten, Dense(1)] partial class Net;",
            "SpatialDropout's rate is 7, but must be at least 0 and below 1: it is a fraction, and 7 % is 0.07"),
        new("NETC1004", "[Network(4), Dense(3), BatchNorm([|Momentum = 99|]), Dense(2)] partial class Net;",
            "BatchNorm's Momentum is 99, but must be at least 0 and below 1: it is a fraction, and 99 % is 0.99"),
        new("NETC1004", "[Network(4), Dense(2), LeakyReLU([|2|])] partial class Net;",
            "LeakyReLU's negativeSlope is 2, but must be at least 0 and below 1"),
        new("NETC1004", "[Network(4), Dropout([|-0.5f|]), Dense(2)] partial class Net;",
            "Dropout's rate is -0.5, but must be at least 0 and below 1"),
        new("NETC1004", "[Network(4), Dense(2), LeakyReLU([|1f|])] partial class Net;",
            "LeakyReLU's negativeSlope is 1, but must be at least 0 and below 1"),
        new("NETC1004", "[Network(4), Dense(2), ELU([|alpha: -1f|])] partial class Net;",
            "ELU's alpha is -1, but must be at least 0 and finite"),
        new("NETC1004", "[Network(4), Dense(2), ReLU([|MaxValue = 0f|])] partial class Net;",
            "ReLU's MaxValue is 0, but must be above 0"),
        new("NETC1004", "[Network(4), Dense(2), Step([|Low = 1|])] partial class Net;",
            "Step's Low is 1, but must be 0 or -1"),
        new("NETC1005", "class Own : LayerAttribute; [Network(4), Dense(2), [|Own|]] partial class Net;",
            "Own is not a layer that this compiler knows: use one of " + KnownLayers),
        new("NETC1005", "namespace Mine { class DenseAttribute : LayerAttribute; [NetCompiler.Network(4), [|Dense|]] partial class Net; }",
            "Mine.Dense is not a layer that this compiler knows: use one of " + KnownLayers),
        new("NETC1006", "[Network(4), Dense(3, Name = \"a\"), ReLU, Dense(2, [|Name = \"a\"|])] partial class Net;",
            "The name 'a' already belongs to layer 1, Dense: give layer 3, Dense, another"),
        new("NETC1006", "[Network(4), Dense(3, [|Name = \"input\"|])] partial class Net;",
            "The name 'input' already belongs to the network's input: give layer 1, Dense, another"),
        new("NETC1007", "[Network(4), Dense(3, [|Name = \"a/b\"|])] partial class Net;",
            "'a/b' is no name for a layer: start with an ASCII letter or underscore, go on with letters, digits and underscores, at most "
                + "64 characters"),
        new("NETC1007", "[Network(4), Dense(3, [|Name = \"\"|])] partial class Net;",
            "'' is no name for a layer: start with an ASCII letter or underscore, go on with letters, digits and underscores, at most 64 "
                + "characters"),
        new("NETC1007", "[Network(4), Dense(3, [|Name = \"1st\"|])] partial class Net;",
            "'1st' is no name for a layer: start with an ASCII letter or underscore, go on with letters, digits and underscores, at most "
                + "64 characters"),
        new("NETC1008", "[Network(4), Dense(3), ReLU, Dense(2, [|From = \"dense_7\"|])] partial class Net;",
            "\"dense_7\" names no layer before dense_2: use one of input, dense_1, re_lu_1"),
        new("NETC1008", "[Network(4), Dense(3, [|From = \"dense_1\"|])] partial class Net;",
            "\"dense_1\" names no layer before dense_1: use one of input"),
        new("NETC1008", "[Network(4), Dense(4), Add(\"input\", [|\"imput\"|])] partial class Net;",
            "\"imput\" names no layer before add_1: use one of input, dense_1"),
        new("NETC1009", "[Network(4), Dense(3), Add([|\"late\"|]), Dense(3, Name = \"late\", From = \"input\")] partial class Net;",
            "\"late\" comes after add_1, but a layer takes only what is there before it: move add_1 behind it"),
        new("NETC1090", "[Network(4), Dense(3), [|Add|]] partial class Net;",
            "Add merges several values, but takes dense_1 alone: name another, as in [Add(\"name\")]"),
        new("NETC1090", "[Network(4), Dense(3), Dense(2, Name = \"a\"), [|Concat(From = \"dense_1\")|]] partial class Net;",
            "Concat merges several values, but takes dense_1 alone: name another, as in [Concat(\"name\")]"),
        new("NETC1004", "[Network(4), Dense(4), Subtract(\"input\", [|\"dense_1\"|])] partial class Net;",
            "Subtract's values is 3, but must be 2"),
        new("NETC1091", "[Network(4), Dense(3), Add([|\"input\"|])] partial class Net;",
            "Add cannot take 3 from Dense(3), dense_1 together with 4 from the network's input: "
            + "sizes must be equal, counted from the last dimension, or one of them 1"),
        new("NETC1091",
            "[Network(8, 8, 3), Conv2D(4, 3, Name = \"stem\"), Multiply(\"input\", [|\"stem\"|], From = \"input\")] partial class Net;",
            "Multiply cannot take (8, 8, 3) from the network's input together with (6, 6, 4) from Conv2D(4, 3x3), stem: "
            + "sizes must be equal, counted from the last dimension, or one of them 1"),
        new("NETC1091", "[Network(8, 8, 3), Conv2D(4, 3), Concat([|\"input\"|]), GlobalAveragePool] partial class Net;",
            "Concat cannot take (6, 6, 4) from Conv2D(4, 3x3), conv2d_1 together with (8, 8, 3) from the network's input: "
            + "all sizes but that of dimension 3 must be equal"),
        new("NETC1091", "[Network(4, 3), Conv1D(3, 2), Dot([|\"input\"|], Axis = 1), Flatten] partial class Net;",
            "Dot cannot take (3, 3) from Conv1D(3, 2), conv1d_1 together with (4, 3) from the network's input: "
            + "the dimensions that are summed over, 1 and 1, must have one size"),
        new("NETC1018", "[Network(4, 3, 2), [|Dot(\"input\")|], Flatten] partial class Net;",
            "Dot takes values of one or two dimensions but gets the shape (4, 3, 2): [Flatten] or [Reshape(sizes)] before it makes such"),
        new("NETC1092", "[Network(4), Dense(3), Concat(\"input\", [|Axis = 2|])] partial class Net;",
            "Concat's Axis is 2, but the shape 3 has the dimensions 1 or -1"),
        new("NETC1092", "[Network(4, 3), Conv1D(3, 2), Dot(\"input\", [|OtherAxis = -3|]), Flatten] partial class Net;",
            "Dot's OtherAxis is -3, but the shape (4, 3) has the dimensions 1 to 2, or -1 to -2"),
        new("NETC1093", "[Network(4), Dense(3), ReLU, [|Dense(8, Name = \"wide\")|], Dense(2, From = \"re_lu_1\")] partial class Net;",
            "No layer takes what Dense(8) gives, so it is left out: name it in a later layer, as in [Add(\"wide\")], or remove it"),
        new("NETC1010", "[Network(4), Dense(3), [|Softmax|], Dense(2)] partial class Net;",
            "Softmax turns scores into the network's answer, but Dense(2) comes after it: move it to the end, or use another "
                + "activation here"),
        new("NETC1010", "[Network(4), Dense(3), [|Softmax|], Flatten] partial class Net;",
            "Softmax turns scores into the network's answer, but Flatten comes after it: move it to the end, or use another "
                + "activation here"),
        new("NETC1011", "[Network(4, [|Loss = Loss.CategoricalCrossentropy|]), Dense(2), Sigmoid] partial class Net;",
            "CategoricalCrossentropy cannot follow Sigmoid, because it needs probabilities that sum to 1, as [Softmax] gives them: after "
                + "Sigmoid use BinaryCrossentropy, MeanSquaredError, MeanAbsoluteError, Huber, LogCosh, KullbackLeiblerDivergence, "
                + "Poisson, Custom, or leave Loss out for BinaryCrossentropy"),
        new("NETC1011", "[Network(4, [|Loss = Loss.Hinge|]), Dense(2), Softmax] partial class Net;",
            "Hinge cannot follow Softmax, because it needs outputs that can lie on both sides of 0, such as those of [Dense(1)] alone or "
                + "[Tanh]: after Softmax use CategoricalCrossentropy, BinaryCrossentropy, MeanSquaredError, MeanAbsoluteError, Huber, "
                + "LogCosh, KullbackLeiblerDivergence, Poisson, Custom, or leave Loss out for CategoricalCrossentropy"),
        new("NETC1011", "[Network(4, [|Loss = Loss.MeanSquaredError|]), Dense(2), Step] partial class Net;",
            "MeanSquaredError cannot follow Step, because it has no gradient through a step: after Step use Perceptron, or leave Loss out "
                + "for Perceptron"),
        new("NETC1011", "[Network(4, [|Loss = Loss.Poisson|]), Dense(2)] partial class Net;",
            "Poisson cannot follow Dense(2), because it takes the logarithm of the outputs, which therefore must not be below 0, as after "
                + "[Exponential] or [Softplus]: after Dense(2) use MeanSquaredError, MeanAbsoluteError, Huber, LogCosh, Hinge, Custom, or "
                + "leave Loss out for MeanSquaredError"),
        new("NETC1011", "[Network(4, [|Loss = Loss.Perceptron|]), Dense(2), Tanh] partial class Net;",
            "Perceptron cannot follow Tanh, because it is the rule for a network that ends in [Step]: after Tanh use MeanSquaredError, "
                + "MeanAbsoluteError, Huber, LogCosh, Hinge, Custom, or leave Loss out for MeanSquaredError"),
        new("NETC1012", "[Network(4), Dense(2), [|Dropout(0.5f)|]] partial class Net;",
            "Dropout(0.5) at the end would erase or disturb answers while training: remove it, or put it before the last layer with "
                + "parameters"),
        new("NETC1012", "[Network(4), Dense(2), [|Dropout(0.5f)|], Linear] partial class Net;",
            "Dropout(0.5) at the end would erase or disturb answers while training: remove it, or put it before the last layer with "
                + "parameters"),
        new("NETC1100", "[Network(28, 28), Normalization([|Axis = 3|]), Flatten, Dense(2)] partial class Net;",
            "Normalization's Axis is 3, but (28, 28) has 2 dimensions: use 1 to 2 " + AxisRange),
        new("NETC1100", "[Network(4), Normalization([|Axis = -2|]), Dense(2)] partial class Net;",
            "Normalization's Axis is -2, but 4 has 1 dimension: use 1 " + AxisRange),
        new("NETC1101", "[Network(4), Dense(3), ReLU, [|Normalization|], Dense(2)] partial class Net;",
            "Normalization is fitted to the data that the network gets, but behind Dense(3), dense_1, come others: " + NotAtTheData),
        new("NETC1101", "[Network(4), Dropout(0.5f), [|Normalization|], Dense(2)] partial class Net;",
            "Normalization is fitted to the data that the network gets, but behind Dropout(0.5), dropout_1, come others: " + NotAtTheData),
        new("NETC1101", "[Network(4), Normalization, [|Normalization|], Dense(2)] partial class Net;",
            "Normalization is fitted to the data that the network gets, but behind Normalization, " +
            "normalization_1, come others: " + NotAtTheData),
        new("NETC1101", "[Network(4, 6), Permute(2, 1), Reshape(3, 8), [|Normalization|], Flatten, Dense(2)] partial class Net;",
            "Normalization is fitted to the data that the network gets, but behind Reshape(3, 8), reshape_1, come others: " + NotAtTheData),
        new("NETC1102", "[Network(4), [|Normalization(Invert = true)|], Dense(2)] partial class Net;",
            "Normalization(Invert = true) brings answers to the size of the targets, so only Flatten, Reshape and Linear may follow, " +
            "but Dense(2), dense_1, does: move it to the end, or leave Invert out"),
        new("NETC1004", "[Network(4), Rescaling([|0|]), Dense(2)] partial class Net;",
            "Rescaling's scale is 0, but must be finite and not 0"),
        new("NETC1004", "[Network(4), Rescaling([|double.NaN|]), Dense(2)] partial class Net;",
            "Rescaling's scale is NaN, but must be a finite number"),
        new("NETC1004", "[Network(4), Rescaling(1, [|Offset = 1e300|]), Dense(2)] partial class Net;",
            "Rescaling's Offset is 1E+300 (Infinity in single precision), but must be a finite number"),
        new("NETC1042", "[Network(784, [|MaxMemory = 1_000_000|]), Dense(512), ReLU, Dense(10), Softmax] partial class Net;",
            "Net takes 1,681,280 bytes to predict a sample (weights 1,679,104, kernels rearranged for that 0, workspace 2,176), which is "
                + "681,280 more than MaxMemory = 1,000,000; the most, 1,657,920, is taken by the weights of Dense(512), dense_1: make that "
                + "smaller or raise MaxMemory"),
        new("NETC1042", "[Network(12, 12, 16, [|MaxMemory = 30_000|]), Conv2D(16, 3), ReLU, GlobalAveragePool] partial class Net;",
            "Net takes 94,144 bytes to predict a sample (weights 9,280, kernels rearranged for that 36,928, workspace 47,936), which is "
                + "64,144 more than MaxMemory = 30,000; the most, 41,472, is taken by the workspace of Conv2D(16, 3x3), ReLU: make that "
                + "smaller or raise MaxMemory"),
        new(
            "NETC1004", "[Network(784, [|MaxMemory = 0|]), Dense(10)] partial class Net;",
            "Network's MaxMemory is 0, but must be at least 1"),
        new("NETC1013", "[Network(784, [|MaxParameters = 400_000|]), Dense(512), ReLU, Dense(10), Softmax] partial class Net;",
            "Net has 407,050 parameters, which is 7,050 more than MaxParameters = 400,000; the most, 401,920, are in Dense(512), dense_1: "
                + "make that layer smaller or raise MaxParameters"),
        new("NETC1014", "[Network(4), Dense(1), [|Softmax|]] partial class Net;",
            "Softmax gets the shape 1, and over a single value it is always 1: use [Sigmoid] for one probability, or two or more units"),
        new("NETC1015", "[Network(4), Dense(512), Dropout(0.5f), [|Dense(10)|], Softmax] partial class Net;",
            "Dense(10) follows Dense(512) with no non-linearity between, and their product is one linear map: put an activation such as "
                + "[ReLU] between, or remove one"),
        new("NETC1016", "[Network(4), Dense(3), Softmax, [|ReLU|]] partial class Net;",
            "ReLU follows Softmax, so the outputs are no longer probabilities: remove it, or put it before"),
        new("NETC1017", "[Network(4), Dense(3), [|Step|], Dense(2)] partial class Net;",
            "Step is followed by Dense(2), and since the derivative of a step is 0 nothing before it learns: move it to the end, use "
                + "[Sigmoid] or [Tanh], or suppress this where weights are set by hand"),
        .. PortCases.All,
        .. SenseCases.All,
        .. BlockCases.All, .. RecurrentCases.All, .. FunctionCases.All, .. AttentionCases.All,
    ];

    private static Case Base(string body, string problem) => new(
        "NETC0014", $"class Base{body} [Network(4), Dense(2)] partial class [|Net|] : Base;",
        $"Net derives from Base, {problem}, but the constructor that the compiler writes calls one without arguments: " +
        "give Base a constructor without parameters that Net may call, or keep one in a field");
}

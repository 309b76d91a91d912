using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetCompiler.Tests;
using NetCompiler.Tool.Commands;
using NetCompiler.Tool.Export;
using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Networks;
using NetCompiler.Tool.Onnx;

namespace NetCompiler.Tool.Tests;

/// <summary>Networks of ours as ONNX files, run by ONNX Runtime: the same answers, for every layer, with its settings off their defaults
/// and no two dimensions alike.</summary>
public class ExportTests
{
    private const string Images =
        """
        [Block]
        [Conv2D(6, 3, Padding = Padding.Same, Groups = 3, UseBias = false), BatchNorm(Center = false, Name = "own")]
        [Conv2D(6, 1), Add("own", "input"), ReLU(MaxValue = 2)]
        class Residual;

        [Network(13, 10, 3)]
        [Conv2D(6, 3, 5, StrideHeight = 2, StrideWidth = 1, Padding = Padding.Same), LeakyReLU(0.2), PReLU]
        [Use<Residual>, Use<Residual>(Name = "second")]
        [DepthwiseConv2D(3, DepthMultiplier = 2, Padding = Padding.Explicit, PadTop = 2, PadRight = 1), HardSwish]
        [SeparableConv2D(5, 2, DepthMultiplier = 3), GELU, BatchNorm(Scale = false, Epsilon = 0.01)]
        [Conv2DTranspose(4, 3, 2, Strides = 2, Padding = Padding.Same), Mish, GroupNorm(2)]
        [Conv2DTranspose(4, 2, Strides = 3), GELU(Approximate = true), SpatialDropout(0.1)]
        [ZeroPadding2D(1, 2, 0, 3), Cropping2D(0, 1, 2, 1), ReflectionPad2D(0, 1, 2, 0)]
        [ReplicationPad2D(1), Cropping2D(1), MaxPool2D(3, Strides = 2, Padding = Padding.Same)]
        [UpSampling2D(2, 3), UpSampling2D(2, Interpolation = Interpolation.Bilinear)]
        [AveragePool2D(5, 4, Padding = Padding.Same, Name = "all")]
        [GlobalMaxPool, Dense(4), Sigmoid, Multiply("all", Name = "gated"), Concat("all", Axis = 2)]
        [Permute(3, 1, 2), LayerNorm(Epsilon = 0.01), SELU, Flatten, Dense(5), Softmax]
        partial class Net;
        """;

    private const string Sequences =
        """
        [Network]
        [Input("notes", 9, 4), Input("mood", 3), Input("words", 5)]
        [Normalization(From = "notes")]
        [LSTM(5, Bidirectional = true, ReturnSequences = true, RecurrentActivation = Activation.HardSigmoid,
            InitialState = true, Name = "both")]
        [GRU(4, ReturnSequences = true, GoBackwards = true, InitialState = true)]
        [GRU(6, ResetAfter = false, ReturnSequences = true, UseBias = false)]
        [SimpleRNN(4, Activation = Activation.ELU, Bidirectional = true, MergeMode = MergeMode.Average, ReturnSequences = true)]
        [Conv1D(6, 3, Padding = Padding.Causal, DilationRate = 2), SiLU]
        [MaxPool1D(2, Strides = 1), AveragePool1D(3, Padding = Padding.Same)]
        [Dense(7), Softplus, RMSNorm(Name = "features")]
        [GRU(3, Bidirectional = true, MergeMode = MergeMode.Multiply), Concat("mood"), Output("short")]
        [LSTM(3, Bidirectional = true, Activation = Activation.Softsign, From = "features"), Tanh, ELU(0.5)]
        [Subtract("short"), Output("long"), Rescaling(0.5, Offset = 1), HardSigmoid, Average("short", "long"), Output("middle")]
        [Dot("features", Axis = 1, Normalize = true, From = "features"), Output("likeness")]
        [Embedding(11, 3, From = "words"), Flatten, Output("meaning")]
        [Conv1D(4, 2, Strides = 2, From = "both"), GlobalAveragePool, Softsign, LogSoftmax, RepeatVector(3), Flatten]
        [Dense(6, UseBias = false)]
        [Maximum("long"), Minimum("short"), Step(Low = -1), Exponential, Linear, Output("mean")]
        [Dense(2, From = "mood", Name = "spread"), Dense(2, From = "mood"), Sample("spread")]
        [RepeatVector(3), SimpleRNN(2, ReturnSequences = true, InitialState = true, UseBias = false), Output("told")]
        [LSTM(5, Bidirectional = true, From = "features", InitialStateFrom = "both", ReturnSequences = true, Name = "again"), LastState]
        [Flatten, Dense(12, Name = "seen"), Reshape(4, 3, Name = "begin")]
        [LSTM(3, From = "features", ReturnSequences = true, Name = "last")]
        [LastState(From = "last", Name = "state"), LSTM(3, From = "again", InitialStateFrom = "last"), Concat("spread"), Output("answer")]
        [LSTM(3, Bidirectional = true, From = "features", InitialStateFrom = "begin", MergeMode = MergeMode.Sum), Output("both_ways")]
        [GRU(12, From = "notes", InitialStateFrom = "seen", GoBackwards = true, ReturnSequences = true), LastState, Output("end")]
        [Flatten(From = "state"), Output("cell")]
        partial class Net;
        """;

    private const string Transformer =
        """
        [Network(9, 6)]
        [PositionEmbedding(12), Dense(8, Name = "seen")]
        [LayerNorm, MultiHeadAttention(2, 3, Causal = true, ValueDim = 5), Add("seen", Name = "own")]
        [Conv1D(7, 3, Strides = 2), SinePositionEncoding(MaxWavelength = 50), MultiHeadAttention(3, 4, "own", UseBias = false)]
        [GlobalAveragePool, Dense(4)]
        partial class Net;
        """;

    private const string Films =
        """
        [Block]
        [Conv2D(4, 3, Padding = Padding.Same), BatchNorm, ReLU(Name = "seen"), Conv2D(4, 1), Add("seen"), MaxPool2D(2)]
        [Flatten, Dense(5), Tanh]
        class Frame;

        [Block]
        [TimeDistributed<Frame>, GRU(4, InitialState = true)]
        class Shot;

        [Network(3, 2, 6, 5, 2)]
        [TimeDistributed<Shot>(Name = "shots"), LSTM(3, ReturnSequences = true), Concat("shots")]
        [Reshape(3, 7, 1), TimeDistributed<Line>(Repeat = 2), Flatten, Dense(2)]
        partial class Net;

        [Block]
        [Dense(2), MultiHeadAttention(2, 3), LayerNorm, Conv1D(3, 2), Softsign]
        class Line;
        """;

    private const string Lengths =
        """
        [Network(9, Lengths = true)]
        [Embedding(11, 3), LSTM(5, Bidirectional = true, ReturnSequences = true, InitialState = true, Name = "both")]
        [GRU(4, ReturnSequences = true, GoBackwards = true, Name = "back")]
        [MultiHeadAttention(2, 3, "both"), Dense(3), Tanh, Output("told")]
        [GRU(3, Bidirectional = true, MergeMode = MergeMode.Sum, InitialState = true, From = "back"), Output("last")]
        [SimpleRNN(2, GoBackwards = true, From = "both"), Concat("last", Name = "state")]
        [GlobalMaxPool(From = "back"), Concat("state", Name = "largest")]
        [GlobalAveragePool(From = "told"), Concat("largest"), Output("all")]
        [RepeatVector(4, From = "state"), MultiHeadAttention(1, 4, "both"), Output("asked")]
        partial class Net;
        """;

    private const string Sentences =
        """
        [Network(4, 5, Lengths = true)]
        [TimeDistributed<Words>, LSTM(3, ReturnSequences = true), TimeDistributed<Code>, GRU(2)]
        partial class Net;

        [Block]
        [Embedding(7, 3), GRU(4, Bidirectional = true)]
        class Words;

        [Block]
        [Dense(4), Tanh(Name = "half"), Dense(4), Add("half")]
        class Code;
        """;

    [Theory]
    [InlineData(Sentences)]
    [InlineData(Lengths)]
    [InlineData(Images)]
    [InlineData(Sequences)]
    [InlineData(Transformer)]
    [InlineData(Films)]
    public void Every_layer_answers_alike_in_ONNX_Runtime(string attributes)
    {
        NetworkGraph graph = ExportedNets.Read(attributes);
        foreach (OnnxExportOptions options in new OnnxExportOptions[] { new(17), new(15, ChannelsFirst: true) })
        {
            (byte[] file, IReadOnlyList<Problem> problems) = OnnxExporter.Export(graph, options);
            Assert.Empty(problems);
            Assert.InRange(ExportCommand.Compare(graph, file, options).Difference, 0, 1e-5);
            Assert.InRange(ExportedNets.DifferenceInOnnxRuntime(graph, file, options.ChannelsFirst), 0, 1e-5);
        }
    }

    [Fact]
    public void An_assembly_gives_the_same_network_as_its_source()
    {
        const string source =
            """
            using NetCompiler;
            namespace Game;
            [Network(6), Use<Wide>, Dense(2), Use<Wide>(Name = "end")] public partial class Policy;
            [Block, Dense(Wide.Units), Tanh, Dense(2 * Wide.Units, Name = "out"), LeakyReLU]
            public class Wide { public const int Units = 4; }
            [Network(2), Use<Wide>(3)] public partial class Other;
            """;
        using var folder = new TemporaryDirectory();
        string assembly = Path.Combine(folder.Path, "Game.dll");
        Assert.True(CSharpCompilation.Create("Game", [CSharpSyntaxTree.ParseText(source)], NetCompilation.References(),
            new(OutputKind.DynamicallyLinkedLibrary)).Emit(assembly).Success);
        NetworkGraph ofSource = ExportedNets.Read(source, "Policy"),
            ofAssembly = NetworkReader.Read(NetworkSource.Open(assembly), "Game.Policy", ExportedNets.Fill);
        Assert.Equal(
            OnnxExporter.Export(ofSource, new()).File, OnnxExporter.Export(ofAssembly, new()).File);
        Assert.Contains(ofAssembly.Layers, layer => layer.Name == "end/out" && layer.Shape is [8]);
        Assert.Equal(
            $"{assembly} has several networks; say which with --class: Game.Other, Game.Policy.",
            Assert.Throws<ToolException>(() => NetworkSource.Open(assembly).Find(null)).Message);
        Assert.EndsWith("give the C# file or the project.", Assert.Throws<ToolException>(
            () => NetworkReader.Read(NetworkSource.Open(assembly), "Other", _ => { })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_of_the_users_own_are_refused_by_name_and_losses_left_out()
    {
        const string functions =
            """
            using NetCompiler.Simd;
            struct Square : IActivation, ILoss
            {
                public static V Value<V>(V x) where V : struct, ISimd<V> => x * x;
                public static V Derivative<V>(V x) where V : struct, ISimd<V> => x + x;
                public static V Value<V>(V y, V t) where V : struct, ISimd<V> => (y - t) * (y - t);
                public static V Derivative<V>(V y, V t) where V : struct, ISimd<V> => y - t;
            }
            """;
        const string hidden = "[Block, Activation<Square>] class B; [Network(3), Dense(2), Use<B>, Dense(1)] partial class Net;";
        Assert.StartsWith(
            "Net has Activation<Square>, which is code of yours that no file can hold: ",
            Assert.Throws<ToolException>(() => ExportedNets.Read(functions + hidden)).Message, StringComparison.Ordinal);
        NetworkGraph graph = ExportedNets.Read(functions
            + "[Network(3, LossType = typeof(Square)), Dense(2), Output(\"a\", Loss = Loss.OfType)] partial class Net;");
        Assert.Equal("a", Assert.Single(graph.Outputs).Name);
    }

    [Fact]
    public void Layers_without_a_counterpart_are_all_listed()
    {
        NetworkGraph graph = ExportedNets.Read(
            "[Network(5, 2)] [GRU(3, Activation = Activation.GELU, ReturnSequences = true)] "
                + "[LSTM(3, RecurrentActivation = Activation.Mish, From = \"input\")] [Add(\"gru_1\")] partial class Net;");
        (_, IReadOnlyList<Problem> problems) = OnnxExporter.Export(graph, new());
        Assert.Equal(["gru_1: ONNX has no GELU in a recurrent layer", "lstm_1: ONNX has no Mish in a recurrent layer"],
            problems.Select(problem => $"{problem.Node}: {problem.Reason}"));
    }
}

using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;
using Xunit;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>Chains of layers that nobody thought of, drawn by seed: what the compiler accepts compiles without a warning, writes nothing
/// outside of its buffers, answers a sample alone as among others and where it is for inference only, predicts what it trains, and has the
/// gradients that its own loss says, with random masks and batches normalised as without.</summary>
public class RandomNetworkTests
{
    private const int Networks = 40;

    internal const int Rows = 3, Parameters = 16;

    private static readonly string[] Elementwise =
    [
        "ReLU", "ReLU(MaxValue = 0.5f)", "LeakyReLU", "PReLU", "ELU", "SELU", "GELU", "GELU(Approximate = true)", "SiLU", "Mish", "Tanh",
        "Sigmoid", "HardSigmoid", "HardSwish",
        "Softplus", "Softsign", "Exponential", "Linear", "Dropout(0.3f)", "GaussianNoise(0.1f)",
    ];

    private static readonly string[] OnVectors =
        ["Dense(1)", "Dense(4)", "Dense(5)", "Dense(17)", "Dense(40)", "Dense(64)", "BatchNorm", "LayerNorm", "RMSNorm"];

    private static readonly string[] OnImages =
    [
        "Conv2D(3, 3)", "Conv2D(5, 3, Padding = Padding.Same)", "Conv2D(16, 3, Padding = Padding.Same)", "Conv2D(4, 2, Strides = 2)",
        "DepthwiseConv2D(3)", "SeparableConv2D(4, 3)",
        "Conv2D(17, 3)", "Conv2D(6, 1)", "Conv2D(32, 2)", "Conv2D(8, 5, Padding = Padding.Same)",
        "Conv2D(3, 3, Strides = 2, Padding = Padding.Same)",
        "Conv2D(4, 3, DilationRate = 2, Padding = Padding.Same)", "Conv2D(4, 3, Groups = 2)", "Conv2DTranspose(3, 2, Strides = 2)",
        "Conv2DTranspose(4, 3, Strides = 2, Padding = Padding.Same)",
        "Conv2DTranspose(5, 3)", "DepthwiseConv2D(3, Padding = Padding.Same)", "DepthwiseConv2D(2, DepthMultiplier = 2)",
        "SeparableConv2D(16, 3, DepthMultiplier = 2)",
        "MaxPool2D(2)", "MaxPool2D(3, Strides = 1)", "MaxPool2D(2, Padding = Padding.Same)", "AveragePool2D(2)",
        "AveragePool2D(3, Strides = 2, Padding = Padding.Same)",
        "UpSampling2D(2)", "UpSampling2D(2, Interpolation = Interpolation.Bilinear)", "ZeroPadding2D(1)", "Cropping2D(1)",
        "ReplicationPad2D(1, 2)",
        "Permute(2, 1, 3)", "BatchNorm", "LayerNorm", "RMSNorm", "GroupNorm(1)",
        "SpatialDropout(0.2f)",
    ];

    private static readonly string[] OnSequences =
    [
        "Conv1D(3, 3)", "Conv1D(5, 3, Padding = Padding.Same)", "Conv1D(16, 3, Padding = Padding.Causal)", "Conv1D(4, 2, Strides = 2)",
        "Conv1D(17, 2)", "Conv1D(6, 1)",
        "Conv1D(4, 3, DilationRate = 2, Padding = Padding.Causal)", "Conv1D(4, 3, Groups = 2)", "MaxPool1D(2)", "MaxPool1D(3, Strides = 1)",
        "MaxPool1D(2, Padding = Padding.Same)",
        "AveragePool1D(2)", "AveragePool1D(3, Strides = 2, Padding = Padding.Same)", "Permute(2, 1)", "BatchNorm", "LayerNorm", "RMSNorm",
        "SpatialDropout(0.2f)",
    ];

    private static readonly string[] OnData = ["Normalization", "Normalization", "Normalization(Axis = 0)", "Rescaling(0.5f)"];

    private static readonly string[] ToVectors = ["Flatten", "Flatten", "GlobalAveragePool", "GlobalMaxPool"];

    private static readonly string[] Last = ["Softmax", "Softmax", "Sigmoid", "Sigmoid", "Step", "", ""];

    /// <summary>Mostly the one that follows from the last layer.</summary>
    private static readonly string[] Losses = [
        "Auto", "Auto", "Auto", "MeanSquaredError", "MeanAbsoluteError", "Huber", "LogCosh", "BinaryCrossentropy",
        "KullbackLeiblerDivergence", "Poisson"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_accepted_compiles_and_has_the_gradients_of_its_loss(int seed)
    {
        var random = new Random(seed);
        string[] chains = [.. Enumerable.Range(0, 2 * Networks).Select(_ => Draw(random)).Where(IsAccepted).Take(Networks)];
        Assert.Equal(Networks, chains.Length);
        Assembly assembly = Compile(
            $"Random{seed}",
            string.Concat(
                chains.Select(
                    (chain, i) =>
                        $"{chain} public partial class "
                            + $"N{i};\n{chain.Insert(chain.IndexOf(")]", StringComparison.Ordinal), ", Mode = NetworkMode.InferenceOnly")} "
                            + $"public partial class Only{i};\n")));
        var wrong = new StringBuilder();
        int compared = 0;
        for (int i = 0; i < chains.Length; i++)
        {
            string number = i.ToString(CultureInfo.InvariantCulture);
            compared += new NetworkComparison(chains[i], () => Make($"N{number}"), Make($"Only{number}"), random, wrong).Compare();
            // What was written outside of a buffer comes to light here, and not in somebody else's test.
            GC.Collect();
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
        // Some parameters are too near to a corner of an activation, or in a network whose loss overflows.
        Assert.True(compared > Networks * Parameters / 2, $"Only {compared} gradients could be compared.");

        CompiledNetwork Make(string name) => ((INetwork)Activator.CreateInstance(assembly.GetType(name, throwOnError: true)!, 1)!).Compiled;
    }

    private static string Draw(Random random)
    {
        int rank = random.Next(5) switch { 0 or 1 => 1, 2 => 2, _ => 3 };
        string shape = rank == 1
            ? $"{random.Next(1, 40)}"
            : rank == 2
            ? $"{random.Next(4, 20)}, {random.Next(1, 6)}"
            : $"{random.Next(4, 9)}, {random.Next(4, 9)}, {random.Next(1, 6)}";
        var layers = new List<string>();
        if (random.Next(4) == 0)
            layers.Add(Of(OnData));
        for (int left = random.Next(6); left > 0; left--)
        {
            if (rank > 1 && random.Next(4) == 0)
            {
                layers.Add(Of(ToVectors));
                rank = 1;
            }
            layers.Add(Of(random.Next(2) == 0 ? Elementwise : rank == 3 ? OnImages : rank == 2 ? OnSequences : OnVectors));
        }
        if (rank > 1)
            layers.Add(Of(ToVectors));
        if (random.Next(2) == 0)
            layers.Add(Of(OnVectors));
        if (random.Next(3) == 0)
            layers.Add(Of(Elementwise));
        string last = Of(Last);
        if (last.Length > 0)
            layers.Add(last);
        else if (layers.Count == 0)
            layers.Add("Linear");
        else if (random.Next(4) == 0)
            layers.Add("Normalization(Invert = true)");
        string loss = Of(Losses);
        return $"[Network({shape}{(loss == "Auto" ? "" : $", Loss = Loss.{loss}")})] [{string.Join(", ", layers)}]";

        string Of(string[] names) => names[random.Next(names.Length)];
    }

    /// <summary>Whether the generator has no error.</summary>
    internal static bool IsAccepted(string chain)
    {
        GeneratorRunResult result = GeneratorTest.Run($"{chain} public partial class N;");
        return !result.Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    /// <summary>The classes of a source, compiled with what the generator makes of it.</summary>
    internal static Assembly Compile(string name, string source)
    {
        using var stream = new MemoryStream();
        EmitResult result = GeneratorTest.CompileStrictly(source, name: name)
            .Emit(stream, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Take(5)));
        stream.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(stream);
    }
}

using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Xunit;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>Chains of layers that nobody thought of, drawn by seed: what the compiler accepts compiles without a warning, writes nothing outside of its
/// buffers, answers a sample alone as among others, predicts what it trains, and has the gradients that its own loss says.</summary>
public class RandomNetworkTests
{
    private const int Networks = 40, Rows = 3, Parameters = 16;

    private static readonly string[] Elementwise =
    [
        "ReLU", "ReLU(MaxValue = 0.5f)", "LeakyReLU", "PReLU", "ELU", "SELU", "GELU", "GELU(Approximate = true)", "SiLU", "Mish", "Tanh", "Sigmoid", "HardSigmoid", "HardSwish",
        "Softplus", "Softsign", "Exponential", "Linear", "Dropout(0.3f)", "GaussianNoise(0.1f)",
    ];

    private static readonly string[] OnVectors = ["Dense(1)", "Dense(5)", "Dense(17)", "Dense(40)", "Dense(64)", "BatchNorm", "LayerNorm", "RMSNorm"];

    private static readonly string[] OnImages =
    [
        "Conv2D(3, 3)", "Conv2D(5, 3, Padding = Padding.Same)", "Conv2D(16, 3, Padding = Padding.Same)", "Conv2D(4, 2, Strides = 2)", "DepthwiseConv2D(3)", "SeparableConv2D(4, 3)",
        "Conv2D(17, 3)", "Conv2D(6, 1)", "Conv2D(32, 2)", "Conv2D(8, 5, Padding = Padding.Same)", "Conv2D(3, 3, Strides = 2, Padding = Padding.Same)",
        "Conv2D(4, 3, DilationRate = 2, Padding = Padding.Same)", "Conv2D(4, 3, Groups = 2)", "Conv2DTranspose(3, 2, Strides = 2)", "Conv2DTranspose(4, 3, Strides = 2, Padding = Padding.Same)",
        "Conv2DTranspose(5, 3)", "DepthwiseConv2D(3, Padding = Padding.Same)", "DepthwiseConv2D(2, DepthMultiplier = 2)", "SeparableConv2D(16, 3, DepthMultiplier = 2)",
        "MaxPool2D(2)", "MaxPool2D(3, Strides = 1)", "MaxPool2D(2, Padding = Padding.Same)", "AveragePool2D(2)", "AveragePool2D(3, Strides = 2, Padding = Padding.Same)",
        "UpSampling2D(2)", "UpSampling2D(2, Interpolation = Interpolation.Bilinear)", "ZeroPadding2D(1)", "Cropping2D(1)", "Permute(2, 1, 3)", "BatchNorm", "LayerNorm", "RMSNorm", "GroupNorm(1)",
        "SpatialDropout(0.2f)",
    ];

    private static readonly string[] ToVectors = ["Flatten", "Flatten", "GlobalAveragePool", "GlobalMaxPool"];

    private static readonly string[] Last = ["Softmax", "Softmax", "Sigmoid", "Sigmoid", "Step", "Linear"];

    /// <summary>Mostly the one that follows from the last layer.</summary>
    private static readonly string[] Losses = ["Auto", "Auto", "Auto", "MeanSquaredError", "MeanAbsoluteError", "Huber", "LogCosh", "BinaryCrossentropy", "KullbackLeiblerDivergence", "Poisson"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_accepted_compiles_and_has_the_gradients_of_its_loss(int seed)
    {
        var random = new Random(seed);
        string[] chains = [.. Enumerable.Range(0, 2 * Networks).Select(_ => Draw(random)).Where(IsAccepted).Take(Networks)];
        Assert.Equal(Networks, chains.Length);
        Assembly assembly = Compile($"Random{seed}", string.Concat(chains.Select((chain, i) => $"{chain} public partial class N{i};\n")));
        var wrong = new StringBuilder();
        int compared = 0;
        for (int i = 0; i < chains.Length; i++)
        {
            var network = (INetwork)Activator.CreateInstance(assembly.GetType($"N{i}", throwOnError: true)!, 1)!;
            compared += Compare(network.Compiled, chains[i], random, wrong);
            // What was written outside of a buffer comes to light here, and not in somebody else's test.
            GC.Collect();
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
        // Some parameters are too near to a corner of an activation, or in a network whose loss overflows.
        Assert.True(compared > Networks * Parameters / 2, $"Only {compared} gradients could be compared.");
    }

    private static string Draw(Random random)
    {
        bool isImage = random.Next(2) == 0;
        var layers = new List<string>();
        for (int left = random.Next(6); left > 0; left--)
        {
            if (isImage && random.Next(4) == 0)
            {
                layers.Add(Of(ToVectors));
                isImage = false;
            }
            layers.Add(Of(random.Next(2) == 0 ? Elementwise : isImage ? OnImages : OnVectors));
        }
        string shape = layers.Count > 0 && (OnImages.Contains(layers[0]) || layers.Exists(layer => ToVectors.Contains(layer))) || isImage ? $"{random.Next(4, 9)}, {random.Next(4, 9)}, {random.Next(1, 6)}" : $"{random.Next(1, 40)}";
        if (isImage)
            layers.Add(Of(ToVectors));
        if (random.Next(2) == 0)
            layers.Add(Of(OnVectors));
        if (random.Next(3) == 0)
            layers.Add(Of(Elementwise));
        layers.Add(Of(Last));
        string loss = Of(Losses);
        return $"[Network({shape}{(loss == "Auto" ? "" : $", Loss = Loss.{loss}")})] [{string.Join(", ", layers)}]";

        string Of(string[] names) => names[random.Next(names.Length)];
    }

    private static bool IsAccepted(string chain)
    {
        GeneratorRunResult result = GeneratorTest.Run($"{chain} public partial class N;");
        return !result.Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    private static Assembly Compile(string name, string source)
    {
        using var stream = new MemoryStream();
        Assert.True(GeneratorTest.CompileStrictly(source, name: name).Emit(stream, cancellationToken: TestContext.Current.CancellationToken).Success);
        stream.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(stream);
    }

    /// <summary>Compares some parameters' gradients, and tells what differs. A gradient is wrong only where the slopes to both sides agree with each other and not with it.</summary>
    /// <returns>The number of gradients compared.</returns>
    private static int Compare(CompiledNetwork network, string chain, Random random, StringBuilder wrong)
    {
        NetworkInfo info = network.Info;
        ParameterBlock[] learned = [.. info.Parameters.Where(parameter => !parameter.IsStatistic)];
        float[] inputs = [.. Enumerable.Range(0, Rows * info.InputLength).Select(_ => (float)(2 * random.NextDouble() - 1))];
        float[] targets = new float[Rows * info.OutputLength];
        for (int row = 0; row < Rows; row++)
            targets[row * info.OutputLength + random.Next(info.OutputLength)] = 1;
        float[] together = PredictBetweenGuards(0, Rows);
        for (int row = 0; row < Rows; row++)
            if (!PredictBetweenGuards(row, 1).AsSpan().SequenceEqual(together.AsSpan(row * info.OutputLength, info.OutputLength)))
                wrong.AppendLine(FormattableString.Invariant($"{chain}: sample {row} has another answer alone than among {Rows}"));
        // Away from first values such as 0, where activations have corners.
        foreach (ParameterBlock parameter in learned)
            network.SetParameter(parameter.Name, Array.ConvertAll(network.GetParameter(parameter.Name), value => value + (float)(0.2 * random.NextDouble() - 0.1)));
        double loss = network.ComputeGradients(inputs, targets);
        if (!double.IsFinite(loss))
            return 0;
        CompareWithPrediction();
        if (learned.Length == 0)
            return 0;
        float[] gradients = network.Gradients.ToArray();
        double largest = gradients.Max(Math.Abs);
        int compared = 0;
        for (int i = 0; i < Parameters; i++)
        {
            ParameterBlock block = learned[random.Next(learned.Length)];
            int place = block.Offset + random.Next(block.Rows) * block.RowStride + random.Next(block.Columns);
            double above = Slope(place, 5e-3f), below = Slope(place, -5e-3f), slope = (above + below) / 2, tolerance = 1e-3 + 0.05 * Math.Max(largest, Math.Abs(slope));
            if (!(Math.Abs(above - below) < tolerance / 2))
                continue;
            compared++;
            if (Math.Abs(slope - gradients[place]) > tolerance)
                wrong.AppendLine(FormattableString.Invariant($"{chain}: the gradient of {block.Name} at {place - block.Offset} is {gradients[place]:G5}, its loss says {slope:G5}"));
        }
        return compared;

        // Predictions fold, fuse and transform what training computes step by step.
        void CompareWithPrediction()
        {
            if (info.Loss != Loss.MeanSquaredError)
                return;
            float[] answers = new float[targets.Length];
            network.Predict(inputs, answers);
            double predicted = answers.Zip(targets, (answer, target) => Math.Pow((double)answer - target, 2)).Average();
            if (Math.Abs(predicted - loss) > 1e-4 * (1 + loss))
                wrong.AppendLine(FormattableString.Invariant($"{chain}: predictions have the loss {predicted:G6}, training {loss:G6}"));
        }

        float[] PredictBetweenGuards(int first, int rows)
        {
            const int Guard = 64;
            int length = rows * info.OutputLength;
            float[] guarded = new float[length + 2 * Guard];
            guarded.AsSpan().Fill(float.NaN);
            network.Predict(inputs.AsSpan(first * info.InputLength, rows * info.InputLength), guarded.AsSpan(Guard, length));
            if (guarded.AsSpan(0, Guard).ContainsAnyExcept(float.NaN) || guarded.AsSpan(Guard + length).ContainsAnyExcept(float.NaN))
                wrong.AppendLine(FormattableString.Invariant($"{chain}: wrote outside of the {length} floats for {rows} answers"));
            return guarded[Guard..^Guard];
        }

        double Slope(int place, float distance)
        {
            float value = network.Weights.Span[place];
            network.Weights.Span[place] = value + distance;
            double moved = network.ComputeGradients(inputs, targets), by = (double)network.Weights.Span[place] - value;
            network.Weights.Span[place] = value;
            return (moved - loss) / by;
        }
    }
}

using System.Globalization;
using Microsoft.CodeAnalysis;
using NetCompiler.Generator.Diagnostics;
using Xunit;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>Where the rules about sense keep quiet, what they leave to errors, and how they are silenced. Where they speak: <see
/// cref="SenseCases"/>.</summary>
public sealed class SenseTests
{
    /// <summary>What looks like a mistake and is meant by some.</summary>
    [Theory]
    [InlineData("[Network(1, 28, 28), Flatten, Dense(10), Softmax]")]
    [InlineData("[Network(3, 64, 64), Permute(2, 3, 1), Conv2D(8, 3), ReLU, GlobalAveragePool, Dense(2), Softmax]")]
    [InlineData("[Network(1, 128, 64), Conv2D(8, 1, 9), ReLU, GlobalAveragePool, Dense(2), Softmax]")]
    [InlineData("[Network(1, 128, 9), Conv2D(8, 1), ReLU, GlobalAveragePool, Dense(2), Softmax]")]
    [InlineData("[Network(4), Dense(2), Tanh, Exponential]")]
    [InlineData("[Network(4), Dense(2), Tanh, Step]")]
    [InlineData("[Network(4), Dense(3), Tanh, BatchNorm, ReLU, Dense(2)]")]
    [InlineData("[Network(4), Dense(3), ReLU, GaussianNoise(0.1f), ReLU, Dense(2)]")]
    [InlineData("[Network(8, 8, 3), Conv2D(10, 1), ReLU, GlobalAveragePool, Softmax]")]
    [InlineData("[Network(4, Loss = Loss.BinaryCrossentropy), Dense(2), Softmax]")]
    [InlineData("[Network(4, Loss = Loss.KullbackLeiblerDivergence), Dense(10), Softmax]")]
    [InlineData("[Network(4, 4, 3, Loss = Loss.MeanSquaredError), Conv2D(4, 1), Softmax]")]
    [InlineData("[Network(28, 28, 1, Loss = Loss.MeanSquaredError), Flatten, Dense(10)]")]
    [InlineData("[Network(28, 28, 1, Mode = NetworkMode.InferenceOnly), Flatten, Dense(10)]")]
    [InlineData("[Network(28, 28, 1), Flatten, Dense(4)]")]
    [InlineData("[Network(50, 1), Flatten, Dense(10)]")]
    [InlineData("[Network(784), Dense(32), ReLU]")]
    [InlineData("[Network(784), Dense(128), ReLU, Dense(32), ReLU]")]
    [InlineData("[Network(4), Dense(2), ReLU]")]
    [InlineData("[Network(4), Dense(1), ReLU(MaxValue = 1f)]")]
    [InlineData("[Network(4, Loss = Loss.Poisson), Dense(1), ReLU]")]
    [InlineData("[Network(4), Dense(64), ReLU, Dense(3, KernelInitializer = Initializer.Zeros), Softmax]")]
    [InlineData("[Network(4, Mode = NetworkMode.InferenceOnly), Dense(8, KernelInitializer = Initializer.Zeros), ReLU, Dense(3), Softmax]")]
    [InlineData("[Network(8, 8, 3), DepthwiseConv2D(3, DepthwiseInitializer = Initializer.Ones), Tanh, Conv2D(8, 1), GlobalMaxPool]")]
    [InlineData("[Network(4), Dense(64, BiasInitializer = Initializer.Ones), ReLU, Dense(3), Softmax]")]
    [InlineData("[Network(4), Dense(64), ReLU, Dropout(0.9f), Dense(3), Softmax]")]
    [InlineData("[Network(4), Dropout(0f), Dropout(0f), Dense(3), Softmax]")]
    [InlineData("[Network(8, 8, 3), MaxPool2D(3, Strides = 1, Padding = Padding.Same), Flatten, Dense(3), Softmax]")]
    [InlineData("[Network(8, 8, 3), Conv2D(9, 8), GlobalAveragePool, ReLU, Dense(3), Softmax]")]
    [InlineData("[Network(1), BatchNorm, Dense(8), ReLU, Dense(1)]")]
    [InlineData("[Network(28, 28, 3), Conv2D(32, 3, 2, Strides = 1), ReLU, GlobalAveragePool, Dense(3), Softmax]")]
    [InlineData("[Network(28, 28, 3), Conv2D(32, 3, 2, DilationRate = 2), ReLU, GlobalAveragePool, Dense(3), Softmax]")]
    [InlineData("[Network(99, 40, 1), Conv2D(64, 20, 8), ReLU, Conv2D(64, 10, 4), ReLU, GlobalAveragePool, Dense(3), Softmax]")]
    [InlineData("[Network(24, 113, 1), Conv2D(64, 5, 1), ReLU, Conv2D(64, 5, 1), ReLU, GlobalAveragePool, Dense(3), Softmax]")]
    [InlineData("[Network(40, 2, 1), Conv2D(32, 3, 2), ReLU, GlobalAveragePool, Dense(3), Softmax]")]
    [InlineData("[Network(64, 128, 8), DepthwiseConv2D(64, 1, DepthMultiplier = 2), ELU, GlobalAveragePool, Dense(3), Softmax]")]
    [InlineData("[Network(4), Dense(64), BatchNorm(Momentum = 0.5f), ReLU, Dense(3), Softmax]")]
    [InlineData("[Network(4, InputGradient = true), Dense(3, Trainable = false), Tanh, Dense(2, Trainable = false)]")]
    [InlineData("[Network(4, Mode = NetworkMode.InferenceOnly), Dense(2, Trainable = false)]")]
    [InlineData("[Network(4), Dense(3, Trainable = false), Tanh, Dense(2)]")]
    [InlineData("[Network(100, 9), LSTM(8), Dense(6), Softmax]")]
    [InlineData("[Network(100, 9), LSTM(8, ReturnSequences = true)]")]
    [InlineData("[Network(100, 9), LSTM(8, ReturnSequences = true), Softmax]")]
    [InlineData("[Network(1, 9), LSTM(8, ReturnSequences = true), Dense(6)]")]
    [InlineData("[Network(100, 9), LSTM(8, ReturnSequences = true), Dense(9)]")]
    [InlineData("[Network(100, 9, SampleRate = 50), LSTM(8, ReturnSequences = true), Dense(6)]")]
    [InlineData("[Network(100, 9, Mode = NetworkMode.InferenceOnly), LSTM(8, ReturnSequences = true), Dense(6)]")]
    [InlineData("[Network(100, 9), LSTM(8, ReturnSequences = true, Stateful = true), Dense(6)]")]
    [InlineData("[Network(100, 9), GRU(8, ReturnSequences = true, Stateful = true), LSTM(8, ReturnSequences = true), Dense(6)]")]
    [InlineData("[Network(40), Embedding(65, 8), LSTM(8, ReturnSequences = true), Dense(65), Softmax]")]
    [InlineData("[Network(100, 9), LSTM(8), RepeatVector(7), LSTM(8, ReturnSequences = true), Dense(6)]")]
    [InlineData("[Network(9, 5), GRU(8), GRU(8, From = \"input\", InitialStateFrom = \"gru_1\", ReturnSequences = true), Dense(6)]")]
    [InlineData("[Network(100, 9), LSTM(8, ReturnSequences = true), Flatten, Dense(6)]")]
    [InlineData("[Network(100, 9), LSTM(8, ReturnSequences = true), Dense(6), GlobalAveragePool]")]
    [InlineData("[Network(100, 9), LSTM(8, ReturnSequences = true), Dense(6), GRU(3)]")]
    [InlineData("[Network(100, 9), LSTM(8, ReturnSequences = true, Name = \"all\"), Dense(8), Add(\"all\")]")]
    [InlineData("[Network(100, 9), LSTM(8, ReturnSequences = true), Dense(6), Output(\"tags\")]")]
    [InlineData("[Block, LSTM(8, ReturnSequences = true), Dense(6)] class Tagger; [Network(100, 9), Use<Tagger>]")]
    public void What_may_be_meant_is_no_mistake(string layers) => GeneratorTest.Accept($"{layers} partial class Net;");

    /// <summary>Weights of a file take the place of first values.</summary>
    [Fact]
    public void First_values_do_not_matter_where_weights_are_given() => Assert.DoesNotContain(
        GeneratorTest.Run(
            "[Network(4), Weights(\"a.safetensors\"), Dense(8, KernelInitializer = Initializer.Zeros), ReLU, Dense(3)] partial class Net;")
            .Diagnostics,
        diagnostic => diagnostic.Id == "NETC1076");

    /// <summary>What an error makes doubtful is not complained about beside it.</summary>
    [Theory]
    [InlineData("[Network(3, 64, 64), Conv2D(32, 3), ReLU, ReLU, Dense(10)]", "NETC1002")]
    [InlineData("[Network(4, Loss = Loss.Hinge), Flatten, Dense(3), Softmax]", "NETC1011")]
    [InlineData("[Network(4), Dense(3), Tanh, ReLU, Dense(2), Dropout(0.5f)]", "NETC1012")]
    [InlineData("[Network(4), Dense(3), Softmax, ReLU, Dense(2)]", "NETC1010")]
    [InlineData("[Network(3, 64, 64), MaxPool2D(2), MaxPool2D(2), Flatten, Dense(10), Softmax]", "NETC1019")]
    public void Errors_come_first(string layers, string id) =>
        Assert.Equal(id, Assert.Single(GeneratorTest.Run($"{layers} partial class Net;").Diagnostics).Id);

    [Fact]
    public void Several_mistakes_are_all_told() => Assert.Equal(
        ["NETC1078", "NETC1077", "NETC1072"],
        GeneratorTest.Run("[Network(784), Flatten, Dense(64), ReLU, Dropout(0.95f), Dense(10), Sigmoid, Softmax] partial class Net;")
            .Diagnostics.Select(diagnostic => diagnostic.Id));

    /// <summary>The factor that the message about squared error after Softmax names, from the two gradients.</summary>
    [Theory]
    [InlineData(10, 2500)]
    [InlineData(3, 750)]
    public void The_gradient_after_Softmax_is_as_much_smaller_as_the_message_says(int classes, double factor)
    {
        const double Right = 0.001, Wrong = 1 - Right;
        double crossEntropy = Math.Abs(Right - 1);
        double squared = Math.Abs(2.0 / classes * ((Right - 1) * Right * (1 - Right) - Wrong * Wrong * Right));
        Assert.Equal(factor, crossEntropy / squared, 0.01 * factor);
        var result = GeneratorTest.Run($"[Network(4, Loss = Loss.MeanSquaredError), Dense({classes}), Softmax] partial class Net;");
        string message = Assert.Single(result.Diagnostics).GetMessage(CultureInfo.InvariantCulture);
        Assert.Contains($"about {factor.ToString("N0", CultureInfo.InvariantCulture)} times", message);
    }

    public static TheoryData<string> Warnings() => [.. Descriptors.ById.Keys.Where(id => !Descriptors.IsError(id)).Order()];

    [Theory]
    [MemberData(nameof(Warnings))]
    public void A_pragma_above_the_class_silences_it(string id)
    {
        string source = DiagnosticCases.All.First(test => test.Id == id).Source.Replace("[|", "").Replace("|]", "");
        Assert.Equal(1, Reported(source, options: null));
        Assert.Equal(0, Reported($"#pragma warning disable {id}\n{source}", options: null));
        Assert.Equal(1, Reported($"#pragma warning disable {id}\n#pragma warning restore {id}\n{source}", options: null));
    }

    [Theory]
    [MemberData(nameof(Warnings))]
    public void An_editorconfig_silences_it_or_makes_it_an_error(string id)
    {
        string source = DiagnosticCases.All.First(test => test.Id == id).Source.Replace("[|", "").Replace("|]", "");
        Assert.Equal(0, Reported(source, new Severity(id, ReportDiagnostic.Suppress)));
        Assert.Equal(1, Reported(source, new Severity(id, ReportDiagnostic.Error), DiagnosticSeverity.Error));
    }

    [Theory]
    [MemberData(nameof(Warnings))]
    public void NoWarn_silences_it(string id)
    {
        string source = DiagnosticCases.All.First(test => test.Id == id).Source.Replace("[|", "").Replace("|]", "");
        Assert.Equal(0, Reported(source, options: null, noWarn: id));
        Assert.Equal(1, Reported(source, options: null, noWarn: "NETC0001"));
    }

    [Theory]
    [MemberData(nameof(Warnings))]
    public void SuppressMessage_silences_it(string id)
    {
        string source = DiagnosticCases.All.First(test => test.Id == id).Source.Replace("[|", "").Replace("|]", "");
        int network = source.LastIndexOf("[Network(", StringComparison.Ordinal);
        Assert.Equal(0, Reported(source.Insert(Math.Max(network, 0), Suppress(id)), options: null));
        Assert.Equal(1, Reported(source.Insert(Math.Max(network, 0), Suppress("NETC0001")), options: null));

        static string Suppress(string id) => $"[System.Diagnostics.CodeAnalysis.SuppressMessage(\"NetCompiler\", \"{id}\")] ";
    }

    private static int Reported(
        string source, SyntaxTreeOptionsProvider? options, DiagnosticSeverity least = DiagnosticSeverity.Info, string? noWarn = null)
    {
        Compilation compilation = GeneratorTest.Compile(source);
        CompilationOptions silenced = compilation.Options.WithSpecificDiagnosticOptions(
            noWarn is null ? [] : [new(noWarn, ReportDiagnostic.Suppress)]);
        compilation = compilation.WithOptions(silenced.WithSyntaxTreeOptionsProvider(options));
        GeneratorTest.Driver().RunGeneratorsAndUpdateCompilation(
            compilation, out Compilation _, out var diagnostics, TestContext.Current.CancellationToken);
        return diagnostics.Count(diagnostic => !diagnostic.IsSuppressed && diagnostic.Severity >= least);
    }

    /// <summary>What <c>dotnet_diagnostic.ID.severity</c> says.</summary>
    private sealed class Severity(string id, ReportDiagnostic severity) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.NotGenerated;

        public override bool TryGetDiagnosticValue(
            SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic value) =>
            (value = diagnosticId == id ? severity : ReportDiagnostic.Default) == severity;

        public override bool TryGetGlobalDiagnosticValue(
            string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic value)
        {
            value = ReportDiagnostic.Default;
            return false;
        }
    }
}

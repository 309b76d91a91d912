using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>The generated code compiles without a warning wherever a user may put it, and is the same text everywhere.</summary>
public class CompilationTests
{
    private const string EveryLayer =
        """
        [Network(6, 6, 1, Loss = Loss.LogCosh)]
        [ReLU, Flatten]
        [Dense(40, Name = "first"), LeakyReLU, Dropout(0.25f)]
        [Dense(39, UseBias = false, KernelInitializer = Initializer.HeNormal), PReLU]
        [Dense(17), ELU] [Dense(17), SELU] [Dense(17), GELU] [Dense(17), GELU(Approximate = true)] [Dense(17), SiLU] [Dense(17), Mish]
        [Dense(17), Tanh] [Dense(17), Sigmoid] [Dense(17), HardSigmoid] [Dense(17), HardSwish] [Dense(17), Softplus] [Dense(17), Softsign]
        [Dense(17), Exponential] [Dense(17), ReLU(MaxValue = 6), Linear, Dropout(0.5f)]
        [Dense(3), Linear]
        public partial class Every;
        """;

    public static TheoryData<string> Networks => new(
        EveryLayer,
        "[Network(1)] [Dense(1)] partial class Line;",
        "[Network(1024)] [Dense(512), ReLU] [Dense(512), ReLU] [Dense(1000), Softmax] partial class Wide;",
        "namespace A.B; [Network(3)] [Dense(2), Sigmoid] internal sealed partial class Unit { private readonly int _weights = 1; public "
            + "int Rows => _weights; }",
        "partial class Outer { internal partial struct Middle { [Network(3, Loss = Loss.Hinge)] [Dense(1), Tanh] private partial class "
            + "Inner; } }",
        "[Network(5, Loss = Loss.BinaryCrossentropy)] [Dense(5), HardSigmoid] partial class Binary;",
        "[Network(5, Loss = Loss.KullbackLeiblerDivergence)] [Dense(5), Softmax] partial class Divergence;",
        "[Network(5, Loss = Loss.Poisson)] [Dense(2), Exponential] partial class Counts;",
        "[Network(4, LabelSmoothing = 0.1f)] [Dense(3), Softmax] partial class Smooth;",
        "[Network(2)] [Dense(1), Step(Low = -1)] partial class Neuron;",
        "class @var; class Base { private int Summary; protected void Predict(int rows) { } } [Network(2)] [Dense(1)] partial class "
            + "Derived : Base;",
        "[Network(4)] [Dropout(0.5f)] [PReLU] [Dense(3), Softmax] partial class Late;",
        "[Network(4, Mode = NetworkMode.InferenceOnly)] [Dense(20), GELU, Dropout(0.5f)] [Dense(3), Step] [Dense(2), Softmax] partial "
            + "class Reader;");

    [Theory]
    [MemberData(nameof(Networks))]
    public void CompilesWithoutWarning(string source)
    {
        foreach (NullableContextOptions nullable in new[] { NullableContextOptions.Disable, NullableContextOptions.Enable })
            Assert.Equal(2, GeneratorTest.CompileStrictly(source, nullable).SyntaxTrees.Count());
    }

    [Fact]
    public void TextIsTheSameInEveryCulture()
    {
        string expected = Text(EveryLayer);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            odd.NumberFormat.NegativeSign = "\u2212";
            odd.NumberFormat.NumberDecimalSeparator = ",";
            odd.NumberFormat.NumberGroupSeparator = "\u00a0";
            CultureInfo.CurrentCulture = odd;
            Assert.Equal(expected, Text(EveryLayer));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
        Assert.DoesNotContain('\r', expected);
        Assert.DoesNotContain(" \n", expected);
    }

    private static string Text(string source) => Assert.Single(GeneratorTest.Run(source).GeneratedSources).SourceText.ToString();
}

using System.Globalization;
using Microsoft.CodeAnalysis;
using NetCompiler.Generator.Diagnostics;
using Xunit;

namespace NetCompiler.Generator.Tests.Diagnostics;

public sealed class DiagnosticTests
{
    public static TheoryData<int, string> Cases()
    {
        var cases = new TheoryData<int, string>();
        for (int i = 0; i < DiagnosticCases.All.Count; i++)
            cases.Add(i, DiagnosticCases.All[i].Source);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Names_the_mistake_its_place_and_the_fix(int number, string source) =>
        GeneratorTest.Refuse(source, DiagnosticCases.All[number].Id, DiagnosticCases.All[number].Message);

    /// <summary>Faults of the compiler's own and of the project are no networks: <see cref="InternalFaultTests"/>,
    /// <see cref="LanguageTests"/>.</summary>
    [Fact]
    public void Every_diagnostic_has_a_case() => Assert.Equal(
        Descriptors.ById.Keys.Where(id => !id.StartsWith("NETC3", StringComparison.Ordinal)).Order(),
        DiagnosticCases.All.Select(test => test.Id).Concat(["NETC0013", "NETC0015"]).Distinct().Order());

    [Theory]
    [InlineData("", "#pragma warning disable NETC1015\n", 0)]
    [InlineData("#pragma warning disable NETC1015\n", "", 0)]
    [InlineData("#pragma warning disable NETC1015\n#pragma warning restore NETC1015\n", "", 1)]
    [InlineData("#pragma warning disable NETC1016\n", "", 1)]
    public void A_pragma_suppresses_a_warning(string above, string before, int expected)
    {
        string source = $"{above}[Network(4), Dense(3)]\n{before}[Dense(2)]\npartial class Net;";
        GeneratorTest.Driver().RunGeneratorsAndUpdateCompilation(
            GeneratorTest.Compile(source), out Compilation _, out var diagnostics, TestContext.Current.CancellationToken);
        Assert.Equal(expected, diagnostics.Count(diagnostic => !diagnostic.IsSuppressed));
    }

    [Fact]
    public void A_pragma_does_not_suppress_an_error()
    {
        GeneratorTest.Driver().RunGeneratorsAndUpdateCompilation(
            GeneratorTest.Compile("#pragma warning disable NETC1001\n[Network(4), Dense(0)] partial class Net;"),
            out Compilation _, out var diagnostics, TestContext.Current.CancellationToken);
        Assert.Equal(("NETC1001", false), (Assert.Single(diagnostics).Id, diagnostics[0].IsSuppressed));
    }

    [Fact]
    public void A_network_with_a_warning_compiles()
    {
        foreach (DiagnosticCases.Case test in DiagnosticCases.All.Where(test => !Descriptors.IsError(test.Id)))
        {
            GeneratorTest.Driver().RunGeneratorsAndUpdateCompilation(
                GeneratorTest.Compile(test.Source.Replace("[|", "").Replace("|]", "")), out Compilation output, out _,
                TestContext.Current.CancellationToken);
            Assert.Equal(2, output.SyntaxTrees.Count());
            Assert.DoesNotContain(
                output.GetDiagnostics(TestContext.Current.CancellationToken),
                diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        }
    }

    [Fact]
    public void Independent_mistakes_are_all_reported()
    {
        var result = GeneratorTest.Run(
            "[Network(4, LabelSmoothing = 2f), Dropout(2f), Dense(3, Name = \"a\"), ReLU, Dense(2, Name = \"a\")] partial class Net;");
        Assert.Equal(["NETC0008", "NETC1006", "NETC1004"], result.Diagnostics.Select(diagnostic => diagnostic.Id));
        result = GeneratorTest.Run("[Network(4), Dropout(2f), Dense(0), LeakyReLU(-1f), Dense(3, Name = \"1\")] partial class Net;");
        Assert.Equal(["NETC1007", "NETC1004", "NETC1001", "NETC1004"], result.Diagnostics.Select(diagnostic => diagnostic.Id));
        result = GeneratorTest.Run("[Network(0, MaxParameters = 0), Dropout(2f), Dense(3), LeakyReLU(-1f)] partial class Net;");
        Assert.Equal(["NETC0006", "NETC0009", "NETC1004", "NETC1004"], result.Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    /// <summary>What the compiler writes into the base class is not there when the derived one is read.</summary>
    [Fact]
    public void A_network_does_not_derive_from_a_network()
    {
        Diagnostic diagnostic = Assert.Single(
            GeneratorTest.Run("[Network(4), Dense(2)] partial class First; [Network(4), Dense(2)] partial class Net : First;").Diagnostics);
        Assert.Equal(("NETC0004", "Net derives from First, which is a network itself: make it a plain 'partial class Net'"),
            (diagnostic.Id, diagnostic.GetMessage(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_mistake_is_not_followed_by_its_consequences()
    {
        GeneratorTest.Refuse("[Network(4, 4, 1), Dropout([|2f|]), Dense(3), Softmax, Dense(1)] partial class Net;", "NETC1004",
            "Dropout's rate is 2, but must be at least 0 and below 1: it is a fraction, and 2 % is 0.02");
        GeneratorTest.Refuse(
            "[Network([|0|], 4, 1), Conv2D(6, 5, Groups = 4), MaxPool2D(3), UpSampling2D(2_000_000_000), ZeroPadding2D(2_000_000_000), "
                + "Cropping2D(9), GroupNorm(5), Permute(3, 1), Dense(1)] partial class Net;",
            "NETC0006",
            "The input shape (0, 4, 1) has the dimension 0, which is below 1: write the shape of one sample, channels last, such as "
                + "[Network(784)] or [Network(28, 28, 1)]");
        GeneratorTest.Refuse(
            "[Network(4, [|-4|]), Conv1D(6, 5, Groups = 4), MaxPool1D(3), LayerNorm, Softmax] partial class Net;",
            "NETC0006",
            "The input shape (4, -4) has the dimension -4, which is below 1: write the shape of one sample, channels last, such as "
                + "[Network(784)] or [Network(28, 28, 1)]");
    }

    [Fact]
    public void Messages_do_not_depend_on_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var finnish = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            finnish.NumberFormat.NegativeSign = "\u2212";
            finnish.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = finnish;
            GeneratorTest.Refuse(
                "[Network(4), Dense([|-5|])] partial class Net;", "NETC1001", "Dense's units is -5, but must be at least 1");
            GeneratorTest.Refuse(
                "[Network(4), Dropout([|-0.5f|]), Dense(1)] partial class Net;", "NETC1004",
                "Dropout's rate is -0.5, but must be at least 0 and below 1");
            GeneratorTest.Refuse("[Network(28, [|-1|]), Flatten, Dense(1)] partial class Net;", "NETC0006",
                "The input shape (28, -1) has the dimension -1, which is below 1: write the shape of one sample, channels last, such as "
                    + "[Network(784)] or [Network(28, 28, 1)]");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

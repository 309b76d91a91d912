using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Parsing;
using Xunit;

namespace NetCompiler.Generator.Tests.Diagnostics;

public sealed class LayersWithoutNetworkTests
{
    [Theory]
    [InlineData("[Dense(3), ReLU] [Dense(2)] partial class Net;", "Dense(3)")]
    [InlineData("[System.Serializable, Softmax] class Net;", "Softmax")]
    [InlineData("class Outer { [Flatten] partial class Net; }", "Flatten")]
    public async Task Layers_without_a_network_are_an_error_at_the_first(string source, string place)
    {
        Diagnostic diagnostic = Assert.Single(await Analyze(source));
        Assert.Equal(
            "Net has layers but no [Network], so nothing is compiled: write [Network(...)] above them with the shape of one sample, such as [Network(784)] or [Network(28, 28, 1)]",
            diagnostic.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal((Descriptors.LayersWithoutNetwork.Id, DiagnosticSeverity.Error), (diagnostic.Id, diagnostic.Severity));
        Assert.Equal(place, diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
    }

    [Theory]
    [InlineData("[Network(4), Dense(2)] partial class Net;")]
    [InlineData("[Network(4)] partial class Net; [Dense(2)] partial class Net;")]
    [InlineData("[Network] [Dense(2)] partial class Net;")]
    [InlineData("[System.Serializable] class Net;")]
    [InlineData("[Unknown] class Net;")]
    public async Task Everything_else_is_not_its_business(string source) => Assert.Empty(await Analyze(source));

    private static async Task<IEnumerable<Diagnostic>> Analyze(string source) =>
        await GeneratorTest.Compile(source).WithAnalyzers([new LayersWithoutNetworkAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
}

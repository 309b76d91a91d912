using Xunit;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>Layers without <c>[Network]</c> beside other things; by themselves they are among <see cref="DiagnosticCases"/>.</summary>
public sealed class LayersWithoutNetworkTests
{
    [Theory]
    [InlineData("[Network(4), Dense(2)] partial class Net;")]
    [InlineData("[Network(4)] partial class Net; [Network(4), Dense(2)] partial class Other; [Dense(2)] partial class Net;")]
    [InlineData("[Network] [Dense(2)] partial class Net;")]
    [InlineData("[System.Serializable] class Net;")]
    [InlineData("[Unknown] class Net;")]
    [InlineData("namespace Mine { class DenseAttribute : System.Attribute; [Dense] class Net; }")]
    public void Everything_else_is_not_its_business(string source) =>
        Assert.DoesNotContain(GeneratorTest.Run(source).Diagnostics, diagnostic => diagnostic.Id == "NETC0012");

    /// <summary>The C# compiler stops at a generator's errors, before it asks analyzers: whatever is reported elsewhere would come one
    /// mistake later.</summary>
    [Fact]
    public void A_mistake_in_another_network_does_not_hide_them() => Assert.Equal(
        ["NETC0012", "NETC1002"],
        GeneratorTest.Run("[Dense(4), ReLU] partial class A; [Network(28, 28, 1), Dense(10)] partial class B;").Diagnostics
            .Select(diagnostic => diagnostic.Id)
            .Order());
}

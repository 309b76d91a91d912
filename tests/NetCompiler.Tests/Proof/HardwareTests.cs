using System.Text.RegularExpressions;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>All tests about numbers again, on a machine that has less.</summary>
public partial class HardwareTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512", true)]
    [InlineData("DOTNET_EnableAVX2", false)]
    [InlineData("DOTNET_EnableHWIntrinsic", false)]
    public async Task Numbers_are_right_without(string variable, bool keepsBits)
    {
        var environment = new Dictionary<string, string> { [variable] = "0" };
        if (keepsBits && NetworkInfo.IsBitExact)
            environment[BitIdentityTests.ExpectedHash] = BitIdentityTests.Hash();

        (int exitCode, string output) = await ChildProcess.RunTests(environment, TestContext.Current.CancellationToken, "--filter-trait", "Category=Numbers", "--progress", "off");

        Assert.True(exitCode == 0, $"{variable}=0: exit code {exitCode}\n{output}");
        Match total = Total().Match(output);
        Assert.True(total.Success && int.Parse(total.Groups[1].Value) > 100, $"{variable}=0: too few tests ran\n{output}");
    }

    [GeneratedRegex(@"succeeded: (\d+)")]
    private static partial Regex Total();
}

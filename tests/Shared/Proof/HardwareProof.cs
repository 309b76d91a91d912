using System.Text.RegularExpressions;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>All tests about numbers of a test program again, on a machine that has less.</summary>
public abstract partial class HardwareProof
{
    /// <summary>What the child process is told besides when it must come to the same bits.</summary>
    protected virtual IReadOnlyDictionary<string, string> Expected => new Dictionary<string, string>();

    /// <summary>Tests that take minutes in plain loops, as <c>--filter-not-class</c> takes them: what they say is said without AVX2,
    /// where vectors are as long and multiply-adds round twice, too.</summary>
    protected virtual string[] LeftOutWithoutIntrinsics => [];

    [Theory]
    [InlineData("DOTNET_EnableAVX512", true)]
    [InlineData("DOTNET_EnableAVX2", false)]
    [InlineData("DOTNET_EnableHWIntrinsic", false)]
    public async Task Numbers_are_right_without(string variable, bool keepsBits)
    {
        var environment = new Dictionary<string, string> { [variable] = "0", [NetworkProof.ReferenceIsProven] = "1" };
        if (keepsBits && NetworkInfo.IsBitExact)
        {
            foreach ((string name, string value) in Expected)
                environment[name] = value;
        }

        string[] leftOut = variable == "DOTNET_EnableHWIntrinsic" && LeftOutWithoutIntrinsics.Length > 0
            ? ["--filter-not-class", .. LeftOutWithoutIntrinsics]
            : [];
        (int exitCode, string output) = await ChildProcess.RunTests(
            environment, TestContext.Current.CancellationToken, ["--filter-trait", "Category=Numbers", "--progress", "off", .. leftOut]);

        Assert.True(exitCode == 0, $"{variable}=0: exit code {exitCode}\n{output}");
        Match total = Total().Match(output);
        Assert.True(total.Success && int.Parse(total.Groups[1].Value) > 100, $"{variable}=0: too few tests ran\n{output}");
    }

    [GeneratedRegex(@"succeeded: (\d+)")]
    private static partial Regex Total();
}

namespace NetCompiler.Tests;

/// <summary>One solution with central package versions: a C# library without nullable, programs in three languages that share its networks,
/// and two programs that ask for the package in languages it cannot compile.</summary>
public sealed class SharedNetworkTests(PackedFeed feed)
{
    [Fact]
    public async Task Programs_in_three_languages_share_a_library_of_networks()
    {
        string output = (await feed.Dotnet("Shared", "build", "Shared.slnx", "-c", "Release")).Succeeded();
        string[] warnings = [
            .. output.Split('\n').Where(line => line.Contains(": warning ", StringComparison.Ordinal)).Select(line => line.Trim())
                .Distinct()
                .Order(StringComparer.Ordinal)];
        Assert.Collection(
            warnings,
            warning => Assert.Matches(@"FSharpDirect\.fsproj : warning NETC9002: .* compiled as 'F#'.* C# class library", warning),
            warning => Assert.Matches(
                @"RuntimeOnly\.csproj : warning NETC9003: .* but not its compiler.* takes the package's analyzers away", warning),
            warning => Assert.Matches(@"VisualBasicDirect\.vbproj : warning NETC9002: .* compiled as 'VB'.* C# class library", warning));

        const string ExclusiveOr = "0 1 1 0";
        Assert.Equal([ExclusiveOr, "2"], await Lines("App"));
        Assert.Equal([ExclusiveOr], await Lines("FSharpApp"));
        Assert.Equal([ExclusiveOr], await Lines("VisualBasicApp"));
    }

    /// <summary>The program gets the package through the library, and the baseline with it.</summary>
    [Theory]
    [InlineData("x86-64-v3", "-p:PublishAot=true", "-p:RuntimeIdentifier=linux-x64")]
    [InlineData("native", "-p:PublishAot=true", "-p:RuntimeIdentifier=linux-x64", "-p:IlcInstructionSet=native")]
    [InlineData("", "-p:PublishAot=true", "-p:RuntimeIdentifier=linux-arm64")]
    [InlineData("", "-p:RuntimeIdentifier=linux-x64")]
    public async Task NativeAOT_for_x64_has_FMA_unless_the_user_says_otherwise(string expected, params string[] properties)
    {
        await Restore();
        Assert.Equal(
            expected, (await feed.Dotnet("Shared/App", ["msbuild", "-getProperty:IlcInstructionSet", .. properties])).Succeeded().Trim());
    }

    [Theory]
    [InlineData("x86-64-v2", false)]
    [InlineData("base", false)]
    [InlineData("x86-64-v4,-avx2", false)]
    [InlineData("avx2", true)]
    [InlineData("native", true)]
    public async Task A_baseline_without_FMA_is_warned_about(string instructionSet, bool hasFma)
    {
        await Restore();
        string output = (await feed.Dotnet(
                "Shared/App", "msbuild", "-nologo", "-t:CheckNetCompilerInstructionSet", "-p:PublishAot=true",
                "-p:RuntimeIdentifier=linux-x64",
            $"-p:IlcInstructionSet=\"{instructionSet}\"")).Succeeded();
        if (hasFma)
            Assert.Equal("", output.Trim());
        else
            Assert.Contains(
                $"App.csproj : warning NETC9001: IlcInstructionSet '{instructionSet}' leaves out fused multiply-add", output,
                StringComparison.Ordinal);
    }

    /// <summary>Makes the file through which the package's targets reach the program; without it a property would be empty for the wrong
    /// reason.</summary>
    private async Task Restore()
    {
        string targets = Path.Combine(feed.Folder, "Shared", "App", "obj", "App.csproj.nuget.g.targets");
        if (!File.Exists(targets))
            (await feed.Dotnet("Shared/App", "restore")).Succeeded();
        Assert.Contains(
            $"netcompiler/{feed.Version}/buildTransitive", await File.ReadAllTextAsync(targets, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    private async Task<string[]> Lines(string program) =>
        (await feed.Dotnet($"Shared/{program}/bin/Release/net10.0", program + ".dll")).Succeeded().ReplaceLineEndings("\n").TrimEnd('\n')
            .Split('\n');
}

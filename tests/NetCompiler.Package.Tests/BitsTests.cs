using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace NetCompiler.Tests;

/// <summary>A program that compares what it computes with pinned hashes, as native code: for this machine, for x64 without fused
/// multiply-add, and for ARM64 in an emulator. (What the JIT makes is compared in NetCompiler.Numbers.Tests.)</summary>
public sealed class BitsTests(PackedFeed feed)
{
    /// <summary>The SDK's analyzers have nothing new to say about the same code for another machine.</summary>
    private const string AnalyzedBefore = "-p:RunAnalyzers=false";

    [Fact]
    public async Task Native_code_gives_the_pinned_bits()
    {
        NativeToolchain.Need();
        await feed.NeedsPackagesOf("-p:PublishAot=true");
        await Publish("native", RuntimeInformation.RuntimeIdentifier, NativeToolchain.Properties);
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture != Architecture.X64 || Fma.IsSupported && Avx2.IsSupported,
            "It was published; this processor lacks AVX2 or FMA, so the program, which is compiled for x86-64-v3, does not start here.");
        AssertPinned((await feed.Run("Bits", "native/Bits")).Succeeded());
    }

    /// <summary>Whatever the processor has: what counts is what the program was compiled for.</summary>
    [Fact]
    public async Task Native_code_without_fused_multiply_add_says_so_and_gives_the_bits_that_are_pinned_for_that()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "Fused multiply-add can only be left out on x64.");
        NativeToolchain.Need();
        await feed.NeedsPackagesOf("-p:PublishAot=true");
        await Publish(
            "baseline", RuntimeInformation.RuntimeIdentifier,
            [.. NativeToolchain.Properties, "-p:IlcInstructionSet=x86-64-v2", "-p:NoWarn=NETC9001"]);
        AssertPinned((await feed.Run("Bits", "baseline/Bits")).Succeeded(), isExact: false);
    }

    [Fact]
    public async Task ARM64_gives_the_pinned_bits()
    {
        NativeToolchain.NeedArm64();
        await feed.NeedsPackagesFor("linux-arm64", "-p:PublishAot=true");
        await Publish("arm64", "linux-arm64", [.. NativeToolchain.Arm64Properties, AnalyzedBefore]);
        AssertPinned(
            (await feed.RunTool("Bits", NativeToolchain.Emulator, "-L", NativeToolchain.Arm64Libraries, "arm64/Bits")).Succeeded());
    }

    /// <summary>Its runtime comes as a package, so this needs no older SDK.</summary>
    [Fact]
    public async Task DotNet_8_gives_the_pinned_bits()
    {
        string[] properties = ["-p:Framework=net8.0", "-p:SelfContained=true", AnalyzedBefore];
        await feed.NeedsPackagesOf(properties);
        await Publish("net8", RuntimeInformation.RuntimeIdentifier, properties);
        string configuration = await File.ReadAllTextAsync(
            Path.Combine(feed.Folder, "Bits", "net8", "Bits.runtimeconfig.json"), TestContext.Current.CancellationToken);
        Assert.Contains("\"tfm\": \"net8.0\"", configuration, StringComparison.Ordinal);
        string output = (await feed.Run("Bits", "net8/Bits")).Succeeded();
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture != Architecture.X64 || Fma.IsSupported && Avx2.IsSupported,
            "It runs; this processor lacks AVX2 or FMA, so its bits are others.");
        AssertPinned(output);
    }

    private async Task Publish(string output, string runtime, string[] properties) =>
        (await feed.Dotnet("Bits", ["publish", "-c", "Release", "-r", runtime, .. properties, "-o", output])).SucceededWithoutWarnings();

    private static void AssertPinned(string output, bool isExact = true)
    {
        string[] lines = output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.Equal($"bit-exact {isExact}", lines[0]);
        Assert.NotEmpty(lines[1..]);
        Assert.All(lines[1..], line => Assert.EndsWith(" as pinned", line, StringComparison.Ordinal));
    }
}

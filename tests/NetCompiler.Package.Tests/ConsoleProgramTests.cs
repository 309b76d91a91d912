using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace NetCompiler.Tests;

/// <summary>A console program that knows nothing but the package: it trains, saves and loads, and every way of publishing it gives the same
/// bits.</summary>
public sealed class ConsoleProgramTests(PackedFeed feed)
{
    /// <summary>What the digits recogniser, published with NativeAOT, may weigh together with its weights, in bytes.</summary>
    private const long NativeLimit = 2_500_000;

    /// <summary>The same for the program that only predicts.</summary>
    private const long PlayerLimit = 2_000_000;

    [Fact]
    public async Task It_builds_without_warnings_trains_saves_and_loads()
    {
        (string trained, string loaded) = await TrainAndLoad();
        Assert.StartsWith("accuracy 1\n", trained, StringComparison.Ordinal);
        Assert.Equal(trained[(trained.IndexOf('\n') + 1)..], loaded);
    }

    [Fact]
    public async Task The_generated_code_is_where_the_README_says()
    {
        await TrainAndLoad();
        string text = await File.ReadAllTextAsync(
            Path.Combine(
                feed.Folder, "Digits", "obj", "Release", "net10.0", "generated", "NetCompiler.Generator",
                "NetCompiler.Generator.NetworkGenerator", "Digits.DigitsNet.g.cs"),
            TestContext.Current.CancellationToken);
        Assert.Contains("partial class DigitsNet : global::NetCompiler.INetwork", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NativeAOT_publishes_without_warnings_and_gives_the_same_bits()
    {
        NativeToolchain.Need();
        await feed.NeedsPackagesOf("-p:PublishAot=true");
        (string trained, _) = await TrainAndLoad();

        (
            await feed.Dotnet(
                "Digits",
                ["publish", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, .. NativeToolchain.Properties, "-o", "native"]))
            .SucceededWithoutWarnings();
        long size = new FileInfo(Path.Combine(feed.Folder, "Digits", "native", "Digits")).Length;
        Assert.True(size < NativeLimit, $"The recogniser and its weights are {size:N0} bytes, not below {NativeLimit:N0}.");

        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture != Architecture.X64 || Fma.IsSupported && Avx2.IsSupported,
            "It was published; this processor lacks AVX2 or FMA, so the program, which is compiled for x86-64-v3, does not start here.");
        Assert.Equal(trained, (await feed.Run("Digits", "native/Digits", "train", "native.safetensors")).Succeeded());
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(feed.Folder, "Digits", "net.safetensors"), TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(Path.Combine(feed.Folder, "Digits", "native.safetensors"), TestContext.Current.CancellationToken));
        Assert.EndsWith(
            (await feed.Run("Digits", "native/Digits", "predict", "net.safetensors")).Succeeded(), trained, StringComparison.Ordinal);
        Assert.EndsWith((await feed.Run("Digits", "native/Digits", "embedded", "-")).Succeeded(), trained, StringComparison.Ordinal);
    }

    /// <summary>A second project takes the file of the first for a class that only predicts, and publishes a small program that needs
    /// nothing else.</summary>
    [Fact]
    public async Task A_small_program_that_only_predicts_is_made_from_the_trained_one()
    {
        NativeToolchain.Need();
        await feed.NeedsPackagesOf("-p:PublishAot=true");
        (string trained, _) = await TrainAndLoad();

        (
            await feed.Dotnet(
                "Player",
                ["publish", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, .. NativeToolchain.Properties, "-o", "native"]))
            .SucceededWithoutWarnings();
        long size = new FileInfo(Path.Combine(feed.Folder, "Player", "native", "Player")).Length;
        Assert.True(size < PlayerLimit, $"The program with its weights is {size:N0} bytes, not below {PlayerLimit:N0}.");

        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture != Architecture.X64 || Fma.IsSupported && Avx2.IsSupported,
            "It was published; this processor lacks AVX2 or FMA, so the program, which is compiled for x86-64-v3, does not start here.");
        string alone = Directory.CreateTempSubdirectory("netcompiler-player-").FullName;
        try
        {
            string program = Path.Combine(alone, "Player");
            File.Copy(Path.Combine(feed.Folder, "Player", "native", "Player"), program);
            Assert.EndsWith((await feed.Run("Player", program)).Succeeded(), trained, StringComparison.Ordinal);
            Assert.EndsWith(
                (await feed.Run("Player", program, "../Digits/net.safetensors")).Succeeded(), trained, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(alone, recursive: true);
        }
    }

    [Fact]
    public async Task A_trimmed_ReadyToRun_single_file_publishes_without_warnings_and_gives_the_same_bits()
    {
        string[] properties = ["-p:PublishSingleFile=true", "-p:PublishTrimmed=true", "-p:PublishReadyToRun=true", "-p:SelfContained=true"];
        await feed.NeedsPackagesOf(properties);
        (string trained, _) = await TrainAndLoad();
        (
            await feed.Dotnet(
                "Digits", ["publish", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, .. properties, "-o", "single"]))
            .SucceededWithoutWarnings();
        string program = OperatingSystem.IsWindows() ? "single/Digits.exe" : "single/Digits";
        Assert.Equal(trained, (await feed.Run("Digits", program, "train", "single.safetensors")).Succeeded());
        Assert.EndsWith(
            (await feed.Run("Digits", OperatingSystem.IsWindows() ? "single/Digits.exe" : "single/Digits", "embedded", "-")).Succeeded(),
            trained, StringComparison.Ordinal);
    }

    /// <summary>What the program prints when it trains and when it loads what it trained, as the JIT runs it. Once for all tests, which
    /// change nothing of it.</summary>
    private Task<(string Trained, string Loaded)> TrainAndLoad() => feed.Once(nameof(TrainAndLoad), async () =>
    {
        (
            await feed.Dotnet("Digits", "build", "-c", "Release", "-p:EmitCompilerGeneratedFiles=true", "-o", "jit"))
            .SucceededWithoutWarnings();
        string trained = (await feed.Dotnet("Digits", "jit/Digits.dll", "train", "net.safetensors")).Succeeded();
        return (
            trained.ReplaceLineEndings("\n"),
            (await feed.Dotnet("Digits", "jit/Digits.dll", "predict", "net.safetensors")).Succeeded().ReplaceLineEndings("\n"));
    });
}

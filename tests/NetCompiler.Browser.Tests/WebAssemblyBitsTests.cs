using System.Diagnostics;

namespace NetCompiler.Tests;

/// <summary>The program of the pinned hashes, published for WebAssembly and run by Node.js, whose engine is Chromium's.</summary>
public sealed class WebAssemblyBitsTests
{
    /// <summary>Those that take seconds, interpreted; all of them take minutes: <c>NETCOMPILER_ALL_BITS=1</c>.</summary>
    private static readonly string[] s_quick =
    [
        "tiny", "sigmoid", "smooth", "deep-narrow", "graph", "sequence", "both-ways", "words", "transformer", "transformer-steps",
        "attention", "training",
    ];

    [Fact]
    public async Task Its_bits_are_those_of_machines_without_fused_multiply_add()
    {
        Assert.SkipUnless(PublishedPage.IsOnPath("node"), "No Node.js here (Debian: apt-get install nodejs).");
        string folder = Directory.CreateTempSubdirectory("netcompiler-bits-").FullName;
        try
        {
            await Run("dotnet", Path.Combine(PublishedPage.Repository(), "tests", "NetCompiler.Browser.Tests", "Bits"),
                ["publish", "-c", "Release", "-o", folder]);
            bool isAll = Environment.GetEnvironmentVariable("NETCOMPILER_ALL_BITS") == "1";
            string output = await Run("node", Path.Combine(folder, "wwwroot"), ["run.mjs", .. isAll ? [] : s_quick]);
            string[] lines = output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
            Assert.Equal("bit-exact False", lines[0]);
            Assert.True(lines.Length - 1 >= s_quick.Length, output);
            Assert.All(lines[1..], line => Assert.EndsWith(" as pinned", line, StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> Run(string program, string folder, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
        return output;
    }
}

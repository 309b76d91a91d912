using System.Diagnostics;

namespace NetCompiler.Tests;

/// <summary>Runs programs to their end, without what this test run's own .NET left in the environment.</summary>
internal static class Commands
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The command and all that it printed.</summary>
    public sealed record Result(string Command, int ExitCode, string Output)
    {
        /// <summary>The output of a command that ended well; anything else fails the test with the whole output.</summary>
        public string Succeeded()
        {
            Assert.True(ExitCode == 0, $"{Command}\nended with {ExitCode}:\n{Output}");
            return Output;
        }

        /// <summary>The same for a build without a single warning.</summary>
        public string SucceededWithoutWarnings()
        {
            Succeeded();
            Assert.False(Output.Contains("warning", StringComparison.OrdinalIgnoreCase) && !Output.Contains(" 0 Warning(s)", StringComparison.Ordinal), $"{Command}\nwarns:\n{Output}");
            return Output;
        }
    }

    /// <summary>Runs a program in a folder with extra environment variables.</summary>
    public static async Task<Result> Run(string folder, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        cancellation.CancelAfter(Patience);
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation.Token), error = process.StandardError.ReadToEndAsync(cancellation.Token);
            await process.WaitForExitAsync(cancellation.Token);
            return new Result($"{program} {string.Join(' ', arguments)}", process.ExitCode, await output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}

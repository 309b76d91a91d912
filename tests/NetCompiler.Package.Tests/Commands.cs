namespace NetCompiler.Tests;

/// <summary>Runs programs to their end, without what this test run's own .NET left in the environment. How long one may take follows from
/// how long the SDK takes to start on this machine, now: busy machines are slow, and a fixed limit would call that a fault.</summary>
internal static class Commands
{
    /// <summary>A command may take as long as so many starts of the SDK: on an idle machine some minutes, where the longest command takes
    /// one.</summary>
    private const int StartsAllowed = 1500;

    /// <summary>So many starts are ample for reading what an ended command has printed.</summary>
    private const int StartsForOutput = 5;

    private static readonly Lazy<Task<TimeSpan>> FirstStart = new(MeasureStart);

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
            bool saysNone = Output.Contains(" 0 Warning(s)", StringComparison.Ordinal);
            Assert.False(Output.Contains("warning", StringComparison.OrdinalIgnoreCase) && !saysNone, $"{Command}\nwarns:\n{Output}");
            return Output;
        }
    }

    /// <summary>Runs a program in a folder with extra environment variables. One that takes much longer than anything should on this
    /// machine, as busy as it is then, is ended, and the test fails with what it printed.</summary>
    public static async Task<Result> Run(
        string folder, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        TimeSpan first = await FirstStart.Value * StartsAllowed;
        return await Run(
            folder, environment, program, arguments, async elapsed => elapsed < first ? first : await MeasureStart() * StartsAllowed);
    }

    /// <summary>The same with limits of one's own.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Extra variables.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="limit">Given how long the command runs, how long it may in all; asked again whenever that has passed.</param>
    internal static async Task<Result> Run(
        string folder,
        IReadOnlyDictionary<string, string> environment,
        string program,
        string[] arguments,
        Func<TimeSpan, Task<TimeSpan>> limit)
    {
        using var command = new RunningCommand(folder, environment, program, arguments, await FirstStart.Value * StartsForOutput);
        TimeSpan allowed = await limit(TimeSpan.Zero);
        while (!await command.EndsBefore(allowed))
        {
            allowed = await limit(command.Elapsed);
            if (allowed <= command.Elapsed && !await command.EndsBefore(TimeSpan.Zero))
                Assert.Fail(await command.Kill());
        }
        return new Result(command.Text, command.ExitCode, command.Output);
    }

    /// <summary>How long the SDK takes to start.</summary>
    private static async Task<TimeSpan> MeasureStart()
    {
        using var command = new RunningCommand(
            Path.GetTempPath(), new Dictionary<string, string>(), "dotnet", ["msbuild", "-version"], TimeSpan.Zero);
        await command.EndsBefore(Timeout.InfiniteTimeSpan);
        return command.Elapsed;
    }
}

using System.Diagnostics;
using System.Globalization;
using Xunit.Sdk;

namespace NetCompiler.Tests;

/// <summary>What the other tests rely on where a command never ends, or only late.</summary>
public sealed class CommandsTests
{
    private static readonly Dictionary<string, string> NoVariables = [];

    [Fact]
    public async Task A_command_that_does_not_end_is_killed_and_named_with_its_output()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is a line for sh.");
        string folder = Directory.CreateTempSubdirectory("netcompiler-commands-").FullName;
        try
        {
            // No more time once it has begun.
            string[] arguments = ["-c", "echo begun; echo wrong >&2; touch begun; sleep 1000000; echo ended"];
            var exception = await Assert.ThrowsAsync<FailException>(
                () => Commands.Run(folder, NoVariables, "sh", arguments, async elapsed =>
                {
                    while (!File.Exists(Path.Combine(folder, "begun")))
                        await Task.Delay(10, TestContext.Current.CancellationToken);
                    return TimeSpan.Zero;
                }));
            Assert.Matches(
                @"^sh -c echo begun; .*; echo ended\ndid not end in \d+ s and was killed\. It printed so far:\nbegun\nwrong\n$",
                exception.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A build server does so.</summary>
    [Fact]
    public async Task A_command_has_ended_though_what_it_left_behind_holds_its_output()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is a line for sh.");
        Commands.Result result = await Commands.Run(Path.GetTempPath(), NoVariables, "sh", "-c", "sleep 1000000 & echo $!");
        using Process left = Process.GetProcessById(int.Parse(result.Succeeded(), CultureInfo.InvariantCulture));
        Assert.False(left.HasExited);
        left.Kill();
    }

    [Fact]
    public async Task A_command_gets_more_time_where_the_machine_has_become_slower()
    {
        int asked = 0;
        Commands.Result result = await Commands.Run(Path.GetTempPath(), NoVariables, "dotnet", ["--version"], elapsed =>
            Task.FromResult(asked++ == 0 ? TimeSpan.Zero : elapsed + TimeSpan.FromHours(1)));
        Assert.Matches(@"^\d+\.\d+\.\d+", result.Succeeded());
        Assert.Equal(2, asked);
    }
}

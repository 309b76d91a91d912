using System.Diagnostics;
using System.Text;

namespace NetCompiler.Tests;

/// <summary>A program that was started, and what it has printed so far.</summary>
internal sealed class RunningCommand : IDisposable
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly StringBuilder _output = new(), _errors = new();
    private readonly Process _process;
    private readonly Task _ended;

    public RunningCommand(string folder, IReadOnlyDictionary<string, string> environment, string program, string[] arguments)
    {
        Text = $"{program} {string.Join(' ', arguments)}";
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(IsMSBuilds).ToArray())
            start.Environment.Remove(name);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Collect(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Collect(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _ended = WaitForEnd();
    }

    /// <summary>The program and its arguments.</summary>
    public string Text { get; }

    /// <summary>How long it runs, or ran.</summary>
    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>What it ended with.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>What it has printed, errors last.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return $"{_output}{_errors}";
        }
    }

    /// <summary>Whether it, and whatever it started that still prints, ends within a time since its start.</summary>
    public async Task<bool> EndsBefore(TimeSpan elapsed)
    {
        TimeSpan rest = elapsed == Timeout.InfiniteTimeSpan ? elapsed : elapsed > Elapsed ? elapsed - Elapsed : TimeSpan.Zero;
        try
        {
            await _ended.WaitAsync(rest, TestContext.Current.CancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Ends it, and says so. Waits no longer than this for what it printed last.</summary>
    public async Task<string> Kill(TimeSpan patience)
    {
        TimeSpan elapsed = Elapsed;
        string state = _process.HasExited ? $"ended with {ExitCode}, but something that it started still holds its output" : "did not end";
        _process.Kill(entireProcessTree: true);
        await EndsBefore(elapsed + patience);
        return $"{Text}\n{state} in {elapsed.TotalSeconds:N0} s and was killed. It printed so far:\n{Output}";
    }

    public void Dispose() => _process.Dispose();

    private static bool IsMSBuilds(string variable) => variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase);

    private async Task WaitForEnd()
    {
        await _process.WaitForExitAsync();
        _watch.Stop();
    }

    private void Collect(StringBuilder text, string? line)
    {
        lock (_output)
            if (line is not null)
                text.AppendLine(line);
    }
}

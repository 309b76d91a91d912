using System.Diagnostics;
using System.Text;

namespace NetCompiler.Tests;

/// <summary>A program that was started, and what it has printed so far.</summary>
internal sealed class RunningCommand : IDisposable
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly StringBuilder _output = new(), _errors = new();
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;
    private readonly Task _ended;

    /// <summary>Starts a program.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Extra variables.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="patience">How long its output may stay open after its end: a build server that it leaves behind holds it.</param>
    public RunningCommand(
        string folder, IReadOnlyDictionary<string, string> environment, string program, string[] arguments, TimeSpan patience)
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
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => _exited.TrySetResult();
        _process.OutputDataReceived += (_, line) => Collect(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Collect(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _ended = WaitForEnd(patience);
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

    /// <summary>Whether it ends within a time since its start.</summary>
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

    /// <summary>Ends it, and says so.</summary>
    public async Task<string> Kill()
    {
        TimeSpan elapsed = Elapsed;
        _process.Kill(entireProcessTree: true);
        await EndsBefore(Timeout.InfiniteTimeSpan);
        return $"{Text}\ndid not end in {elapsed.TotalSeconds:N0} s and was killed. It printed so far:\n{Output}";
    }

    public void Dispose() => _process.Dispose();

    private static bool IsMSBuilds(string variable) => variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase);

    private async Task WaitForEnd(TimeSpan patience)
    {
        await _exited.Task;
        _watch.Stop();
        await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(patience));
    }

    private void Collect(StringBuilder text, string? line)
    {
        lock (_output)
            if (line is not null)
                text.AppendLine(line);
    }
}

using System.Diagnostics;

namespace NetCompiler.Benchmarks;

/// <summary>The peers' best settings include environment variables that are read at process start; so the tool starts itself again with
/// them.</summary>
internal static class FairProcess
{
    private const string Marker = "NETCOMPILER_BENCHMARKS_FAIR";

    /// <summary>glibc gives freed blocks above 128 KB back to the system by default, and every training step of TorchSharp touches them
    /// again for the first time, at a page fault for each 4 KB: the first three settings keep the blocks. ONNX Runtime's telemetry would
    /// collect and upload while we measure. run-with-torchsharp.sh repeats this list.</summary>
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["MALLOC_MMAP_THRESHOLD_"] = "4294967296",
        ["MALLOC_TRIM_THRESHOLD_"] = "8589934592",
        ["MALLOC_TOP_PAD_"] = "67108864",
        ["OMP_NUM_THREADS"] = "1",
        ["MKL_NUM_THREADS"] = "1",
        ["ORT_DISABLE_TELEMETRY"] = "1",
    };

    /// <summary>Whether this process was started with the peers' settings.</summary>
    public static bool IsFair => Environment.GetEnvironmentVariable(Marker) == "1";

    /// <summary>Runs the same command line in a child process with the peers' settings, and gives its exit code.</summary>
    public static int StartAgain(string[] args)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this process is not known.");
        bool isHost = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        ProcessStartInfo start = new(program, isHost ? [typeof(FairProcess).Assembly.Location, .. args] : args) { UseShellExecute = false };
        foreach ((string name, string value) in Settings)
            start.Environment.TryAdd(name, value);
        start.Environment[Marker] = "1";
        using Process child = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        child.WaitForExit();
        return child.ExitCode;
    }
}

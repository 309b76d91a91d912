using System.Runtime.InteropServices;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>The processor time of the calling thread: what others take of a shared machine is not in it.</summary>
internal static partial class ThreadClock
{
    private const int ThreadProcessorTime = 3;

    /// <summary>Whether this system has such a clock with a resolution of nanoseconds.</summary>
    public static bool Exists { get; } = OperatingSystem.IsLinux();

    /// <summary>The time, in nanoseconds; 0 where there is no such clock.</summary>
    public static double Nanoseconds =>
        Exists && GetTime(ThreadProcessorTime, out TimeSpec time) == 0 ? time.Seconds * 1e9 + time.Nanoseconds : 0;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}

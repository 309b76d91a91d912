using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>Whether TorchSharp's native library loads on this machine.</summary>
internal static class TorchLibrary
{
    /// <summary>Loads the library and limits it to one thread; gives null, or the reason why it cannot be loaded.</summary>
    public static string? Load()
    {
        try
        {
            // TorchSharp's own message blames a missing package whatever happened; the loader's tells.
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
            LimitThreads();
            return null;
        }
        catch (Exception error) when (
            error is DllNotFoundException or BadImageFormatException or TypeInitializationException or NotSupportedException)
        {
            string[] lines = error.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return lines.FirstOrDefault(line => line.Contains("GLIBC", StringComparison.Ordinal))
                ?? lines.FirstOrDefault()
                ?? error.GetType().Name;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LimitThreads()
    {
        torch.InitializeDeviceType(DeviceType.CPU);
        torch.set_num_threads(1);
        torch.set_num_interop_threads(1);
    }
}

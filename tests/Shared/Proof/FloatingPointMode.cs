using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace NetCompiler.Tests;

/// <summary>Changes a thread's arithmetic, as native code of games and audio programs does.</summary>
internal static partial class FloatingPointMode
{
    /// <summary>Results that are subnormal become 0.</summary>
    public const uint FlushResults = 1u << 15;

    /// <summary>Operands that are subnormal count as 0.</summary>
    public const uint FlushOperands = 1u << 6;

    /// <summary>Whether it can be changed here.</summary>
    public static bool CanChange =>
        OperatingSystem.IsLinux() && X86Base.X64.IsSupported && NativeLibrary.TryLoad("libm.so.6", out _);

    /// <summary>Runs something on a thread with other bits of MXCSR, and again with the usual ones.</summary>
    public static T RunWith<T>(uint bits, Func<T> run, out T usually)
    {
        T other = default!, last = default!;
        var thread = new Thread(() =>
        {
            Environment usual = default;
            Get(ref usual);
            Environment changed = usual;
            changed.Mxcsr |= bits;
            Set(in changed);
            other = run();
            Set(in usual);
            last = run();
        });
        thread.Start();
        thread.Join();
        usually = last;
        return other;
    }

    [LibraryImport("libm.so.6", EntryPoint = "fegetenv")]
    private static partial int Get(ref Environment environment);

    [LibraryImport("libm.so.6", EntryPoint = "fesetenv")]
    private static partial int Set(in Environment environment);

    /// <summary>glibc's fenv_t on x64.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 32)]
    private struct Environment
    {
        [FieldOffset(28)]
        public uint Mxcsr;
    }
}

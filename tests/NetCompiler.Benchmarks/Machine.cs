using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NetCompiler.Benchmarks.Peers;

namespace NetCompiler.Benchmarks;

/// <summary>What a measurement was made on.</summary>
internal static class Machine
{
    /// <summary>Processor, system, runtime, vector width and date, in one line.</summary>
    public static string Description => string.Create(CultureInfo.InvariantCulture,
        $"{Processor}, {Environment.ProcessorCount} {(Environment.ProcessorCount == 1 ? "core" : "cores")} for this process; " +
        $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}; " +
        $"{RuntimeInformation.FrameworkDescription}; {FmaPeak.VectorBits}-bit vectors ({InstructionSet}), Vector<float> "
            + $"{Vector<float>.Count * 32} bits; {DateTime.UtcNow:yyyy-MM-dd}");

    private static string Processor
    {
        get
        {
            const string CpuInfo = "/proc/cpuinfo";
            if (File.Exists(CpuInfo))
            {
                string[] lines = File.ReadAllLines(CpuInfo);
                string? Field(string name) =>
                    lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':')[1].Trim();
                if (Field("model name") is { } model)
                    return $"{model} (family {Field("cpu family")}, model {Field("model\t")})";
            }
            return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
        }
    }

    private static string InstructionSet =>
        Vector512.IsHardwareAccelerated ? "AVX-512"
        : System.Runtime.Intrinsics.X86.Avx2.IsSupported ? "AVX2"
        : System.Runtime.Intrinsics.X86.X86Base.IsSupported ? "SSE"
        : System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? "NEON" : "none";
}

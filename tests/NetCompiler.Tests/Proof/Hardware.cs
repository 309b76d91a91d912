using System.Runtime.Intrinsics;

namespace NetCompiler.Tests;

/// <summary>What the machine, or the environment this process was started with, offers.</summary>
internal static class Hardware
{
    /// <summary>Whether a·b + c is rounded once: then results have the same bits at every vector width.</summary>
    public static bool HasFusedMultiplyAdd { get; } = Vector128.MultiplyAddEstimate(
        Vector128.Create(1 + MathF.Pow(2, -12)), Vector128.Create(1 + MathF.Pow(2, -12)), Vector128.Create(-1 - MathF.Pow(2, -11)))[0] != 0;
}

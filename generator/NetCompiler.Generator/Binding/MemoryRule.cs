using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Whether a network keeps within the memory that its user allows for predicting one sample.</summary>
internal static class MemoryRule
{
    /// <summary>A complaint, or null where everything fits into <see cref="Network.MaxMemory"/>.</summary>
    public static DiagnosticInfo? Check(Network network, MemoryUse use) => use.Total <= network.MaxMemory
        ? null
        : DiagnosticInfo.Create(
            Descriptors.TooMuchMemory.Id, DiagnosticTarget.OfNetwork("MaxMemory"), network.Class.PlainName, use.Total, use.Weights,
            use.Prepared, use.Workspace, use.Total - network.MaxMemory, network.MaxMemory, use.Largest, use.LargestPart);
}

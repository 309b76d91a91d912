using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>What binding yields.</summary>
/// <param name="Network">The network, or null where a diagnostic is an error.</param>
/// <param name="Diagnostics">Complaints, in the order of the layers.</param>
internal sealed record BoundNetwork(Network? Network, EquatableArray<DiagnosticInfo> Diagnostics)
{
    /// <summary>The shape of one answer; null where a layer could not be made.</summary>
    public Shape? Output { get; init; }
}

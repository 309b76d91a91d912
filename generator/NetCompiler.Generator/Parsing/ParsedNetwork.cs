using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Parsing;

/// <summary>What parsing yields.</summary>
/// <param name="Declaration">What the source depends on; null where nothing can be written into the class.</param>
/// <param name="Spans">The places of its parts; null where nothing will be said about them.</param>
/// <param name="Name">The place of the class's name.</param>
/// <param name="Diagnostics">Complaints. If there are any, the declaration is not looked at further.</param>
internal sealed record ParsedNetwork(
    NetworkDeclaration? Declaration, DeclarationSpans? Spans, SourceSpan Name, EquatableArray<LocatedDiagnostic> Diagnostics)
{
    /// <summary>Gives a complaint about the declaration its place.</summary>
    public LocatedDiagnostic Locate(DiagnosticInfo info) =>
        info.Target.IsClass || Spans is null ? new(info.Id, Name, info.Arguments) : Spans.Locate(info);
}

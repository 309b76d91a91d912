using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Parsing;

/// <summary>What parsing yields: the declaration and its places, or, where there is no declaration to go on with, complaints.</summary>
internal sealed record ParsedNetwork(NetworkDeclaration? Declaration, DeclarationSpans? Spans, EquatableArray<LocatedDiagnostic> Diagnostics);

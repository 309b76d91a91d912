using Microsoft.CodeAnalysis;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Parsing;

/// <summary>What is said about one class while it is read.</summary>
internal sealed class Complaints
{
    private readonly List<LocatedDiagnostic> _diagnostics = [];

    /// <summary>All so far, in order.</summary>
    public EquatableArray<LocatedDiagnostic> All => _diagnostics.ToEquatableArray();

    /// <summary>The messages with their numbers, without places.</summary>
    public EquatableArray<string> Messages =>
        _diagnostics.Where(diagnostic => Descriptors.IsError(diagnostic.Id)).Select(diagnostic => diagnostic.Message).ToEquatableArray();

    /// <summary>Adds one.</summary>
    public void Report(DiagnosticDescriptor descriptor, SourceSpan span, params string[] arguments) =>
        _diagnostics.Add(new LocatedDiagnostic(descriptor.Id, span, arguments.ToEquatableArray()));
}

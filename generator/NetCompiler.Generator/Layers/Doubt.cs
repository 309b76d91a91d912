using NetCompiler.Generator.Diagnostics;

namespace NetCompiler.Generator.Layers;

/// <summary>That a shape or a window was hardly meant as it is written. Where it fits nevertheless that is a warning; where it does not,
/// the doubt is what the error advises, since padding would only hide it.</summary>
/// <param name="Warning">The warning.</param>
/// <param name="Advice">What to do, behind "leaves 0x0: ".</param>
internal sealed record Doubt(DiagnosticInfo Warning, string Advice);

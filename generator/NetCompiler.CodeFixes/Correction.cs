using Microsoft.CodeAnalysis.Text;

namespace NetCompiler.CodeFixes;

/// <summary>What mends a mistake.</summary>
/// <param name="title">What the editor's menu says.</param>
/// <param name="changes">What changes.</param>
internal sealed class Correction(string title, params TextChange[] changes)
{
    public string Title { get; } = title;

    public IReadOnlyList<TextChange> Changes { get; } = changes;
}

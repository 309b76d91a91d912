using System.ComponentModel;

namespace NetCompiler;

/// <summary>Numbers of a sample that are whole: class numbers, because an <see cref="EmbeddingAttribute"/> reads them, or how many steps
/// count.</summary>
/// <param name="input">The number of the input among <see cref="NetworkInfo.Inputs"/>.</param>
/// <param name="classes">How many classes there are; of lengths, the most steps and one.</param>
/// <param name="layer">The layer that reads them; null for lengths.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ClassInput(int input, int classes, string? layer)
{
    /// <summary>The number of the input, all of whose numbers are such.</summary>
    public int Input { get; } = input;

    /// <summary>How many classes there are, or lengths: numbers are 0 to this - 1.</summary>
    public int Classes { get; } = classes;

    /// <summary>The name of the layer that reads them; null for lengths.</summary>
    public string? Layer { get; } = layer;
}

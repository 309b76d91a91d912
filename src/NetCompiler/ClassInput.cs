using System.ComponentModel;

namespace NetCompiler;

/// <summary>Numbers of a sample that are class numbers, because an <see cref="EmbeddingAttribute"/> reads them.</summary>
/// <param name="input">The number of the input among <see cref="NetworkInfo.Inputs"/>.</param>
/// <param name="classes">How many classes there are.</param>
/// <param name="layer">The layer that reads them.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ClassInput(int input, int classes, string layer)
{
    /// <summary>The number of the input, all of whose numbers are class numbers.</summary>
    public int Input { get; } = input;

    /// <summary>How many classes there are: numbers are 0 to this - 1.</summary>
    public int Classes { get; } = classes;

    /// <summary>The name of the layer that reads them.</summary>
    public string Layer { get; } = layer;
}

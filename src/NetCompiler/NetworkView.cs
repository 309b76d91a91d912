using System.ComponentModel;

namespace NetCompiler.CompilerServices;

/// <summary>What a network that is compiled beside another, with the same parameters, tells of it. Generated code says it; programs have no
/// use for it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum NetworkView
{
    /// <summary>What all layers give in prediction, as outputs.</summary>
    Values,

    /// <summary>The scores, with gradients by the inputs.</summary>
    Scores,

    /// <summary>The scores from the last image on, with gradients by that.</summary>
    Tail,
}

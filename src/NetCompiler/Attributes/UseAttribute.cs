using System.ComponentModel;

namespace NetCompiler;

/// <summary>The base of <see cref="UseAttribute{TBlock}"/>, for code that looks at attributes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class UseAttribute : LayerAttribute
{
    private protected UseAttribute(Type block, int[] settings) => (Block, Settings) = (block, settings);

    /// <summary>The class whose layers stand here.</summary>
    public Type Block { get; }

    /// <summary>Values of the block's settings, in the order of its constants; those that are left out are the constants'.</summary>
    public IReadOnlyList<int> Settings { get; }

    /// <summary>How often the block stands here, one behind the other, each time with parameters of its own. At least 1; default
    /// 1.</summary>
    public int Repeat { get; init; } = 1;
}

/// <summary>The layers of another class in this place: of one with <see cref="BlockAttribute"/>, or a whole network, whose input must be of
/// the shape that comes in.</summary>
/// <typeparam name="TBlock">The class.</typeparam>
/// <param name="settings">Values of the block's settings, in the order of its constants; those that are left out are the
/// constants'.</param>
/// <remarks>Its layers are named after the use: <c>residual_1/conv2d_1</c>; with a name and several repetitions
/// <c>stage_2/residual_1/conv2d_1</c>. In <see cref="LayerAttribute.From"/> and in merges the use's name stands for what its last layer
/// gives.</remarks>
/// <example><code>
/// [Network(32, 32, 3)]
/// [Conv2D(32, 3, Padding = Padding.Same), ReLU]
/// [Use&lt;Residual&gt;(32, Repeat = 3, Name = "stage_2")]
/// [GlobalAveragePool, Dense(10), Softmax]
/// public sealed partial class Pictures;
/// </code></example>
public sealed class UseAttribute<TBlock>(params int[] settings) : UseAttribute(typeof(TBlock), settings)
    where TBlock : class;

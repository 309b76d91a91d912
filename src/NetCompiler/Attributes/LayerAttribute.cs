using System.ComponentModel;

namespace NetCompiler;

/// <summary>The base of every layer. The order of layer attributes in the source is the order of layers in the network; several in one
/// bracket read as one line of the architecture: <c>[Dense(128), ReLU, Dropout(0.5)]</c>.</summary>
/// <remarks>Shapes in the layers' documentation are those of one sample, channels last; <c>(..., n)</c> stands for any number of leading
/// dimensions.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class LayerAttribute : Attribute
{
    /// <summary>The layer's name: in the summary, in files (<c>dense_1/kernel</c>) and for <see cref="From"/>. Left out, it is Keras's word
    /// for the layer and a number that counts the layers of that kind from 1: <c>dense_1</c>, <c>dense_2</c>.</summary>
    /// <value>An ASCII letter or underscore, then letters, digits and underscores; unique in the network; not <c>input</c>.</value>
    public string? Name { get; init; }

    /// <summary>The name of the layer whose output this one takes, or <c>input</c> for the network's input. Left out, it is the layer
    /// before.</summary>
    public string? From { get; init; }

    /// <summary>The name of an earlier layer of the same kind, or of an earlier use of the same block, whose parameters this one uses: one
    /// set for both, as in siamese networks. Both must come to the same tensors. Their gradient is the sum over all uses, and a
    /// <see cref="BatchNormAttribute"/>'s averages move once a use. Left out, the layer has parameters of its own.</summary>
    public string? Share { get; init; }

    /// <summary>Whether training moves what the layer learns, at first; <see cref="CompiledNetwork.Freeze"/> and
    /// <see cref="CompiledNetwork.Unfreeze"/> change that while the program runs. A frozen layer keeps its parameters whatever the
    /// optimizer, and a frozen
    /// <see cref="BatchNormAttribute"/> normalises by its moving averages, which stay; dropout stays on. Default true.</summary>
    public bool Trainable { get; init; } = true;
}

namespace NetCompiler;

/// <summary>Makes a partial class a neural network: at compile time its layer attributes are checked and turned into specialised code that
/// predicts and trains.</summary>
/// <param name="shape">The shape of one sample, channels last: <c>784</c>; <c>28, 28, 1</c>. Each dimension at least 1.</param>
/// <example><code>
/// [Network(784)]
/// [Dense(512), ReLU, Dropout(0.2)]
/// [Dense(10), Softmax]
/// public sealed partial class DigitNet;
/// </code></example>
/// <remarks>The compiler of networks is a source generator, and the project that declares the class must have it: the NetCompiler package
/// brings it, also through other projects; a project that references NetCompiler's sources must reference NetCompiler.Generator itself, as
/// an analyzer. Without it the class stays empty. If C# misses its members (CS0117, CS1061, CS1739) and no message NETC says why, that is
/// the reason.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NetworkAttribute(params int[] shape) : Attribute
{
    /// <summary>The shape of one sample, channels last.</summary>
    public IReadOnlyList<int> Shape { get; } = shape;

    /// <summary>What training minimises. Default: <see cref="Loss.Auto"/>, which follows the last layer.</summary>
    public Loss Loss { get; init; }

    /// <summary>A loss of your own in place of <see cref="Loss"/>, for every output that does not say another: <c>LossType =
    /// typeof(Quantile90)</c>. A type that implements <see cref="ILoss"/>, which the whole assembly can see, and which is not generic.
    /// Default: none.</summary>
    public Type? LossType { get; init; }

    /// <summary>What code is generated. Default: <see cref="NetworkMode.Full"/>.</summary>
    public NetworkMode Mode { get; init; }

    /// <summary>Whether predictions may use Winograd's algorithm for 3x3 convolutions. Default: <see cref="WinogradMode.Auto"/>, where it
    /// is faster.</summary>
    public WinogradMode Winograd { get; init; }

    /// <summary>How far a cross-entropy's targets are moved toward the uniform distribution: t (1 - s) + s / classes for
    /// <see cref="Loss.CategoricalCrossentropy"/>, t (1 - s) + s / 2 for <see cref="Loss.BinaryCrossentropy"/> (Szegedy et al., 2016; as in
    /// Keras 3). In [0, 1); default 0.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>The largest number of parameters that the network may have; the compiler refuses a larger one. At least 1; default: as many
    /// as memory holds.</summary>
    public int MaxParameters { get; init; } = int.MaxValue;

    /// <summary>The most memory, in bytes, that the network and the prediction of one sample may take: weights, kernels rearranged for
    /// prediction, workspace, as <c>Summary</c> states them. The compiler refuses a network that needs more. At least 1; default: no
    /// limit.</summary>
    public long MaxMemory { get; init; } = long.MaxValue;

    /// <summary>Steps of a sequence in a second, as the network was trained with them: 48000 for audio. Kept in
    /// <see cref="NetworkInfo.SampleRate"/>, where programs can compare it with what they have; nothing is resampled. Above 0; default: not
    /// said.</summary>
    public double SampleRate { get; init; }

    /// <summary>Whether training is also compiled as far back as the inputs, for <c>InputGradient</c>: saliency, adversarial examples, a
    /// generator that learns through its critic. Costs a copy of the inputs in each step, and the gradient of the first layer's input
    /// where it is asked for. Default: false.</summary>
    public bool InputGradient { get; init; }

    /// <summary>Whether sequences have lengths of their own, at most the steps of the shape: behind a sample's steps stands how many of
    /// them count, as an input <c>lengths</c> of one number. What stands in the others, the padding, changes no bit of an answer. A
    /// recurrent layer leaves its state as it is there and gives zeros (Keras repeats the last output); the reversed direction begins with
    /// the last step that counts; losses and metrics leave the others out. A sequence of no steps gives the initial state. Of the sequence
    /// that this attribute's shape declares. Default: false.</summary>
    public bool Lengths { get; init; }
}

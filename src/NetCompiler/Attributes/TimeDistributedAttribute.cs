namespace NetCompiler;

/// <summary>The layers of another class on every step of what comes in, each step by itself: of (steps, the shape of a step) every step
/// goes through the same layers, and what comes out is (steps, the shape that the last layer gives). A step is a row, a sequence, an image,
/// or steps again.</summary>
/// <typeparam name="TBlock">A class with <see cref="BlockAttribute"/>, or a whole network whose input has the shape of a step.</typeparam>
/// <param name="settings">Values of the block's settings, in the order of its constants; those that are left out are the
/// constants'.</param>
/// <remarks>As Keras's <c>TimeDistributed</c>: <see cref="DropoutAttribute"/> draws for every step, <see cref="BatchNormAttribute"/>
/// normalises over samples and steps. Where sequences have lengths, steps that do not count change no answer. Dense, activations and layer
/// norms alone need none of this: on a sequence they go over each step. Parameters are named as with
/// <see cref="UseAttribute{TBlock}"/>.</remarks>
/// <example><code>
/// [Network(16, 28, 28, 1)] // a film of 16 frames
/// [TimeDistributed&lt;Frame&gt;, LSTM(32)]
/// [Dense(4), Softmax]
/// public sealed partial class Films;
///
/// [Block]
/// [Conv2D(8, 3), ReLU, MaxPool2D(2)]
/// [Flatten, Dense(24), ReLU]
/// public sealed class Frame;
/// </code></example>
public sealed class TimeDistributedAttribute<TBlock>(params int[] settings) : UseAttribute(typeof(TBlock), settings)
    where TBlock : class;

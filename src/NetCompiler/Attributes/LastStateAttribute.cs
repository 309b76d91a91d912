namespace NetCompiler;

/// <summary>The state of a recurrent layer behind its last step, as Keras's <c>return_state</c> gives it: of the layer before or the one
/// that <see cref="LayerAttribute.From"/> names, whatever that gives itself. Output (units), h; of an <see cref="LSTMAttribute"/>
/// (2, units), h, then c; of both directions where there are two the forward one's rows, then the backward one's. Of samples with lengths
/// it is the state behind the last step that counts.</summary>
/// <remarks>For a layer that begins where another has ended, <see cref="RecurrentAttribute.InitialStateFrom"/> names that.</remarks>
/// <example><code>
/// [Network(50, 8)]
/// [LSTM(32), LastState, Flatten]                  // h and c
/// [Dense(4), Softmax]
/// public sealed partial class Ending;
/// </code></example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LastStateAttribute : LayerAttribute;

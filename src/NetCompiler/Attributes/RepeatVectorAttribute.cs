namespace NetCompiler;

/// <summary>A row at every step of a sequence: what an encoder has made of its input, for a decoder. Input (features), output (n,
/// features).</summary>
/// <param name="n">The number of steps, at least 1.</param>
/// <example><code>
/// [Network(20, 4)]
/// [LSTM(32), RepeatVector(10)]
/// [LSTM(32, ReturnSequences = true), Dense(4)]
/// public sealed partial class Translator;
/// </code></example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class RepeatVectorAttribute(int n) : LayerAttribute
{
    /// <summary>The number of steps.</summary>
    public int N { get; } = n;
}

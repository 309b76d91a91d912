namespace NetCompiler.Generator.Model;

/// <summary>
/// What attention computes of queries, keys and values, each a row for every step with all heads side by side: head by head, the values of
/// the steps that a step sees, weighted by the softmax of its query's products with their keys.
/// </summary>
/// <param name="Input">The queries: (steps, heads · <see cref="KeyPitch"/>).</param>
/// <param name="Output">(steps · heads, <paramref name="ValueDim"/>): a row for each head of each step.</param>
/// <param name="Heads">Heads.</param>
/// <param name="KeyDim">Numbers of a head's query or key.</param>
/// <param name="ValueDim">Numbers of a head's value.</param>
/// <param name="Keys">Steps that are asked.</param>
/// <param name="IsCausal">Whether step t sees the steps up to t alone.</param>
/// <param name="Dropout">The fraction of the weights that training drops.</param>
internal sealed record AttentionLayer(
    string Name, Shape Input, Shape Output, int Heads, int KeyDim, int ValueDim, int Keys, bool IsCausal, float Dropout)
    : Layer(Name, Input, Output)
{
    /// <summary>Floats in front of what is carried: the place of the present step in the ring, and how many steps there were.</summary>
    public const int Counters = 2;

    /// <summary>Queries, keys and values.</summary>
    public const int Operands = 3;

    /// <summary>Whether samples have lengths, which it reads besides, and queries behind them count for nothing.</summary>
    public bool MasksQueries { get; init; }

    /// <summary>The same of keys.</summary>
    public bool MasksKeys { get; init; }

    /// <summary>In a network of one step, where its counters are in what that carries; null in a network of whole sequences.</summary>
    public int? StateOffset { get; init; }

    /// <summary>Where its ring of keys and values is there.</summary>
    public int RingOffset { get; init; }

    public override string Title => $"The weighted values of {Heads} heads";

    public override string Formula => "y = softmax(q kᵀ / √keyDim) v";

    public override bool IsNonlinear => true;

    public override long MultiplyAdds => (long)Queries * Keys * Heads * (KeyDim + ValueDim);

    /// <summary>Steps that ask.</summary>
    public int Queries => Input.Dimensions[0];

    /// <summary>Whether samples have lengths, which it reads besides.</summary>
    public bool IsMasked => MasksQueries || MasksKeys;

    /// <summary>From head to head in queries and keys: whole vectors, so that heads do not share any.</summary>
    public int KeyPitch => RowPadding.Stride(KeyDim);

    /// <summary>The same in values.</summary>
    public int ValuePitch => RowPadding.Stride(ValueDim);

    /// <summary>A row of weights.</summary>
    public int Columns => RowPadding.RoundUp(Keys);

    /// <summary>Floats of all weights of a sample.</summary>
    public int WeightFloats => Heads * Queries * Columns;

    /// <summary>Floats of the ring: keys place by place, values step by step.</summary>
    public long RingFloats => (long)Heads * KeyDim * Columns + (long)Heads * Keys * ValuePitch;
}

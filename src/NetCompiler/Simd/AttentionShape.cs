using System.ComponentModel;

namespace NetCompiler.Simd;

/// <summary>The sizes of an attention layer, and where its numbers lie: queries, keys and values have a row for each step, with all heads
/// side by side; what comes out has a row for each head of each step.</summary>
/// <param name="heads">Heads.</param>
/// <param name="queries">Steps that ask.</param>
/// <param name="keys">Steps that are asked.</param>
/// <param name="keyDim">Numbers of a head's query or key.</param>
/// <param name="valueDim">Numbers of a head's value.</param>
/// <param name="keyPitch">From head to head in queries and keys: whole vectors.</param>
/// <param name="valuePitch">The same in values.</param>
/// <param name="outputPitch">From row to row of what comes out.</param>
/// <param name="isCausal">Whether step t sees the steps up to t alone.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct AttentionShape(
    int heads, int queries, int keys, int keyDim, int valueDim, int keyPitch, int valuePitch, int outputPitch, bool isCausal)
{
    private const int Lanes = 16;

    /// <summary>Heads.</summary>
    public int Heads => heads;

    /// <summary>Steps that ask.</summary>
    public int Queries => queries;

    /// <summary>Steps that are asked.</summary>
    public int Keys => keys;

    /// <summary>Numbers of a head's query or key.</summary>
    public int KeyDim => keyDim;

    /// <summary>Numbers of a head's value.</summary>
    public int ValueDim => valueDim;

    /// <summary>From head to head in queries and keys.</summary>
    public int KeyPitch => keyPitch;

    /// <summary>From head to head in values.</summary>
    public int ValuePitch => valuePitch;

    /// <summary>From row to row of what comes out.</summary>
    public int OutputPitch => outputPitch;

    /// <summary>From step to step in queries and keys.</summary>
    internal int KeyStep => heads * keyPitch;

    /// <summary>From step to step in values.</summary>
    internal int ValueStep => heads * valuePitch;

    /// <summary>From step to step of what comes out.</summary>
    internal int OutputStep => heads * outputPitch;

    /// <summary>A row of weights: one for each key, whole vectors.</summary>
    internal int Columns => RoundUp(keys);

    /// <summary>Numbers of a head's value, whole vectors.</summary>
    internal int ValueFloats => RoundUp(valueDim);

    /// <summary>1 / √keyDim.</summary>
    internal float Scale => (float)(1 / Math.Sqrt(keyDim));

    /// <summary>How many of the keys a step sees.</summary>
    internal int Seen(int step, int count) => isCausal ? Math.Min(step + 1, count) : count;

    /// <summary>The first step that sees a key.</summary>
    internal int FirstSeeing(int key) => isCausal ? key : 0;

    internal static int RoundUp(int floats) => (floats + Lanes - 1) / Lanes * Lanes;
}

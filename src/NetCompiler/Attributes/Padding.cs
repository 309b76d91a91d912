namespace NetCompiler;

/// <summary>What a window sees where it looks over the edge of an image or sequence.</summary>
public enum Padding
{
    /// <summary>It does not: only places where the whole window fits give an output. Keras's default.</summary>
    Valid,

    /// <summary>Zeros, as many as it takes for the output to be the input's size divided by the stride, rounded up. Where their number is
    /// odd, one more comes after than before, as in Keras and ONNX's SAME_UPPER. (PyTorch's symmetric padding differs for strides above 1:
    /// use <see cref="Explicit"/>.) Pooling leaves them out: an average is over the numbers that are there.</summary>
    Same,

    /// <summary>For sequences: zeros before the first step only, so that no output sees a later step.</summary>
    Causal,

    /// <summary>As many zeros on each side as the layer's <c>Pad...</c> properties say.</summary>
    Explicit,
}

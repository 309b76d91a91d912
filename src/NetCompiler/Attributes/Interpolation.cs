namespace NetCompiler;

/// <summary>What comes between the numbers of an image that is made larger.</summary>
public enum Interpolation
{
    /// <summary>Every number is repeated. Keras's default.</summary>
    Nearest,

    /// <summary>A blend of the four numbers around each place, by distance. Pixels are areas, whose centres are half a pixel from the edge,
    /// as in Keras, TensorFlow 2 and PyTorch's <c>align_corners=False</c>; outside of the outermost centres, the outermost numbers are
    /// repeated.</summary>
    Bilinear,
}

namespace NetCompiler;

/// <summary>A named segment of a network's sample; see <see cref="NetworkInfo.Inputs"/>.</summary>
/// <param name="name">Its name; <c>input</c> where a network has one input without a name.</param>
/// <param name="shape">Its shape.</param>
/// <param name="offset">Where it begins in a sample.</param>
public sealed class InputPort(string name, IReadOnlyList<int> shape, int offset)
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>The shape, channels last.</summary>
    public IReadOnlyList<int> Shape { get; } = shape;

    /// <summary>The number of floats.</summary>
    public int Length { get; } = Segments.LengthOf(shape);

    /// <summary>Where it begins in a sample, in floats.</summary>
    public int Offset { get; } = offset;
}

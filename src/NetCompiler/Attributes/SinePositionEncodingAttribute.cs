namespace NetCompiler;

/// <summary>Adds to every step of a sequence what says which step it is (Vaswani et al., 2017): y[t, 2i] = x[t, 2i] + sin(t / w^(2i /
/// features)), y[t, 2i + 1] = x[t, 2i + 1] + cos(t / w^(2i / features)). Input (steps, features); output the same shape. Learns
/// nothing.</summary>
/// <remarks>As KerasHub's <c>SinePositionEncoding</c>, whose output is still to be added. A stream takes as many steps as the network has:
/// the next one is refused.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SinePositionEncodingAttribute : LayerAttribute
{
    /// <summary>w, above 1: the waves are 2π to 2π w steps long. Default 10,000.</summary>
    public double MaxWavelength { get; init; } = 10_000;
}

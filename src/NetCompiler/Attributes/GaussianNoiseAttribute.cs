namespace NetCompiler;

/// <summary>In training adds a random number of the normal distribution with mean 0 to each value, y = x + <paramref name="stddev"/> · z;
/// in inference passes everything through. Output: the input's shape.</summary>
/// <remarks>As Keras 3's <c>GaussianNoise</c>; PyTorch has none. The numbers follow the seed, the sample and the place alone, so the number
/// of threads changes no bit; none is further than 6.4 standard deviations from 0.</remarks>
/// <param name="stddev">The standard deviation, at least 0.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GaussianNoiseAttribute(double stddev) : LayerAttribute
{
    /// <summary>The standard deviation.</summary>
    public double Stddev { get; } = stddev;
}

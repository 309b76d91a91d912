namespace NetCompiler.Tool.Nets;

/// <summary>What says which step a step is, by waves (Vaswani et al., 2017).</summary>
internal static class Sines
{
    /// <summary>The number of a step and a feature.</summary>
    /// <param name="step">From 0.</param>
    /// <param name="feature">From 0.</param>
    /// <param name="features">How many there are.</param>
    /// <param name="wavelength">The longest wave over 2π.</param>
    public static double At(int step, int feature, int features, double wavelength)
    {
        double angle = step / Math.Pow(wavelength, feature / 2 * 2 / (double)features);
        return feature % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
    }
}

namespace NetCompiler;

/// <summary>How large the numbers of an optimizer's step can become, roundings aside.</summary>
/// <param name="Step">No parameter moves further, and no number on the way to the parameters is larger.</param>
/// <param name="State">No number of the state becomes larger.</param>
internal readonly record struct StepBounds(double Step, double State)
{
    /// <summary>Nothing is known.</summary>
    internal static readonly StepBounds None = new(double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>Below it, a bound leaves room for roundings and for the sum of a few such numbers before the largest float.</summary>
    internal const double Most = 1e37;

    /// <summary>What a mean of rounded numbers can be larger than the largest of them: a step's roundings, many times.</summary>
    internal const double Rounding = 1 + 1e-6;

    /// <summary>No root of a float above zero is smaller than one over this: 2^75.</summary>
    internal const double MostInverseRoot = (double)(1L << 50) * (1 << 25);

    /// <summary>Whether all numbers are certain to be finite, where parameters become no larger than <paramref name="weight"/>.</summary>
    internal bool IsFinite(double weight) => Step < Most && State < Most && weight < Most;
}

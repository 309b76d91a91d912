namespace Alvinn;

/// <summary>
/// A steering angle as the answer of many units, each of which stands for one angle: the one at the angle is 1, and the others fall off
/// like a bell, exp(-d² / 10) at a distance of d units (Pomerleau, 1991). Angles go from -1, full left, to 1, full right; units lie beyond
/// both, so that every hill is whole.
/// </summary>
internal static class SteeringHill
{
    /// <summary>The number of units.</summary>
    internal const int Units = 30;

    /// <summary>The units to each side of the highest one that decide where a hill's middle is.</summary>
    private const int Reach = 5;

    /// <summary>From a unit's angle to the next one's.</summary>
    private const double Spacing = 0.1;

    /// <summary>The angle for which a unit stands: -1.45, -1.35 .. 1.45.</summary>
    internal static double Angle(int unit) => (unit - (Units - 1) / 2.0) * Spacing;

    /// <summary>Writes the hill of an angle.</summary>
    /// <param name="angle">From -1 to 1.</param>
    /// <param name="units">Receives the 30 units' values.</param>
    internal static void Encode(double angle, Span<float> units)
    {
        for (int unit = 0; unit < Units; unit++)
        {
            double distance = (Angle(unit) - angle) / Spacing;
            units[unit] = (float)Math.Exp(-distance * distance / 10);
        }
    }

    /// <summary>The angle of a hill: the centre of mass of what stands around the highest unit, from -1 to 1.</summary>
    /// <param name="units">The 30 units' values, none below 0.</param>
    internal static double Decode(ReadOnlySpan<float> units)
    {
        int highest = 0;
        for (int unit = 1; unit < Units; unit++)
            highest = units[unit] > units[highest] ? unit : highest;
        double mass = 0, moment = 0;
        for (int unit = Math.Max(0, highest - Reach); unit <= Math.Min(Units - 1, highest + Reach); unit++)
        {
            mass += units[unit];
            moment += units[unit] * Angle(unit);
        }
        return mass > 0 ? Math.Clamp(moment / mass, -1, 1) : 0;
    }
}

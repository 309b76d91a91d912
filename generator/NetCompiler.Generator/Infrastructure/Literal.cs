using System.Globalization;

namespace NetCompiler.Generator.Infrastructure;

/// <summary>Numbers as text, the same on every machine.</summary>
internal static class Literal
{
    /// <summary>A float for a reader: <c>0.2</c>.</summary>
    public static string Number(float value) => value.ToString("G7", CultureInfo.InvariantCulture);

    /// <summary>A number of an attribute as a user wrote it, with or without the suffix of a float: <c>0.2</c>. Where it means another
    /// number in single precision, in which networks compute, that too: <c>1E-50 (0 in single precision)</c>.</summary>
    public static string Written(double value)
    {
        string single = Number((float)value);
        if ((float)value == value)
            return single;
        string text = value.ToString("G15", CultureInfo.InvariantCulture);
        if (double.Parse(text, CultureInfo.InvariantCulture) != value)
            text = value.ToString("G17", CultureInfo.InvariantCulture);
        return text == single ? text : $"{text} ({single} in single precision)";
    }

    /// <summary>A float as a C# literal that gives back every bit: <c>0.200000003f</c>, <c>6f</c>.</summary>
    public static string Float(float value) => value switch
    {
        float.PositiveInfinity => "float.PositiveInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        _ => Shortest(value) + "f",
    };

    /// <summary>A double as a C# literal that gives back every bit.</summary>
    public static string Double(double value) => value.ToString("R", CultureInfo.InvariantCulture) + "d";

    /// <summary>A whole number with thousands separated, for tables and messages: <c>669,706</c>.</summary>
    public static string Grouped(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Grouped(long)"/>
    public static string Grouped(System.Numerics.BigInteger value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Shortest(float value)
    {
        string text = value.ToString("G7", CultureInfo.InvariantCulture);
        return float.Parse(text, CultureInfo.InvariantCulture) == value ? text : value.ToString("G9", CultureInfo.InvariantCulture);
    }
}

using System.Globalization;

namespace NetCompiler.Generator.Binding.Sense;

/// <summary>Numbers in the rules' messages.</summary>
internal static class Words
{
    /// <summary>A share: <c>95 %</c>.</summary>
    public static string Percent(decimal share) => (100 * share).ToString("0.###", CultureInfo.InvariantCulture) + " %";

    /// <summary>A number with at most three decimals: <c>0.232</c>.</summary>
    public static string Rounded(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>A fraction exactly as it would be written: <c>0.05</c>.</summary>
    public static string Fraction(decimal number) => number.ToString("0.#######", CultureInfo.InvariantCulture);

    /// <summary>Things counted: <c>1 number</c>, <c>64 numbers</c>.</summary>
    public static string Count(long count, string noun) =>
        $"{count.ToString("N0", CultureInfo.InvariantCulture)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>A whole number to two digits: <c>2,500</c>.</summary>
    public static string About(double number)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(number)) - 1);
        return (Math.Round(number / unit) * unit).ToString("N0", CultureInfo.InvariantCulture);
    }

    /// <summary>Numbers that lie between two: <c>numbers between 0 and 1</c>; null where there is no bound.</summary>
    public static string? Between(float low, float high) => (float.IsInfinity(low), float.IsInfinity(high)) switch
    {
        (true, true) => null,
        (false, true) => $"numbers of at least {Rounded(low)}",
        (true, false) => $"numbers of at most {Rounded(high)}",
        _ => $"numbers between {Rounded(low)} and {Rounded(high)}",
    };
}

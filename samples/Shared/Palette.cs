namespace Shared;

/// <summary>The colours of numbers, as SVG writes them.</summary>
internal static class Palette
{
    private const int Shades = 16;

    /// <summary>From blue (-1) over white (0) to orange (1), which people of every colour vision tell apart; values beyond are taken as -1
    /// and 1.</summary>
    internal static string Diverging(float value)
    {
        float level = MathF.Round(Math.Clamp(value, -1, 1) * Shades) / Shades;
        (int red, int green, int blue) = level < 0 ? (33, 102, 172) : (217, 95, 2);
        return $"#{Mix(red):x2}{Mix(green):x2}{Mix(blue):x2}";

        int Mix(int part) => (int)Math.Round(255 + (part - 255) * Math.Abs(level));
    }

    /// <summary>From black (0) to white (1); values beyond are taken as 0 and 1.</summary>
    internal static string Grey(float value)
    {
        int grey = (int)MathF.Round(Math.Clamp(value, 0, 1) * (Shades - 1)) * 255 / (Shades - 1);
        return $"#{grey:x2}{grey:x2}{grey:x2}";
    }
}

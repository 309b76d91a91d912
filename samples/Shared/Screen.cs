using System.Globalization;

namespace Shared;

/// <summary>How wide what people read may be.</summary>
internal static class Screen
{
    /// <summary>What is readable at all, and what a terminal has that does not tell.</summary>
    private const int Least = 20, Usual = 80;

    /// <summary>The terminal's width in characters, less the last column, in which some break the line. Where output is a file or a pipe,
    /// what the variable <c>COLUMNS</c> says, and else null.</summary>
    internal static int? Width
    {
        get
        {
            if (!Console.IsOutputRedirected)
                return Math.Max(Least, (Console.WindowWidth is int width and > 0 ? width : Usual) - 1);
            bool isKnown = int.TryParse(
                Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns);
            return isKnown ? Math.Max(Least, columns) : null;
        }
    }
}

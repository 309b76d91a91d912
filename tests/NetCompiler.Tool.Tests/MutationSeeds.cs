using System.Diagnostics;
using System.Globalization;

namespace NetCompiler.Tool.Tests;

/// <summary>Which damaged files of a kind are made, as numbers that they follow from. In a usual run the first few;
/// <c>NETCOMPILER_MUTATIONS=100000</c> makes as many of each kind, <c>NETCOMPILER_FUZZ_SECONDS=60</c> others every time, for so long over
/// all kinds, and <c>NETCOMPILER_FUZZ_SEED=5</c> the one that a failure names. With any of them <see cref="MutationTests"/> must run alone,
/// because the memory of the process is measured.</summary>
internal static class MutationSeeds
{
    /// <summary>How many kinds of files and of damage share the time.</summary>
    private const int Kinds = 15;

    private static readonly int? Count = Number("NETCOMPILER_MUTATIONS"), Seconds = Number("NETCOMPILER_FUZZ_SECONDS"),
        Seed = Number("NETCOMPILER_FUZZ_SEED");

    /// <summary>Whether no other tests run.</summary>
    public static bool IsAlone => (Count ?? Seconds ?? Seed) is not null;

    /// <summary>The numbers for one kind; without a variable so many.</summary>
    public static IEnumerable<int> Of(int usual) =>
        Seed is { } seed ? [seed]
        : Seconds is { } seconds ? For(TimeSpan.FromSeconds((double)seconds / Kinds))
        : Enumerable.Range(0, Count ?? usual);

    /// <summary>How the present test makes a file again.</summary>
    public static string Again(int seed) =>
        $"Seed {seed} (NETCOMPILER_FUZZ_SEED={seed} {Environment.ProcessPath} "
            + $"--filter-method \"*MutationTests.{TestContext.Current.TestMethod?.MethodName}\")";

    private static IEnumerable<int> For(TimeSpan time)
    {
        int seed = Random.Shared.Next();
        long start = Stopwatch.GetTimestamp();
        do
            yield return seed++ & int.MaxValue;
        while (Stopwatch.GetElapsedTime(start) < time);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : null;
}

using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(NetCompiler.Tests.LongestFirst))]

namespace NetCompiler.Tests;

/// <summary>Begins with the classes that take longest, so that no processor waits for one of them at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
        [nameof(ConsoleProgramTests), nameof(BitsTests), nameof(SharedNetworkTests), nameof(WeightFileTests), nameof(LinkTests)];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Place(collection.TestCollectionDisplayName))];

    private static int Place(string name)
    {
        int place = Array.FindIndex(Longest, longest => name.Contains(longest, StringComparison.Ordinal));
        return place < 0 ? Longest.Length : place;
    }
}

using Xunit;

namespace NetCompiler.Tests;

/// <summary>Tests that count bytes: they run while no other test allocates.</summary>
[CollectionDefinition(Collection, DisableParallelization = true)]
public sealed class Allocation
{
    public const string Collection = "Counts bytes";

    /// <summary>Asserts that an action, once warm, allocates nothing on this thread. A collection counts what is left of the thread's
    /// allocation context, up to 8 KB, as allocated; what the action itself allocates is there in every round.</summary>
    internal static void AssertNone(Action action)
    {
        for (int warm = 0; warm < 3; warm++)
            action();
        long least = long.MaxValue;
        for (int round = 0; round < 5 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int turn = 0; turn < 20; turn++)
                action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }
}

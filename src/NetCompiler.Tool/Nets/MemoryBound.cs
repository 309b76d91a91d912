namespace NetCompiler.Tool.Nets;

/// <summary>Keeps libraries that trust lengths in files from asking for more memory than a file of its size needs.</summary>
internal static class MemoryBound
{
    private const long Slack = 64L << 20;

    /// <summary>Whether bounds are kept: they hold for all of the process, so only where it does one thing at a time.</summary>
    public static bool IsOn { get; set; }

    /// <summary>Reads a file; asking for more than twice its size and 64 MB is an error.</summary>
    /// <exception cref="OutOfMemoryException">More was asked for.</exception>
    public static T Within<T>(long fileLength, Func<T> read)
    {
        if (!IsOn)
            return read();
        if (!Limit(InUse + 2 * fileLength + Slack))
        {
            // What the collector counts is of its last collection.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            if (!Limit(InUse + 2 * fileLength + Slack))
                return read();
        }
        try
        {
            return read();
        }
        finally
        {
            Limit(0);
        }
    }

    private static long InUse => Math.Max(GC.GetGCMemoryInfo().TotalCommittedBytes, GC.GetTotalMemory(false));

    private static bool Limit(long bytes)
    {
        AppContext.SetData("GCHeapHardLimit", (ulong)bytes);
        try
        {
            GC.RefreshMemoryLimit();
            return true;
        }
        catch (InvalidOperationException)
        {
            // More is in use already.
            AppContext.SetData("GCHeapHardLimit", 0UL);
            return false;
        }
    }
}

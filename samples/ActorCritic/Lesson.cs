using System.Diagnostics;

namespace ActorCritic;

/// <summary>One seed's learning, until it is solved or the frames are used up, with what it cost.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Learner">Who learned.</param>
/// <param name="Before">The mean points of ten games before it learned.</param>
/// <param name="After">Those of a hundred afterwards, from new beginnings.</param>
/// <param name="FramesPerSecond">Frames played and learned from in a second.</param>
/// <param name="Bytes">What was allocated meanwhile, after the first rounds.</param>
internal sealed record Lesson(int Seed, Learner Learner, double Before, double After, double FramesPerSecond, long Bytes)
{
    private const int WarmUpRounds = 2;

    /// <summary>Whether it was solved without allocating.</summary>
    internal bool Holds => Learner.IsSolved && Bytes == 0;

    /// <summary>Learns.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="budget">The most frames.</param>
    /// <param name="cancellation">Ends it.</param>
    internal static Lesson Give(int seed, int budget, CancellationToken cancellation)
    {
        Learner learner = new(seed, budget);
        double before = learner.Test(10);
        for (int round = 0; round < WarmUpRounds; round++)
            learner.PlayAndLearn();
        int warm = learner.Frames;
        (long start, long bytes) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        while (learner.Frames < budget && !learner.IsSolved)
        {
            cancellation.ThrowIfCancellationRequested();
            learner.PlayAndLearn();
        }
        (bytes, double seconds) = (GC.GetAllocatedBytesForCurrentThread() - bytes, Stopwatch.GetElapsedTime(start).TotalSeconds);
        return new Lesson(seed, learner, before, learner.Test(100), (learner.Frames - warm) / seconds, bytes);
    }
}

namespace NetCompiler;

/// <summary>
/// Units of work, of which each worker of a team has a run of its own: it finds its weights and their state in its own cache at every step.
/// Who is through takes the last units of the worker that has most left, since units need not take the time that was planned for them, and
/// cores need not be alike. Takes turns with barriers: every worker restarts its run between the last take of one pass and the first of the
/// next.
/// </summary>
internal sealed class SharedRuns
{
    /// <summary>Between the runs of two workers in memory, in longs: 128 bytes, which no two cores write to alternately.</summary>
    private const int Apart = 16;

    private readonly int[] _bounds;
    private readonly long[] _left;

    /// <summary>Cuts units into runs of about the same work.</summary>
    /// <param name="work">The work of each unit.</param>
    /// <param name="workers">The number of workers, at least 1.</param>
    internal SharedRuns(IReadOnlyList<long> work, int workers)
    {
        Workers = workers;
        long total = 0, before = 0;
        foreach (long unit in work)
            total += unit;
        _bounds = new int[workers + 1];
        Array.Fill(_bounds, work.Count, 1, workers);
        int worker = 1;
        for (int i = 0; i < work.Count; i++)
        {
            while (worker < workers && before + work[i] / 2 >= total * worker / workers)
                _bounds[worker++] = i;
            before += work[i];
        }
        _left = new long[workers * Apart];
        for (worker = 0; worker < workers; worker++)
            Restart(worker);
    }

    /// <summary>The number of workers.</summary>
    internal int Workers { get; }

    /// <summary>Each worker's first unit; last, the number of units.</summary>
    internal ReadOnlySpan<int> Bounds => _bounds;

    /// <summary>Gives a worker its whole run again.</summary>
    internal void Restart(int worker) => Volatile.Write(ref _left[worker * Apart], Pack(_bounds[worker], _bounds[worker + 1]));

    /// <summary>Takes a unit that nobody else has taken or will: the next of the worker's own, else the last of another's; or all from the
    /// other end, so that a second pass begins with what the first has left in cache.</summary>
    /// <returns>The unit, or -1 if all are taken.</returns>
    internal int Take(int worker, bool backwards = false)
    {
        ref long own = ref _left[worker * Apart];
        if (Workers == 1)
            return TakeAlone(ref own, backwards);
        for (long left = Volatile.Read(ref own); Next(left) < End(left);)
        {
            long seen = Interlocked.CompareExchange(ref own, Without(left, last: backwards), left);
            if (seen == left)
                return Taken(left, last: backwards);
            left = seen;
        }
        while (true)
        {
            int richest = -1, most = 0;
            long left = 0;
            for (int other = 0; other < Workers; other++)
            {
                long others = Volatile.Read(ref _left[other * Apart]);
                if (End(others) - Next(others) > most)
                    (richest, most, left) = (other, End(others) - Next(others), others);
            }
            if (richest < 0)
                return -1;
            if (Interlocked.CompareExchange(ref _left[richest * Apart], Without(left, last: !backwards), left) == left)
                return Taken(left, last: !backwards);
        }
    }

    private static int TakeAlone(ref long own, bool backwards)
    {
        long left = own;
        if (Next(left) >= End(left))
            return -1;
        own = Without(left, backwards);
        return Taken(left, backwards);
    }

    private static int Taken(long run, bool last) => last ? End(run) - 1 : Next(run);

    private static long Without(long run, bool last) => last ? Pack(Next(run), End(run) - 1) : Pack(Next(run) + 1, End(run));

    private static long Pack(int next, int end) => (long)next << 32 | (uint)end;

    private static int Next(long run) => (int)(run >> 32);

    private static int End(long run) => (int)run;
}

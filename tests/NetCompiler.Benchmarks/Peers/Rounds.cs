using System.Diagnostics;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>Times contenders in turns: a round gives each a call to warm its caches and then a few milliseconds, in an order drawn anew for
/// every round, and medians over the rounds are reported. Work on one thread is timed by that thread's processor clock, which stands still
/// while others have the core. So a slow minute of a shared machine falls on all of them alike, and nobody always follows the one who
/// leaves the caches worst.</summary>
internal static class Rounds
{
    private const double SampleSeconds = 0.008;
    private const double LongSeconds = 0.08;
    private const double WarmUpSeconds = 0.25;
    private const int MinimumRounds = 11;

    /// <summary>Measures the contenders, each at least eleven times, for about the time given.</summary>
    public static IReadOnlyList<Measurement> Measure(IReadOnlyList<IContender> contenders, TimeSpan time)
    {
        int[] calls = [.. contenders.Select(contender => CallsPerSample(contender, WarmUpSeconds))];
        return Measure(contenders, calls, time, MinimumRounds);
    }

    /// <summary>Gives every form a short trial, keeps the fastest and disposes of the others.</summary>
    public static IContender Fastest(IReadOnlyList<IContender> forms, Action<IReadOnlyList<Measurement>> report)
    {
        int[] calls = [.. forms.Select(form => CallsPerSample(form, WarmUpSeconds / 4))];
        IReadOnlyList<Measurement> trials = Measure(forms, calls, TimeSpan.FromSeconds(0.1 * forms.Count), minimumRounds: 5);
        report(trials);
        IContender fastest = trials.MinBy(trial => trial.Nanoseconds)!.Contender;
        foreach (IContender form in forms)
            if (form != fastest)
                form.Dispose();
        return fastest;
    }

    private static List<Measurement> Measure(IReadOnlyList<IContender> contenders, int[] calls, TimeSpan time, int minimumRounds)
    {
        List<double>[] samples = [.. contenders.Select(_ => new List<double>())], walls = [.. contenders.Select(_ => new List<double>())];
        double[] allocated = new double[contenders.Count];
        int[] order = [.. Enumerable.Range(0, contenders.Count)];
        Random random = new(1);
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < minimumRounds || Stopwatch.GetElapsedTime(start) < time; round++)
        {
            random.Shuffle(order);
            foreach (int i in order)
            {
                // One call that is not timed: the others have just emptied the caches, and how far would say more about them than about
                // this one. In long calls that is lost.
                if (samples[i].Count == 0 || samples[i][^1] * calls[i] * contenders[i].WorksPerCall < LongSeconds * 1e9)
                    contenders[i].Run(1);
                double works = (double)calls[i] * contenders[i].WorksPerCall;
                long bytes = GC.GetAllocatedBytesForCurrentThread();
                long begin = Stopwatch.GetTimestamp();
                double busy = ThreadClock.Nanoseconds;
                contenders[i].Run(calls[i]);
                busy = ThreadClock.Nanoseconds - busy;
                double wall = Stopwatch.GetElapsedTime(begin).TotalNanoseconds;
                allocated[i] = (GC.GetAllocatedBytesForCurrentThread() - bytes) / works;
                walls[i].Add(wall / works);
                samples[i].Add((contenders[i].IsOnOneThread && ThreadClock.Exists ? busy : wall) / works);
            }
        }
        return [
            .. contenders.Select(
                (contender, i) => new Measurement(contender, allocated[i]) { Samples = [.. samples[i]], WallSamples = [.. walls[i]] })];
    }

    /// <summary>Runs the contender until the runtime has compiled its code for good, and gives the calls that fill one sample.</summary>
    private static int CallsPerSample(IContender contender, double warmUpSeconds)
    {
        int calls = 1;
        double perCall = double.MaxValue;
        long start = Stopwatch.GetTimestamp();
        do
        {
            long begin = Stopwatch.GetTimestamp();
            contender.Run(calls);
            double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            perCall = Math.Min(perCall, seconds / calls);
            if (seconds < SampleSeconds / 2)
                calls *= 2;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < warmUpSeconds);
        return (int)Math.Max(1, SampleSeconds / perCall);
    }

    /// <summary>The middle one of the values, or the mean of the middle two.</summary>
    public static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    /// <summary>What a share of the values lies below, interpolated between neighbours.</summary>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return sorted[below] + (place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]);
    }
}

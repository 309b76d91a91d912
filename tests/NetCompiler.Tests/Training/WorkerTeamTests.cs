using Xunit;

namespace NetCompiler.Tests;

public class WorkerTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void BarriersSeparatePhases(int count)
    {
        var cells = new int[count];
        var sums = new int[count];
        WorkerTeam team = null!;
        using (team = new WorkerTeam(count, worker =>
        {
            for (int phase = 0; phase < 20; phase++)
            {
                cells[worker]++;
                team.Barrier();
                sums[worker] += cells.Sum();
                team.Barrier();
            }
        }))
            for (int run = 0; run < 20; run++)
                team.Run();
        int expected = Enumerable.Range(1, 400).Sum() * count;
        Assert.All(sums, sum => Assert.Equal(expected, sum));
    }

    [Fact]
    public void WorkersSleepAndWakeAgain()
    {
        int runs = 0;
        using var team = new WorkerTeam(3, _ => Interlocked.Increment(ref runs));
        for (int run = 0; run < 3; run++)
        {
            team.Run();
            Thread.Sleep(30);
        }
        Assert.Equal(9, runs);
    }

    [Fact]
    public void TheLowestWorkersExceptionReachesTheCallerAndTheTeamLivesOn()
    {
        bool fail = true;
        int done = 0;
        WorkerTeam team = null!;
        using (team = new WorkerTeam(4, worker =>
        {
            if (fail && worker >= 2)
                throw new InvalidOperationException($"worker {worker}");
            if (!fail)
                Interlocked.Increment(ref done);
            team.Barrier();
        }))
        {
            Assert.Equal("worker 2", Assert.Throws<InvalidOperationException>(team.Run).Message);
            fail = false;
            team.Run();
            Assert.Equal(4, done);
        }
    }

    [Fact]
    public void NoThreadIsLeftBehind()
    {
        var threads = new Thread[4];
        var team = new WorkerTeam(4, worker => threads[worker] = Thread.CurrentThread);
        team.Run();
        Assert.Equal(4, threads.Distinct().Count());
        Assert.All(threads[1..], thread => Assert.True(thread.IsAlive));
        team.Dispose();
        Assert.All(threads[1..], thread => Assert.False(thread.IsAlive));
        Assert.Same(Thread.CurrentThread, threads[0]);
    }

    [Fact]
    public void FitLeavesNoThreadBehind()
    {
        var threads = new System.Collections.Concurrent.ConcurrentDictionary<Thread, bool>();
        var net = new SingleLayer(3, 2, Loss.MeanSquaredError) { OnRows = (_, _) => threads[Thread.CurrentThread] = true };
        Dataset data = Dataset.FromTargets(new float[60], new float[40], 20);
        Trainer.Fit(net, data, new FitOptions { BatchSize = 10, MaxDegreeOfParallelism = 3, WorkPerThread = 1 });
        Trainer.Evaluate(net, data, new EvaluateOptions { MaxDegreeOfParallelism = 3, WorkPerThread = 1 });
        Assert.Equal(5, threads.Count);
        Assert.All(threads.Keys, thread => Assert.True(thread == Thread.CurrentThread || !thread.IsAlive));
    }

    [Fact]
    public void SmallNetsStayOnOneThread()
    {
        var threads = new System.Collections.Concurrent.ConcurrentDictionary<Thread, bool>();
        var net = new SingleLayer(3, 2, Loss.MeanSquaredError) { OnRows = (_, _) => threads[Thread.CurrentThread] = true };
        Trainer.Fit(net, Dataset.FromTargets(new float[60], new float[40], 20), new FitOptions { MaxDegreeOfParallelism = 3 });
        Assert.Equal([Thread.CurrentThread], threads.Keys);
    }
}

using System.Collections.Concurrent;
using Xunit;

namespace NetCompiler.Tests;

public class SharedRunsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(40)]
    public void Every_unit_is_taken_once_in_each_pass(int workers)
    {
        var runs = new SharedRuns([.. Enumerable.Range(0, 33).Select(i => (long)i * i)], workers);
        using var together = new Barrier(workers);
        for (int pass = 0; pass < 20; pass++)
        {
            var taken = new ConcurrentBag<int>();
            Thread[] threads = [.. Enumerable.Range(0, workers).Select(worker => new Thread(() =>
            {
                runs.Restart(worker);
                together.SignalAndWait();
                for (int unit; (unit = runs.Take(worker)) >= 0;)
                    taken.Add(unit);
            }))];
            foreach (Thread thread in threads)
                thread.Start();
            foreach (Thread thread in threads)
                thread.Join();
            Assert.Equal(Enumerable.Range(0, 33), taken.Order());
        }
    }

    [Fact]
    public void Runs_have_about_the_same_work()
    {
        long[] work = [100, 100, 100, 100, 400, 400, 400, 10];
        Assert.Equal([0, 5, 8], new SharedRuns(work, 2).Bounds.ToArray());
        Assert.Equal([0, 8], new SharedRuns(work, 1).Bounds.ToArray());
        Assert.Equal([0, 4, 5, 6, 8], new SharedRuns(work, 4).Bounds.ToArray());
        Assert.Equal([0, 0, 0, 0], new SharedRuns([], 3).Bounds.ToArray());
    }

    [Fact]
    public void A_worker_takes_its_own_from_the_front_and_then_the_richest_ones_from_the_back()
    {
        var runs = new SharedRuns([1, 1, 1, 1, 1, 1, 1, 1], 3);
        Assert.Equal([0, 2, 5, 8], runs.Bounds.ToArray());
        Assert.Equal([0, 1], Take(0, 2));
        Assert.Equal(2, runs.Take(1));
        Assert.Equal([7, 4], Take(0, 2));
        Assert.Equal([5, 6, 3], Take(2, 3));
        Assert.Equal(-1, runs.Take(0));
        Assert.Equal(-1, runs.Take(1));

        for (int worker = 0; worker < 3; worker++)
            runs.Restart(worker);
        Assert.Equal([2, 3, 4, 7, 1], Take(1, 5));

        int[] Take(int worker, int count) => [.. Enumerable.Range(0, count).Select(_ => runs.Take(worker))];
    }
}

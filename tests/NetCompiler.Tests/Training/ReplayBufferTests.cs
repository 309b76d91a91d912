using Xunit;

namespace NetCompiler.Tests;

/// <summary>What a game remembers, and its steps within a frame's time.</summary>
[Collection(Allocation.Collection)]
public class ReplayBufferTests
{
    [Fact]
    public void The_newest_row_replaces_the_oldest()
    {
        var memory = new ReplayBuffer(capacity: 3, rowLength: 2);
        for (int i = 0; i < 5; i++)
            Assert.Equal(i % 3, memory.Add([i, 10 * i]));
        Assert.Equal(3, memory.Count);
        Assert.Equal([3, 30], memory[0].ToArray());
        Assert.Equal([4, 40], memory[1].ToArray());
        Assert.Equal([2, 20], memory[2].ToArray());
        float[] second = new float[2];
        memory.Gather([2, 0], column: 1, second);
        Assert.Equal([20, 30], second);
    }

    [Fact]
    public void Draws_are_uniform_and_the_seeds()
    {
        ReplayBuffer one = Filled(5, 7), other = Filled(5, 7), third = Filled(5, 8);
        int[] a = new int[10_000], b = new int[10_000], c = new int[10_000];
        one.Draw(a);
        other.Draw(b);
        third.Draw(c);
        Assert.Equal(a, b);
        Assert.NotEqual(a, c);
        // Five times the standard deviation of a count.
        foreach (int place in Enumerable.Range(0, 5))
            Assert.InRange(a.Count(index => index == place), 2000 - 200, 2000 + 200);
    }

    [Fact]
    public void Draws_by_priority_are_proportional()
    {
        ReplayBuffer memory = Filled(5, 1);
        float[] priorities = [1, 0, 2, 4, 1];
        memory.SetPriorities([0, 1, 2, 3, 4], priorities);
        int[] drawn = new int[16_000];
        float[] probabilities = new float[16_000];
        memory.DrawByPriority(drawn, probabilities);
        for (int place = 0; place < 5; place++)
            Assert.InRange(drawn.Count(index => index == place), 2000 * priorities[place] - 330, 2000 * priorities[place] + 330);
        Assert.All(drawn.Zip(probabilities), pair => Assert.Equal(priorities[pair.First] / 8, pair.Second));
        Assert.DoesNotContain(1, drawn);
        // What is new has the largest priority that was given.
        int added = memory.Add([9]);
        memory.SetPriorities([1, 2, 3, 4], [0, 0, 4, 0]);
        memory.DrawByPriority(drawn, probabilities);
        Assert.Equal(0, added);
        Assert.InRange(drawn.Count(index => index == 0), 8000 - 330, 8000 + 330);
    }

    /// <summary>Sums are made anew up the tree, so a long life leaves no rest of what was.</summary>
    [Fact]
    public void Nothing_drifts()
    {
        ReplayBuffer memory = Filled(100, 3);
        var random = new RandomSequence(5);
        for (int i = 0; i < 20_000; i++)
            memory.SetPriorities([random.Next(100)], [(float)(1e6 * random.NextDouble())]);
        for (int i = 0; i < 100; i++)
            memory.SetPriorities([i], [i == 42 ? 1e-20f : 0]);
        int[] drawn = new int[50];
        float[] probabilities = new float[50];
        memory.DrawByPriority(drawn, probabilities);
        Assert.All(drawn, index => Assert.Equal(42, index));
        Assert.All(probabilities, probability => Assert.Equal(1, probability));
        memory.SetPriorities([42], [0]);
        Assert.Throws<InvalidOperationException>(() => memory.DrawByPriority(drawn, probabilities));
    }

    [Fact]
    public void Mistakes_are_refused_and_change_nothing()
    {
        var memory = new ReplayBuffer(4, 2);
        Assert.Throws<InvalidOperationException>(() => memory.Draw(new int[1]));
        Assert.Throws<InvalidOperationException>(() => memory.DrawByPriority(new int[1], new float[1]));
        Assert.Contains("2 floats, not 3", Assert.Throws<ArgumentException>(() => memory.Add([1, 2, 3])).Message);
        memory.Add([1, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory[1].ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.SetPriorities([1], [1]));
        Assert.Throws<ArgumentException>(() => memory.SetPriorities([0], [float.NaN]));
        Assert.Throws<ArgumentException>(() => memory.SetPriorities([0], [-1]));
        Assert.Throws<ArgumentException>(() => memory.Gather([0], 1, new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReplayBuffer(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReplayBuffer(int.MaxValue, 2));
        Assert.Equal([1, 2], memory[0].ToArray());
        memory.Clear();
        Assert.Equal(0, memory.Count);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        ReplayBuffer memory = Filled(100, 1);
        int[] drawn = new int[32];
        float[] numbers = new float[32];
        Allocation.AssertNone(() =>
        {
            memory.Add([1]);
            memory.Draw(drawn);
            memory.DrawByPriority(drawn, numbers);
            memory.SetPriorities(drawn, numbers);
            memory.Gather(drawn, 0, numbers);
            Trainer.TrainFor(TimeSpan.FromTicks(1), memory, static memory => memory.Add([2]));
        });
    }

    [Fact]
    public void Steps_go_on_while_there_is_time()
    {
        var clock = new Clock();
        Assert.Equal(4, Trainer.TrainFor(TimeSpan.FromMilliseconds(10), clock, static clock => clock.Ticks += 3 * 10_000, clock));
        Assert.Equal(12 * 10_000, clock.Ticks);
        Assert.Equal(1, Trainer.TrainFor(TimeSpan.FromMilliseconds(10), clock, static clock => clock.Ticks += 90 * 10_000, clock));
        Assert.Equal(0, Trainer.TrainFor(TimeSpan.Zero, clock, static _ => throw new InvalidOperationException(), clock));
        Assert.Equal(0, Trainer.TrainFor(TimeSpan.FromSeconds(-1), clock, static _ => throw new InvalidOperationException(), clock));
    }

    private static ReplayBuffer Filled(int rows, int seed)
    {
        var memory = new ReplayBuffer(rows, 1, seed);
        for (int i = 0; i < rows; i++)
            memory.Add([i]);
        return memory;
    }

    private sealed class Clock : TimeProvider
    {
        public long Ticks { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Ticks;
    }
}

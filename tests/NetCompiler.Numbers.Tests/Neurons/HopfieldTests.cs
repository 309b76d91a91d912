using Xunit;

namespace NetCompiler.Tests;

[Collection(Allocation.Collection)]
public class HopfieldTests
{
    private const int Units = 60;

    private static (HopfieldNetwork Network, float[][] Patterns) Made(int count)
    {
        var random = new RandomSequence(1);
        var network = new HopfieldNetwork(Units);
        float[][] patterns = [.. Enumerable.Range(0, count).Select(_ => new float[Units])];
        foreach (float[] pattern in patterns)
        {
            foreach (ref float unit in pattern.AsSpan())
                unit = random.Next(2) == 0 ? -1 : 1;
            network.Store(pattern);
        }
        return (network, patterns);
    }

    [Fact]
    public void Weights_are_Hebbs_symmetric_and_none_goes_back_to_itself()
    {
        (HopfieldNetwork network, float[][] patterns) = Made(5);
        Assert.Equal(5, network.Patterns);
        for (int i = 0; i < Units; i++)
            for (int j = 0; j < Units; j++)
            {
                Assert.Equal(i == j ? 0 : patterns.Sum(pattern => (double)pattern[i] * pattern[j]) / Units, network[i, j], 12);
                Assert.Equal(network[j, i], network[i, j]);
            }
    }

    [Fact]
    public void Patterns_are_found_again_and_the_energy_falls_with_every_sweep()
    {
        (HopfieldNetwork network, float[][] patterns) = Made(4);
        var random = new RandomSequence(2);
        foreach (float[] pattern in patterns)
        {
            float[] state = [.. pattern];
            for (int i = 0; i < 10; i++)
                state[random.Next(Units)] *= -1;
            double energy = Energy(network, state);
            Assert.Equal(energy, network.Energy(state), 1e-9);
            int flipped = Enumerable.Range(0, Units).First(unit => network.Update([.. state], unit));
            Assert.True(network.Update(state, flipped));
            Assert.True(network.Energy(state) < energy);
            energy = network.Energy(state);
            while (network.Sweep(state, ref random) > 0)
            {
                Assert.True(network.Energy(state) < energy);
                energy = network.Energy(state);
            }
            Assert.Equal(energy, network.Energy(state));
            Assert.Equal(pattern, state);
            Assert.Equal(0, network.Recall(state));
            Assert.False(network.Update(state, 0));
        }
    }

    /// <summary>Far more than can be kept: recall ends all the same, where no unit wants to change.</summary>
    [Fact]
    public void Recall_always_ends_and_goes_by_its_seed()
    {
        (HopfieldNetwork network, float[][] patterns) = Made(40);
        float[] one = [.. patterns[0]], other = [.. patterns[0]];
        Assert.Equal(network.Recall(one, seed: 3), network.Recall(other, seed: 3));
        Assert.Equal(one, other);
        for (int unit = 0; unit < Units; unit++)
            Assert.True(Enumerable.Range(0, Units).Sum(i => network[unit, i] * one[i]) * one[unit] >= -1e-9);
        Assert.NotEqual(patterns[0], one);
        Allocation.AssertNone(() =>
        {
            patterns[1].CopyTo(other, 0);
            network.Recall(other);
        });
    }

    [Fact]
    public void What_is_no_pattern_is_refused()
    {
        (HopfieldNetwork network, float[][] patterns) = Made(2);
        double before = network[0, 1];
        patterns[0][7] = 0.5f;
        Assert.Contains("Unit 7 is 0.5", Assert.Throws<ArgumentException>(() => network.Store(patterns[0])).Message);
        Assert.Contains("60 units, but 3 numbers", Assert.Throws<ArgumentException>(() => network.Recall(new float[3])).Message);
        Assert.Throws<ArgumentException>(() => network.Energy(patterns[0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => network[0, Units]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new HopfieldNetwork(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HopfieldNetwork(20_000));
        Assert.Equal((before, 2), (network[0, 1], network.Patterns));
    }

    private static double Energy(HopfieldNetwork network, float[] state)
    {
        double sum = 0;
        for (int i = 0; i < Units; i++)
            for (int j = 0; j < Units; j++)
                sum -= network[i, j] * state[i] * state[j] / 2;
        return sum;
    }
}

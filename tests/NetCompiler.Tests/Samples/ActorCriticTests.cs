using ActorCritic;
using ActorCritic.Pictures;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>The game that actor and critic learn, their loss, and their loop.</summary>
[Collection(Allocation.Collection)]
public sealed class ActorCriticTests
{
    /// <summary>The equations of motion, which the game solves for both accelerations: (M + m) x'' + m l (θ'' cos θ - θ'² sin θ) = F and
    /// 4/3 l θ'' + x'' cos θ = g sin θ, with l = 0.5 m, m = 0.1 kg, M = 1 kg, F = ±10 N and frames of 0.02 s.</summary>
    [Theory]
    [InlineData(0, 0, 0, 0, 1)]
    [InlineData(0.3, -1.2, 0.15, 0.8, 0)]
    [InlineData(-2.1, 0.4, -0.2, -2.5, 1)]
    public void AFrameObeysTheEquationsOfMotion(double x, double v, double angle, double spin, int action)
    {
        CartPole game = new() { Position = x, Speed = v, Angle = angle, Spin = spin };
        game.Step(action);
        double acceleration = (game.Speed - v) / 0.02, turn = (game.Spin - spin) / 0.02;
        double pushed = 1.1 * acceleration + 0.05 * (turn * Math.Cos(angle) - spin * spin * Math.Sin(angle));
        Assert.Equal(action == 1 ? 10 : -10, pushed, 1e-9);
        Assert.Equal(9.8 * Math.Sin(angle), 4.0 / 3 * 0.5 * turn + acceleration * Math.Cos(angle), 1e-9);
        Assert.Equal(x + 0.02 * v, game.Position, 1e-12);
        Assert.Equal(angle + 0.02 * spin, game.Angle, 1e-12);
    }

    [Fact]
    public void AGameEndsAtTwelveDegreesAndAtTheTracksEnds()
    {
        Assert.True(new CartPole { Angle = 0.209 }.Stands);
        Assert.False(new CartPole { Angle = -0.2095 }.Stands);
        Assert.True(new CartPole { Position = -2.4 }.Stands);
        Assert.False(new CartPole { Position = 2.401 }.Stands);
    }

    /// <summary>Against central differences, with likelihoods inside and outside of what may move, for better and for worse.</summary>
    [Fact]
    public void TheLossWritesItsDerivatives()
    {
        const int Rows = 24;
        var random = new RandomSequence(1);
        var loss = new PolicyLoss(Rows);
        float[] outputs = new float[3 * Rows], gradients = new float[3 * Rows], none = new float[3 * Rows];
        for (int row = 0; row < Rows; row++)
        {
            (outputs[3 * row], outputs[3 * row + 1], outputs[3 * row + 2]) = (Normal(), Normal(), Normal());
            loss.Actions[row] = random.Next(2);
            loss.LogChances[row] = PolicyLoss.LogChance(outputs.AsSpan(3 * row), loss.Actions[row]) + 0.3f * Normal();
            (loss.Advantages[row], loss.Returns[row]) = (Normal(), Normal());
        }
        loss.Write(outputs, gradients);
        for (int i = 0; i < outputs.Length; i++)
        {
            const float Step = 1f / 128;
            float at = outputs[i];
            outputs[i] = at + Step;
            double above = loss.Write(outputs, none);
            outputs[i] = at - Step;
            double below = loss.Write(outputs, none);
            outputs[i] = at;
            // The loss itself is a sum of 24 floats: its last digits, divided by two steps.
            Assert.Equal((above - below) / (2 * Step), gradients[i], 1e-4);
        }

        float Normal() => (float)random.NextNormal();
    }

    [Fact]
    public void TheSameSeedPlaysTheSameGamesAndAllocatesNothing()
    {
        (Learner one, Learner other, Learner third) = (new Learner(4, 2000), new Learner(4, 2000), new Learner(5, 2000));
        for (int round = 0; round < 3; round++)
        {
            one.PlayAndLearn();
            other.PlayAndLearn();
            third.PlayAndLearn();
        }
        Assert.Equal(one.Agent.Compiled.Weights.ToArray(), other.Agent.Compiled.Weights.ToArray());
        Assert.Equal(one.Points, other.Points);
        Assert.NotEqual(one.Points, third.Points);
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (one.Frames < 2000)
            one.PlayAndLearn();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(one.Points.Take(one.Count).Average(), one.Mean(Math.Min(one.Count, Learner.Window)), 1.0);
    }

    [Fact]
    public void APictureShowsWhatWasLearned()
    {
        using TemporaryDirectory directory = new();
        Lesson lesson = Lesson.Give(1, 1000, TestContext.Current.CancellationToken);
        Assert.False(lesson.Holds); // Nobody learns it in four rounds.
        new ReturnsPicture([lesson]).Save(directory.File("returns.svg"));
        Assert.Contains("One seed", File.ReadAllText(directory.File("returns.svg")), StringComparison.Ordinal);
    }
}

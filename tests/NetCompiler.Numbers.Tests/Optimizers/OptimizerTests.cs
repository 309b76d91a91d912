using System.Reflection;
using NetCompiler.Simd;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Every optimizer against its formula in double precision, one number at a time, over many steps.</summary>
[Trait("Category", "Numbers")]
public class OptimizerTests
{
    private const int Inputs = 9, Outputs = 19, Stride = 32, Steps = 60;

    /// <summary>Moves one parameter: (weight, gradient, step from 1, state of at least three numbers) -> weight.</summary>
    private delegate double Rule(double w, double g, int t, double[] s);

    private static SingleLayer Net() => new(Inputs, Outputs, Loss.MeanSquaredError);

    private static void Step(SingleLayer net, Optimizer optimizer, float[] gradients)
    {
        optimizer.Bind(net.Store);
        optimizer.PrepareStep();
        var g = (float[])gradients.Clone();
        double sum = 0;
        foreach (ParameterBlock block in net.Info.Parameters)
        {
            double square = Optimizer.SumOfSquares(block, g);
            optimizer.ClipTensor(block, g, square);
            sum += square;
        }
        float scale = optimizer.GlobalScale(sum);
        foreach (WeightBlock block in net.Info.WeightBlocks)
            optimizer.Apply(
                net.Store.Values.Span.Slice(block.Offset, block.Length), g.AsSpan(block.Offset, block.Length), block.Offset, scale);
        optimizer.CompleteStep();
    }

    private static float[] Gradients(SingleLayer net, ref RandomSequence random)
    {
        var g = new float[net.Info.WeightFloats];
        foreach (ParameterBlock block in net.Info.Parameters)
            for (int row = 0; row < block.Rows; row++)
                for (int column = 0; column < block.Columns; column++)
                    g[block.Offset + row * block.RowStride + column] = (float)(random.NextNormal() * Math.Pow(10, -column % 5));
        return g;
    }

    private static void Compare(Optimizer optimizer, Rule rule, Action<SingleLayer, double[]>? clip = null)
    {
        SingleLayer net = Net();
        double[] w = [.. net.Weights.ToArray().Select(value => (double)value)];
        double[][] state = [.. w.Select(_ => new double[3])];
        var random = new RandomSequence(5);
        for (int t = 1; t <= Steps; t++)
        {
            float[] g = Gradients(net, ref random);
            Step(net, optimizer, g);
            double[] exact = [.. g.Select(value => (double)value)];
            clip?.Invoke(net, exact);
            for (int i = 0; i < w.Length; i++)
                if (i % Stride < Outputs)
                    w[i] = rule(w[i], exact[i], t, state[i]);
        }
        Assert.Equal(Steps, optimizer.Steps);
        ReadOnlySpan<float> actual = net.Weights;
        bool moved = false;
        for (int i = 0; i < w.Length; i++)
        {
            moved |= i % Stride < Outputs && Math.Abs(w[i] - Net().Weights[i]) > 1e-4;
            Claim.True(
                Math.Abs(actual[i] - w[i]) <= 2e-5 * Math.Max(0.05, Math.Abs(w[i])), $"parameter {i}: {actual[i]} instead of {w[i]}");
            Claim.True(i % Stride < Outputs || actual[i] == 0, $"padding at {i} is {actual[i]}");
        }
        Assert.True(moved);
    }

    [Fact]
    public void PlainSgd() => Compare(new SGD(), (w, g, _, _) => w - 0.01 * g);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SgdWithMomentum(bool nesterov) =>
        Compare(new SGD { LearningRate = 0.02, Momentum = 0.9, Nesterov = nesterov }, (w, g, _, s) =>
    {
        s[0] = 0.9 * s[0] - 0.02 * g;
        return nesterov ? w + 0.9 * s[0] - 0.02 * g : w + s[0];
    });

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.5, false)]
    [InlineData(0, true)]
    [InlineData(0.5, true)]
    public void RMSpropHasEpsilonInsideTheRoot(double momentum, bool centered) => Compare(
        new RMSprop { Momentum = momentum, Centered = centered, Epsilon = centered ? 1e-3 : 1e-7 }, (w, g, _, s) =>
    {
        s[0] = 0.9 * s[0] + 0.1 * g * g;
        s[1] = 0.9 * s[1] + 0.1 * g;
        double step = 0.001 * g / Math.Sqrt(s[0] - (centered ? s[1] * s[1] : 0) + (centered ? 1e-3 : 1e-7));
        s[2] = momentum * s[2] + step;
        return w - s[2];
    });

    private static double Adam(double w, double g, int t, double[] s)
    {
        s[0] += 0.1 * (g - s[0]);
        s[1] += 0.001 * (g * g - s[1]);
        return w - 0.001 * Math.Sqrt(1 - Math.Pow(0.999, t)) / (1 - Math.Pow(0.9, t)) * s[0] / (Math.Sqrt(s[1]) + 1e-7);
    }

    [Fact]
    public void AdamHasEpsilonHat() => Compare(new Adam(), Adam);

    [Fact]
    public void AdamWDecaysFirst() => Compare(new AdamW { LearningRate = 0.001 }, (w, g, t, s) => Adam(w - w * 0.004 * 0.001, g, t, s));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AdadeltaMeasuresTheStepBeforeTheLearningRate(bool classic) =>
        Compare(classic ? Adadelta.Classic : new Adadelta { LearningRate = 0.3 }, (w, g, _, s) =>
    {
        s[0] = 0.95 * s[0] + 0.05 * g * g;
        double delta = g * Math.Sqrt(s[1] + 1e-7) / Math.Sqrt(s[0] + 1e-7);
        s[1] = 0.95 * s[1] + 0.05 * delta * delta;
        return w - (classic ? 1 : 0.3) * delta;
    });

    [Fact]
    public void AdagradBeginsAtATenth() => Compare(new Adagrad(), (w, g, t, s) =>
    {
        s[0] = (t == 1 ? 0.1 : s[0]) + g * g;
        return w - 0.001 * g / Math.Sqrt(s[0] + 1e-7);
    });

    public static TheoryData<Optimizer> WithState =>
    [
        new SGD { Momentum = 0.9 }, new SGD { Momentum = 0.9, Nesterov = true }, new RMSprop(),
        new RMSprop { Momentum = 0.9, Centered = true, Epsilon = 1e-3 },
        new Adam { Beta2 = 0.9 }, new AdamW { Beta2 = 0.9 }, new Adadelta(),
    ];

    /// <summary>Averages that decay for a long time, and squares of gradients that are themselves too small to be squared.</summary>
    [Theory]
    [MemberData(nameof(WithState), DisableDiscoveryEnumeration = true)]
    public void StateHoldsNoSubnormalNumbers(Optimizer optimizer)
    {
        SingleLayer net = Net();
        var random = new RandomSequence(7);
        float[] g = Gradients(net, ref random);
        Step(net, optimizer, g);
        float[] tiny = [.. g.Select((value, i) => i % 3 == 0 ? 0 : value * 1e-21f)];
        for (int step = 0; step < 1500; step++)
            Step(net, optimizer, tiny);
        var state =
            (AlignedBuffer[])typeof(Optimizer).GetField("_state", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(optimizer)!;
        Assert.NotEmpty(state);
        foreach (AlignedBuffer slot in state)
            foreach (float value in slot.Span)
                Claim.True(value == 0 || Math.Abs(value) > 7e-31f, $"{value}");
        Assert.DoesNotContain(net.Weights.ToArray(), value => !float.IsFinite(value));
    }

    /// <summary>An overflow of one gradient is no number that later steps forget.</summary>
    [Theory]
    [MemberData(nameof(WithState), DisableDiscoveryEnumeration = true)]
    public void NaNStaysNaN(Optimizer optimizer)
    {
        SingleLayer net = Net();
        var random = new RandomSequence(7);
        float[] g = Gradients(net, ref random), bad = (float[])g.Clone();
        bad[0] = float.NaN;
        Step(net, optimizer, bad);
        Step(net, optimizer, g);
        Assert.True(float.IsNaN(net.Weights[0]));
        Assert.True(float.IsFinite(net.Weights[1]));
    }

    [Fact]
    public void DefaultsAreKeras3()
    {
        Assert.Equal((0.01, 0.0, false), (new SGD().LearningRate, new SGD().Momentum, new SGD().Nesterov));
        Assert.Equal((0.001, 0.9, 1e-7), (new RMSprop().LearningRate, new RMSprop().Rho, new RMSprop().Epsilon));
        Assert.Equal((0.001, 0.9, 0.999, 1e-7), (new Adam().LearningRate, new Adam().Beta1, new Adam().Beta2, new Adam().Epsilon));
        Assert.Equal(
            (0.001, 0.95, 1e-7, 1.0),
            (new Adadelta().LearningRate, new Adadelta().Rho, new Adadelta().Epsilon, Adadelta.Classic.LearningRate));
        Assert.Equal((0.001, 0.004), (new AdamW().LearningRate, new AdamW().WeightDecay));
    }

    [Fact]
    public void DecayIsDecoupled() => Compare(new SGD { WeightDecay = 0.5 }, (w, g, _, _) => w - w * 0.5 * 0.01 - 0.01 * g);

    [Fact]
    public void ClipValueLimitsEachNumber() =>
        Compare(new SGD { LearningRate = 0.1, ClipValue = 0.3 }, (w, g, _, _) => w - 0.1 * Math.Clamp(g, -0.3, 0.3));

    [Fact]
    public void ClipNormLimitsEachTensor() =>
        Compare(new SGD { LearningRate = 0.1, ClipNorm = 1.5 }, (w, g, _, _) => w - 0.1 * g, (net, g) =>
    {
        foreach (ParameterBlock block in net.Info.Parameters)
            Limit(g.AsSpan(block.Offset, block.Rows * block.RowStride), 1.5);
    });

    [Fact]
    public void GlobalClipNormLimitsTheWhole() =>
        Compare(new SGD { LearningRate = 0.1, GlobalClipNorm = 1.5 }, (w, g, _, _) => w - 0.1 * g, (_, g) => Limit(g, 1.5));

    private static void Limit(Span<double> g, double most)
    {
        double sum = 0;
        foreach (double value in g)
            sum += value * value;
        if (Math.Sqrt(sum) > most)
            foreach (ref double value in g)
                value *= most / Math.Sqrt(sum);
    }

    [Fact]
    public void TheLearningRateMayChangeBetweenSteps()
    {
        var optimizer = new SGD { Momentum = 0.9 };
        var rates = new double[Steps + 1];
        for (int t = 1; t <= Steps; t++)
            rates[t] = 0.01 / t;
        SingleLayer net = Net();
        float first = net.Weights[0];
        double w = first, m = 0;
        var g = new float[net.Info.WeightFloats];
        g[0] = 0.5f;
        for (int t = 1; t <= Steps; t++)
        {
            optimizer.LearningRate = rates[t];
            Step(net, optimizer, g);
            m = 0.9 * m - rates[t] * 0.5;
            w += m;
        }
        Assert.Equal(w, net.Weights[0], 1e-5);
    }

    [Fact]
    public void AnOptimizerBelongsToOneNetwork()
    {
        var optimizer = new Adam();
        optimizer.Bind(Net().Store);
        Assert.Contains("an optimizer of its own", Assert.Throws<InvalidOperationException>(() => optimizer.Bind(Net().Store)).Message);
    }

    [Fact]
    public void HyperparametersAreChecked()
    {
        Assert.Contains("-1", Assert.Throws<ArgumentOutOfRangeException>(() => new SGD { LearningRate = -1 }).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SGD { LearningRate = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SGD { Momentum = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Beta1 = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RMSprop { Epsilon = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { ClipNorm = 0 });
        Assert.Contains("Only one of", Assert.Throws<ArgumentException>(() => new Adam { ClipNorm = 1, ClipValue = 1 }).Message);
    }
}

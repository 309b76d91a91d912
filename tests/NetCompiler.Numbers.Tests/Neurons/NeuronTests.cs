using Xunit;

namespace NetCompiler.Tests;

/// <summary>Every neuron of the textbook: computes and learns what the textbook says, number by number where it can be done by
/// hand.</summary>
[Trait("Category", "Numbers")]
public partial class NeuronTests
{
    private static readonly float[] Corners = [0, 0, 0, 1, 1, 0, 1, 1];

    /// <summary>McCulloch and Pitts: fixed weights and a threshold.</summary>
    [Theory]
    [InlineData("and", 1, 1, -1.5, new float[] { 0, 0, 0, 1 })]
    [InlineData("or", 1, 1, -0.5, new float[] { 0, 1, 1, 1 })]
    [InlineData("not the first", -1, 0, 0.5, new float[] { 1, 1, 0, 0 })]
    [InlineData("first but not second", 1, -1, -0.5, new float[] { 0, 0, 1, 0 })]
    public void A_threshold_unit_computes_logic(string name, float w1, float w2, float b, float[] expected)
    {
        var unit = new Threshold(1);
        Set(unit, w1, w2, b);
        float[] outputs = new float[4];
        unit.Predict(Corners, outputs);
        Assert.True(expected.AsSpan().SequenceEqual(outputs), $"{name}: {string.Join(" ", outputs)}");
        int[] classes = new int[4];
        unit.Classify(Corners, classes);
        Assert.Equal(expected.Select(value => (int)value), classes);
    }

    /// <summary>Rosenblatt: w += η (t - o) x, here with η = ½ on AND from zero weights, done by hand for two rounds.</summary>
    [Fact]
    public void The_perceptron_rule_is_exact()
    {
        var unit = new Threshold(1);
        Set(unit, 0, 0, 0);
        var optimizer = new SGD { LearningRate = 0.5 };
        // Round 1: only (1,1) is wrong. Round 2: (0,0) fires by its bias, (0,1) by its weight, (1,0) is right at 0, (1,1) does not fire any
        // more.
        (float W1, float W2, float B)[] byHand =
        [
            (0, 0, 0), (0, 0, 0), (0, 0, 0), (0.5f, 0.5f, 0.5f),
            (0.5f, 0.5f, 0), (0.5f, 0, -0.5f), (0.5f, 0, -0.5f), (1, 0.5f, 0),
        ];
        for (int step = 0; step < byHand.Length; step++)
        {
            int sample = step % 4;
            unit.TrainOnBatch(Corners.AsSpan(2 * sample, 2), [sample == 3 ? 1f : 0f], optimizer);
            Assert.Equal(byHand[step], Get(unit));
        }
    }

    /// <summary>The perceptron convergence theorem: separable data is learnt without error in finitely many steps, then nothing
    /// moves.</summary>
    [Fact]
    public void A_perceptron_learns_what_is_separable_and_then_stands_still()
    {
        var unit = new Bipolar(1);
        float[] targets = [-1, 1, 1, 1], outputs = new float[4];
        var optimizer = new SGD { LearningRate = 1 };
        for (int round = 0; round < 20; round++)
            for (int sample = 0; sample < 4; sample++)
                unit.TrainOnBatch(Corners.AsSpan(2 * sample, 2), targets.AsSpan(sample, 1), optimizer);
        unit.Predict(Corners, outputs);
        Assert.Equal(targets, outputs);
        float[] before = unit.Compiled.Weights.ToArray();
        Assert.Equal(0, unit.TrainOnBatch(Corners, targets, optimizer));
        Assert.Equal(before, unit.Compiled.Weights.ToArray());
    }

    /// <summary>Of several units, the one of a sample's class learns 1 and the others their lower output, 0 or -1.</summary>
    [Fact]
    public void Perceptrons_side_by_side_learn_labels()
    {
        foreach (INetwork units in new INetwork[] { new Units(1), new BipolarUnits(1) })
        {
            Dataset corners = Dataset.FromLabels([.. Corners], [0, 1, 2, 3], 4);
            History history =
                units.Compiled.Fit(corners, new FitOptions { Epochs = 100, BatchSize = 1, Optimizer = new SGD { LearningRate = 0.5 } });
            Assert.Equal(1, history.Accuracy[^1]);
            Assert.Equal(0, history.Loss[^1]);
            int[] classes = new int[4];
            units.Compiled.Classify(Corners, classes);
            Assert.Equal([0, 1, 2, 3], classes);
        }
    }

    /// <summary>Least squares by gradient descent ends at the solution of the normal equations.</summary>
    [Fact]
    public void A_linear_unit_finds_the_least_squares_solution()
    {
        const int n = 40;
        var samples = new Samples(31);
        float[] inputs = samples.Normal(2 * n), noise = samples.Normal(n, 0.3), targets = new float[n];
        for (int i = 0; i < n; i++)
            targets[i] = 1.5f * inputs[2 * i] - 0.7f * inputs[2 * i + 1] + 0.4f + noise[i];
        var unit = new LinearUnit(1);
        var optimizer = new SGD { LearningRate = 0.2 };
        for (int step = 0; step < 300; step++)
            unit.TrainOnBatch(inputs, targets, optimizer);

        double[] solution = LeastSquares(inputs, targets);
        (float w1, float w2, float b) = Get(unit);
        Assert.Equal(solution[0], w1, 1e-5);
        Assert.Equal(solution[1], w2, 1e-5);
        Assert.Equal(solution[2], b, 1e-5);
    }

    /// <summary>At the minimum of the cross-entropy the mean of (p - t) x is 0 (the score equations of logistic regression).</summary>
    [Fact]
    public void A_logistic_unit_solves_the_score_equations()
    {
        const int n = 60;
        var samples = new Samples(8);
        float[] inputs = samples.Normal(2 * n), noise = samples.Normal(n), targets = new float[n], p = new float[n];
        for (int i = 0; i < n; i++)
            targets[i] = inputs[2 * i] - inputs[2 * i + 1] + noise[i] > 0 ? 1 : 0;
        var unit = new Logistic(1);
        var optimizer = new SGD { LearningRate = 2 };
        for (int step = 0; step < 600; step++)
            unit.TrainOnBatch(inputs, targets, optimizer);
        unit.Predict(inputs, p);
        double first = 0, second = 0, bias = 0;
        for (int i = 0; i < n; i++)
        {
            double error = (p[i] - targets[i]) / n;
            first += error * inputs[2 * i];
            second += error * inputs[2 * i + 1];
            bias += error;
        }
        Assert.Equal(0, first, 1e-6);
        Assert.Equal(0, second, 1e-6);
        Assert.Equal(0, bias, 1e-6);
    }

    /// <summary>Widrow and Hoff's delta rule through a sigmoid: Δw = -η 2 (y - t) y (1 - y) x.</summary>
    [Fact]
    public void A_sigmoid_with_squared_error_follows_the_delta_rule()
    {
        var unit = new Delta(1);
        Set(unit, 0.3f, -0.6f, 0.1f);
        double y = 1 / (1 + Math.Exp(-(0.3 * 0.5 + -0.6 * -1.5 + 0.1))), delta = 2 * (y - 1) * y * (1 - y);
        float loss = unit.TrainOnBatch([0.5f, -1.5f], [1f], new SGD { LearningRate = 0.25 });
        (float w1, float w2, float b) = Get(unit);
        Assert.Equal((y - 1) * (y - 1), loss, 1e-6);
        Assert.Equal(0.3 - 0.25 * delta * 0.5, w1, 1e-6);
        Assert.Equal(-0.6 - 0.25 * delta * -1.5, w2, 1e-6);
        Assert.Equal(0.1 - 0.25 * delta, b, 1e-6);
    }

    [Fact]
    public void Exclusive_or_is_beyond_one_unit()
    {
        var unit = new Logistic(1);
        var optimizer = new SGD { LearningRate = 1 };
        for (int step = 0; step < 500; step++)
            unit.TrainOnBatch(Corners, [0f, 1f, 1f, 0f], optimizer);
        float[] outputs = new float[4];
        unit.Predict(Corners, outputs);
        Assert.All(outputs, output => Assert.Equal(0.5, output, 1e-3));
    }

    [Fact]
    public void Exclusive_or_is_learnt_by_one_hidden_layer()
    {
        var network = new Xor(3);
        History history = network.Fit(
            Dataset.FromTargets(Corners, [0, 1, 1, 0], 4),
            new FitOptions { Epochs = 300, BatchSize = 4, Optimizer = new Adam { LearningRate = 0.05 }, Seed = 1 });
        Assert.NotNull(history);
        int[] classes = new int[4];
        network.Classify(Corners, classes);
        Assert.Equal([0, 1, 1, 0], classes);
    }

    private static void Set(INetwork unit, float w1, float w2, float b)
    {
        using WeightEdit edit = unit.Compiled.EditWeights();
        ParameterBlock kernel = unit.Compiled.Info.Parameters[0], bias = unit.Compiled.Info.Parameters[1];
        edit.Values[kernel.Offset] = w1;
        edit.Values[kernel.Offset + kernel.RowStride] = w2;
        edit.Values[bias.Offset] = b;
    }

    private static (float W1, float W2, float B) Get(INetwork unit)
    {
        ReadOnlySpan<float> weights = unit.Compiled.Weights;
        ParameterBlock kernel = unit.Compiled.Info.Parameters[0], bias = unit.Compiled.Info.Parameters[1];
        return (weights[kernel.Offset], weights[kernel.Offset + kernel.RowStride], weights[bias.Offset]);
    }

    /// <summary>The normal equations XᵀX w = Xᵀt with a column of ones, by Gauss and Jordan.</summary>
    private static double[] LeastSquares(float[] inputs, float[] targets)
    {
        double[,] a = new double[3, 4];
        for (int i = 0; i < targets.Length; i++)
        {
            double[] x = [inputs[2 * i], inputs[2 * i + 1], 1, targets[i]];
            for (int row = 0; row < 3; row++)
                for (int column = 0; column < 4; column++)
                    a[row, column] += x[row] * x[column];
        }
        for (int pivot = 0; pivot < 3; pivot++)
        {
            for (int row = 0; row < 3; row++)
            {
                double factor = row == pivot ? 0 : a[row, pivot] / a[pivot, pivot];
                for (int column = 0; column < 4; column++)
                    a[row, column] -= factor * a[pivot, column];
            }
        }
        return [a[0, 3] / a[0, 0], a[1, 3] / a[1, 1], a[2, 3] / a[2, 2]];
    }

    [Network(2)]
    [Dense(1), Step]
    private sealed partial class Threshold;

    [Network(2)]
    [Dense(1), Step(Low = -1)]
    private sealed partial class Bipolar;

    [Network(2)]
    [Dense(4), Step]
    private sealed partial class Units;

    [Network(2)]
    [Dense(4), Step(Low = -1)]
    private sealed partial class BipolarUnits;

    [Network(2)]
    [Dense(1)]
    private sealed partial class LinearUnit;

    [Network(2)]
    [Dense(1), Sigmoid]
    private sealed partial class Logistic;

    [Network(2, Loss = Loss.MeanSquaredError)]
    [Dense(1), Sigmoid]
    private sealed partial class Delta;

    [Network(2)]
    [Dense(6), Tanh]
    [Dense(1), Sigmoid]
    private sealed partial class Xor;
}

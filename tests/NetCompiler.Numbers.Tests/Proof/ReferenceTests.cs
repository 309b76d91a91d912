using Xunit;

namespace NetCompiler.Tests;

/// <summary>The reference itself: its backpropagation against central differences, its functions against published values.</summary>
public class ReferenceTests
{
    public static TheoryData<string> Activations => [.. Middle.Keys];

    public static TheoryData<Loss, string> Losses => new(
        (Loss.MeanSquaredError, "Tanh"), (Loss.MeanAbsoluteError, "Tanh"), (Loss.Huber, "Linear"), (Loss.LogCosh, "Linear"),
        (Loss.BinaryCrossentropy, "Sigmoid"), (Loss.BinaryCrossentropy, "HardSigmoid"), (Loss.CategoricalCrossentropy, "Softmax"),
        (Loss.CategoricalCrossentropy, "Sigmoid"), (Loss.Hinge, "Tanh"), (Loss.KullbackLeiblerDivergence, "Softmax"),
        (Loss.Poisson, "Softplus"),
        (Loss.MeanSquaredError, "Softmax"), (Loss.MeanSquaredError, "Sigmoid"));

    private static Dictionary<string, LayerAttribute> Middle => new()
    {
        ["Linear"] = new LinearAttribute(),
        ["ReLU"] = new ReLUAttribute(),
        ["ReLU up to 0.4"] = new ReLUAttribute { MaxValue = 0.4f },
        ["LeakyReLU"] = new LeakyReLUAttribute(),
        ["PReLU"] = new PReLUAttribute(),
        ["ELU"] = new ELUAttribute(0.7f),
        ["SELU"] = new SELUAttribute(),
        ["GELU"] = new GELUAttribute(),
        ["GELU with tanh"] = new GELUAttribute { Approximate = true },
        ["SiLU"] = new SiLUAttribute(),
        ["Mish"] = new MishAttribute(),
        ["Tanh"] = new TanhAttribute(),
        ["Sigmoid"] = new SigmoidAttribute(),
        ["HardSigmoid"] = new HardSigmoidAttribute(),
        ["HardSwish"] = new HardSwishAttribute(),
        ["Softplus"] = new SoftplusAttribute(),
        ["Softsign"] = new SoftsignAttribute(),
        ["Exponential"] = new ExponentialAttribute(),
        ["Softmax"] = new SoftmaxAttribute(),
        ["Dropout"] = new DropoutAttribute(0.5f),
    };

    [Theory]
    [MemberData(nameof(Activations))]
    public void Backpropagation_through_a_layer_is_the_central_difference(string name) =>
        Check(
            new ReferenceNetwork(
                [5], Loss.MeanSquaredError, 0, new DenseAttribute(4), Middle[name], new DenseAttribute(3) { UseBias = false }));

    [Theory]
    [MemberData(nameof(Losses))]
    public void The_derivative_of_a_loss_is_the_central_difference(Loss loss, string last)
    {
        Check(new ReferenceNetwork([5], loss, 0, new DenseAttribute(4), new TanhAttribute(), new DenseAttribute(3), Middle[last]));
        Check(new ReferenceNetwork([5], loss, 0.2, new DenseAttribute(4), new TanhAttribute(), new DenseAttribute(3), Middle[last]));
    }

    [Fact]
    public void Losses_have_the_values_of_their_definitions()
    {
        double[] p = [0.2, 0.7, 0.1], t = [0, 1, 0];
        Assert.Equal((0.04 + 0.09 + 0.01) / 3, new ReferenceLoss(Loss.MeanSquaredError, 0, false).Value(p, t), 1e-12);
        Assert.Equal(-Math.Log(0.7), new ReferenceLoss(Loss.CategoricalCrossentropy, 0, false).Value(p, t), 1e-12);
        double[] logits = [Math.Log(0.2), Math.Log(0.7), Math.Log(0.1)];
        Assert.Equal(-Math.Log(0.7), new ReferenceLoss(Loss.CategoricalCrossentropy, 0, true).Value(logits, t), 1e-12);
        Assert.Equal(
            -(Math.Log(0.8) + Math.Log(0.7) + Math.Log(0.9)) / 3, new ReferenceLoss(Loss.BinaryCrossentropy, 0, false).Value(p, t), 1e-12);
        double[] odds = [Math.Log(0.2 / 0.8), Math.Log(0.7 / 0.3), Math.Log(0.1 / 0.9)];
        Assert.Equal(
            -(Math.Log(0.8) + Math.Log(0.7) + Math.Log(0.9)) / 3, new ReferenceLoss(Loss.BinaryCrossentropy, 0, true).Value(odds, t),
            1e-12);
        Assert.Equal((1.2 + 0.3 + 1.1) / 3, new ReferenceLoss(Loss.Hinge, 0, false).Value(p, t), 1e-12);
        Assert.Equal(Math.Log(Math.Cosh(2)), new ReferenceLoss(Loss.LogCosh, 0, false).Value([2], [0]), 1e-12);
        Assert.Equal(1.5, new ReferenceLoss(Loss.Huber, 0, false).Value([2], [0]), 1e-12);
        Assert.Equal(
            0.5 * Math.Log(0.5 / 0.2) + 0.5 * Math.Log(0.5 / 0.8),
            new ReferenceLoss(Loss.KullbackLeiblerDivergence, 0, false).Value([0.2, 0.8], [0.5, 0.5]), 1e-12);
    }

    /// <summary>erf from Abramowitz and Stegun, table 7.1; the activations at 1 and -1 to 15 digits, by hand from their
    /// definitions.</summary>
    [Fact]
    public void Functions_have_their_published_values()
    {
        Assert.Equal(0.8427007929497149, ReferenceMath.Erf(1), 1e-15);
        Assert.Equal(0.9953222650189527, ReferenceMath.Erf(2), 1e-15);
        Assert.Equal(-0.5204998778130465, ReferenceMath.Erf(-0.5), 1e-15);
        Assert.Equal(0.8413447460685429, Activate(new GELUAttribute(), 1), 1e-15);
        Assert.Equal(0.8411919906082768, Activate(new GELUAttribute { Approximate = true }, 1), 1e-12);
        Assert.Equal(-1.1113307378125625, Activate(new SELUAttribute(), -1), 1e-12);
        Assert.Equal(0.8650983882673103, Activate(new MishAttribute(), 1), 1e-12);
        Assert.Equal(0.7310585786300049, Activate(new SiLUAttribute(), 1), 1e-15);
        Assert.Equal(2.0 / 3, Activate(new HardSwishAttribute(), 1), 1e-15);
        Assert.Equal(-1, Activate(new StepAttribute { Low = -1 }, 0));
    }

    [Fact]
    public void Optimizers_take_Keras_3s_first_steps()
    {
        Assert.Equal(0.5 - 0.01 * 2, After(new ReferenceOptimizer.SGD(0.01)), 1e-15);
        Assert.Equal(0.5 - 0.01 * 2 * 1.9, After(new ReferenceOptimizer.SGD(0.01, 0.9, nesterov: true)), 1e-15);
        Assert.Equal(0.5 - 0.001 * 2 / Math.Sqrt(0.4 + 1e-7), After(new ReferenceOptimizer.RMSprop(0.001)), 1e-15);
        Assert.Equal(0.5 - 0.001, After(new ReferenceOptimizer.Adam(0.001)), 1e-8);
        Assert.Equal(0.5 - Math.Sqrt(1e-7) / Math.Sqrt(0.2 + 1e-7) * 2, After(new ReferenceOptimizer.Adadelta(1)), 1e-15);

        static double After(ReferenceOptimizer optimizer)
        {
            var network = new ReferenceNetwork([1], Loss.MeanSquaredError, 0, new DenseAttribute(1) { UseBias = false });
            network.Parameters[0].Values[0] = 0.5;
            network.Parameters[0].Gradient[0] = 2;
            optimizer.Step(network);
            return network.Parameters[0].Values[0];
        }
    }

    private static double Activate(LayerAttribute activation, double x) =>
        new ReferenceNetwork([1], Loss.MeanSquaredError, 0, activation).Predict([x])[0];

    private static void Check(ReferenceNetwork network)
    {
        var random = new RandomSequence(11);
        foreach (ReferenceParameter parameter in network.Parameters)
            for (int i = 0; i < parameter.Values.Length; i++)
                parameter.Values[i] = random.NextNormal() * 0.6;
        double[][] inputs = Normal(3, 5), targets = [[0, 1, 0], [1, 0, 0], [0, 0, 1]];
        foreach (ReferenceDropout dropout in network.Layers.OfType<ReferenceDropout>())
            dropout.Masks = [[0, 2, 2, 0], [2, 2, 0, 2], [0, 2, 0, 0]];

        double[][] byInputs = network.ComputeGradients(inputs, targets);
        foreach (ReferenceParameter parameter in network.Parameters)
            for (int i = 0; i < parameter.Values.Length; i++)
                Agree(network.CentralDifference(ref parameter.Values[i], inputs, targets), parameter.Gradient[i]);
        for (int sample = 0; sample < inputs.Length; sample++)
            for (int i = 0; i < inputs[sample].Length; i++)
                Agree(network.CentralDifference(ref inputs[sample][i], inputs, targets), byInputs[sample][i]);

        static void Agree(double difference, double gradient) => Assert.Equal(difference, gradient, 1e-8 * (1 + Math.Abs(difference)));

        double[][] Normal(int rows, int columns)
        {
            double[][] values = new double[rows][];
            for (int row = 0; row < rows; row++)
            {
                values[row] = new double[columns];
                for (int column = 0; column < columns; column++)
                    values[row][column] = random.NextNormal();
            }
            return values;
        }
    }
}

using System.Runtime.InteropServices;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Steps that would leave NaN or infinity behind are not made, and leave nothing else behind either.</summary>
public partial class StepGuardTests
{
    internal static readonly Dictionary<string, Func<Optimizer>> Optimizers = new()
    {
        ["SGD"] = () => new SGD(),
        ["SGD, momentum"] = () => new SGD { Momentum = 0.9, Nesterov = true },
        ["SGD, ClipNorm"] = () => new SGD { ClipNorm = 1 },
        ["SGD, GlobalClipNorm"] = () => new SGD { GlobalClipNorm = 1 },
        ["RMSprop"] = () => new RMSprop(),
        ["RMSprop, centered with momentum"] = () => new RMSprop { Centered = true, Momentum = 0.5 },
        ["Adam"] = () => new Adam(),
        ["AdamW"] = () => new AdamW(),
        ["Adagrad"] = () => new Adagrad(),
        ["Adadelta"] = () => new Adadelta(),
        ["an optimizer of one's own"] = () => new Own(),
    };

    public static TheoryData<string> Names => [.. Optimizers.Keys];

    /// <summary>e^88 is a float, its derivative by a kernel behind an input of 10 is none.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_with_an_infinite_gradient_is_not_made(string name)
    {
        Func<CompiledNetwork> make = () =>
        {
            CompiledNetwork network = new Rate(1).Compiled;
            network.SetParameter("dense_1/kernel", 8.8f);
            return network;
        };
        AssertLeavesNothing(make, Optimizers[name], [10], [1], [0.1f], [1]);
    }

    /// <summary>The variance of the batch is infinite; its inverse, and with it every gradient, is not.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_with_an_infinite_statistic_is_not_made(string name)
    {
        float[] inputs = [.. Enumerable.Range(0, 16).Select(i => i % 3 == 0 ? 2e19f : -2e19f)];
        float[] good = [.. Enumerable.Range(0, 16).Select(i => i % 5 - 2f)];
        AssertLeavesNothing(() => new Normal(1).Compiled, Optimizers[name], inputs, new float[8], good, new float[8]);
    }

    /// <summary>What the step makes of a finite gradient is not: a parameter, or a number of the state.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_to_where_no_float_is_is_not_made(string name)
    {
        if (Optimizers[name]().NeedsWholeGradient)
            AssertLeavesNothing(() => With(new Line(1).Compiled, 3e38f), () => At(3e38, Optimizers[name]()), [1], [3.4e38f], [0.125f], [1]);
        else if (name.StartsWith("SGD", StringComparison.Ordinal) || Optimizers[name]() is Own)
            AssertLeavesNothing(() => With(new Line(1).Compiled, 0.5f), () => At(1e30, Optimizers[name]()), [1e23f], [-1], [0.125f], [1]);
        else
            AssertLeavesNothing(() => With(new Line(1).Compiled, 0.5f), Optimizers[name], [1e23f], [-1], [0.125f], [1]);
    }

    private static CompiledNetwork With(CompiledNetwork network, float kernel)
    {
        network.SetParameter("dense_1/kernel", kernel);
        return network;
    }

    private static Optimizer At(double rate, Optimizer optimizer)
    {
        optimizer.LearningRate = rate;
        return optimizer;
    }

    /// <summary>A network that met the bad batch in between goes on, bit for bit, as one that never saw it.</summary>
    internal static void AssertLeavesNothing(
        Func<CompiledNetwork> make, Func<Optimizer> makeOptimizer, float[] bad, float[] badTargets, float[] good, float[] goodTargets)
    {
        (CompiledNetwork net, CompiledNetwork twin) = (make(), make());
        (Optimizer optimizer, Optimizer other) = (makeOptimizer(), makeOptimizer());
        for (int step = 1; step <= 4; step++)
        {
            double rate = optimizer.LearningRate;
            Assert.Equal(float.NaN, Trainer.TrainOnBatch(net, bad, badTargets, optimizer));
            Assert.Equal(Bits(twin), Bits(net));
            Assert.Equal(step - 1, optimizer.Steps);
            (optimizer.LearningRate, other.LearningRate) = (1e-3, 1e-3);
            float loss = Trainer.TrainOnBatch(net, good, goodTargets, optimizer);
            Assert.True(float.IsFinite(loss));
            // Dropout apart, which these nets have not, nothing of a step hangs on how many there were.
            Assert.Equal(loss, Trainer.TrainOnBatch(twin, good, goodTargets, other));
            Assert.Equal(Bits(twin), Bits(net));
            (optimizer.LearningRate, other.LearningRate) = (rate, rate);
        }
    }

    [Fact]
    public void A_gradient_that_is_clipped_by_value_may_be_infinite()
    {
        CompiledNetwork network = With(new Rate(1).Compiled, 8.8f);
        Assert.Equal(1.65e38f, Trainer.TrainOnBatch(network, [10f], [1f], new SGD { ClipValue = 1 }), 1e36f);
        Assert.Equal(8.8f - 0.01f, network.GetParameter("dense_1/kernel")[0]);
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_returned_as_it_is()
    {
        CompiledNetwork network = With(new Line(1).Compiled, 3e38f);
        Assert.Equal(float.PositiveInfinity, Trainer.TrainOnBatch(network, [10f], [0f], new SGD()));
        Assert.Equal([3e38f], network.GetParameter("dense_1/kernel"));
    }

    /// <summary>Gradients are left as they were computed, for who wants to know what happened.</summary>
    [Fact]
    public void The_gradient_of_a_step_that_was_not_made_can_be_looked_at()
    {
        CompiledNetwork network = With(new Rate(1).Compiled, 8.8f);
        Trainer.TrainOnBatch(network, [10f], [1f], new SGD { GlobalClipNorm = 1 });
        Assert.Equal([float.PositiveInfinity], network.GetGradient("dense_1/kernel"));
    }

    /// <summary>The mean of equal gradients' squares and the square of their mean are the same but for rounding, which can leave less than
    /// -ε of the difference.</summary>
    [Fact]
    public void A_centered_root_of_gradients_that_never_vary_stays_finite()
    {
        CompiledNetwork network = new Line(1).Compiled;
        var optimizer = new RMSprop { Centered = true };
        for (int step = 0; step < 2000; step++)
            Assert.True(float.IsFinite(Trainer.TrainOnBatch(network, [17f], [-1e6f], optimizer)), $"step {step}");
        Assert.Equal(2000, optimizer.Steps);
    }

    /// <summary>Whatever the hyperparameters and gradients: parameters and state stay within the bounds that let a step go without a
    /// look.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Bounds_hold(string name)
    {
        var random = new RandomSequence(11);
        for (int trial = 0; trial < 200; trial++)
        {
            var net = new SingleLayer(3, 2, Loss.MeanSquaredError, trial);
            double epsilon = Math.Max(float.Epsilon, Math.Pow(10, -45 * random.NextDouble()));
            double share = trial % 3 == 0 ? 1 : random.NextDouble() * 0.999;
            Optimizer optimizer = name switch
            {
                "RMSprop" => new RMSprop { Epsilon = epsilon, Rho = share },
                "RMSprop, centered with momentum" => new RMSprop { Epsilon = epsilon, Rho = share, Centered = true, Momentum = share },
                "Adam" => new Adam { Epsilon = epsilon, Beta1 = Math.Min(share, 0.99), Beta2 = Math.Min(share, 0.999) },
                "Adagrad" => new Adagrad { Epsilon = epsilon, InitialAccumulator = trial % 2 },
                "Adadelta" => new Adadelta { Epsilon = epsilon, Rho = share },
                "SGD, momentum" => new SGD { Momentum = share, Nesterov = trial % 2 == 0 },
                _ => Optimizers[name](),
            };
            optimizer.LearningRate = Math.Pow(10, 12 * random.NextDouble() - 6);
            optimizer.Bind(net.Store);
            float size = (float)Math.Pow(10, 20 * random.NextDouble() - 12);
            for (int step = 0; step < 20; step++)
                StepWithin(net, optimizer, size, ref random);
        }
    }

    private static void StepWithin(SingleLayer net, Optimizer optimizer, float size, ref RandomSequence random)
    {
        Span<float> weights = net.Store.Values.Span;
        float[] before = weights.ToArray(), gradients = new float[weights.Length];
        foreach (ref float gradient in gradients.AsSpan())
            gradient = (float)(random.NextNormal() * size);
        double weight = before.Max(value => Math.Abs(value));
        optimizer.PrepareStep();
        optimizer.MeasureState();
        StepBounds bounds = optimizer.Bounds(gradients.Max(value => Math.Abs(value)), weight);
        double sum = gradients.Sum(gradient => (double)gradient * gradient);
        var all = new ParameterBlock("all", [weights.Length], 0, 1, weights.Length, weights.Length, Initializer.Zeros, 1, 1);
        optimizer.ClipTensor(all, gradients, sum);
        optimizer.Apply(weights, gradients, 0, optimizer.GlobalScale(sum));
        optimizer.CompleteStep();
        if (optimizer is Own)
            Assert.Equal(StepBounds.None, bounds);
        if (!bounds.IsFinite(weight + bounds.Step))
            return;
        for (int i = 0; i < before.Length; i++)
            Assert.InRange(Math.Abs((double)weights[i]), 0, (weight + bounds.Step) * (1 + 1e-5));
        optimizer.MeasureState();
        Assert.InRange(optimizer.StateBound, 0, bounds.State * (1 + 1e-5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Fit_says_what_was_not_finite_and_what_may_help(int threads)
    {
        Refuses("the gradient of dense_1/kernel has Infinity in it, after loss 8.2", "(try 0.0001), and check", new RMSprop(), 8.8f);
        Refuses("the gradient of dense_1/kernel has Infinity in it", "(try 0.0001), and check", new RMSprop { GlobalClipNorm = 1 }, 8.8f);
        Refuses("the gradient of dense_1/kernel has Infinity in it", "Train again with a new optimizer, and", At(0, new SGD()), 8.8f);
        Refuses("the loss is NaN, at learning rate 0.01.", "(try 0.001), or clip the gradient (GlobalClipNorm = 1), and", new SGD(), 9);
        Refuses("the loss is NaN, at learning rate 0.01.", "(try 0.001), and check", new SGD { ClipValue = 1 }, 9);
        Refuses("dense_1/kernel would have -Infinity in it after the step", "(try 0.01), or clip", At(1e30, new SGD()), 7);

        void Refuses(string what, string advice, Optimizer optimizer, float kernel)
        {
            CompiledNetwork network = With(new Rate(1).Compiled, kernel);
            byte[] before = Bits(network);
            Dataset data = Dataset.FromTargets([0, -10, 10, 10], [1, 1, 1, 1], 4);
            FitOptions options = new() { Epochs = 3, Optimizer = optimizer, MaxDegreeOfParallelism = threads, WorkPerThread = 1 };
            var exception = Assert.Throws<TrainingDivergedException>(() => Trainer.Fit(network, data, options));
            Assert.Contains(what, exception.Message);
            Assert.Contains(advice, exception.Message);
            Assert.Equal(before, Bits(network));
            Assert.Equal((1, 1, 0), (exception.Epoch, exception.Step, optimizer.Steps));
        }
    }

    [Fact]
    public void Fit_names_the_statistic_and_the_state()
    {
        Dataset data = Dataset.FromTargets([.. Enumerable.Range(0, 16).Select(i => i % 3 == 0 ? 2e19f : -2e19f)], new float[8], 8);
        Assert.Contains(
            "the batch's statistic for batch_normalization_1/moving_variance has Infinity in it",
            Assert.Throws<TrainingDivergedException>(() => Trainer.Fit(new Normal(1).Compiled, data)).Message);
        data = Dataset.FromTargets([1e22f], [0], 1);
        Assert.Contains(
            "Adam's state for dense_1/kernel would have Infinity in it after the step",
            Assert.Throws<TrainingDivergedException>(
                () => Trainer.Fit(new Line(1).Compiled, data, new FitOptions { Optimizer = new Adam() })).Message);
    }

    internal static byte[] Bits(CompiledNetwork network) => MemoryMarshal.AsBytes(network.Weights).ToArray();

    /// <summary>What nobody can look into: momentum, and steps without end from large gradients.</summary>
    private sealed class Own() : Optimizer(0.01)
    {
        protected override int StateSlots => 1;

        protected override void BeginStep(long number)
        {
        }

        protected override void Update(Span<float> weights, ReadOnlySpan<float> gradients, int offset)
        {
            Span<float> momenta = State(0, offset, weights.Length);
            for (int i = 0; i < weights.Length; i++)
                weights[i] -= momenta[i] = 0.5f * momenta[i] + (float)LearningRate * gradients[i];
        }
    }

    [Network(1, Loss = Loss.Poisson)]
    [Dense(1), Exponential]
    private sealed partial class Rate;

    [Network(2)]
    [BatchNorm]
    [Dense(1)]
    private sealed partial class Normal;

    [Network(1, Loss = Loss.MeanAbsoluteError)]
    [Dense(1)]
    private sealed partial class Line;
}

using Xunit;

namespace NetCompiler.Tests;

/// <summary>Layers that keep what they have learned while others learn.</summary>
public partial class FreezingTests
{
    private const int Rows = 12;

    public static TheoryData<string> Optimizers() => ["SGD", "Adam", "AdamW", "RMSprop", "clipped"];

    private static Optimizer Make(string name) => name switch
    {
        "SGD" => new SGD { Momentum = 0.9, LearningRate = 0.1 },
        "Adam" => new Adam { LearningRate = 0.01 },
        "AdamW" => new AdamW { WeightDecay = 0.1 },
        "RMSprop" => new RMSprop { Momentum = 0.5 },
        _ => new SGD { LearningRate = 0.1, GlobalClipNorm = 0.01 },
    };

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Frozen_parameters_keep_their_bits_and_others_move(string optimizer)
    {
        var net = new Chain(1);
        Dictionary<string, float[]> before = Parameters(net);
        net.Freeze("dense_1");
        net.Freeze("head/bias");
        Assert.Equal(["dense_1/kernel", "dense_1/bias", "head/bias"], net.Compiled.FrozenParameters);
        Optimizer rule = Make(optimizer);
        for (int step = 0; step < 3; step++)
            Step(net, rule, step);
        foreach ((string name, float[] values) in Parameters(net))
            Assert.Equal(net.Compiled.FrozenParameters.Contains(name), values.AsSpan().SequenceEqual(before[name]));
        Assert.All(net.GetGradient("dense_1/kernel"), gradient => Assert.Equal(0, gradient));
        Assert.All(net.GetGradient("head/bias"), gradient => Assert.Equal(0, gradient));
        Assert.Contains(net.GetGradient("head/kernel"), gradient => gradient != 0);
    }

    /// <summary>What is not frozen gets the gradient it always gets, whatever is frozen around it.</summary>
    [Theory]
    [InlineData("dense_1")]
    [InlineData("dense_2")]
    [InlineData("head")]
    [InlineData("p_re_lu_1")]
    public void Other_gradients_are_the_same_bits(string frozen)
    {
        Chain free = new(1), net = new(1);
        net.Freeze(frozen);
        (float[] x, float[] t) = Data(3);
        Assert.Equal(free.ComputeGradients(x, t), net.ComputeGradients(x, t));
        foreach (string name in Parameters(net).Keys)
        {
            float[] whole = free.GetGradient(name);
            bool isFrozen = name.StartsWith(frozen, StringComparison.Ordinal);
            Assert.Equal(isFrozen ? new float[whole.Length] : whole, net.GetGradient(name));
        }
    }

    /// <summary>A graph, with every set of its layers frozen.</summary>
    [Fact]
    public void Other_gradients_are_the_same_bits_in_a_graph()
    {
        string[] layers = ["left", "right", "deep", "head"];
        var free = new Branches(1);
        var samples = new Samples(3);
        float[] x = samples.Normal(Rows * Branches.InputLength), t = samples.Normal(Rows * Branches.OutputLength);
        float loss = free.ComputeGradients(x, t, training: true);
        for (int set = 1; set < 1 << layers.Length; set++)
        {
            var net = new Branches(1);
            string[] frozen = [.. layers.Where((_, i) => (set >> i & 1) == 1)];
            foreach (string layer in frozen)
                net.Freeze(layer);
            Assert.Equal(loss, net.ComputeGradients(x, t, training: true));
            foreach (string name in Parameters(net).Keys)
            {
                float[] whole = free.GetGradient(name);
                Assert.Equal(frozen.Contains(name.Split('/')[0]) ? new float[whole.Length] : whole, net.GetGradient(name));
            }
        }
    }

    /// <summary>What is asked of a stage is whether it or an ancestor learns, not where it stands in a list: behind "left", which is free,
    /// "right" passes nothing back.</summary>
    [Fact]
    public void A_frozen_branch_behind_a_free_one_is_not_computed_backward()
    {
        var net = new Branches(1);
        net.Freeze("right");
        IReadOnlyList<StageInfo> stages = net.Compiled.Info.Stages;
        var batch = new TrainingBatch(net.Compiled.Info, net.Compiled.Store.Values, Rows);
        new FrozenBlocks(net.Compiled.Info, net.Compiled.Store).Apply(batch);
        // left, right, deep with the sum, head.
        Assert.Equal([0, 0, 2, 1], stages.Select(stage => stage.Reads.Count));
        Assert.Equal([true, false, true, true], stages.Select((_, i) => batch.Learns(i)));
        net.Freeze("left");
        net.Freeze("deep");
        new FrozenBlocks(net.Compiled.Info, net.Compiled.Store).Apply(batch);
        Assert.Equal([false, false, false, true], stages.Select((_, i) => batch.Learns(i)));
    }

    /// <summary>Frozen, then free: as a network that was never frozen makes its steps from the same weights, since optimizers keep no
    /// trace.</summary>
    [Fact]
    public void Unfreezing_goes_on_as_if_nothing_had_been()
    {
        Chain net = new(1), free = new(1);
        net.Freeze("dense_1");
        net.Freeze("dense_2");
        net.Freeze("p_re_lu_1");
        net.Freeze("head");
        var rule = new SGD { LearningRate = 0.1, Momentum = 0.9, WeightDecay = 0.01 };
        Step(net, rule, 0);
        Assert.Equal(free.Compiled.Weights.ToArray(), net.Compiled.Weights.ToArray());
        foreach (string layer in new[] { "dense_1", "dense_2", "p_re_lu_1", "head" })
            net.Unfreeze(layer);
        Assert.Empty(net.Compiled.FrozenParameters);
        var same = new SGD { LearningRate = 0.1, Momentum = 0.9, WeightDecay = 0.01 };
        for (int step = 1; step < 4; step++)
            Assert.Equal(Step(free, same, step), Step(net, rule, step));
        Assert.Equal(free.Compiled.Weights.ToArray(), net.Compiled.Weights.ToArray());
    }

    /// <summary>The norm that is clipped is the trained parameters': a step of a network whose other parameters have no gradient at
    /// all.</summary>
    [Fact]
    public void The_clipped_norm_is_the_trained_parameters()
    {
        const double Most = 1e-3;
        Chain net = new(1), free = new(1);
        foreach (string layer in new[] { "dense_1", "dense_2", "p_re_lu_1" })
            net.Freeze(layer);
        (float[] x, float[] t) = Data(3);
        free.ComputeGradients(x, t, training: true);
        float[] kernel = free.GetGradient("head/kernel"), bias = free.GetGradient("head/bias"), before = net.GetParameter("head/kernel");
        double norm = Math.Sqrt(kernel.Concat(bias).Sum(value => (double)value * value));
        net.TrainOnBatch(x, t, new SGD { LearningRate = 1, GlobalClipNorm = Most });
        float[] after = net.GetParameter("head/kernel");
        for (int i = 0; i < kernel.Length; i++)
            Assert.Equal(before[i] - kernel[i] * Most / norm, after[i], 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Declared_frozen_and_frozen_later_are_the_same_bits_on_any_number_of_threads(int threads)
    {
        var declared = new Declared(1);
        var later = new Later(1);
        Assert.Equal(["conv2d_1/kernel", "conv2d_1/bias", "batch_normalization_1/gamma", "batch_normalization_1/beta",
            "batch_normalization_1/moving_mean", "batch_normalization_1/moving_variance"], declared.Compiled.FrozenParameters);
        later.Freeze("conv2d_1");
        later.Freeze("batch_normalization_1");
        float[] before = declared.GetParameter("batch_normalization_1/moving_mean"), head = declared.GetParameter("dense_1/kernel");
        var random = new Samples(4);
        Dataset data = Dataset.FromLabels(random.Normal(40 * Declared.InputLength), [.. Enumerable.Range(0, 40).Select(i => i % 3)], 3);
        var options = () => new FitOptions
        {
            Epochs = 2,
            BatchSize = 8,
            Optimizer = new Adam(),
            MaxDegreeOfParallelism = threads,
            WorkPerThread = 1,
        };
        declared.Fit(data, options());
        later.Fit(data, options());
        Assert.Equal(declared.Compiled.Weights.ToArray(), later.Compiled.Weights.ToArray());
        Assert.Equal(before, declared.GetParameter("batch_normalization_1/moving_mean"));
        Assert.NotEqual(head, declared.GetParameter("dense_1/kernel"));
        Assert.Contains("BatchNorm, frozen", Declared.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("frozen", Later.Summary, StringComparison.Ordinal);
    }

    /// <summary>A frozen normalisation predicts: a training step in which everything in front is frozen has the loss of the network as
    /// it predicts, and
    /// one behind free layers passes the gradient of a scale.</summary>
    [Fact]
    public void A_frozen_normalisation_normalises_by_its_moving_averages()
    {
        var net = new Later(1);
        var samples = new Samples(5);
        samples.Fill(net.Compiled);
        float[] x = samples.Normal(6 * Later.InputLength), t = samples.Targets(Loss.CategoricalCrossentropy, 6, 3);
        float predicted = net.ComputeGradients(x, t);
        float[] byPrediction = net.GetGradient("conv2d_1/kernel");
        float trained = net.ComputeGradients(x, t, training: true);
        Assert.NotEqual(predicted, trained);
        net.Freeze("batch_normalization_1");
        Assert.Equal(predicted, net.ComputeGradients(x, t, training: true));
        Assert.Equal(byPrediction, net.GetGradient("conv2d_1/kernel"));
        net.Unfreeze("batch_normalization_1");
        Assert.Equal(trained, net.ComputeGradients(x, t, training: true));
    }

    [Fact]
    public void Dropout_stays_on()
    {
        var net = new Dropped(1);
        net.Freeze("dense_1");
        float[] x = new Samples(1).Normal(Dropped.InputLength), t = [1, 0];
        Assert.NotEqual(net.ComputeGradients(x, t, training: true), net.ComputeGradients(x, t, training: true));
    }

    [Fact]
    public void A_name_that_nothing_has_is_refused_with_those_that_there_are()
    {
        var net = new Chain(1);
        string message = Assert.Throws<ArgumentException>("name", () => net.Freeze("dense")).Message;
        Assert.StartsWith("Chain has no layer \"dense\" with parameters; it has dense_1, p_re_lu_1, dense_2, head.", message);
        Assert.Throws<ArgumentNullException>("name", () => net.Unfreeze(null!));
        Assert.Empty(net.Compiled.FrozenParameters);
    }

    [Fact]
    public void Steps_with_frozen_layers_allocate_nothing()
    {
        var net = new Chain(1);
        net.Freeze("dense_1");
        (float[] x, float[] t) = Data(1);
        var rule = new Adam();
        Allocation.AssertNone(() => net.TrainOnBatch(x, t, rule));
    }

    private static (float[] X, float[] T) Data(int seed)
    {
        var samples = new Samples(seed);
        return (samples.Normal(Rows * Chain.InputLength), samples.Normal(Rows * Chain.OutputLength));
    }

    private static float Step(Chain net, Optimizer optimizer, int seed)
    {
        (float[] x, float[] t) = Data(seed);
        return net.TrainOnBatch(x, t, optimizer);
    }

    private static Dictionary<string, float[]> Parameters(INetwork net) =>
        net.Compiled.Info.Parameters.ToDictionary(block => block.Name, block => net.GetParameter(block.Name));

    [Network(6)]
    [Dense(5, Name = "left"), Tanh(Name = "l")]
    [Dense(5, From = "input", Name = "right"), Sigmoid(Name = "r")]
    [Dense(5, Name = "deep"), Tanh]
    [Add("l"), Dense(3, Name = "head")]
    private sealed partial class Branches;

    [Network(20)]
    [Dense(24), PReLU]
    [Dense(17), Tanh]
    [Dense(5, Name = "head")]
    private sealed partial class Chain;

    [Network(6, 6, 2)]
    [Conv2D(4, 3, Trainable = false), BatchNorm(Trainable = false), ReLU]
    [GlobalAveragePool, Dense(3), Softmax]
    private sealed partial class Declared;

    [Network(6, 6, 2)]
    [Conv2D(4, 3), BatchNorm, ReLU]
    [GlobalAveragePool, Dense(3), Softmax]
    private sealed partial class Later;

    [Network(10)]
    [Dense(40), ReLU, Dropout(0.5)]
    [Dense(2), Softmax]
    private sealed partial class Dropped;
}

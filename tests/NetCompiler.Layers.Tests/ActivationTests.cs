using NetCompiler.Simd;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Activations and losses of the user's own, wherever those of NetCompiler can stand.</summary>
[Collection(Allocation.Collection)]
public partial class ActivationTests : LayerProof
{
    private const int Steps = 6, Features = 3, Count = 24;

    protected override IEnumerable<INetwork> Networks => [new Own(1), new Picture(1), new Outputs(1), new OwnSequence(1)];

    protected override double Far => 3;

    private static FitOptions Options(int threads) => new()
    {
        Epochs = 3,
        BatchSize = 7,
        MaxDegreeOfParallelism = threads,
        Optimizer = new Adam { LearningRate = 0.01 },
    };

    /// <summary>With weights of samples and classes, and on any number of threads.</summary>
    [Fact]
    public void The_same_functions_have_the_same_bits_as_those_built_in()
    {
        var samples = new Samples(5);
        float[] inputs = samples.Normal(Count * Own.InputLength), targets = samples.Normal(Count * Own.OutputLength);
        float[] weights = [.. Enumerable.Range(0, Count).Select(i => i % 3 / 2f)];
        Dataset data = Dataset.FromTargets(inputs, targets, Count).WithSampleWeights(weights)
            .WithClassWeights(new Dictionary<int, double> { [0] = 0.5, [1] = 3 });
        Own own = new(2), threaded = new(2);
        BuiltIn builtIn = new(2);
        Assert.Equal(builtIn.Predict(inputs), own.Predict(inputs));
        double[] losses = [.. own.Fit(data, Options(1)).Loss];
        Assert.Equal(builtIn.Fit(data, Options(1)).Loss, losses);
        Assert.Equal(threaded.Fit(data, Options(2)).Loss, losses);
        Assert.Equal(builtIn.Compiled.Weights.ToArray(), own.Compiled.Weights.ToArray());
        Assert.Equal(threaded.Compiled.Weights.ToArray(), own.Compiled.Weights.ToArray());
        var adam = new Adam();
        Allocation.AssertNone(() => own.TrainOnBatch(inputs, targets, adam));
        Allocation.AssertNone(() => own.Predict(inputs, targets));
    }

    [Fact]
    public void Lengths_leave_steps_out_of_a_loss_as_for_those_built_in()
    {
        var samples = new Samples(6);
        var own = new OwnSequence(3);
        var builtIn = new BuiltInSequence(3);
        float[] inputs = samples.Inputs(own.Compiled.Info, Count), targets = samples.Normal(Count * OwnSequence.OutputLength);
        Dataset data = Dataset.FromTargets(inputs, targets, Count);
        Assert.Equal(builtIn.Fit(data, Options(1)).Loss, own.Fit(data, Options(2)).Loss);
        Assert.Equal(builtIn.Compiled.Weights.ToArray(), own.Compiled.Weights.ToArray());
    }

    [Fact]
    public void Steps_have_the_bits_of_the_whole_sequence()
    {
        var network = new Stream(1);
        Streams.Check<Stream.State>(network, network.StepBlock);
    }

    [Fact]
    public void The_names_are_shown()
    {
        Assert.Contains("Activation(OwnReLU)", Own.Summary, StringComparison.Ordinal);
        Assert.Contains("loss OwnSquare", Own.Summary, StringComparison.Ordinal);
        LayerInfo layer = new Own(1).Layers[1];
        Assert.Equal(("Activation", "activation_1", "OwnReLU"), (layer.Kind, layer.Name, layer.Settings["Function"]));
        NetworkInfo info = new Outputs(1).Compiled.Info;
        Assert.Equal((Loss.OfType, "Quantile90"), (info.Outputs[0].Loss, info.Outputs[0].LossType));
        Assert.Equal((Loss.CategoricalCrossentropy, null), (info.Outputs[1].Loss, info.Outputs[1].LossType));
        Assert.Contains("low Quantile90 times 0.5", Outputs.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Right_derivatives_pass()
    {
        GradientCheck.Activation<Squareplus>();
        GradientCheck.Activation<OwnReLU>();
        GradientCheck.Activation<OwnTanh>(-20, 20);
        GradientCheck.Loss<Quantile90>();
        GradientCheck.Loss<OwnSquare>(-100, 100, 0, 1);
        GradientCheck.Loss<CrossEntropy>(0.01, 0.99, 0, 1);
        GradientCheck.Activation<Jump>();
    }

    [Fact]
    public void Wrong_ones_are_told_with_numbers()
    {
        string message = Says("HalfWrong.Derivative(-", () => GradientCheck.Activation<HalfWrong>());
        Assert.Contains(" is 0.2, but values rise by 0.1 a unit there: HalfWrong.Value gives -", message, StringComparison.Ordinal);
        Assert.EndsWith(" Of 1,025 places tried 512 disagree, this one most.", message, StringComparison.Ordinal);
        Says("SignWrong.Derivative(4, -4) is -16, but values rise by 16 a unit there: SignWrong.Value gives 63.5009766 at 3.96875 and "
            + "64.5009766 at 4.03125. Of 65 places tried 64 disagree, this one most.", () => GradientCheck.Loss<SignWrong>());
        Says("Root.Derivative(0) is Infinity: it must be finite at 0, because vectors are filled up with zeros.",
            () => GradientCheck.Activation<Root>());
        Says("CrossEntropy.Value(-4, -4) is NaN: give the range in which it is meant to be used, or mend it.",
            () => GradientCheck.Loss<CrossEntropy>());
        Says("Mixed.Value(-", () => GradientCheck.Activation<Mixed>());
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Activation<OwnReLU>(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Loss<OwnSquare>(lowestTarget: double.NaN));
    }

    private static string Says(string beginning, Action check)
    {
        string message = Assert.Throws<InvalidOperationException>(check).Message;
        Assert.StartsWith(beginning, message, StringComparison.Ordinal);
        return message;
    }

    [Network(5, LossType = typeof(OwnSquare))]
    [Dense(20), Activation<OwnReLU>]
    [Dense(9), Activation<OwnTanh>, Dense(2)]
    private sealed partial class Own;

    [Network(5)]
    [Dense(20), ReLU]
    [Dense(9), Tanh, Dense(2)]
    private sealed partial class BuiltIn;

    [Network(6, 5, 2)]
    [Conv2D(5, 3, Padding = Padding.Same, UseBias = false), BatchNorm, Activation<Squareplus>(Name = "first")]
    [DepthwiseConv2D(3, Padding = Padding.Same), LayerNorm, Activation<OwnTanh>, Add("first")]
    [MaxPool2D(2, Padding = Padding.Same), Activation<Squareplus>, Flatten, Dense(3), Softmax]
    private sealed partial class Picture;

    [Network(4)]
    [Dense(17), Activation<Squareplus>, Output("low", LossType = typeof(Quantile90), Weight = 0.5)]
    [Dense(3), Softmax, Output("kind")]
    private sealed partial class Outputs;

    [Network(Steps, Features, Lengths = true, LossType = typeof(OwnSquare))]
    [GRU(5, ReturnSequences = true), Activation<OwnTanh>, Dense(2)]
    private sealed partial class OwnSequence;

#pragma warning disable NETC1085 // an answer at every step is meant
    [Network(Steps, Features, Lengths = true)]
    [GRU(5, ReturnSequences = true), Tanh, Dense(2)]
    private sealed partial class BuiltInSequence;
#pragma warning restore NETC1085

    [Network(9, 3)]
    [Conv1D(5, 3, Padding = Padding.Causal), Activation<Squareplus>]
    [GRU(4, ReturnSequences = true), Dense(2), Activation<OwnTanh>]
    private sealed partial class Stream;

    /// <summary>A tenth of what is below 0, whose derivative is said to be a fifth.</summary>
    private readonly struct HalfWrong : IActivation
    {
        public static V Value<V>(V x) where V : struct, ISimd<V> => V.Max(x, V.Broadcast(0.1f) * x);

        public static V Derivative<V>(V x) where V : struct, ISimd<V> =>
            V.ConditionalSelect(V.GreaterThan(x, V.Zero), V.One, V.Broadcast(0.2f));
    }

    private readonly struct SignWrong : ILoss
    {
        public static V Value<V>(V prediction, V target) where V : struct, ISimd<V> => (prediction - target) * (prediction - target);

        public static V Derivative<V>(V prediction, V target) where V : struct, ISimd<V> => V.Broadcast(2) * (target - prediction);
    }

    /// <summary>Its derivative is infinite at 0.</summary>
    private readonly struct Root : IActivation
    {
        public static V Value<V>(V x) where V : struct, ISimd<V> => V.Sqrt(V.Abs(x));

        public static V Derivative<V>(V x) where V : struct, ISimd<V> => V.Broadcast(0.5f) / V.Sqrt(V.Abs(x));
    }

    /// <summary>Where it jumps, any slope is right.</summary>
    private readonly struct Jump : IActivation
    {
        public static V Value<V>(V x) where V : struct, ISimd<V> => V.ConditionalSelect(V.GreaterThan(x, V.Zero), V.One, V.Zero);

        public static V Derivative<V>(V x) where V : struct, ISimd<V> => V.Zero;
    }

    private readonly struct Mixed : IActivation
    {
        public static V Value<V>(V x) where V : struct, ISimd<V> => x - V.Broadcast(V.MaxLanes(x) - V.First(x));

        public static V Derivative<V>(V x) where V : struct, ISimd<V> => V.One;
    }

    /// <summary>Defined between 0 and 1.</summary>
    private readonly struct CrossEntropy : ILoss
    {
        public static V Value<V>(V prediction, V target) where V : struct, ISimd<V> =>
            -(target * VectorMath.Log(prediction) + (V.One - target) * VectorMath.Log(V.One - prediction));

        public static V Derivative<V>(V prediction, V target) where V : struct, ISimd<V> =>
            (prediction - target) / (prediction * (V.One - prediction));
    }
}

using System.Reflection;
using System.Runtime.InteropServices;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Nothing outside of any buffer is written, or read to any effect, at sizes around the vector widths.</summary>
[Trait("Category", "Numbers")]
public partial class BoundsTests
{
    private const int Canary = 0x7FC0BEEF;

    private static readonly int[] Batches = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 127, 128, 129];

    /// <summary>By the number of units; above 100 and below 200, images with so many filters, less 100.</summary>
    private static readonly Dictionary<int, Func<INetwork>> Networks = new()
    {
        [1] = () => new Units1(1),
        [2] = () => new Units2(1),
        [15] = () => new Units15(1),
        [16] = () => new Units16(1),
        [17] = () => new Units17(1),
        [31] = () => new Units31(1),
        [33] = () => new Units33(1),
        [110] = () => new FewOfMany(1),
        [-10] = () => new Answers(1),
        [105] = () => new Filters5(1),
        [132] = () => new Filters32(1),
        [512] = () => new Units512(1),
        [1100] = () => new ManyTerms(1),
        [-1] = () => new Convolutions(1),
    };

    public static TheoryData<int> Units => [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Units))]
    public void Predict_stays_inside_what_the_caller_gave(int units)
    {
        INetwork network = Networks[units]();
        NetworkInfo info = network.Compiled.Info;
        var samples = new Samples(units);
        samples.Fill(network.Compiled);
        float[] alone = new float[info.OutputLength];
        foreach (int rows in Batches)
        {
            float[] inputs = Guarded(rows * info.InputLength, 40), outputs = Guarded(rows * info.OutputLength, 40);
            samples.Normal(rows * info.InputLength).CopyTo(inputs, 40);
            network.Compiled.Predict(inputs.AsSpan(40, rows * info.InputLength), outputs.AsSpan(40, rows * info.OutputLength));

            AssertGuards(outputs, 40, $"{info.Name}, outputs of {rows}");
            AssertGuards(inputs, 40, $"{info.Name}, inputs of {rows}");
            for (int row = 0; row < rows; row += rows > 13 ? 9 : 1)
            {
                network.Compiled.Predict(inputs.AsSpan(40 + row * info.InputLength, info.InputLength), alone);
                Assert.Equal(alone, outputs.AsSpan(40 + row * info.OutputLength, info.OutputLength).ToArray());
            }
        }
    }

    /// <summary>The generated method itself, with canaries around the parameters and the workspace too, each exactly as long as
    /// announced.</summary>
    [Theory]
    [MemberData(nameof(Units))]
    public void The_forward_pass_stays_inside_its_buffers(int units)
    {
        CompiledNetwork compiled = Networks[units]().Compiled;
        NetworkInfo info = compiled.Info;
        var samples = new Samples(units);
        samples.Fill(compiled);
        var weights = new GuardedBuffer("Weights", info.WeightFloats);
        var prepared = new GuardedBuffer("Prepared", info.PreparedFloats);
        compiled.Weights.CopyTo(weights.Buffer.Span);
        compiled.Code.Prepare(ref weights.Buffer.Start, ref prepared.Buffer.Start);
        weights.AssertIntact($"{info.Name}, preparation");
        prepared.AssertIntact($"{info.Name}, preparation");
        foreach (int rows in Batches.Where(rows => rows <= info.InferenceRows))
        {
            var work = new GuardedBuffer("Work", info.InferenceFloats + rows * info.InferenceFloatsPerRow);
            work.Buffer.Span.Fill(float.NaN);
            float[] inputs = Guarded(rows * info.InputLength, 21), outputs = Guarded(rows * info.OutputLength, 21),
                expected = new float[rows * info.OutputLength];
            samples.Normal(rows * info.InputLength).CopyTo(inputs, 21);

            compiled.Code.Forward(
                ref weights.Buffer.Start, ref prepared.Buffer.Start, ref inputs[21], ref outputs[21], ref work.Buffer.Start, rows);

            string what = $"{info.Name} with {rows} samples";
            work.AssertIntact(what);
            weights.AssertIntact(what);
            prepared.AssertIntact(what);
            AssertGuards(outputs, 21, what);
            AssertGuards(inputs, 21, what);
            Assert.Equal(compiled.Weights.ToArray(), weights.Buffer.Span.ToArray());
            compiled.Predict(inputs.AsSpan(21, rows * info.InputLength), expected);
            Assert.Equal(expected, outputs.AsSpan(21, rows * info.OutputLength).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Units))]
    public void A_gradient_step_stays_inside_its_buffers_and_leaves_padding_zero(int units)
    {
        CompiledNetwork compiled = Networks[units]().Compiled;
        NetworkInfo info = compiled.Info;
        var samples = new Samples(units);
        samples.Fill(compiled);
        foreach (int rows in Batches)
        {
            float[] inputs = samples.Normal(rows * info.InputLength), targets = samples.Targets(info.Loss, rows, info.OutputLength);
            double loss = new GradientStep(compiled, rows).Run(inputs, targets, rows),
                roomy = new GradientStep(compiled, rows + 5).Run(inputs, targets, rows);
            Claim.True(double.IsFinite(loss), $"{info.Name} with {rows} samples: the loss is {loss}.");
            Assert.Equal(loss, roomy);
        }
        GradientStep.AssertPaddingZero(compiled.Weights, info, $"{info.Name}, weights");
    }

    [Theory]
    [MemberData(nameof(Units))]
    public void Gradients_are_the_references_at_every_size(int units)
    {
        foreach (int rows in units > 100 ? new[] { 3 } : [1, 2, 7, 13])
            NetworkProof.GradientsAgree(Networks[units](), rows);
    }

    [Theory]
    [MemberData(nameof(Units))]
    public void Training_leaves_padding_zero(int units)
    {
        CompiledNetwork compiled = Networks[units]().Compiled;
        NetworkInfo info = compiled.Info;
        var samples = new Samples(units);
        foreach (
            Optimizer optimizer in new Optimizer[]
            {
                new Adam(), new RMSprop() { Momentum = 0.5 }, new SGD { Momentum = 0.9, Nesterov = true }, new Adadelta()
            })
        {
            CompiledNetwork fresh = Networks[units]().Compiled;
            for (int step = 0; step < 2; step++)
                Trainer.TrainOnBatch(
                    fresh, samples.Normal(5 * info.InputLength), samples.Targets(info.Loss, 5, info.OutputLength), optimizer);
            GradientStep.AssertPaddingZero(fresh.Weights, info, $"{info.Name} after {optimizer.GetType().Name}");
            Assert.NotEqual(compiled.Weights.ToArray(), fresh.Weights.ToArray());
        }
    }

    private static float[] Guarded(int length, int guard)
    {
        float[] array = new float[length + 2 * guard];
        MemoryMarshal.Cast<float, int>(array.AsSpan()).Fill(Canary);
        return array;
    }

    private static void AssertGuards(float[] array, int guard, string what)
    {
        Span<int> bits = MemoryMarshal.Cast<float, int>(array.AsSpan());
        for (int i = 0; i < guard; i++)
            Claim.True(
                bits[i] == Canary && bits[^(i + 1)] == Canary,
                $"{what}: a canary {guard - i} before or {guard - i} behind was written to.");
    }

    [Network(1)]
    [Dense(1), ReLU]
    [Dense(1), GELU]
    [Dense(1), PReLU]
    [Dense(1), Sigmoid]
    private sealed partial class Units1;

    [Network(2)]
    [Dense(2), ELU]
    [Dense(2), GELU]
    [Dense(2), PReLU]
    [Dense(2), Softmax]
    private sealed partial class Units2;

    [Network(15)]
    [Dense(15), ReLU]
    [Dense(15), GELU, LayerNorm]
    [Dense(15), PReLU, RMSNorm]
    [Dense(15), GroupNorm(1), Softmax]
    private sealed partial class Units15;

    [Network(16)]
    [Dense(16), ReLU]
    [Dense(16), GELU, LayerNorm]
    [Dense(16), PReLU, RMSNorm]
    [Dense(16), GroupNorm(1), Softmax]
    private sealed partial class Units16;

    [Network(17)]
    [Dense(17), ReLU]
    [Dense(17), GELU, LayerNorm]
    [Dense(17), PReLU, RMSNorm]
    [Dense(17), GroupNorm(1), Softmax]
    private sealed partial class Units17;

    [Network(31)]
    [Dense(31), ReLU]
    [Dense(31), GELU, LayerNorm]
    [Dense(31), PReLU, RMSNorm]
    [Dense(31), GroupNorm(1), Softmax]
    private sealed partial class Units31;

    [Network(33)]
    [Dense(33), ReLU]
    [Dense(33), GELU, LayerNorm]
    [Dense(33), PReLU, RMSNorm]
    [Dense(33), GroupNorm(1), Softmax]
    private sealed partial class Units33;

    [Network(19, 18, 1)]
    [Conv2D(5, 3, Padding = Padding.Same), Tanh]
    [MaxPool2D(2, Strides = 1)]
    [Conv2D(3, 5), ReLU]
    [Flatten, Dense(3), Softmax]
    private sealed partial class Filters5;

    [Network(14, 14, 3)]
    [Conv2D(17, 3), PReLU]
    [Conv2D(32, 3, Padding = Padding.Same), GELU]
    [AveragePool2D(3)]
    [Flatten, Dense(3), Softmax]
    private sealed partial class Filters32;

    [Network(512)]
    [Dense(512), GELU]
    [Dense(512), Softmax]
    private sealed partial class Units512;

    [Network(32)]
    [Dense(2), Tanh]
    [Dense(64), Tanh]
    [Dense(1), PReLU]
    [Dense(64), Tanh]
    [Dense(3)]
    private sealed partial class Answers;

    [Network(11, 12, 1)]
    [Conv2D(5, 3, StrideWidth = 2, Padding = Padding.Same), Tanh]
    [Conv2D(3, 3), PReLU]
    [Conv2D(16, 2, Padding = Padding.Same), ReLU]
    [Conv2D(4, 3, Strides = 2), Tanh]
    [Conv2DTranspose(48, 2), Tanh]
    [Conv2DTranspose(1, 3, Strides = 2, Padding = Padding.Same), Sigmoid]
    private sealed partial class FewOfMany;

    [Network(1100)]
    [Dense(65), Tanh]
    [Dense(1026), ReLU]
    [Dense(17), Tanh]
    private sealed partial class ManyTerms;

    [Network(5, 4, 3)]
    [SeparableConv2D(6, 2, DepthMultiplier = 2), ReLU]
    [DepthwiseConv2D(3, Padding = Padding.Same), GELU]
    [Conv2D(4, 2, Groups = 2), PReLU]
    [Conv2DTranspose(3, 2, Strides = 2), Sigmoid]
    private sealed partial class Convolutions;
}

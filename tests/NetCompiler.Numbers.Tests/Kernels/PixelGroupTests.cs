using Xunit;

namespace NetCompiler.Tests;

/// <summary>Convolutions whose lanes are several pixels, because they have few filters.</summary>
[Trait("Category", "Numbers")]
public partial class PixelGroupTests : LayerProof
{
    protected override IEnumerable<INetwork> Networks =>
    [
        new LeNetsFirst(1), new WholeVectors(1), new FewLanes(1), new Colours(1), new OneFilter(1), new NoBias(1), new Strided(1),
        new StridedUnevenly(1), new Sequence(1), new Stacked(1), new FewInManyOut(1),
        new Normalized(1), new LearnedSlopes(1), new WithoutWinograd(1),
    ];

    [Fact]
    public void These_networks_use_it_and_those_with_enough_filters_do_not()
    {
        foreach (INetwork network in Networks)
            Claim.True(network.Compiled.Info.PreparedFloats > 0, $"{network.Compiled.Info.Name} takes filters as lanes.");
        Assert.Equal(0, new EnoughFilters(1).Compiled.Info.PreparedFloats);
    }

    /// <summary>Prediction, evaluation and training sum in the same order.</summary>
    [Fact]
    public void Training_gives_the_answers_of_prediction_to_the_bit()
    {
        foreach (
            INetwork network in new INetwork[]
            {
                new LeNetsFirst(1), new Colours(1), new Strided(1), new Sequence(1), new WithoutWinograd(1)
            })
        {
            CompiledNetwork compiled = network.Compiled;
            const int rows = 5;
            float[] inputs = new Samples(3).Normal(rows * compiled.Info.InputLength),
                outputs = new float[rows * compiled.Info.OutputLength];
            compiled.Predict(inputs, outputs);
            var step = new GradientStep(compiled, rows);
            step.Run(inputs, new float[outputs.Length], training: false);
            Assert.Equal(outputs, step.Outputs(rows));
        }
    }

    /// <summary>What a thread's workspace holds from before is of no meaning, in predictions as in training.</summary>
    [Fact]
    public void What_the_workspace_held_before_does_not_matter()
    {
        foreach (INetwork network in Networks)
        {
            CompiledNetwork compiled = network.Compiled;
            const int rows = 3;
            float[] inputs = new Samples(4).Normal(rows * compiled.Info.InputLength),
                targets = new float[rows * compiled.Info.OutputLength];
            (float[] Answers, float[] Gradients) zeros = Run(0), numbers = Run(float.NaN);
            Assert.Equal(zeros.Answers, numbers.Answers);
            Assert.Equal(zeros.Gradients, numbers.Gradients);

            (float[] Answers, float[] Gradients) Run(float before)
            {
                const int floats = 256 * 1024;
                System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref Workspace.OfThread(floats), floats).Fill(before);
                float[] answers = new float[targets.Length];
                compiled.Predict(inputs, answers);
                System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref Workspace.OfThread(floats), floats).Fill(before);
                var step = new GradientStep(compiled, rows);
                step.Run(inputs, targets);
                return (answers, step.Batch.Gradients.Span.ToArray());
            }
        }
    }

    [Network(14, 12, 1)]
    [Conv2D(6, 5, Padding = Padding.Same), Tanh]
    [AveragePool2D(2)]
    [Flatten, Dense(2)]
    private sealed partial class LeNetsFirst;

    [Network(12, 12, 1)]
    [Conv2D(8, 5), ReLU]
    [Flatten, Dense(2)]
    private sealed partial class WholeVectors;

    [Network(9, 12, 1)]
    [Conv2D(4, 4), Sigmoid]
    [Flatten, Dense(2)]
    private sealed partial class FewLanes;

    [Network(10, 14, 3)]
    [Conv2D(7, 3, Padding = Padding.Same), GELU]
    [MaxPool2D(2)]
    [Conv2D(3, 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Colours;

    [Network(7, 19, 2)]
    [Conv2D(1, 3, 5), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class OneFilter;

    [Network(12, 11, 1)]
    [Conv2D(5, 4, UseBias = false)]
    [Flatten, Tanh, Dense(2)]
    private sealed partial class NoBias;

    [Network(13, 17, 3)]
    [Conv2D(4, 5, Strides = 2, Padding = Padding.Same), ReLU]
    [Flatten, Dense(2)]
    private sealed partial class Strided;

    [Network(14, 20, 1)]
    [Conv2D(3, 5, 7, StrideHeight = 3, StrideWidth = 2), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class StridedUnevenly;

    [Network(60, 2)]
    [Conv1D(3, 9), Tanh]
    [Conv1D(4, 3, Padding = Padding.Causal), ReLU]
    [Flatten, Dense(2)]
    private sealed partial class Sequence;

    [Network(12, 13, 3)]
    [Conv2D(6, 3), Tanh]
    [Conv2D(5, 3, Padding = Padding.Same), Sigmoid]
    [Conv2D(3, 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Stacked;

    [Network(11, 12, 1)]
    [Conv2D(4, 3), ReLU]
    [Conv2D(20, 4, Padding = Padding.Same), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class FewInManyOut;

    [Network(12, 12, 2)]
    [Conv2D(6, 3, UseBias = false), BatchNorm, ReLU]
    [MaxPool2D(2)]
    [Flatten, Dense(2)]
    private sealed partial class Normalized;

    [Network(12, 12, 1)]
    [Conv2D(4, 3), PReLU]
    [MaxPool2D(2)]
#pragma warning disable NETC1071 // A slope behind another activation.
    [Conv2D(4, 2), Tanh, PReLU]
#pragma warning restore NETC1071
    [Flatten, Dense(2)]
    private sealed partial class LearnedSlopes;

    [Network(12, 14, 3, Winograd = WinogradMode.Never)]
    [Conv2D(7, 3, Padding = Padding.Same), GELU]
    [MaxPool2D(2)]
    [Flatten, Dense(2)]
    private sealed partial class WithoutWinograd;

    [Network(12, 12, 1)]
    [Conv2D(9, 5), ReLU]
    [Flatten, Dense(2)]
    private sealed partial class EnoughFilters;
}

using Xunit;

namespace NetCompiler.Tests;

/// <summary>Where the largest number of a window is there several times, one of them gets the gradient: random inputs never show
/// it.</summary>
public partial class EqualMaximaTests
{
    /// <summary>Equal inputs make all numbers of the image equal and the output linear in the kernel, so its gradient is the
    /// slope.</summary>
    [Fact]
    public void OneOfEqualNumbersGetsTheGradient()
    {
        INetwork[] networks = [new Partition(1), new Looped(1), new Overlapping(1), new Fused(1), new Sequence(1), new Whole(1)];
        foreach (INetwork network in networks)
        {
            CompiledNetwork compiled = network.Compiled;
            NetworkInfo info = compiled.Info;
            float[] inputs = [.. Enumerable.Repeat(1f, info.InputLength)], target = [0.5f];
            string kernel = info.Parameters[0].Name;
            compiled.SetParameter(kernel, 2);
            double above = Answer();
            compiled.SetParameter(kernel, 1);
            double at = Answer();

            compiled.ComputeGradients(inputs, target);

            double slope = 2 * (at - target[0]) * (above - at), gradient = compiled.Gradients[info.Parameters[0].Offset];
            Claim.True(Math.Abs(slope) > 0.01, $"{info.Name} tells nothing: its slope is {slope}.");
            Claim.True(Math.Abs(slope - gradient) < 1e-4 * Math.Abs(slope), $"{info.Name}: the gradient is {gradient}; expected {slope}.");

            float Answer()
            {
                float[] output = new float[1];
                compiled.Predict(inputs, output);
                return output[0];
            }
        }
    }

    [Network(4, 4, 1)]
    [Conv2D(1, 1)]
    [MaxPool2D(2)]
    [Flatten, Dense(1)]
    private sealed partial class Partition;

    [Network(8, 8, 1)]
    [Conv2D(1, 1)]
    [MaxPool2D(4)]
    [Flatten, Dense(1)]
    private sealed partial class Looped;

    [Network(7, 7, 1)]
    [Conv2D(1, 1)]
    [MaxPool2D(3, Strides = 2)]
    [Flatten, Dense(1)]
    private sealed partial class Overlapping;

    [Network(4, 4, 1)]
    [Conv2D(1, 1), ReLU]
    [MaxPool2D(2)]
    [Flatten, Dense(1)]
    private sealed partial class Fused;

    [Network(6, 1)]
    [Conv1D(1, 1)]
    [MaxPool1D(2)]
    [Flatten, Dense(1)]
    private sealed partial class Sequence;

    [Network(5, 5, 1)]
    [Conv2D(1, 1)]
    [GlobalMaxPool]
    [Dense(1)]
    private sealed partial class Whole;
}

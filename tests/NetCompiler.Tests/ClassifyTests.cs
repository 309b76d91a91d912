using Xunit;

namespace NetCompiler.Tests;

public partial class ClassifyTests
{
    /// <summary>More samples than go through together, and answers too wide for the stack.</summary>
    [Fact]
    public void Many_samples_get_the_classes_they_get_one_by_one()
    {
        foreach (INetwork network in new INetwork[] { new Ten(1), new One(1), new Wide(1) })
        {
            CompiledNetwork compiled = network.Compiled;
            (int length, int width) = (compiled.Info.InputLength, compiled.Info.OutputLength);
            float[] inputs = new Samples(7).Normal(1100 * length), output = new float[width];
            foreach (int count in new[] { 0, 1, 101, 102, 103, 1024, 1025, 1100 })
            {
                int[] classes = new int[count + 1];
                classes[count] = -1;
                compiled.Classify(inputs.AsSpan(0, count * length), classes.AsSpan(0, count));
                Assert.Equal(-1, classes[count]);
                for (int i = 0; i < count; i++)
                {
                    compiled.Predict(inputs.AsSpan(i * length, length), output);
                    int best = width == 1 ? output[0] > 0.5f ? 1 : 0 : Array.IndexOf(output, output.Max());
                    Assert.Equal(best, classes[i]);
                }
            }
        }
    }

    [Fact]
    public void Lengths_that_do_not_belong_together_are_refused_with_the_numbers()
    {
        var network = new Ten(1);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => network.Classify(new float[7], new int[2]));
        Assert.Contains("takes 3 floats a sample; for 2 classes that is 6, but there are 7", exception.Message, StringComparison.Ordinal);
    }

    [Network(3)]
    [Dense(10), Softmax]
    private sealed partial class Ten;

    [Network(3)]
    [Dense(1), Sigmoid]
    private sealed partial class One;

    [Network(3)]
    [Dense(1030)]
    private sealed partial class Wide;
}

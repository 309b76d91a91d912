using Shared;
using Xunit;

namespace NetCompiler.Tests;

public sealed class LinearModelTests
{
    [Fact]
    public void OneInputIsTheSchoolFormula()
    {
        // From their means inputs are -1.5 -0.5 0.5 1.5 and targets -3 -1 1 3, so that w = Σxt / (Σx² + λ) = 10 / (5 + 5).
        LinearModel model = LinearModel.Fit([1, 2, 3, 4], [101, 103, 105, 107], count: 4, ridge: 5);
        Assert.Equal(104 + 1 * (4 - 2.5), model.Predict([4])[0], 1e-9);
    }

    [Fact]
    public void TheGradientOfTheRidgeIsZero()
    {
        const int Count = 40, Length = 19, Outputs = 3;
        const double Ridge = 0.7;
        RandomSequence random = new(3);
        float[] inputs = [.. Enumerable.Range(0, Count * Length).Select(_ => (float)random.NextNormal())];
        float[] targets = [.. Enumerable.Range(0, Count * Outputs).Select(_ => (float)random.NextNormal())];
        LinearModel model = LinearModel.Fit(inputs, targets, Count, Ridge);
        double[] zero = model.Predict(new float[Length]);
        for (int output = 0; output < Outputs; output++)
        {
            double[] errors = [.. Enumerable.Range(0, Count).Select(n => Error(n, output))];
            Assert.Equal(0, errors.Sum(), 1e-4);
            for (int i = 0; i < Length; i++)
                Assert.Equal(0, errors.Select((error, n) => error * inputs[n * Length + i]).Sum() + Ridge * Weight(i, output), 1e-4);
        }

        double Error(int sample, int output) =>
            model.Predict(inputs.AsSpan(sample * Length, Length))[output] - targets[sample * Outputs + output];

        double Weight(int input, int output)
        {
            var one = new float[Length];
            one[input] = 1;
            return model.Predict(one)[output] - zero[output];
        }
    }
}

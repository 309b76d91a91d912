using Xunit;

namespace NetCompiler.Tests;

/// <summary>Every initializer through the attribute: limits, mean and variance of Keras's definitions.</summary>
[Trait("Category", "Numbers")]
public partial class InitializerTests
{
    private const int In = 150, Out = 90;

    public static TheoryData<Initializer> All => [.. Enum.GetValues<Initializer>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Values_have_the_distribution_of_the_definition(Initializer initializer)
    {
        INetwork network = initializer switch
        {
            Initializer.Zeros => new Zeros(3),
            Initializer.Ones => new Ones(3),
            Initializer.GlorotUniform => new GlorotUniform(3),
            Initializer.GlorotNormal => new GlorotNormal(3),
            Initializer.HeUniform => new HeUniform(3),
            Initializer.HeNormal => new HeNormal(3),
            Initializer.LecunUniform => new LecunUniform(3),
            Initializer.LecunNormal => new LecunNormal(3),
            Initializer.RandomUniform => new RandomUniform(3),
            Initializer.RandomNormal => new RandomNormal(3),
            Initializer.TruncatedNormal => new TruncatedNormal(3),
            Initializer.Orthogonal => new Orthogonal(3),
            _ => throw new NotSupportedException($"{initializer}"),
        };
        // Limit of the values, and variance: l²/3 for uniform ones; the truncated normals are widened to keep the variance, but for the
        // plain one.
        double glorot = 2.0 / (In + Out), cut = 0.87962566103423978;
        (double limit, double variance, double mean) = initializer switch
        {
            Initializer.Zeros => (0, 0, 0),
            Initializer.Ones => (1, 0, 1),
            Initializer.GlorotUniform => (Math.Sqrt(3 * glorot), glorot, 0),
            Initializer.GlorotNormal => (2 * Math.Sqrt(glorot) / cut, glorot, 0),
            Initializer.HeUniform => (Math.Sqrt(6.0 / In), 2.0 / In, 0),
            Initializer.HeNormal => (2 * Math.Sqrt(2.0 / In) / cut, 2.0 / In, 0),
            Initializer.LecunUniform => (Math.Sqrt(3.0 / In), 1.0 / In, 0),
            Initializer.LecunNormal => (2 * Math.Sqrt(1.0 / In) / cut, 1.0 / In, 0),
            Initializer.RandomUniform => (0.05, 0.05 * 0.05 / 3, 0),
            Initializer.RandomNormal => (0.05 * 6, 0.05 * 0.05, 0.0),
            Initializer.Orthogonal => (6 / Math.Sqrt(In), 1.0 / In, 0.0),
            _ => (0.1, 0.05 * 0.05 * cut * cut, 0.0),
        };
        ParameterBlock kernel = network.Compiled.Info.Parameters[0];
        Assert.Equal(initializer, kernel.Initializer);
        double[] values = ReferenceNetwork.Unpad(network.Compiled.Weights, kernel);
        double average = values.Average(), spread = values.Average(value => (value - average) * (value - average));
        Assert.All(values, value => Assert.InRange(Math.Abs(value), 0, limit * 1.000001));
        Assert.Equal(mean, average, 5 * Math.Sqrt(variance / values.Length) + 1e-9);
        Assert.InRange(spread, variance * 0.95, variance * 1.05);
        Assert.All(ReferenceNetwork.Unpad(network.Compiled.Weights, network.Compiled.Info.Parameters[1]), value => Assert.Equal(0, value));
        GradientStep.AssertPaddingZero(network.Compiled.Weights, network.Compiled.Info, $"{initializer}");
    }

    /// <summary>Columns where there are fewer columns than rows, else rows; of an LSTM the whole matrix of four gates.</summary>
    [Fact]
    public void The_shorter_side_of_an_orthogonal_matrix_is_orthonormal()
    {
        AssertOrthonormal(new Orthogonal(3).Compiled, "dense_1/kernel");
        AssertOrthonormal(new Recurrent(3).Compiled, "lstm_1/recurrent_kernel");
    }

    private static void AssertOrthonormal(CompiledNetwork compiled, string name)
    {
        float[] values = compiled.GetParameter(name);
        IReadOnlyList<int> shape = compiled.Info.Parameters.Single(block => block.Name == name).Shape;
        (int rows, int columns) = (shape[0], shape[1]);
        int vectors = Math.Min(rows, columns), length = Math.Max(rows, columns);
        double At(int vector, int i) => rows < columns ? values[vector * columns + i] : values[i * columns + vector];
        for (int a = 0; a < vectors; a++)
            for (int b = 0; b <= a; b++)
                Assert.Equal(a == b ? 1 : 0, Enumerable.Range(0, length).Sum(i => At(a, i) * At(b, i)), 1e-6);
    }

    [Fact]
    public void The_forget_gates_bias_begins_with_ones()
    {
        float[] zeros = [0, 0, 0, 0, 0], ones = [1, 1, 1, 1, 1];
        Assert.Equal([.. zeros, .. ones, .. zeros, .. zeros], new Recurrent(1).GetParameter("lstm_1/bias"));
        Assert.Equal(new float[20], new Recurrent(1).GetParameter("plain/bias"));
    }

    [Fact]
    public void Biases_and_slopes_have_initializers_of_their_own()
    {
        CompiledNetwork compiled = new Others(1).Compiled;
        Assert.All(ReferenceNetwork.Unpad(compiled.Weights, compiled.Info.Parameters[1]), value => Assert.Equal(1, value));
        Assert.All(
            ReferenceNetwork.Unpad(compiled.Weights, compiled.Info.Parameters[2]), value => Assert.InRange(Math.Abs(value), 1e-9, 0.05));
    }

    [Network(In)]
    [Dense(Out, KernelInitializer = Initializer.Zeros)]
    private sealed partial class Zeros;

    [Network(In)]
    [Dense(Out, KernelInitializer = Initializer.Ones)]
    private sealed partial class Ones;

    [Network(In)]
    [Dense(Out, KernelInitializer = Initializer.GlorotUniform)]
    private sealed partial class GlorotUniform;

    [Network(In)]
    [Dense(Out, KernelInitializer = Initializer.GlorotNormal)]
    private sealed partial class GlorotNormal;

    [Network(In)]
    [Dense(Out, KernelInitializer = Initializer.HeUniform)]
    private sealed partial class HeUniform;

    [Network(In)]
    [Dense(Out, KernelInitializer = Initializer.HeNormal)]
    private sealed partial class HeNormal;

    [Network(In)]
    [Dense(Out, KernelInitializer = Initializer.LecunUniform)]
    private sealed partial class LecunUniform;

    [Network(In)]
    [Dense(Out, KernelInitializer = Initializer.LecunNormal)]
    private sealed partial class LecunNormal;

    [Network(In)]
    [Dense(Out, KernelInitializer = Initializer.RandomUniform)]
    private sealed partial class RandomUniform;

    [Network(In)]
    [Dense(Out, KernelInitializer = Initializer.RandomNormal)]
    private sealed partial class RandomNormal;

    [Network(In)]
    [Dense(Out, KernelInitializer = Initializer.TruncatedNormal)]
    private sealed partial class TruncatedNormal;

    [Network(In)]
    [Dense(Out, KernelInitializer = Initializer.Orthogonal)]
    private sealed partial class Orthogonal;

    [Network(4, 3)]
    [LSTM(5, ReturnSequences = true), LSTM(5, UnitForgetBias = false, Name = "plain")]
    private sealed partial class Recurrent;

    [Network(5)]
    [Dense(9, BiasInitializer = Initializer.Ones), PReLU(AlphaInitializer = Initializer.RandomUniform)]
    private sealed partial class Others;
}

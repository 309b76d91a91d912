using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>The same bits whatever the batch size, the number of threads and, where multiply-adds are fused, the vector width.</summary>
[Trait("Category", "Numbers")]
public partial class BitIdentityTests
{
    /// <summary>Set for a child process: the hash that it must come to as well.</summary>
    internal const string ExpectedHash = "NETCOMPILER_TESTS_HASH";

    [Fact]
    public void A_sample_gets_the_same_answer_in_every_batch()
    {
        INetwork[] networks =
        [
            new Narrow(3), new Wide(3), new Mixed(3), new Convolutions(3), new Image(3), new Prepared(3), new Normalized(3),
            new FewOfMany(3), new ManyTerms(3), new AtOnce(3), new Residual(3), new Branches(3),
        ];
        foreach (INetwork network in networks)
        {
            NetworkInfo info = network.Compiled.Info;
            const int rows = 37;
            float[] inputs = new Samples(1).Normal(rows * info.InputLength), together = new float[rows * info.OutputLength],
                part = new float[rows * info.OutputLength];
            network.Compiled.Predict(inputs, together);
            foreach (int size in new[] { 1, 2, 3, 4, 5, 6, 7, 9, 12, 36 })
            {
                for (int row = 0; row < rows; row += size)
                {
                    int count = Math.Min(size, rows - row);
                    network.Compiled.Predict(
                        inputs.AsSpan(row * info.InputLength, count * info.InputLength),
                        part.AsSpan(row * info.OutputLength, count * info.OutputLength));
                }
                Assert.Equal(together, part);
            }
        }
    }

    [Fact]
    public void A_sample_gets_the_same_answer_in_training_and_at_every_place_of_a_batch()
    {
        foreach (CompiledNetwork compiled in new[] { new Narrow(3).Compiled, new AtOnce(3).Compiled })
        {
            NetworkInfo info = compiled.Info;
            const int rows = 14;
            float[] inputs = new Samples(1).Normal(rows * info.InputLength), outputs = new float[rows * info.OutputLength];
            compiled.Predict(inputs, outputs);
            var step = new GradientStep(compiled, rows);
            step.Run(inputs, new float[rows * info.OutputLength], training: false);
            Assert.Equal(outputs, step.Outputs(rows));
        }
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        Func<INetwork>[] creations =
        [
            () => new Mixed(7), () => new Convolutions(7), () => new Prepared(7), () => new Normalized(7), () => new FewOfMany(7),
            () => new ManyTerms(7), () => new Residual(7), () => new Branches(7),
        ];
        foreach (Func<INetwork> create in creations)
        {
            float[] one = Trained(create, 1);
            Assert.Equal(one, Trained(create, 2));
            Assert.Equal(one, Trained(create, 3));
            Assert.Equal(one, Trained(create, -1));
        }

        static float[] Trained(Func<INetwork> create, int threads)
        {
            INetwork network = create();
            network.Compiled.Fit(Data(90, network.Compiled.Info), new FitOptions
            {
                Epochs = 2,
                BatchSize = 40,
                Seed = 5,
                Optimizer = new Adam(),
                MaxDegreeOfParallelism = threads,
                WorkPerThread = 1,
            });
            return network.Compiled.Weights.ToArray();
        }
    }

    /// <summary>In a child process with narrower vectors, the hash is the parent's; else that of a second run.</summary>
    [Fact]
    public void Vector_width_and_repetition_change_no_bit()
    {
        string expected = Environment.GetEnvironmentVariable(ExpectedHash) is { Length: > 0 } parents ? parents : Hash();
        Assert.Equal(expected, Hash());
    }

    /// <summary>A child process really runs with what it was started with.</summary>
    [Fact]
    public void The_environment_decides_the_vector_width()
    {
        bool Without(string name) => Environment.GetEnvironmentVariable(name) == "0";
        if (Without("DOTNET_EnableAVX512") || Without("DOTNET_EnableAVX2") || Without("DOTNET_EnableHWIntrinsic"))
            Assert.False(Vector512.IsHardwareAccelerated);
        if (Without("DOTNET_EnableAVX2") || Without("DOTNET_EnableHWIntrinsic"))
            Assert.False(Vector256.IsHardwareAccelerated);
        if (Without("DOTNET_EnableHWIntrinsic"))
            Assert.False(Vector128.IsHardwareAccelerated);
    }

    /// <summary>Over predictions, losses, gradients and parameters after training.</summary>
    internal static string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(ReadOnlySpan<float> values) => hash.AppendData(MemoryMarshal.AsBytes(values));
        INetwork[] networks =
        [
            new Narrow(3), new Wide(3), new Mixed(3), new Convolutions(3), new Image(3), new Prepared(3), new Normalized(3),
            new FewOfMany(3), new ManyTerms(3), new Residual(3), new Branches(3),
        ];
        foreach (INetwork network in networks)
        {
            CompiledNetwork compiled = network.Compiled;
            NetworkInfo info = compiled.Info;
            var samples = new Samples(17);
            foreach (int rows in new[] { 1, 7, 24 })
            {
                float[] inputs = samples.Normal(rows * info.InputLength), targets = samples.Targets(info.Loss, rows, info.OutputLength),
                    outputs = new float[rows * info.OutputLength];
                compiled.Predict(inputs, outputs);
                Add(outputs);
                var step = new GradientStep(compiled, rows);
                step.Run(inputs, targets, rows);
                Add(step.Batch.Losses.Span);
                Add(step.Batch.Gradients.Span);
            }
            Trainer.Fit(compiled, Data(60, info), new FitOptions { BatchSize = 16, Optimizer = new Adam(), Seed = 2 });
            Add(compiled.Weights);
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static Dataset Data(int count, NetworkInfo info)
    {
        var samples = new Samples(23);
        return Dataset.FromTargets(samples.Normal(count * info.InputLength), samples.Targets(info.Loss, count, info.OutputLength), count);
    }

    [Network(7)]
    [Dense(5), Tanh]
    [Dense(3), ELU]
    [Dense(18), Softplus]
    [Dense(1)]
    private sealed partial class Narrow;

    /// <summary>Few units at the end, and nothing behind them: one answer goes to the caller's memory at once.</summary>
    [Network(9)]
    [Dense(32), ReLU]
    [Dense(64), Tanh]
    [Dense(8)]
    private sealed partial class AtOnce;

    [Network(100)]
    [Dense(200), GELU]
    [Dense(144), SiLU]
    [Dense(10), Softmax]
    private sealed partial class Wide;

    [Network(15, 13, 1)]
    [Conv2D(6, 3, Padding = Padding.Same), Tanh]
    [MaxPool2D(2, Strides = 1), Dropout(0.25f)]
    [Conv2D(16, 3), ReLU]
    [Conv2D(32, 3), ReLU]
    [AveragePool2D(2)]
    [Flatten, Dense(10), Softmax]
    private sealed partial class Prepared;

    [Network(4, 4, 3)]
    [PReLU, Flatten]
    [Dense(70), SELU, LayerNorm, Dropout(0.2f)]
    [Dense(40, UseBias = false), Mish, GroupNorm(4), Dropout(0.4f)]
    [Dense(39), RMSNorm]
    [Dense(17), Sigmoid]
    private sealed partial class Mixed;

    [Network(7, 6, 4)]
    [Conv2D(6, 3, Padding = Padding.Same, Groups = 2), ReLU]
    [DepthwiseConv2D(3, DepthMultiplier = 3), Tanh]
    [SeparableConv2D(20, 3, Strides = 2, Padding = Padding.Same), ReLU]
    [Conv2DTranspose(5, 3, Strides = 2), Tanh]
    [Conv2D(10, 2, Groups = 5), SiLU]
    [Flatten, Dense(3), Softmax]
    private sealed partial class Convolutions;

    [Network(9, 8, 3)]
    [ZeroPadding2D(1, 0)]
    [Conv2D(6, 3), Tanh, SpatialDropout(0.2f)]
    [UpSampling2D(2, Interpolation = Interpolation.Bilinear), GaussianNoise(0.1f)]
    [MaxPool2D(2), Permute(2, 1, 3)]
    [Reshape(18, 18)]
    [Conv1D(16, 3, Padding = Padding.Causal), Tanh]
    [AveragePool1D(2), GlobalMaxPool]
    [Dense(5), Softmax]
    private sealed partial class Image;

    [Network(13, 12, 2)]
    [Conv2D(6, 5, StrideWidth = 2, Padding = Padding.Same), Tanh]
    [Conv2D(4, 3, Padding = Padding.Same), ReLU]
    [Conv2D(16, 3), ReLU]
    [Conv2D(3, 2, Padding = Padding.Same), Tanh]
    [Conv2DTranspose(32, 3), Tanh]
    [Conv2DTranspose(1, 2, Strides = 2), Tanh]
    [Flatten, Dense(64), Tanh]
    [Dense(5), Softmax]
    private sealed partial class FewOfMany;

    [Network(8, 7, 3)]
    [Conv2D(16, 3, Padding = Padding.Same), BatchNorm, ReLU(Name = "a")]
    [Conv2D(16, 3, Padding = Padding.Same), BatchNorm, Add("a"), ReLU(Name = "b")]
    [GlobalAveragePool, Dense(16), Sigmoid, Multiply("b"), Concat("input")]
    [Conv2D(5, 3, Groups = 1, Padding = Padding.Same), Tanh(Name = "c")]
    [DepthwiseConv2D(3, Padding = Padding.Same), Maximum("c"), Dropout(0.2f)]
    [Flatten, Dense(5), Softmax]
    private sealed partial class Residual;

    [Network(70)]
    [Dense(200), LeakyReLU(Name = "a")]
    [Dense(200), Add("a"), ReLU(Name = "b")]
    [Dot("a", Normalize = true), Multiply("b"), Concat("a", "input")]
    [Dense(70), Subtract("input"), Dropout(0.2f)]
    [Dense(10), Softmax]
    private sealed partial class Branches;

    [Network(1025)]
    [Dense(80), ReLU]
    [Dense(1040), LeakyReLU]
    [Dense(1030), ReLU]
    [Dense(70), Tanh]
    private sealed partial class ManyTerms;

    [Network(8, 10, 2)]
    [Conv2D(70, 3, UseBias = false), BatchNorm, ReLU]
    [MaxPool2D(2), BatchNorm(Momentum = 0.5f), Dropout(0.2f)]
    [DepthwiseConv2D(2), BatchNorm, Tanh]
    [Flatten, Dense(30), Tanh, BatchNorm]
    [Dense(5), Softmax]
    private sealed partial class Normalized;
}

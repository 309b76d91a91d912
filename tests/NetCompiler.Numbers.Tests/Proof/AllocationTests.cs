using Xunit;

namespace NetCompiler.Tests;

/// <summary>What runs in a game loop or on many threads: no byte allocated after warm-up, and no thread sees another.</summary>
[Collection(Allocation.Collection)]
public partial class AllocationTests
{
    [Fact]
    public void Predict_and_Classify_allocate_nothing()
    {
        foreach (INetwork network in
            new INetwork[] { new Small(1), new Large(1), new Convolutions(1), new Image(1), new Norms(1), new Graph(1) })
        {
            CompiledNetwork compiled = network.Compiled;
            float[] inputs = new Samples(1).Normal(300 * compiled.Info.InputLength), outputs = new float[300 * compiled.Info.OutputLength];
            int[] classes = new int[300];
            Allocation.AssertNone(() =>
            {
                compiled.Predict(inputs.AsSpan(0, compiled.Info.InputLength), outputs.AsSpan(0, compiled.Info.OutputLength));
                compiled.Predict(inputs, outputs);
                compiled.Classify(inputs.AsSpan(0, compiled.Info.InputLength));
                compiled.Classify(inputs, classes);
            });
        }
    }

    /// <summary>A game with more units today than yesterday: once a thread has predicted for one and for two, it has memory for
    /// all.</summary>
    [Fact]
    public void Numbers_of_samples_that_vary_allocate_nothing()
    {
        const int Most = 300;
        INetwork[] networks = [new Small(1), new Large(1), new Convolutions(1)];
        var allocated = new List<long>();
        foreach (INetwork network in networks)
        {
            CompiledNetwork compiled = network.Compiled;
            (int length, int answer) = (compiled.Info.InputLength, compiled.Info.OutputLength);
            float[] inputs = new Samples(1).Normal(Most * length), outputs = new float[Most * answer];
            // A thread that has predicted nothing yet.
            var thread = new Thread(() =>
            {
                Predict(1);
                Predict(2);
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int count = 1; count <= Most; count++)
                    Predict(count);
                allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);

                void Predict(int count) => compiled.Predict(inputs.AsSpan(0, count * length), outputs.AsSpan(0, count * answer));
            });
            thread.Start();
            thread.Join();
        }
        // What a collection leaves of the thread's allocation context counts as allocated, up to 8 KB; the least growth of a workspace here
        // is more.
        Assert.All(allocated, bytes => Assert.InRange(bytes, 0, 8192));
    }

    [Fact]
    public void TrainOnBatch_allocates_nothing()
    {
        foreach (INetwork network in new INetwork[] { new Small(1), new Large(1), new Convolutions(1), new Norms(1), new Graph(1) })
        {
            foreach (
                Optimizer optimizer in new Optimizer[]
                {
                    new SGD { Momentum = 0.9 }, new RMSprop(), new Adam { GlobalClipNorm = 1 }, new Adadelta()
                })
            {
                CompiledNetwork compiled = Fresh(network).Compiled;
                var samples = new Samples(1);
                float[] inputs = samples.Normal(12 * compiled.Info.InputLength),
                    targets = samples.Targets(compiled.Info.Loss, 12, compiled.Info.OutputLength);
                int[] labels = [.. Enumerable.Range(0, 12).Select(i => i % compiled.Info.OutputLength)];
                Allocation.AssertNone(() =>
                {
                    Trainer.TrainOnBatch(compiled, inputs, targets, optimizer);
                    Trainer.TrainOnBatch(compiled, inputs, labels, optimizer);
                });
            }
        }

        static INetwork Fresh(INetwork network) => (INetwork)Activator.CreateInstance(network.GetType(), 2)!;
    }

    /// <summary>Both ways of a prediction: memory on the stack for one sample of a small network, the thread's own for all else.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Predict_is_thread_safe(bool isSmall)
    {
        CompiledNetwork network = isSmall ? new Small(1).Compiled : new Large(1).Compiled;
        int length = network.Info.InputLength, answer = network.Info.OutputLength;
        float[] inputs = new Samples(1).Normal(64 * length), expected = new float[64 * answer];
        network.Predict(inputs, expected);
        using var start = new Barrier(6);
        Task<bool>[] tasks = [
            .. Enumerable.Range(0, 6).Select(thread => Task.Factory.StartNew(() => IsAlwaysRight(thread), TaskCreationOptions.LongRunning))]
            ;
        foreach (Task<bool> task in tasks)
            Assert.True(await task);

        bool IsAlwaysRight(int thread)
        {
            float[] outputs = new float[64 * answer];
            start.SignalAndWait();
            for (int turn = 0; turn < 60; turn++)
            {
                int first = (thread * 7 + turn) % 60, count = 1 + (thread + turn) % 4;
                Span<float> answers = outputs.AsSpan(0, count * answer);
                answers.Fill(float.NaN);
                network.Predict(inputs.AsSpan(first * length, count * length), answers);
                if (!answers.SequenceEqual(expected.AsSpan(first * answer, count * answer)))
                    return false;
            }
            return true;
        }
    }

    [Network(8)]
    [Dense(12), Tanh]
    [Dense(4), Softmax]
    private sealed partial class Small;

    [Network(300)]
    [Dense(310), ReLU, Dropout(0.1f)]
    [Dense(512), GELU]
    [Dense(10), Softmax]
    private sealed partial class Large;

    [Network(8, 8, 4)]
    [Conv2D(6, 3, Groups = 2), ReLU]
    [SeparableConv2D(6, 3, DepthMultiplier = 2), ReLU]
    [Conv2DTranspose(3, 2, Strides = 2), Tanh]
    [Flatten, Dense(10), Softmax]
    private sealed partial class Convolutions;

    [Network(8, 8, 1)]
    [Conv2D(5, 3, Padding = Padding.Same), ReLU, SpatialDropout(0.2f)]
    [UpSampling2D(2), Cropping2D(2), GaussianNoise(0.1f), Permute(2, 1, 3), AveragePool2D(2)]
    [UpSampling2D(2, Interpolation = Interpolation.Bilinear), GlobalAveragePool]
    [Dense(4), Softmax]
    private sealed partial class Image;

    [Network(6, 6, 3)]
    [Conv2D(8, 3, Padding = Padding.Same), BatchNorm, ReLU(Name = "a")]
    [Conv2D(8, 3, Padding = Padding.Same), BatchNorm, Add("a"), ReLU(Name = "b")]
    [GlobalAveragePool, Dense(8), Sigmoid, Multiply("b"), Concat("input")]
    [Flatten, Dense(20), Tanh(Name = "c")]
    [Dense(20), Dot("c", Normalize = true), Multiply("c")]
    [Dense(10), Softmax]
    private sealed partial class Graph;

    [Network(7, 7, 3)]
    [Conv2D(18, 3), GroupNorm(3), ReLU]
    [Conv2D(18, 2, UseBias = false), BatchNorm, ReLU]
    [Flatten, Dense(20), LayerNorm, Tanh]
    [Dense(20), RMSNorm, BatchNorm]
    [Dense(10), Softmax]
    private sealed partial class Norms;
}

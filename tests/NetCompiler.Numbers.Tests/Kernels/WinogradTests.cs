using NetCompiler.Simd;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Winograd's transforms against the direct sum in double precision, and that predictions never use kernels of
/// yesterday.</summary>
[Trait("Category", "Numbers")]
public partial class WinogradTests
{
    private const int Channels = 19, PaddedChannels = 32, Filters = 32;

    private static IEnumerable<INetwork> Networks =>
        [new LowImage(1), new WholeTiles(1), new Overlapping(1), new Large(1), new Same(1), new OddChannels(1), new InferenceOnly(1)];

    [Fact]
    public void Predictions_are_the_references()
    {
        foreach (INetwork network in Networks)
            NetworkProof.ForwardAgrees(network);
    }

    [Fact]
    public void Predictions_are_the_references_far_from_zero()
    {
        foreach (INetwork network in Networks)
            NetworkProof.ForwardAgrees(network, inputDeviation: 12);
    }

    /// <summary>The loss and its gradients are of the direct sum.</summary>
    [Fact]
    public void Training_sums_directly() => NetworkProof.GradientsAgree(new Overlapping(1), rows: 3);

    [Fact]
    public void These_networks_use_it_and_the_one_that_says_never_does_not()
    {
        foreach (INetwork network in Networks)
            Claim.True(network.Compiled.Info.PreparedFloats > 0, $"{network.Compiled.Info.Name} sums directly.");
        Assert.Equal(0, new Never(1).Compiled.Info.PreparedFloats);
        Assert.Contains("prepared for inference", WholeTiles.Summary);
    }

    /// <summary>Relative to the root mean square of the answers. The data are normal numbers, numbers far from zero, and numbers of which
    /// nine in ten are zero.</summary>
    [Theory]
    [InlineData(2, 3e-7)]
    [InlineData(4, 1.5e-6)]
    [InlineData(6, 4e-6)]
    public void The_error_stays_within_its_bound(int outputs, double bound)
    {
        foreach ((string data, float mean, double zeros) in new[] { ("normal", 0f, 0.0), ("large means", 30f, 0.0), ("sparse", 0f, 0.9) })
        {
            for (int extent = outputs; extent < 2 * outputs + 3; extent++)
            {
                (int height, int width) = (extent, 3 * outputs + 4 - extent);
                var random = new RandomSequence(extent);
                float[] image = new float[(height + 2) * (width + 2) * PaddedChannels], kernel = new float[9 * Channels * Filters],
                    bias = new float[Filters];
                for (int i = 0; i < image.Length; i++)
                    image[i] = random.NextDouble() < zeros ? 0 : mean + (float)(random.NextDouble() - 0.5);
                for (int i = 0; i < kernel.Length; i++)
                    kernel[i] = (float)(random.NextDouble() - 0.5);
                for (int i = 0; i < bias.Length; i++)
                    bias[i] = (float)(random.NextDouble() - 0.5);

                float[] wide = outputs switch
                {
                    2 => Convolve<Simd512, WinogradTile2>(image, kernel, bias, height, width),
                    4 => Convolve<Simd512, WinogradTile4>(image, kernel, bias, height, width),
                    _ => Convolve<Simd512, WinogradTile6>(image, kernel, bias, height, width),
                };
                float[] narrow = outputs switch
                {
                    2 => Convolve<SimdVector, WinogradTile2>(image, kernel, bias, height, width),
                    4 => Convolve<SimdVector, WinogradTile4>(image, kernel, bias, height, width),
                    _ => Convolve<SimdVector, WinogradTile6>(image, kernel, bias, height, width),
                };
                double[] expected = Directly(image, kernel, bias, height, width);
                double error = RootMeanSquare(expected.Zip(wide, (e, a) => e - a)) / RootMeanSquare(expected);
                Claim.True(
                    error <= bound,
                    $"F({outputs}) on {height}x{width}, {data}: error {error:0.0e+0} of the root mean square, more than {bound:0.0e+0}.");
                if (NetworkInfo.IsBitExact)
                    Assert.Equal(wide, narrow);
            }
        }
    }

    [Fact]
    public void Predictions_are_those_of_a_network_that_never_uses_it()
    {
        var network = new Overlapping(3);
        var never = new Never(3);
        float[] inputs = new Samples(5).Normal(4 * Overlapping.InputLength), fast = new float[4 * Overlapping.OutputLength],
            direct = new float[fast.Length];

        network.Predict(inputs, fast);
        never.Predict(inputs, direct);

        NetworkProof.AssertClose(Array.ConvertAll(direct, value => (double)value), fast, 0, 3e-6, "Winograd's answers");
    }

    [Fact]
    public void Predictions_follow_the_parameters_however_they_change()
    {
        var network = new Overlapping(3);
        float[] input = new Samples(6).Normal(Overlapping.InputLength), targets = [1, 0, 0];
        AssertFresh("drawn");

        network.TrainOnBatch(input, targets, new SGD { LearningRate = 0.1 });
        AssertFresh("after a step");

        network.Fit(Dataset.FromTargets(input, targets, 1), new FitOptions { Epochs = 2, Optimizer = new SGD { LearningRate = 0.1 } });
        AssertFresh("after Fit");

        float[] kernel = network.Compiled.GetParameter("conv2d_1/kernel");
        network.Compiled.SetParameter("conv2d_1/kernel", [.. kernel.Select(value => value * 1.5f)]);
        AssertFresh("after SetParameter");

        using (WeightEdit edit = network.Compiled.EditWeights())
            edit.Values[3] += 0.5f;
        AssertFresh("after writing into the weights");

        using var file = new MemoryStream();
        NetworkFile.Save(new Overlapping(9).Compiled, file);
        file.Position = 0;
        NetworkFile.Load(network.Compiled, file);
        AssertFresh("after loading");

        void AssertFresh(string when)
        {
            float[] got = new float[3], wanted = new float[3];
            var fresh = new Never(1);
            foreach (ParameterBlock block in network.Compiled.Info.Parameters)
                fresh.Compiled.SetParameter(block.Name, network.Compiled.GetParameter(block.Name));
            fresh.Predict(input, wanted);
            network.Predict(input, got);
            NetworkProof.AssertClose(Array.ConvertAll(wanted, value => (double)value), got, 0, 3e-6, when);
        }
    }

    /// <summary>Readers see the old parameters with what was prepared from them, or the new with theirs.</summary>
    [Fact]
    public async Task Predictions_during_replacements_are_one_or_the_others()
    {
        var network = new Overlapping(1);
        float[] input = new Samples(7).Normal(Overlapping.InputLength);
        float[][] kernels = [.. new[] { 1, 2 }.Select(seed => new Overlapping(seed).Compiled.GetParameter("conv2d_1/kernel"))];
        float[][] answers = [.. kernels.Select(kernel =>
        {
            float[] answer = new float[3];
            network.Compiled.SetParameter("conv2d_1/kernel", kernel);
            network.Predict(input, answer);
            return answer;
        })];
        Assert.NotEqual(answers[0], answers[1]);

        bool stop = false;
        Task writer = Task.Run(() =>
        {
            for (int i = 0; !Volatile.Read(ref stop); i++)
                network.Compiled.SetParameter("conv2d_1/kernel", kernels[i % 2]);
        }, TestContext.Current.CancellationToken);
        float[] got = new float[3];
        for (int i = 0; i < 5000; i++)
        {
            network.Predict(input, got);
            Claim.True(
                got.AsSpan().SequenceEqual(answers[0]) || got.AsSpan().SequenceEqual(answers[1]), $"Prediction {i} mixes two kernels.");
        }
        Volatile.Write(ref stop, true);
        await writer;
    }

    private static float[] Convolve<V, TTile>(float[] image, float[] kernel, float[] bias, int height, int width)
        where V : struct, ISimd<V> where TTile : struct, IWinogradTile
    {
        int size = TTile.Outputs + 2, positions = size * size, lines = (height + size - 3) / TTile.Outputs,
            tiles = lines * ((width + size - 3) / TTile.Outputs);
        AlignedBuffer x = new(image.Length), u = new(positions * Channels * Filters + Filters), v = new(positions * tiles * PaddedChannels);
        AlignedBuffer m = new(positions * tiles * Filters), y = new(height * width * Filters), w = new(kernel.Length), b = new(Filters);
        image.CopyTo(x.Span);
        kernel.CopyTo(w.Span);
        bias.CopyTo(b.Span);
        Winograd.TransformKernel<V, TTile>(ref w.Start, Channels, Filters, Filters, ref b.Start, true, ref u.Start);
        Winograd.TransformInputs<V, TTile>(
            ref x.Start, PaddedChannels, (width + 2) * PaddedChannels, PaddedChannels, height, width, 0, lines, ref v.Start,
            tiles * PaddedChannels);
        for (int position = 0; position < positions; position++)
            for (int tile = 0; tile < tiles; tile++)
                for (int channel = 0; channel < Channels; channel++)
                {
                    float value = v.Span[(position * tiles + tile) * PaddedChannels + channel];
                    for (int filter = 0; filter < Filters; filter++)
                    {
                        ref float sum = ref m.Span[(position * tiles + tile) * Filters + filter];
                        sum = MathF.FusedMultiplyAdd(value, u.Span[(position * Channels + channel) * Filters + filter], sum);
                    }
                }
        Winograd.TransformOutputs<V, TTile>(
            ref m.Start, tiles * Filters, Filters, ref u.Span[positions * Channels * Filters], height, width, 0, lines, ref y.Start,
            Filters, width * Filters);
        return y.Span.ToArray();
    }

    private static double[] Directly(float[] image, float[] kernel, float[] bias, int height, int width)
    {
        double[] y = new double[height * width * Filters];
        for (int i = 0; i < y.Length; i++)
        {
            (int line, int column, int filter) = (i / Filters / width, i / Filters % width, i % Filters);
            y[i] = bias[filter];
            for (int tap = 0; tap < 9; tap++)
                for (int channel = 0; channel < Channels; channel++)
                    y[i] += (double)image[
                        ((line + tap / 3) * (width + 2) + column + tap % 3) * PaddedChannels + channel]
                        * kernel[(tap * Channels + channel) * Filters + filter];
        }
        return y;
    }

    private static double RootMeanSquare(IEnumerable<double> values) => Math.Sqrt(values.Average(value => value * value));

    [Network(5, 40, 64)]
    [Conv2D(64, 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class LowImage;

    [Network(14, 14, 16)]
    [Conv2D(32, 3), ReLU]
    [Conv2D(48, 3), ReLU]
    [Flatten, Dense(2)]
    private sealed partial class WholeTiles;

    [Network(11, 9, 16)]
    [Conv2D(32, 3), ReLU]
    [Flatten, Dense(3), Softmax]
    private sealed partial class Overlapping;

    [Network(11, 9, 16, Winograd = WinogradMode.Never)]
    [Conv2D(32, 3), ReLU]
    [Flatten, Dense(3), Softmax]
    private sealed partial class Never;

    [Network(34, 34, 16)]
    [Conv2D(16, 3), ReLU, MaxPool2D(8)]
    [Flatten, Dense(2)]
    private sealed partial class Large;

    [Network(12, 12, 16)]
    [Conv2D(32, 3, Padding = Padding.Same), GELU]
    [Conv2D(32, 3, Padding = Padding.Same, UseBias = false), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class Same;

    [Network(10, 14, 1)]
    [Conv2D(24, 3), ReLU]
    [Conv2D(20, 3), Tanh]
    [Flatten, Dense(2)]
    private sealed partial class OddChannels;

    [Network(11, 11, 16, Mode = NetworkMode.InferenceOnly)]
    [Conv2D(32, 3), ReLU]
    [Flatten, Dense(2)]
    private sealed partial class InferenceOnly;
}

using Xunit;

namespace NetCompiler.Tests;

/// <summary>What one sees inside of networks: values of layers, what scores depend on.</summary>
public partial class ViewTests
{
    private static T Filled<T>(T network) where T : INetwork
    {
        new Samples(3).Fill(network.Compiled);
        return network;
    }

    /// <summary>Each layer's value is that of the reference; the last one's is the answer.</summary>
    [Fact]
    public void Every_layers_value_can_be_had()
    {
        Seer network = Filled(new Seer(1));
        float[] input = new Samples(4).Normal(Seer.InputLength);
        ReferenceNetwork reference = ReferenceNetwork.Of(typeof(Seer)).CopyFrom(network.Compiled);
        double[][] expected = reference.PredictFrom(0, Array.ConvertAll(input, value => (double)value))[1..];
        IReadOnlyList<LayerInfo> layers = network.Layers;
        Assert.Equal(expected.Length, layers.Count);
        for (int i = 0; i < layers.Count; i++)
        {
            float[] values = network.Activations(layers[i].Name, input);
            NetworkProof.AssertClose(expected[i], values, 2e-5, 1e-5, layers[i].Name);
            Assert.Equal(layers[i].OutputShape.Aggregate(1, (product, size) => product * size), values.Length);
        }
        double[] answer = Array.ConvertAll(network.Predict(input), value => (double)value);
        NetworkProof.AssertClose(answer, network.Activations("softmax_1", input), 1e-5, 1e-6, "answer");
        float[] room = new float[5];
        network.Activations("dense_1", input, room);
        Assert.Equal(network.Activations("dense_1", input), room);
    }

    [Fact]
    public void Values_are_of_the_present_parameters_and_change_nothing()
    {
        Seer network = Filled(new Seer(1));
        float[] input = new Samples(4).Normal(Seer.InputLength), before = network.Compiled.Weights.ToArray();
        float[] first = network.Activations("conv2d_1", input);
        _ = network.Saliency(input, 1);
        _ = network.ClassActivation(input, 1);
        Assert.Equal(before, network.Compiled.Weights.ToArray());
        network.SetParameter("conv2d_1/kernel", new float[3 * 3 * 2 * 4]);
        Assert.NotEqual(first, network.Activations("conv2d_1", input));
        Assert.True(float.IsFinite(network.TrainOnBatch(input, new float[] { 0, 1, 0 }, new Adam())));
    }

    /// <summary>The scores by central differences of the layer in front of the softmax.</summary>
    [Fact]
    public void Saliency_is_the_largest_derivative_of_a_score_by_a_pixels_channels()
    {
        Seer network = Filled(new Seer(1));
        float[] input = new Samples(4).Normal(Seer.InputLength);
        const int Class = 2, Channels = 2;
        ReferenceNetwork reference = ReferenceNetwork.Of(typeof(Seer)).CopyFrom(network.Compiled);
        double[] map = new double[input.Length / Channels];
        for (int i = 0; i < input.Length; i++)
            map[i / Channels] = Math.Max(map[i / Channels], Math.Abs(Derivative(reference, input, i, Class)));
        HeatMap seen = network.Saliency(input, Class);
        Assert.Equal((8, 7), (seen.Height, seen.Width));
        NetworkProof.AssertClose([.. map.Select(value => value / map.Max())], [.. seen.Values], 0, 1e-3, "saliency");
    }

    private static double Derivative(ReferenceNetwork reference, float[] input, int place, int number)
    {
        const double Step = 1e-5;
        double[] x = Array.ConvertAll(input, value => (double)value);
        x[place] += Step;
        double above = reference.PredictFrom(0, x)[^2][number];
        x[place] -= 2 * Step;
        return (above - reference.PredictFrom(0, x)[^2][number]) / (2 * Step);
    }

    /// <summary>Where a mean over pixels and one Dense layer follow, Grad-CAM is the class activation map: Σ w_kc A_k, what is positive of
    /// it.</summary>
    [Fact]
    public void A_class_activation_map_weighs_the_last_image()
    {
        Mapped network = Filled(new Mapped(1));
        float[] input = new Samples(5).Normal(Mapped.InputLength), image = network.Activations("re_lu_1", input),
            kernel = network.GetParameter("dense_1/kernel");
        const int Class = 1, Channels = 5, Classes = 3;
        double[] weights = [.. Enumerable.Range(0, Channels).Select(k => (double)kernel[k * Classes + Class])];
        double[] map = [.. image.Chunk(Channels).Select(pixel => Math.Max(0, pixel.Select((a, k) => a * weights[k]).Sum()))];
        HeatMap seen = network.ClassActivation(input, Class);
        Assert.Equal((6, 5), (seen.Height, seen.Width));
        Assert.True(map.Max() > 0);
        NetworkProof.AssertClose([.. map.Select(value => value / map.Max())], [.. seen.Values], 0, 1e-5, "map");
        HeatMap large = seen.Resize(12, 10);
        Assert.Equal(seen[0, 0], large[0, 0]);
        Assert.Equal(0.75f * 0.75f * seen[0, 0] + 0.1875f * (seen[0, 1] + seen[1, 0]) + 0.0625f * seen[1, 1], large[1, 1], 1e-6f);
    }

    /// <summary>In front of other layers the weights are means of derivatives: by central differences of what is behind the image. (No two
    /// numbers of a pool's window are equal, as the zeros of a ReLU would be.)</summary>
    [Fact]
    public void A_class_activation_map_goes_through_what_is_behind_the_image()
    {
        Seer network = Filled(new Seer(1));
        float[] input = new Samples(4).Normal(Seer.InputLength), image = network.Activations("leaky_re_lu_1", input);
        ReferenceNetwork reference = ReferenceNetwork.Of(typeof(Seer)).CopyFrom(network.Compiled);
        const int Channels = 4, From = 3, Classes = 3;
        int positive = 0;
        for (int number = 0; number < Classes; number++)
        {
            double[] weights = new double[Channels];
            for (int i = 0; i < image.Length; i++)
                weights[i % Channels] += Behind(i, 1e-5, number) - Behind(i, -1e-5, number);
            double[] map = [.. image.Chunk(Channels).Select(pixel => Math.Max(0, pixel.Select((a, k) => a * weights[k]).Sum()))];
            double largest = map.Max();
            positive += largest > 0 ? 1 : 0;
            HeatMap seen = network.ClassActivation(input, number);
            Assert.Equal((8, 7), (seen.Height, seen.Width));
            NetworkProof.AssertClose([.. map.Select(value => largest > 0 ? value / largest : 0)], [.. seen.Values], 0, 1e-3, "map");
        }
        Assert.True(positive > 0);

        double Behind(int place, double step, int number)
        {
            double[] x = Array.ConvertAll(image, value => (double)value);
            x[place] += step;
            return reference.PredictFrom(From, x)[^2][number];
        }
    }

    [Fact]
    public void What_cannot_be_seen_is_said()
    {
        Seer network = new(1);
        float[] input = new float[Seer.InputLength];
        Says<ArgumentException>("Seer has no layer \"conv\" that gives something in prediction. It has conv2d_1, batch_normalization_1, ",
            () => network.Activations("conv", input));
        Says<ArgumentException>("Seer takes 112 floats a sample, and one sample is looked at, but there are 5.",
            () => network.Activations("conv2d_1", new float[5]));
        Says<ArgumentException>("dense_1 gives 5 floats, but there is room for 2.",
            () => network.Activations("dense_1", input, new float[2]));
        Says<ArgumentOutOfRangeException>("Seer has 3 scores, numbered from 0: there is no class 3.", () => network.Saliency(input, 3));
        Says<InvalidOperationException>("Blind has no code by which one could look inside: declare it with Views = true in [Network].",
            () => new Blind(1).Activations("dense_1", new float[3]));
        Says<InvalidOperationException>("Flat has no layer that gives an image", () => new Flat(1).ClassActivation(new float[4], 0));
        Assert.Equal((1, 4), (new Flat(1).Saliency(new float[4], 0).Height, new Flat(1).Saliency(new float[4], 0).Width));
    }

    private static void Says<TException>(string message, Action look) where TException : Exception =>
        Assert.StartsWith(message, Assert.Throws<TException>(look).Message, StringComparison.Ordinal);

    [Network(8, 7, 2, Views = true)]
    [Conv2D(4, 3, Padding = Padding.Same), BatchNorm, LeakyReLU]
    [MaxPool2D(2, Padding = Padding.Same), Dropout(0.2), Flatten, Dense(5), Tanh]
    [Dense(3), Softmax]
    private sealed partial class Seer;

    [Network(6, 5, 1, Views = true)]
    [Conv2D(5, 3, Padding = Padding.Same), ReLU]
    [GlobalAveragePool, Dense(3), Softmax]
    private sealed partial class Mapped;

    [Network(4, Views = true)]
    [Dense(2), Sigmoid]
    private sealed partial class Flat;

    [Network(3)]
    [Dense(2)]
    private sealed partial class Blind;
}

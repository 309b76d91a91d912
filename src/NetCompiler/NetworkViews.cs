using System.Runtime.CompilerServices;
using NetCompiler.CompilerServices;
using static System.FormattableString;

namespace NetCompiler;

/// <summary>Looks into networks that are declared with <see cref="NetworkAttribute.Views"/>: what their layers give, and what an answer
/// depends on. For pictures and for finding faults; nothing of the network changes, and every call allocates.</summary>
public static class NetworkViews
{
    /// <summary>The networks that look into others, made when they are first asked for.</summary>
    private static readonly ConditionalWeakTable<CompiledNetwork, CompiledNetwork?[]> Made = [];

    /// <summary>What a layer gives for one sample, as the network predicts.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">The layer's name, as in <see cref="NetworkInfo.Summary"/>: <c>conv2d_1</c>. Its
    /// <see cref="LayerInfo.OutputShape"/> says how the numbers lie.</param>
    /// <param name="input">The sample.</param>
    /// <returns>The numbers, channels last.</returns>
    /// <exception cref="ArgumentException">The network has no such layer, and the message lists those it has; or the sample has another
    /// length.</exception>
    /// <exception cref="InvalidOperationException">The network is not declared with <see cref="NetworkAttribute.Views"/>.</exception>
    /// <example><code>
    /// // [Network(28, 28, 1, Views = true)] [Conv2D(8, 3), ReLU] ...
    /// float[] edges = net.Activations("re_lu_1", inputs);     // 26 x 26 x 8
    /// </code></example>
    public static float[] Activations(this INetwork network, string layer, ReadOnlySpan<float> input)
    {
        float[] values = Activations(CompiledOf(network), layer, input, out int offset, out int length);
        return values[offset..(offset + length)];
    }

    /// <summary>The same into memory of the caller's.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="input">The sample.</param>
    /// <param name="values">Receives the numbers, channels last.</param>
    /// <exception cref="ArgumentException">The network has no such layer, or the lengths are others.</exception>
    /// <exception cref="InvalidOperationException">The network is not declared with <see cref="NetworkAttribute.Views"/>.</exception>
    public static void Activations(this INetwork network, string layer, ReadOnlySpan<float> input, Span<float> values)
    {
        float[] all = Activations(CompiledOf(network), layer, input, out int offset, out int length);
        if (values.Length != length)
            throw new ArgumentException(
                Invariant($"{layer} gives {length:N0} floats, but there is room for {values.Length:N0}."), nameof(values));
        all.AsSpan(offset, length).CopyTo(values);
    }

    /// <summary>Where a change of the input would change a class's score most: of each pixel the largest derivative of the score by one of
    /// its channels, without its sign (Simonyan, Vedaldi and Zisserman, 2014, arXiv:1312.6034). The score is what enters a last softmax,
    /// sigmoid or step, and else the answer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="input">The sample.</param>
    /// <param name="classNumber">The class: the number of one of the scores, from 0.</param>
    /// <returns>A map of the first input, the largest number 1: an image's lines and pixels, a sequence's steps and features, a film's
    /// frames and their lines, or one line.</returns>
    /// <exception cref="ArgumentException">The sample has another length, or a number that is NaN or infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    /// <exception cref="InvalidOperationException">The network is not declared with <see cref="NetworkAttribute.Views"/>, or is for
    /// inference only, or in training.</exception>
    public static HeatMap Saliency(this INetwork network, ReadOnlySpan<float> input, int classNumber)
    {
        CompiledNetwork whole = CompiledOf(network), scores = ViewOf(whole, NetworkView.Scores);
        CheckInput(whole, input);
        float[] gradient = new float[input.Length];
        GradientOf(whole, scores, input, gradient, classNumber);
        IReadOnlyList<int> shape = whole.Info.Inputs[0].Shape;
        (int height, int width) = shape.Count == 1 ? (1, shape[0]) : (shape[0], shape[1]);
        int channels = whole.Info.Inputs[0].Length / (height * width);
        float[] map = new float[height * width];
        for (int i = 0; i < map.Length * channels; i++)
            map[i / channels] = Math.Max(map[i / channels], Math.Abs(gradient[i]));
        return HeatMap.Of(height, width, map);
    }

    /// <summary>What in an image speaks for a class: Grad-CAM (Selvaraju et al., 2017, arXiv:1610.02391). With A the last image in the
    /// network, as large as what the last convolution gives, and S the class's score, the map is max(0, Σ a_k A_k), where a_k is the mean
    /// of dS/dA_k over all pixels of channel k. Where <c>[GlobalAveragePool, Dense(classes)]</c> follows, that is the class activation map
    /// of Zhou et al. (2016, arXiv:1512.04150) without what speaks against the class.</summary>
    /// <param name="network">The network.</param>
    /// <param name="input">The sample.</param>
    /// <param name="classNumber">The class: the number of one of the scores, from 0.</param>
    /// <returns>A map of that image's size, the largest number 1; <see cref="HeatMap.Resize"/> brings it to the input's.</returns>
    /// <exception cref="ArgumentException">The sample has another length, or a number that is NaN or infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    /// <exception cref="InvalidOperationException">The network is not declared with <see cref="NetworkAttribute.Views"/>, is for inference
    /// only or in training, or there is no image in it that its whole answer is made of.</exception>
    public static HeatMap ClassActivation(this INetwork network, ReadOnlySpan<float> input, int classNumber)
    {
        CompiledNetwork whole = CompiledOf(network);
        _ = ViewOf(whole, NetworkView.Scores);
        if (whole.Code.Seen is not { } seen)
            throw new InvalidOperationException(
                $"{whole.Info.Name} has no layer that gives an image (height, width, channels) of which its whole answer is made: "
                    + "Saliency shows which inputs it depends on.");
        CompiledNetwork tail = ViewOf(whole, NetworkView.Tail);
        float[] image = Activations(network, seen, input), gradient = new float[image.Length];
        GradientOf(whole, tail, image, gradient, classNumber);
        IReadOnlyList<int> shape = tail.Info.InputShape;
        (int pixels, int channels) = (shape[0] * shape[1], shape[2]);
        double[] weights = new double[channels];
        for (int i = 0; i < gradient.Length; i++)
            weights[i % channels] += gradient[i] / (double)pixels;
        float[] map = new float[pixels];
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            double sum = 0;
            for (int k = 0; k < channels; k++)
                sum += weights[k] * image[pixel * channels + k];
            map[pixel] = (float)Math.Max(0, sum);
        }
        return HeatMap.Of(shape[0], shape[1], map);
    }

    private static float[] Activations(CompiledNetwork network, string layer, ReadOnlySpan<float> input, out int offset, out int length)
    {
        ArgumentNullException.ThrowIfNull(layer);
        CompiledNetwork values = ViewOf(network, NetworkView.Values);
        CheckInput(network, input);
        foreach (OutputPort output in values.Info.Outputs)
            if (output.Name == layer)
            {
                (offset, length) = (output.Offset, output.Length);
                return values.Predict(input);
            }
        throw new ArgumentException(
            $"{network.Info.Name} has no layer \"{layer}\" that gives something in prediction. It has "
                + $"{string.Join(", ", values.Info.Outputs.Select(output => output.Name))}.", nameof(layer));
    }

    /// <summary>The derivative of a score by what a network takes.</summary>
    private static void GradientOf(
        CompiledNetwork whole, CompiledNetwork view, ReadOnlySpan<float> input, float[] gradient, int classNumber)
    {
        if ((uint)classNumber >= (uint)view.Info.OutputLength)
            throw new ArgumentOutOfRangeException(
                nameof(classNumber), classNumber,
                Invariant($"{whole.Info.Name} has {view.Info.OutputLength:N0} scores, numbered from 0: there is no class ")
                    + Invariant($"{classNumber:N0}."));
        view.InputGradient(input, gradient, classNumber, static (scores, gradients, number) =>
        {
            gradients[number] = 1;
            return scores[number];
        });
    }

    private static void CheckInput(CompiledNetwork network, ReadOnlySpan<float> input)
    {
        if (input.Length != network.Info.InputLength)
            throw new ArgumentException(
                Invariant($"{network.Info.Name} takes {network.Info.InputLength:N0} floats a sample, and one sample is looked at, but ")
                    + Invariant($"there are {input.Length:N0}."), nameof(input));
    }

    private static CompiledNetwork ViewOf(CompiledNetwork network, NetworkView view)
    {
        if (network.Code.View(view) is not { } code)
            throw network.Code.View(NetworkView.Values) is null
                ? new InvalidOperationException(
                    $"{network.Info.Name} has no code by which one could look inside: declare it with Views = true in [Network].")
                : network.Code.InferenceOnly();
        CompiledNetwork?[] made = Made.GetValue(network, static _ => new CompiledNetwork?[3]);
        lock (made)
        {
            if (made[(int)view] is { } known)
                return known;
            var looking = new CompiledNetwork(code, 0);
            looking.BecomePart(network.Store, 0);
            return made[(int)view] = looking;
        }
    }

    private static CompiledNetwork CompiledOf(INetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Compiled;
    }
}

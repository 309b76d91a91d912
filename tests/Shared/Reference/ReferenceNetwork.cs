using System.Reflection;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>
/// The second opinion on every number: a network in double precision, one sample after the other, in plain loops, made from the same layer
/// attributes as the compiled one and sharing no arithmetic with it.
/// </summary>
internal sealed class ReferenceNetwork
{
    private readonly ReferenceLoss _loss;

    public ReferenceNetwork(int[] input, Loss loss, double labelSmoothing, params IReadOnlyList<LayerAttribute> layers)
    {
        var values = new List<int[]> { input };
        Build(layers, 0, "", values);
        int[] shape = values[^1];

        LayerAttribute last = layers[^1];
        while (last is UseAttribute use)
            last = LayersOf(use.Block)[^1];
        Loss = loss != Loss.Auto ? loss : last switch
        {
            SoftmaxAttribute => Loss.CategoricalCrossentropy,
            SigmoidAttribute => Loss.BinaryCrossentropy,
            StepAttribute => Loss.Perceptron,
            _ => Loss.MeanSquaredError,
        };
        bool fromLogits = (last, Loss) is (
            SoftmaxAttribute, Loss.CategoricalCrossentropy) or (SigmoidAttribute, Loss.BinaryCrossentropy) or (_, Loss.Perceptron);
        _loss = new ReferenceLoss(Loss, labelSmoothing, fromLogits, shape[^1]) { Low = last is StepAttribute step ? step.Low : 0 };
    }

    public List<ReferenceLayer> Layers { get; } = [];

    /// <summary>The values that each layer reads: 0 is the input, i + 1 is what layer i gives.</summary>
    private List<int[]> Reads { get; } = [];

    public Loss Loss { get; }

    public IReadOnlyList<ReferenceParameter> Parameters => [.. Layers.SelectMany(layer => layer.Parameters)];

    /// <summary>The reference of a network class, from its attributes alone.</summary>
    public static ReferenceNetwork Of(Type network)
    {
        var description = network.GetCustomAttribute<NetworkAttribute>()!;
        return new ReferenceNetwork([.. description.Shape], description.Loss, (float)description.LabelSmoothing, LayersOf(network));
    }

    private static LayerAttribute[] LayersOf(Type type) =>
        [.. type.GetCustomAttributes(typeof(LayerAttribute), inherit: false).Cast<LayerAttribute>()];

    /// <summary>Makes the layers of a class, and of the blocks that it uses, whose settings are their constants.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="input">The value that comes in.</param>
    /// <param name="prefix">What names begin with.</param>
    /// <param name="shapes">The shapes of all values.</param>
    /// <returns>The value that the last one gives.</returns>
    private int Build(IReadOnlyList<LayerAttribute> layers, int input, string prefix, List<int[]> shapes)
    {
        var counts = new Dictionary<string, int>();
        var values = new Dictionary<string, int> { ["input"] = input };
        int before = input;
        foreach (LayerAttribute layer in layers)
        {
            int[] reads =
            [
                layer.From is { } from ? values[from] : before,
                .. layer is MergeAttribute merge ? merge.With.Select(name => values[name]) : [],
            ];
            if (layer is UseAttribute { Name: not null, Repeat: > 1 } named)
            {
                before = reads[0];
                for (int i = 1; i <= named.Repeat; i++)
                    before = Build(LayersOf(named.Block), before, $"{prefix}{named.Name}/{KerasWord(named.Block.Name)}_{i}/", shapes);
                values[named.Name!] = before;
                continue;
            }
            for (int i = 0; i < (layer is UseAttribute { Repeat: var repeat } ? repeat : 1); i++)
            {
                string name = layer.Name ?? Next(layer is UseAttribute unnamed ? unnamed.Block.Name : KindOf(layer));
                before = layer is UseAttribute use ? Build(LayersOf(use.Block), i == 0 ? reads[0] : before, $"{prefix}{name}/", shapes)
                    : Add(layer, prefix + name, reads, shapes);
                values[name] = before;
            }
        }
        return before;

        string Next(string kind)
        {
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
            return $"{KerasWord(kind)}_{counts[kind]}";
        }
    }

    private int Add(LayerAttribute layer, string name, int[] reads, List<int[]> shapes)
    {
        int[][] inputs = [.. reads.Select(value => shapes[value])];
        Layers.Add(layer is MergeAttribute several ? ReferenceMerge.Make(several, inputs) : Make(layer, name, inputs[0]));
        Reads.Add(reads);
        shapes.Add(Layers[^1].OutputShape);
        return Layers.Count;
    }

    private static string KindOf(LayerAttribute layer) => layer.GetType().Name.Replace("Attribute", "", StringComparison.Ordinal);

    /// <summary>Takes over the parameters of a compiled network, which must have the same tensors in the same order.</summary>
    public ReferenceNetwork CopyFrom(CompiledNetwork network)
    {
        Assert.Equal(Parameters.Select(parameter => parameter.Name), network.Info.Parameters.Select(block => block.Name));
        foreach ((ReferenceParameter parameter, ParameterBlock block) in Parameters.Zip(network.Info.Parameters))
        {
            Assert.Equal(parameter.Shape, block.Shape);
            Unpad(network.Weights, block).CopyTo(parameter.Values, 0);
        }
        return this;
    }

    /// <summary>One tensor of a flat buffer, without its padding.</summary>
    public static double[] Unpad(ReadOnlySpan<float> flat, ParameterBlock block)
    {
        double[] values = new double[block.Count];
        (int first, int second, int run) = block.Swap is { } swap ? (swap.First, swap.Second, swap.Run) : (1, 1, block.Count);
        for (int i = 0; i < values.Length; i++)
        {
            // In the buffer, (outer, second, first, run).
            int outer = i / (first * second * run), at = i / (second * run) % first, other = i / run % second;
            int place = ((outer * second + other) * first + at) * run + i % run;
            values[i] = flat[block.Offset + place / block.Columns * block.RowStride + place % block.Columns];
        }
        return values;
    }

    /// <summary>The answer to one sample.</summary>
    public double[] Predict(double[] x) => Run([x], training: false)[^1][0];

    /// <summary>The mean loss of a batch; dropout as in training where <paramref name="training"/> is set.</summary>
    public double LossOf(double[][] inputs, double[][] targets, bool training = true) => LossOf(Run(inputs, training), targets);

    private double LossOf(double[][][] values, double[][] targets) =>
        values[_loss.FromLogits ? Reads[^1][0] : values.Length - 1].Zip(targets, _loss.Value).Sum() / targets.Length;

    /// <summary>Backpropagation: leaves the gradients of the mean loss in the parameters, and returns that by the inputs.</summary>
    public double[][] ComputeGradients(double[][] inputs, double[][] targets)
    {
        foreach (ReferenceParameter parameter in Parameters)
            Array.Clear(parameter.Gradient);
        double[][][] values = Run(inputs, training: true);
        var gradients = new double[]?[values.Length][];
        gradients[0] = [.. inputs.Select(row => new double[row.Length])];
        int last = _loss.FromLogits ? Reads[^1][0] : values.Length - 1;
        gradients[last] =
        [
            .. values[last].Zip(
                targets, (output, target) => Array.ConvertAll(_loss.Derivative(output, target), value => value / inputs.Length)),
        ];
        for (int layer = last - 1; layer >= 0; layer--)
        {
            // What nobody reads has no gradient.
            if (gradients[layer + 1] is not { } dy)
                continue;
            double[][][] contributions = Layers[layer].BackwardBatch([.. Reads[layer].Select(value => values[value])], dy!);
            foreach ((int value, double[][] contribution) in Reads[layer].Zip(contributions))
                gradients[value] = gradients[value] is null ? contribution
                    : [.. gradients[value]!.Zip(contribution, (sum, more) => sum!.Zip(more, (x, y) => x + y).ToArray())];
        }
        return gradients[0]!;
    }

    /// <summary>The derivative of the mean loss by one number, (L(v + h) - L(v - h)) / 2h: knows nothing of backpropagation.</summary>
    public double CentralDifference(ref double value, double[][] inputs, double[][] targets) =>
        CentralDifference(ref value, [inputs], targets);

    /// <summary>The same by several numbers of a parameter, for which the layers before the parameter's run only once.</summary>
    public double[] CentralDifferences(ReferenceParameter parameter, int[] places, double[][] inputs, double[][] targets)
    {
        int first = 0;
        while (!Layers[first].Parameters.Contains(parameter))
            first++;
        double[][][] before = Run([inputs], training: true, first);
        return Array.ConvertAll(places, place => CentralDifference(ref parameter.Values[place], before, targets));
    }

    private double CentralDifference(ref double value, double[][][] before, double[][] targets)
    {
        double at = value, h = 1e-5 * Math.Max(1, Math.Abs(at));
        value = at + h;
        double above = LossOf(Run(before, training: true, Layers.Count), targets);
        value = at - h;
        double below = LossOf(Run(before, training: true, Layers.Count), targets);
        value = at;
        return (above - below) / (2 * h);
    }

    /// <summary>All values of a batch's forward pass: the inputs, then every layer's outputs.</summary>
    public double[][][] Run(double[][] inputs, bool training) => Run([inputs], training, Layers.Count);

    /// <summary>The values that are known and those that follow from them, up to those of the first layers.</summary>
    private double[][][] Run(double[][][] known, bool training, int layers)
    {
        var values = new List<double[][]>(known);
        for (int layer = values.Count - 1; layer < layers; layer++)
            values.Add(Layers[layer].ForwardBatch([.. Reads[layer].Select(value => values[value])], training));
        return [.. values];
    }

    private static ReferenceLayer Make(LayerAttribute layer, string name, int[] shape)
    {
        const double lambda = 1.0507009873554805, seluAlpha = 1.6732632423543772;
        static int Or(int value, int otherwise) => value > 0 ? value : otherwise;
        ReferenceAxis Vertical(int size, int stride, int strides, int dilation, int rate, Padding padding, int before, int after) =>
            new(shape[0], size, Or(stride, strides), Or(dilation, rate), padding, before, after);
        ReferenceAxis Horizontal(int size, int stride, int strides, int dilation, int rate, Padding padding, int before, int after) =>
            new(shape[1], size, Or(stride, strides), Or(dilation, rate), padding, before, after);
        ReferencePool2D Sequence(ReferenceAxis axis, bool isMaximum) =>
            new(ReferenceAxis.Line, axis, shape[1], isMaximum, [axis.Output, shape[1]]);
        ReferencePool2D Global(bool isMaximum) =>
            new(
                ReferenceAxis.Whole(shape[..^2].Aggregate(1, (product, dimension) => product * dimension)), ReferenceAxis.Whole(shape[^2]),
                shape[^1], isMaximum, [shape[^1]]);
        ReferenceElementwise Elementwise(Func<double, double> f, Func<double, double> derivative) => new(shape, f, derivative);
        ReferenceParameter? Tensor(bool isThere, string tensor) => isThere ? new ReferenceParameter($"{name}/{tensor}", shape[^1]) : null;
        switch (layer)
        {
            case DenseAttribute dense:
                return new ReferenceDense(name, shape.Single(), dense.Units, dense.UseBias);
            case RecurrentAttribute recurrent:
                return new ReferenceRecurrent(name, shape, recurrent);
            case Conv2DAttribute conv:
                return new ReferenceConv2D(
                    name,
                    new ReferenceAxis(
                        shape[0], conv.KernelHeight, Or(conv.StrideHeight, conv.Strides), Or(conv.DilationHeight, conv.DilationRate),
                        conv.Padding, conv.PadTop, conv.PadBottom),
                    new ReferenceAxis(
                        shape[1], conv.KernelWidth, Or(conv.StrideWidth, conv.Strides), Or(conv.DilationWidth, conv.DilationRate),
                        conv.Padding, conv.PadLeft, conv.PadRight),
                    shape[2], conv.Filters, conv.UseBias, conv.Groups);
            case DepthwiseConv2DAttribute conv:
                return new ReferenceDepthwiseConv2D(
                    name, "kernel",
                    Vertical(
                        conv.KernelHeight, conv.StrideHeight, conv.Strides, conv.DilationHeight, conv.DilationRate, conv.Padding,
                        conv.PadTop, conv.PadBottom),
                    Horizontal(
                        conv.KernelWidth, conv.StrideWidth, conv.Strides, conv.DilationWidth, conv.DilationRate, conv.Padding, conv.PadLeft,
                        conv.PadRight), shape[2], conv.DepthMultiplier, conv.UseBias);
            case SeparableConv2DAttribute conv:
                return new ReferenceSeparableConv2D(
                    name,
                    Vertical(
                        conv.KernelHeight, conv.StrideHeight, conv.Strides, conv.DilationHeight, conv.DilationRate, conv.Padding,
                        conv.PadTop, conv.PadBottom),
                    Horizontal(
                        conv.KernelWidth, conv.StrideWidth, conv.Strides, conv.DilationWidth, conv.DilationRate, conv.Padding, conv.PadLeft,
                        conv.PadRight), shape[2], conv.DepthMultiplier, conv.Filters, conv.UseBias);
            case Conv2DTransposeAttribute conv:
                return new ReferenceConv2DTranspose(
                    name, shape, conv.Filters, conv.KernelHeight, conv.KernelWidth, Or(conv.StrideHeight, conv.Strides),
                    Or(conv.StrideWidth, conv.Strides),
                    Or(conv.DilationHeight, conv.DilationRate), Or(conv.DilationWidth, conv.DilationRate), conv.Padding,
                    (conv.PadTop, conv.PadBottom), (conv.PadLeft, conv.PadRight), conv.UseBias);
            case Conv1DAttribute conv:
                return new ReferenceConv2D(
                    name, null,
                    new ReferenceAxis(
                        shape[0], conv.KernelSize, conv.Strides, conv.DilationRate, conv.Padding, conv.PadBefore, conv.PadAfter), shape[1],
                    conv.Filters, conv.UseBias, conv.Groups);
            case MaxPool1DAttribute pool:
                return Sequence(
                    new ReferenceAxis(
                        shape[0], pool.PoolSize, Or(pool.Strides, pool.PoolSize), 1, pool.Padding, pool.PadBefore, pool.PadAfter),
                    isMaximum: true);
            case AveragePool1DAttribute pool:
                return Sequence(
                    new ReferenceAxis(
                        shape[0], pool.PoolSize, Or(pool.Strides, pool.PoolSize), 1, pool.Padding, pool.PadBefore, pool.PadAfter),
                    isMaximum: false);
            case GlobalMaxPoolAttribute:
                return Global(isMaximum: true);
            case GlobalAveragePoolAttribute:
                return Global(isMaximum: false);
            case MaxPool2DAttribute pool:
                return new ReferencePool2D(
                    new ReferenceAxis(
                        shape[0], pool.PoolHeight, Or(pool.StrideHeight, Or(pool.Strides, pool.PoolHeight)), 1, pool.Padding, pool.PadTop,
                        pool.PadBottom),
                    new ReferenceAxis(
                        shape[1], pool.PoolWidth, Or(pool.StrideWidth, Or(pool.Strides, pool.PoolWidth)), 1, pool.Padding, pool.PadLeft,
                        pool.PadRight), shape[2], isMaximum: true);
            case AveragePool2DAttribute pool:
                return new ReferencePool2D(
                    new ReferenceAxis(
                        shape[0], pool.PoolHeight, Or(pool.StrideHeight, Or(pool.Strides, pool.PoolHeight)), 1, pool.Padding, pool.PadTop,
                        pool.PadBottom),
                    new ReferenceAxis(
                        shape[1], pool.PoolWidth, Or(pool.StrideWidth, Or(pool.Strides, pool.PoolWidth)), 1, pool.Padding, pool.PadLeft,
                        pool.PadRight), shape[2], isMaximum: false);
            case UpSampling2DAttribute { Interpolation: Interpolation.Nearest } up:
                return new ReferenceMove(
                    shape, [shape[0] * up.Height, shape[1] * up.Width, shape[2]], to => [to[0] / up.Height, to[1] / up.Width, to[2]]);
            case UpSampling2DAttribute up:
                return new ReferenceBilinear(shape, up.Height, up.Width);
            case ZeroPadding2DAttribute pad:
                return new ReferenceMove(shape, [shape[0] + pad.Top + pad.Bottom, shape[1] + pad.Left + pad.Right, shape[2]], to =>
                    to[0] >= pad.Top && to[0] < pad.Top + shape[0] && to[1] >= pad.Left && to[1] < pad.Left + shape[1]
                        ? [to[0] - pad.Top, to[1] - pad.Left, to[2]]
                        : null);
            case Cropping2DAttribute crop:
                return new ReferenceMove(
                    shape, [shape[0] - crop.Top - crop.Bottom, shape[1] - crop.Left - crop.Right, shape[2]],
                    to => [to[0] + crop.Top, to[1] + crop.Left, to[2]]);
            case ReshapeAttribute reshape:
                int count = shape.Aggregate(1, (product, size) => product * size),
                    rest = count / Math.Abs(reshape.Shape.Aggregate(1, (product, size) => product * size));
                return new ReferenceFlatten([.. reshape.Shape.Select(size => size < 0 ? rest : size)]);
            case PermuteAttribute permute:
                return new ReferenceMove(shape, [.. permute.Dimensions.Select(dimension => shape[dimension - 1])], to =>
                    [.. Enumerable.Range(1, shape.Length).Select(dimension => to[permute.Dimensions.ToList().IndexOf(dimension)])]);
            case FlattenAttribute:
                return new ReferenceFlatten(shape.Aggregate(1, (product, dimension) => product * dimension));
            case DropoutAttribute dropout:
                return new ReferenceDropout(shape, (float)dropout.Rate);
            case SpatialDropoutAttribute dropout:
                return new ReferenceDropout(shape, (float)dropout.Rate);
            case GaussianNoiseAttribute:
                return new ReferenceNoise(shape);
            case SoftmaxAttribute:
                return new ReferenceSoftmax(shape);
            case RescalingAttribute rescaling:
                return Elementwise(x => x * (float)rescaling.Scale + (float)rescaling.Offset, _ => (float)rescaling.Scale);
            case NormalizationAttribute norm:
                return new ReferenceNormalization(name, shape, norm.Axis, norm.Invert);
            case BatchNormAttribute norm:
                return new ReferenceBatchNorm(name, shape, (float)norm.Epsilon, norm.Scale, norm.Center);
            case LayerNormAttribute norm:
                return new ReferenceNorm(shape, 1, allPixels: false, centered: true, (float)norm.Epsilon,
                    Tensor(norm.Scale, "gamma"), Tensor(norm.Center, "beta"));
            case RMSNormAttribute norm:
                return new ReferenceNorm(shape, 1, allPixels: false, centered: false, (float)norm.Epsilon, Tensor(true, "scale"), null);
            case GroupNormAttribute norm:
                return new ReferenceNorm(shape, norm.Groups, allPixels: true, centered: true, (float)norm.Epsilon,
                    Tensor(norm.Scale, "gamma"), Tensor(norm.Center, "beta"));
            case PReLUAttribute:
                return new ReferencePReLU(name, shape);
            case LinearAttribute:
                return Elementwise(x => x, x => 1);
            case ReLUAttribute relu:
                return Elementwise(x => Math.Min(Math.Max(x, 0), (float)relu.MaxValue), x => x > 0 && x < (float)relu.MaxValue ? 1 : 0);
            case LeakyReLUAttribute leaky:
                return Elementwise(x => x > 0 ? x : (float)leaky.NegativeSlope * x, x => x > 0 ? 1 : (float)leaky.NegativeSlope);
            case ELUAttribute elu:
                return Elementwise(
                    x => x > 0 ? x : (float)elu.Alpha * ReferenceMath.ExpM1(x), x => x > 0 ? 1 : (float)elu.Alpha * Math.Exp(x));
            case SELUAttribute:
                return Elementwise(
                    x => lambda * (x > 0 ? x : seluAlpha * ReferenceMath.ExpM1(x)), x => lambda * (x > 0 ? 1 : seluAlpha * Math.Exp(x)));
            case GELUAttribute { Approximate: false }:
                return Elementwise(
                    x => x * ReferenceMath.NormalDistribution(x),
                    x => ReferenceMath.NormalDistribution(x) + x * ReferenceMath.NormalDensity(x));
            case GELUAttribute:
                double c = Math.Sqrt(2 / Math.PI);
                double Inner(double x) => Math.Tanh(c * (x + 0.044715 * x * x * x));
                return Elementwise(
                    x => 0.5 * x * (1 + Inner(x)),
                    x => 0.5 * (1 + Inner(x)) + 0.5 * x * (1 - Inner(x) * Inner(x)) * c * (1 + 3 * 0.044715 * x * x));
            case SiLUAttribute:
                return Elementwise(
                    x => x * ReferenceMath.Sigmoid(x), x => ReferenceMath.Sigmoid(x) * (1 + x * (1 - ReferenceMath.Sigmoid(x))));
            case MishAttribute:
                return Elementwise(
                    x => x * Math.Tanh(ReferenceMath.Softplus(x)),
                    x =>
                        Math.Tanh(
                            ReferenceMath.Softplus(x))
                            + x * (1 - Math.Pow(Math.Tanh(ReferenceMath.Softplus(x)), 2)) * ReferenceMath.Sigmoid(x));
            case TanhAttribute:
                return Elementwise(Math.Tanh, x => 1 - Math.Tanh(x) * Math.Tanh(x));
            case SigmoidAttribute:
                return Elementwise(ReferenceMath.Sigmoid, x => ReferenceMath.Sigmoid(x) * (1 - ReferenceMath.Sigmoid(x)));
            case HardSigmoidAttribute:
                return Elementwise(x => Math.Clamp(x / 6 + 0.5, 0, 1), x => x is > -3 and < 3 ? 1.0 / 6 : 0);
            case HardSwishAttribute:
                return Elementwise(x => x * Math.Clamp(x / 6 + 0.5, 0, 1), x => x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5);
            case SoftplusAttribute:
                return Elementwise(ReferenceMath.Softplus, ReferenceMath.Sigmoid);
            case SoftsignAttribute:
                return Elementwise(x => x / (1 + Math.Abs(x)), x => 1 / ((1 + Math.Abs(x)) * (1 + Math.Abs(x))));
            case ExponentialAttribute:
                return Elementwise(Math.Exp, Math.Exp);
            case StepAttribute step:
                return Elementwise(x => x > 0 ? 1 : step.Low, x => 0);
            default:
                throw new NotSupportedException($"The reference has no {layer.GetType().Name}.");
        }
    }

    /// <summary>Keras's word for a kind of layer, as in file names.</summary>
    private static string KerasWord(string kind) => kind switch
    {
        "PReLU" => "p_re_lu",
        "BatchNorm" => "batch_norm",
        "LayerNorm" => "layer_norm",
        "RMSNorm" => "rms_norm",
        "GroupNorm" => "group_norm",
        "MaxPool2D" => "max_pool2d",
        "Conv2DTranspose" => "conv2d_transpose",
        "DepthwiseConv2D" => "depthwise_conv2d",
        "SeparableConv2D" => "separable_conv2d",
        "AveragePool2D" => "average_pool2d",
        "SimpleRNN" => "simple_rnn",
        _ => kind.ToLowerInvariant(),
    };
}

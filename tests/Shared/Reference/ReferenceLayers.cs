namespace NetCompiler.Tests;

/// <summary>How a layer of the reference is made of its attribute.</summary>
internal sealed partial class ReferenceNetwork
{
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
                return new ReferenceDense(name, shape, dense.Units, dense.UseBias);
            case EmbeddingAttribute embedding:
                return new ReferenceEmbedding(name, shape, embedding);
            case PositionEmbeddingAttribute positions:
                return new ReferencePositions(
                    shape, new ReferenceParameter($"{name}/position_embeddings", positions.SequenceLength, shape[1]));
            case SinePositionEncodingAttribute sines:
                return new ReferencePositions(shape, sines.MaxWavelength);
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
            case RimAttribute rim:
                return new ReferenceMove(shape, [shape[0] + rim.Top + rim.Bottom, shape[1] + rim.Left + rim.Right, shape[2]], to =>
                    [Inside(to[0] - rim.Top, shape[0]), Inside(to[1] - rim.Left, shape[1]), to[2]]);
                int Inside(int place, int size) => rim is ReplicationPad2DAttribute ? Math.Clamp(place, 0, size - 1)
                    : place < 0 ? -place : place < size ? place : 2 * (size - 1) - place;
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
            case RepeatVectorAttribute repeat:
                return new ReferenceMove(shape, [repeat.N, shape[0]], to => [to[1]]);
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
            case LogSoftmaxAttribute:
                return new ReferenceLogSoftmax(shape);
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
            case ActivationAttribute own:
                (Func<double, double> value, Func<double, double> slope) = OwnFunctions.Activation(own.Function);
                return Elementwise(value, slope);
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
}

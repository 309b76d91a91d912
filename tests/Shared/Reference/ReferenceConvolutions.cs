namespace NetCompiler.Tests;

/// <summary>y[c · multiplier + m] = b + Σ x[c] W[k, c, m].</summary>
internal sealed class ReferenceDepthwiseConv2D : ReferenceProducts
{
    private readonly ReferenceAxis _vertical, _horizontal;
    private readonly int _channels, _multiplier;

    public ReferenceDepthwiseConv2D(
        string name, string tensor, ReferenceAxis vertical, ReferenceAxis horizontal, int channels, int multiplier, bool useBias)
        : base(
            [vertical.Output, horizontal.Output, channels * multiplier],
            new($"{name}/{tensor}", vertical.Size, horizontal.Size, channels, multiplier),
            useBias ? new($"{name}/bias", channels * multiplier) : null)
    {
        (_vertical, _horizontal, _channels, _multiplier) = (vertical, horizontal, channels, multiplier);
    }

    protected override IEnumerable<(int Input, int Output, int Weight)> Products()
    {
        for (int line = 0; line < _vertical.Output; line++)
            for (int pixel = 0; pixel < _horizontal.Output; pixel++)
                for (int ky = 0; ky < _vertical.Size; ky++)
                    for (int kx = 0; kx < _horizontal.Size; kx++)
                    {
                        if (!_vertical.Contains(_vertical[line, ky]) || !_horizontal.Contains(_horizontal[pixel, kx]))
                            continue;
                        for (int c = 0; c < _channels; c++)
                            for (int m = 0; m < _multiplier; m++)
                                yield return (
                                    (_vertical[line, ky] * _horizontal.Input + _horizontal[pixel, kx]) * _channels + c,
                                    ((line * _horizontal.Output + pixel) * _channels + c) * _multiplier + m,
                                    ((ky * _horizontal.Size + kx) * _channels + c) * _multiplier + m);
                    }
    }
}

/// <summary>The depthwise convolution, then the sum over channels at every pixel.</summary>
internal sealed class ReferenceSeparableConv2D : ReferenceLayer
{
    private readonly ReferenceDepthwiseConv2D _depthwise;
    private readonly int _channels, _filters;
    private readonly ReferenceParameter _kernel;
    private readonly ReferenceParameter? _bias;

    public ReferenceSeparableConv2D(
        string name, ReferenceAxis vertical, ReferenceAxis horizontal, int channels, int multiplier, int filters, bool useBias)
        : base([vertical.Output, horizontal.Output, filters])
    {
        (_channels, _filters) = (channels * multiplier, filters);
        _depthwise = new ReferenceDepthwiseConv2D(name, "depthwise_kernel", vertical, horizontal, channels, multiplier, useBias: false);
        _kernel = new ReferenceParameter($"{name}/pointwise_kernel", 1, 1, _channels, filters);
        _bias = useBias ? new ReferenceParameter($"{name}/bias", filters) : null;
    }

    public override IReadOnlyList<ReferenceParameter> Parameters =>
        _bias is null ? [.. _depthwise.Parameters, _kernel] : [.. _depthwise.Parameters, _kernel, _bias];

    public override double[] Forward(double[] x, int sample, bool training)
    {
        double[] middle = _depthwise.Forward(x, sample, training), y = new double[middle.Length / _channels * _filters];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = _bias?.Values[i % _filters] ?? 0;
            for (int c = 0; c < _channels; c++)
                y[i] += middle[i / _filters * _channels + c] * _kernel.Values[c * _filters + i % _filters];
        }
        return y;
    }

    public override double[] Backward(double[] x, double[] dy, int sample)
    {
        double[] middle = _depthwise.Forward(x, sample, training: true), byMiddle = new double[middle.Length];
        for (int i = 0; i < dy.Length; i++)
        {
            int filter = i % _filters;
            for (int c = 0; c < _channels; c++)
            {
                byMiddle[i / _filters * _channels + c] += dy[i] * _kernel.Values[c * _filters + filter];
                _kernel.Gradient[c * _filters + filter] += dy[i] * middle[i / _filters * _channels + c];
            }
            if (_bias is not null)
                _bias.Gradient[filter] += dy[i];
        }
        return _depthwise.Backward(x, byMiddle, sample);
    }
}

/// <summary>Every input is added to the outputs under the kernel: y[o · stride + k · dilation - cut] += x[o] W[k, filter,
/// channel].</summary>
internal sealed class ReferenceConv2DTranspose : ReferenceProducts
{
    private readonly int[] _input;
    private readonly int _filters, _height, _width, _strideHeight, _strideWidth, _dilationHeight, _dilationWidth, _top, _left;

    public ReferenceConv2DTranspose(
        string name, int[] input, int filters, int height, int width, int strideHeight, int strideWidth, int dilationHeight,
        int dilationWidth, Padding padding,
        (int Before, int After) lines, (int Before, int After) pixels, bool useBias)
        : base(
            [
                Grow(input[0], height, strideHeight, dilationHeight, padding, lines).Size,
                Grow(input[1], width, strideWidth, dilationWidth, padding, pixels).Size, filters],
            new($"{name}/kernel", height, width, filters, input[2]), useBias ? new($"{name}/bias", filters) : null)
    {
        (_input, _filters, _height, _width) = (input, filters, height, width);
        (_strideHeight, _strideWidth, _dilationHeight, _dilationWidth) = (strideHeight, strideWidth, dilationHeight, dilationWidth);
        (_top, _left) = (
            Grow(input[0], height, strideHeight, dilationHeight, padding, lines).Cut,
            Grow(input[1], width, strideWidth, dilationWidth, padding, pixels).Cut);
    }

    /// <summary>The output's size, and how much is cut off before it. Keras: valid covers all that is written to and at least a stride for
    /// each input; same is a stride for each input, and what the kernel writes beyond is cut off evenly, an odd one behind.</summary>
    private static (int Size, int Cut) Grow(int inputs, int kernel, int stride, int dilation, Padding padding, (int Before, int After) pads)
    {
        int extent = dilation * (kernel - 1) + 1, written = (inputs - 1) * stride + extent;
        return padding switch
        {
            Padding.Same => (inputs * stride, Math.Max(0, extent - stride) / 2),
            Padding.Explicit => (written - pads.Before - pads.After, pads.Before),
            _ => (Math.Max(written, inputs * stride), 0),
        };
    }

    protected override IEnumerable<(int Input, int Output, int Weight)> Products()
    {
        int channels = _input[2];
        for (int line = 0; line < _input[0]; line++)
            for (int pixel = 0; pixel < _input[1]; pixel++)
                for (int ky = 0; ky < _height; ky++)
                    for (int kx = 0; kx < _width; kx++)
                    {
                        int y = line * _strideHeight + ky * _dilationHeight - _top, x = pixel * _strideWidth + kx * _dilationWidth - _left;
                        if (y < 0 || y >= OutputShape[0] || x < 0 || x >= OutputShape[1])
                            continue;
                        for (int c = 0; c < channels; c++)
                            for (int f = 0; f < _filters; f++)
                                yield return (
                                    (line * _input[1] + pixel) * channels + c, (y * OutputShape[1] + x) * _filters + f,
                                    ((ky * _width + kx) * _filters + f) * channels + c);
                    }
    }
}

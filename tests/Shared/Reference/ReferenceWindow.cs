namespace NetCompiler.Tests;

/// <summary>Where a window looks, along one axis: straight from the definition of the padding's name.</summary>
internal sealed class ReferenceAxis
{
    public ReferenceAxis(int input, int size, int stride, int dilation, Padding padding, int before, int after)
    {
        (Input, Size, Stride, Dilation, Before) = (input, size, stride, dilation, before);
        int extent = (size - 1) * dilation + 1;
        if (padding == Padding.Same)
        {
            Output = (input + stride - 1) / stride;
            Before = Math.Max(0, (Output - 1) * stride + extent - input) / 2;
            return;
        }
        if (padding == Padding.Causal)
            (Before, after) = (extent - 1, 0);
        Output = (input + Before + after - extent) / stride + 1;
    }

    /// <summary>The only line of a sequence.</summary>
    public static ReferenceAxis Line => Whole(1);

    /// <summary>A window as large as the image.</summary>
    public static ReferenceAxis Whole(int input) => new(input, input, 1, 1, Padding.Valid, 0, 0);

    public int Input { get; }

    public int Output { get; }

    public int Size { get; }

    private int Stride { get; }

    private int Dilation { get; }

    private int Before { get; }

    /// <summary>The input that element <paramref name="tap"/> of the window of output <paramref name="output"/> sees; it may lie
    /// outside.</summary>
    public int this[int output, int tap] => output * Stride + tap * Dilation - Before;

    public bool Contains(int input) => input >= 0 && input < Input;
}

/// <summary>y[o] = b + Σ x[i] W[k]; a sequence has no vertical axis.</summary>
internal sealed class ReferenceConv2D : ReferenceProducts
{
    private readonly ReferenceAxis _vertical, _horizontal;
    private readonly int _channels, _filters, _groups;

    public ReferenceConv2D(
        string name, ReferenceAxis? vertical, ReferenceAxis horizontal, int channels, int filters, bool useBias, int groups = 1)
        : base(
            vertical is null ? [horizontal.Output, filters] : [vertical.Output, horizontal.Output, filters],
            vertical is null
                ? new($"{name}/kernel", horizontal.Size, channels / groups, filters)
                : new($"{name}/kernel", vertical.Size, horizontal.Size, channels / groups, filters),
            useBias ? new($"{name}/bias", filters) : null)
    {
        (_vertical, _horizontal, _channels, _filters, _groups) = (vertical ?? ReferenceAxis.Line, horizontal, channels, filters, groups);
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
                        int input = (_vertical[line, ky] * _horizontal.Input + _horizontal[pixel, kx]) * _channels;
                        for (int c = 0; c < _channels; c++)
                        {
                            // The filters of the group that the channel belongs to.
                            int channels = _channels / _groups, filters = _filters / _groups, group = c / channels;
                            for (int f = group * filters; f < (group + 1) * filters; f++)
                                yield return (
                                    input + c, (line * _horizontal.Output + pixel) * _filters + f,
                                    ((ky * _horizontal.Size + kx) * channels + c % channels) * _filters + f);
                        }
                    }
    }
}

/// <summary>The largest or the mean of every window of one channel.</summary>
internal sealed class ReferencePool2D(ReferenceAxis vertical, ReferenceAxis horizontal, int channels, bool isMaximum, int[]? output = null)
    : ReferenceLayer(output ?? [vertical.Output, horizontal.Output, channels])
{
    public override double[][] ForwardBatch(double[][][] inputs, bool training) =>
        [.. inputs[0].Select((x, i) => Forward(x, LengthOf(inputs, i)))];

    public override double[][][] BackwardBatch(double[][][] inputs, double[][] dy) =>
    [
        [.. inputs[0].Select((x, i) => BackwardOf(x, dy[i], LengthOf(inputs, i)))],
        .. inputs.Skip(1).Select(lengths => lengths.Select(_ => new double[1]).ToArray()),
    ];

    public override double[] Forward(double[] x, int sample, bool training) => Forward(x, int.MaxValue);

    public override double[] Backward(double[] x, double[] dy, int sample) => BackwardOf(x, dy, int.MaxValue);

    /// <summary>How many places count of a sample; all, unless there is a second input.</summary>
    private static int LengthOf(double[][][] inputs, int sample) => inputs.Length == 1 ? int.MaxValue : (int)inputs[1][sample][0];

    private double[] Forward(double[] x, int length)
    {
        double[] y = new double[vertical.Output * horizontal.Output * channels];
        for (int i = 0; i < y.Length; i++)
        {
            int[] inputs = [.. Window(i).Where(input => input / channels < length)];
            y[i] = inputs.Length == 0 ? 0 : isMaximum ? inputs.Max(input => x[input]) : inputs.Average(input => x[input]);
        }
        return y;
    }

    private double[] BackwardOf(double[] x, double[] dy, int length)
    {
        double[] dx = new double[x.Length];
        for (int i = 0; i < dy.Length; i++)
        {
            int[] inputs = [.. Window(i).Where(input => input / channels < length)];
            if (inputs.Length == 0)
                continue;
            if (isMaximum)
                dx[inputs.MaxBy(input => x[input])] += dy[i];
            else
                foreach (int input in inputs)
                    dx[input] += dy[i] / inputs.Length;
        }
        return dx;
    }

    /// <summary>The inputs that output number <paramref name="output"/> sees, in memory order.</summary>
    private int[] Window(int output)
    {
        int c = output % channels, pixel = output / channels % horizontal.Output, line = output / channels / horizontal.Output;
        var inputs = new List<int>();
        for (int ky = 0; ky < vertical.Size; ky++)
            for (int kx = 0; kx < horizontal.Size; kx++)
                if (vertical.Contains(vertical[line, ky]) && horizontal.Contains(horizontal[pixel, kx]))
                    inputs.Add((vertical[line, ky] * horizontal.Input + horizontal[pixel, kx]) * channels + c);
        return [.. inputs];
    }
}

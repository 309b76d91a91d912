using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Tests;

/// <summary>What Keras's layers compute, written out from its documentation, in 64 bits and without any shared code.</summary>
internal static class KerasFormulas
{
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static Tensor Map(Tensor x, Func<double, double> function) => new(x.Shape, [.. x.Values.Select(function)]);

    public static Tensor Zip(Tensor x, Tensor y, Func<double, double, double> function) =>
        new(x.Shape, [.. x.Values.Zip(y.Values, function)]);

    /// <summary>x W + b, at every step of a sequence.</summary>
    public static Tensor Dense(Tensor x, Tensor kernel, Tensor bias)
    {
        (int inputs, int units) = (kernel.Shape[0], kernel.Shape[1]);
        double[] y = new double[x.Count / inputs * units];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = bias.Values[i % units];
            for (int k = 0; k < inputs; k++)
                y[i] += x.Values[i / units * inputs + k] * kernel.Values[k * units + i % units];
        }
        return new([.. x.Shape.SkipLast(1), units], y);
    }

    /// <summary>Every channel with kernels of its own (height, width, channels, multiplier), padded so that sizes are divided.</summary>
    public static Tensor Depthwise(Tensor x, Tensor kernel, int stride, bool isSame)
    {
        (int height, int width, int channels) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        (int taps, int times) = (kernel.Shape[0], kernel.Shape[3]);
        (int rows, int columns) = isSame ? (Up(height), Up(width)) : ((height - taps) / stride + 1, (width - taps) / stride + 1);
        int top = isSame ? Math.Max(0, (rows - 1) * stride + taps - height) / 2 : 0,
            left = isSame ? Math.Max(0, (columns - 1) * stride + taps - width) / 2 : 0;
        double[] y = new double[rows * columns * channels * times];
        for (int i = 0; i < y.Length; i++)
        {
            int channel = i % (channels * times) / times, column = i / (channels * times) % columns, row = i / (channels * times) / columns;
            for (int a = 0; a < taps; a++)
                for (int b = 0; b < taps; b++)
                {
                    (int h, int w) = (row * stride + a - top, column * stride + b - left);
                    if (h >= 0 && h < height && w >= 0 && w < width)
                        y[i] += x.Values[(h * width + w) * channels + channel]
                            * kernel.Values[((a * taps + b) * channels + channel) * times + i % times];
                }
        }
        return new([rows, columns, channels * times], y);

        int Up(int size) => (size + stride - 1) / stride;
    }

    /// <summary>All states of an LSTM, gates i, f, c, o.</summary>
    /// <param name="first">h and c in front of the first step.</param>
    /// <param name="last">Receives those behind the last.</param>
    public static Tensor Lstm(
        Tensor x, Tensor kernel, Tensor recurrent, Tensor bias, Tensor? first = null, double[]? last = null)
    {
        int units = recurrent.Shape[0], steps = x.Shape[0];
        double[] begin = first?.Values ?? new double[2 * units], h = begin[..units], c = begin[units..], y = new double[steps * units];
        for (int t = 0; t < steps; t++)
        {
            double[] z = Dense(Row(x, t), kernel, bias).Values,
                r = Dense(new([units], h), recurrent, new([4 * units], new double[4 * units])).Values;
            for (int u = 0; u < units; u++)
            {
                double Gate(int gate) => z[gate * units + u] + r[gate * units + u];
                c[u] = Sigmoid(Gate(1)) * c[u] + Sigmoid(Gate(0)) * Math.Tanh(Gate(2));
                y[t * units + u] = Sigmoid(Gate(3)) * Math.Tanh(c[u]);
            }
            Array.Copy(y, t * units, h, 0, units);
        }
        if (last is not null)
            ((double[])[.. h, .. c]).CopyTo(last, 0);
        return new([steps, units], y);
    }

    /// <summary>All states of a GRU that resets behind the product, gates z, r, h, two rows of biases.</summary>
    public static Tensor Gru(Tensor x, Tensor kernel, Tensor recurrent, Tensor bias)
    {
        int units = recurrent.Shape[0], steps = x.Shape[0];
        double[] h = new double[units], y = new double[steps * units];
        for (int t = 0; t < steps; t++)
        {
            double[] a = Dense(Row(x, t), kernel, Row(bias, 0)).Values, b = Dense(new([units], h), recurrent, Row(bias, 1)).Values;
            for (int u = 0; u < units; u++)
            {
                double z = Sigmoid(a[u] + b[u]), r = Sigmoid(a[units + u] + b[units + u]);
                y[t * units + u] = z * h[u] + (1 - z) * Math.Tanh(a[2 * units + u] + r * b[2 * units + u]);
            }
            Array.Copy(y, t * units, h, 0, units);
        }
        return new([steps, units], y);
    }

    public static Tensor Row(Tensor x, int row) => new([x.Shape[1]], x.Values[(row * x.Shape[1])..((row + 1) * x.Shape[1])]);

    public static Tensor Backwards(Tensor x) =>
        new(x.Shape, [.. Enumerable.Range(0, x.Shape[0]).Reverse().SelectMany(row => Row(x, row).Values)]);

    public static Tensor Softmax(Tensor x) => new(x.Shape, [.. x.Values.Select(value => Math.Exp(value) / x.Values.Sum(Math.Exp))]);

    /// <summary>Softmax of every row.</summary>
    public static Tensor SoftmaxRows(Tensor x) =>
        new(x.Shape, [.. Enumerable.Range(0, x.Shape[0]).SelectMany(row => Softmax(Row(x, row)).Values)]);

    /// <summary>The product of two matrices; of the second's columns where it is turned.</summary>
    public static Tensor Product(Tensor a, Tensor b, bool isTurned = false)
    {
        int rows = a.Shape[0], inner = a.Shape[1], columns = b.Shape[isTurned ? 0 : 1];
        double[] y = new double[rows * columns];
        for (int i = 0; i < y.Length; i++)
            for (int k = 0; k < inner; k++)
                y[i] += a.Values[i / columns * inner + k] * b.Values[isTurned ? i % columns * inner + k : k * columns + i % columns];
        return new([rows, columns], y);
    }

    /// <summary>Attention of several heads, head by head: kernels (features, heads, numbers) and biases (heads, numbers) of query, key
    /// and value, then the output's (heads, numbers, features); null for no biases.</summary>
    public static Tensor Attend(Tensor query, Tensor value, Tensor[] kernels, Tensor[]? biases, bool isCausal)
    {
        int heads = kernels[0].Shape[1], features = kernels[3].Shape[2];
        double[] y = new double[query.Shape[0] * features];
        for (int head = 0; head < heads; head++)
        {
            Tensor q = Project(0, query), k = Project(1, value), v = Project(2, value);
            Tensor scores = Map(Product(q, k, isTurned: true), x => x / Math.Sqrt(q.Shape[1]));
            if (isCausal)
                scores = new(scores.Shape,
                    [.. scores.Values.Select((x, i) => i % k.Shape[0] > i / k.Shape[0] ? double.NegativeInfinity : x)]);
            Tensor seen = Product(Product(SoftmaxRows(scores), v), kernels[3].Slice(0, head, 1).As(kernels[3].Shape[1], features));
            for (int i = 0; i < y.Length; i++)
                y[i] += seen.Values[i] + (head == 0 && biases is not null ? biases[3].Values[i % features] : 0);

            Tensor Project(int which, Tensor x)
            {
                Tensor kernel = kernels[which].Slice(1, head, 1);
                int size = kernel.Shape[2];
                return Dense(x, kernel.As(kernel.Shape[0], size), biases is null ? new([size], new double[size])
                    : biases[which].Slice(0, head, 1).As(size));
            }
        }
        return new([query.Shape[0], features], y);
    }

    /// <summary>Every row without its mean, of variance 1 but for 0.001, scaled and moved.</summary>
    public static Tensor LayerNorm(Tensor x, Tensor gamma, Tensor beta) => new(x.Shape,
    [
        .. Enumerable.Range(0, x.Shape[0]).SelectMany(row =>
        {
            double[] values = Row(x, row).Values;
            double mean = values.Average(), variance = values.Average(value => (value - mean) * (value - mean));
            return values.Select((value, i) => (value - mean) / Math.Sqrt(variance + 0.001) * gamma.Values[i] + beta.Values[i]);
        }),
    ]);

    /// <summary>x + y.</summary>
    public static Tensor Sum(Tensor x, Tensor y) => Zip(x, y, (a, b) => a + b);
}

using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace NetCompiler.Benchmarks.Verify;

/// <summary>
/// Takes samples through TorchSharp's operations, one method a layer; each takes its parameters from the front of the list. Parameters stay
/// in our layout, and TorchSharp sees permuted views, so that its gradients come back in ours. In between, images are (samples, channels,
/// height, width), sequences (samples, features, steps).
/// </summary>
internal sealed partial class TorchTape
{
    private readonly Dictionary<string, Tensor> _named = [];
    private Queue<Tensor> _parameters;
    private readonly bool _training;

    /// <param name="samples">The samples in our layout: channels last.</param>
    /// <param name="parameters">All parameters in layer order.</param>
    /// <param name="training">Whether batches are normalised by their own mean and variance.</param>
    public TorchTape(Tensor samples, IEnumerable<Tensor> parameters, bool training)
    {
        _parameters = new Queue<Tensor>(parameters);
        _training = training;
        Value = ChannelsFirst(samples);
        Name("input");
    }

    /// <summary>The last layer's output.</summary>
    public Tensor Value { get; private set; }

    /// <summary>Whether every parameter was used.</summary>
    public bool IsComplete => _parameters.Count == 0;

    /// <summary>Gives the value a name.</summary>
    public TorchTape Name(string name)
    {
        _named[name] = Value;
        return this;
    }

    /// <summary>Goes on from a named value.</summary>
    public TorchTape From(string name) => Set(_named[name]);

    public TorchTape Add(string name) => Merge(name, (value, other) => value + other);

    public TorchTape Subtract(string name) => Merge(name, (value, other) => value - other);

    public TorchTape Multiply(string name) => Merge(name, (value, other) => value * other);

    public TorchTape Average(string name) => Merge(name, (value, other) => (value + other) / 2);

    public TorchTape Maximum(string name) => Merge(name, maximum);

    /// <summary>Channels one behind the other.</summary>
    public TorchTape Concat(params string[] names) => Set(cat([Value, .. names.Select(name => _named[name])], 1));

    /// <summary>Takes the value, and a named one, through the same layers; the named one's answer becomes the value, the other gets
    /// the name.</summary>
    public TorchTape Shared(string name, Func<TorchTape, TorchTape> layers)
    {
        (Tensor other, Tensor[] parameters) = (_named[name], [.. _parameters]);
        layers(this).Name(name);
        _parameters = new Queue<Tensor>(parameters);
        return layers(Set(other));
    }

    public TorchTape Rescaling(double scale, double offset) => Set(Value * scale + offset);

    /// <summary>At every step of a sequence.</summary>
    public TorchTape Dense(bool bias = true)
    {
        Tensor values = ChannelsLast(Value).matmul(_parameters.Dequeue());
        return Set(ChannelsFirst(bias ? values + _parameters.Dequeue() : values));
    }

    public TorchTape Conv2D(Window window, bool bias = true, int groups = 1)
    {
        Tensor kernel = _parameters.Dequeue();
        window = window.On(Value.shape[2], Value.shape[3], kernel.shape[0], kernel.shape[1]);
        return Set(Functional.conv2d(Padded(window, 0), kernel.permute(3, 2, 0, 1), bias ? _parameters.Dequeue() : null,
            strides: [window.Stride, window.StrideWidth], dilation: [window.Dilation, window.DilationWidth], groups: groups));
    }

    /// <summary>A convolution in as many groups as channels, whose kernel (height, width, channels, multiplier) becomes (channels ·
    /// multiplier, 1, height, width).</summary>
    public TorchTape DepthwiseConv2D(Window window, bool bias = true)
    {
        Tensor kernel = _parameters.Dequeue();
        window = window.On(Value.shape[2], Value.shape[3], kernel.shape[0], kernel.shape[1]);
        return Set(
            Functional.conv2d(Padded(window, 0), kernel.permute(2, 3, 0, 1).flatten(0, 1).unsqueeze(1), bias ? _parameters.Dequeue() : null,
            strides: [window.Stride, window.StrideWidth], dilation: [window.Dilation, window.DilationWidth], groups: Value.shape[1]));
    }

    public TorchTape SeparableConv2D(Window window) => DepthwiseConv2D(window, bias: false).Conv2D(new());

    /// <summary>All of the transposed convolution, of which "same" keeps stride times the image's size, and cuts the smaller half off
    /// before.</summary>
    public TorchTape Conv2DTranspose(Window window)
    {
        Tensor kernel = _parameters.Dequeue();
        (long height, long width) = (Value.shape[2] * window.Stride, Value.shape[3] * window.StrideWidth);
        (int Top, int Bottom, int Left, int Right) cut = window.On(height, width, kernel.shape[0], kernel.shape[1]).Pads;
        Set(
            Functional.conv_transpose2d(
                Value, kernel.permute(3, 2, 0, 1), _parameters.Dequeue(), strides: [window.Stride, window.StrideWidth]));
        return ZeroPadding2D(-cut.Top, -cut.Bottom, -cut.Left, -cut.Right);
    }

    /// <summary>The window's height, its strides and its pads above and below count steps.</summary>
    public TorchTape Conv1D(Window window, int groups = 1)
    {
        Tensor kernel = _parameters.Dequeue();
        (int before, int after, _, _) = window.On(Value.shape[2], 1, kernel.shape[0], 1).Pads;
        return Set(
            Functional.conv1d(
                Functional.pad(Value, [before, after], PaddingModes.Constant, 0), kernel.permute(2, 1, 0), _parameters.Dequeue(),
            stride: window.Stride, dilation: window.Dilation, groups: groups));
    }

    public TorchTape MaxPool1D(int size) => Set(Functional.max_pool1d(Value, size, size));

    public TorchTape AveragePool1D(int size) => Set(Functional.avg_pool1d(Value, size, size));

    public TorchTape MaxPool2D(Window window)
    {
        window = window.On(Value.shape[2], Value.shape[3]);
        return Set(
            Functional.max_pool2d(
                Padded(window, double.NegativeInfinity), [window.Height, window.Width], [window.Stride, window.StrideWidth]));
    }

    /// <summary>Means of what is there: sums with zeros beyond the edges, divided by the mean of ones with zeros beyond the
    /// edges.</summary>
    public TorchTape AveragePool2D(Window window)
    {
        window = window.On(Value.shape[2], Value.shape[3]);
        Tensor means = Mean(Padded(window, 0));
        Set(ones_like(Value));
        return Set(means / Mean(Padded(window, 0)));

        Tensor Mean(Tensor images) => Functional.avg_pool2d(images, [window.Height, window.Width], [window.Stride, window.StrideWidth]);
    }

    public TorchTape GlobalMaxPool() => Set(Value.flatten(2).amax([2]));

    public TorchTape GlobalAveragePool() => Set(Value.flatten(2).mean([2]));

    public TorchTape UpSampling2D(int height, int width, InterpolationMode mode) =>
        Set(
            Functional.interpolate(
                Value, scale_factor: [height, width], mode: mode, align_corners: mode == InterpolationMode.Bilinear ? false : null));

    /// <summary>Numbers below zero cut off.</summary>
    public TorchTape ZeroPadding2D(int top, int bottom, int left, int right) =>
        Set(Functional.pad(Value, [left, right, top, bottom], PaddingModes.Constant, 0));

    public TorchTape BatchNorm()
    {
        Tensor gamma = _parameters.Dequeue(), beta = _parameters.Dequeue(), mean = _parameters.Dequeue().detach().clone(),
            variance = _parameters.Dequeue().detach().clone();
        return Set(Functional.batch_norm(Value, mean, variance, gamma, beta, _training, 0.01, 1e-3));
    }

    public TorchTape LayerNorm()
    {
        Tensor values = ChannelsLast(Value);
        return Set(ChannelsFirst(Functional.layer_norm(values, [values.shape[^1]], _parameters.Dequeue(), _parameters.Dequeue(), 1e-3)));
    }

    public TorchTape RMSNorm()
    {
        Tensor values = ChannelsLast(Value);
        return Set(ChannelsFirst(values / (values.square().mean([-1], keepdim: true) + 1e-6).sqrt() * _parameters.Dequeue()));
    }

    public TorchTape GroupNorm(int groups) => Set(Functional.group_norm(Value, groups, _parameters.Dequeue(), _parameters.Dequeue(), 1e-3));

    /// <summary>In our order: line by line, pixel by pixel, channel by channel.</summary>
    public TorchTape Flatten() => Set(ChannelsLast(Value).flatten(1));

    public TorchTape Reshape(params long[] shape) => Set(ChannelsFirst(ChannelsLast(Value).reshape([Value.shape[0], .. shape])));

    public TorchTape Permute(params long[] dimensions) => Set(ChannelsFirst(ChannelsLast(Value).permute([0, .. dimensions])));

    public TorchTape ReLU() => Set(Functional.relu(Value));

    public TorchTape Tanh() => Set(Value.tanh());

    public TorchTape GELU() => Set(Functional.gelu(Value));

    public TorchTape SiLU() => Set(Functional.silu(Value));

    private static Tensor ChannelsFirst(Tensor value) => value.dim() > 2 ? value.movedim([-1], [1]) : value;

    private static Tensor ChannelsLast(Tensor value) => value.dim() > 2 ? value.movedim([1], [-1]) : value;

    /// <summary>A row together with an image is a number for each channel.</summary>
    private TorchTape Merge(string name, Func<Tensor, Tensor, Tensor> merge)
    {
        Tensor other = _named[name];
        return Set(merge(Value.dim() == 2 && other.dim() == 4 ? Value.unsqueeze(2).unsqueeze(3) : Value, other));
    }

    private Tensor Padded(Window window, double value)
    {
        (int top, int bottom, int left, int right) = window.Pads;
        return (top | bottom | left | right) == 0 ? Value : Functional.pad(Value, [left, right, top, bottom], PaddingModes.Constant, value);
    }

    private TorchTape Set(Tensor value)
    {
        Value = value;
        return this;
    }
}

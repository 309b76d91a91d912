using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace NetCompiler.Benchmarks.Verify;

/// <summary>
/// Takes samples through TorchSharp's operations, one method a layer; each takes its parameters from the front of the list. Parameters stay in our layout, and
/// TorchSharp sees permuted views, so that its gradients come back in ours. Images are (samples, channels, height, width) in between.
/// </summary>
internal sealed class TorchTape
{
    private readonly Queue<Tensor> _parameters;

    /// <param name="samples">The samples in our layout: (samples, features) or (samples, height, width, channels).</param>
    /// <param name="parameters">All parameters in layer order.</param>
    public TorchTape(Tensor samples, IEnumerable<Tensor> parameters)
    {
        _parameters = new Queue<Tensor>(parameters);
        Value = samples.dim() == 4 ? samples.permute(0, 3, 1, 2) : samples;
    }

    /// <summary>The last layer's output.</summary>
    public Tensor Value { get; private set; }

    /// <summary>Whether every parameter was used.</summary>
    public bool IsComplete => _parameters.Count == 0;

    public TorchTape Dense(bool bias = true)
    {
        Value = Value.matmul(_parameters.Dequeue());
        return bias ? Set(Value + _parameters.Dequeue()) : this;
    }

    public TorchTape Conv2D(Window window, bool bias = true)
    {
        Tensor kernel = _parameters.Dequeue();
        window = window.On(Value.shape[2], Value.shape[3], kernel.shape[0], kernel.shape[1]);
        return Set(Functional.conv2d(Padded(window, 0), kernel.permute(3, 2, 0, 1), bias ? _parameters.Dequeue() : null,
            strides: [window.Stride, window.StrideWidth], dilation: [window.Dilation, window.DilationWidth]));
    }

    public TorchTape MaxPool2D(Window window)
    {
        window = window.On(Value.shape[2], Value.shape[3]);
        return Set(Functional.max_pool2d(Padded(window, double.NegativeInfinity), [window.Height, window.Width], [window.Stride, window.StrideWidth]));
    }

    /// <summary>Means of what is there: sums with zeros beyond the edges, divided by the mean of ones with zeros beyond the edges.</summary>
    public TorchTape AveragePool2D(Window window)
    {
        window = window.On(Value.shape[2], Value.shape[3]);
        Tensor means = Mean(Padded(window, 0));
        Set(ones_like(Value));
        return Set(means / Mean(Padded(window, 0)));

        Tensor Mean(Tensor images) => Functional.avg_pool2d(images, [window.Height, window.Width], [window.Stride, window.StrideWidth]);
    }

    /// <summary>In our order: line by line, pixel by pixel, channel by channel.</summary>
    public TorchTape Flatten() => Set(Value.permute(0, 2, 3, 1).flatten(1));

    public TorchTape ReLU() => Set(Functional.relu(Value));

    public TorchTape Tanh() => Set(Value.tanh());

    public TorchTape GELU() => Set(Functional.gelu(Value));

    public TorchTape SiLU() => Set(Functional.silu(Value));

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

using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>TorchSharp on one thread, in inference mode, every tensor disposed as soon as it is not needed.</summary>
internal abstract class TorchPeer : IContender
{
    private readonly Tensor _samples;
    private readonly int _steps, _batch;
    private Tensor? _answer;

    private TorchPeer(Net net, int batch) => (_samples, _steps, _batch) = (Samples(net, batch), net.Output.Width, batch);

    public string Name => "TorchSharp";

    public abstract string Form { get; }

    /// <summary>Every form there is to choose from.</summary>
    public static IReadOnlyList<IContender> Forms(Net net, int batch) =>
        net.IsPerceptron && net.IsChain
            ? [new Module(net, batch), new Functions(net, batch), new Products(net, batch)]
            : [new Module(net, batch)];

    /// <summary>The samples of a network, channels or steps first.</summary>
    public static Tensor Samples(Net net, int batch) =>
        tensor(net.PeerSamples(batch), [.. OnnxModel.InputShape(net, batch).Select(size => (long)size)]);

    /// <summary>A module as one writes it: Linear, ReLU, ..., with the network's weights; without a softmax at the end, which the loss
    /// has.</summary>
    public static nn.Module<Tensor, Tensor> Sequential(Net net, bool dropout) => Sequential(net, net.Layers, dropout);

    private static TorchSharp.Modules.Sequential Sequential(Net net, IReadOnlyList<NetLayer> layers, bool dropout)
    {
        List<(string, nn.Module<Tensor, Tensor>)> modules = [];
        foreach ((int i, NetLayer layer) in layers.Index())
            switch (layer)
            {
                case CellLayer cell:
                    modules.Add(($"{cell.Kind}_{i}", new TorchCell(cell)));
                    break;
                case AttentionLayer attention:
                    modules.Add(($"attention_{i}", new TorchAttention(attention)));
                    break;
                case LayerNormLayer norm:
                    modules.Add(($"layer_norm_{i}", TorchAttention.LayerNorm(norm)));
                    break;
                case ActivationLayer { Function: "GELU" }:
                    modules.Add(($"gelu_{i}", nn.GELU()));
                    break;
                case DenseLayer dense:
                    if (!net.IsPerceptron && !net.IsSequence && modules.TrueForAll(module => module.Item2 is not TorchSharp.Modules.Linear))
                        modules.Add(($"flatten_{i}", nn.Flatten()));
                    modules.Add(($"dense_{i}", Linear(dense)));
                    break;
                case ConvolutionLayer convolution:
                    (int top, int bottom) = convolution.Padding(convolution.Input.Height);
                    (int left, int right) = convolution.Padding(convolution.Input.Width);
                    if ((top, left) != (bottom, right))
                        modules.Add(($"pad_{i}", nn.ZeroPad2d((left, right, top, bottom))));
                    modules.Add(($"conv_{i}", Conv2d(convolution, (top, left) == (bottom, right) ? (top, left) : (0, 0))));
                    break;
                case NormLayer norm:
                    modules.Add(($"norm_{i}", BatchNorm2d(norm)));
                    break;
                case ResidualLayer residual:
                    modules.Add(($"residual_{i}", new Residual(
                        Sequential(net, residual.Main, dropout), Sequential(net, residual.Shortcut, dropout))));
                    break;
                case PoolingLayer { Maximum: true } pooling:
                    modules.Add(($"pool_{i}", nn.MaxPool2d(pooling.Size)));
                    break;
                case PoolingLayer pooling:
                    modules.Add(($"pool_{i}", nn.AvgPool2d(pooling.Size)));
                    break;
                case ActivationLayer { Function: "ReLU" }:
                    modules.Add(($"relu_{i}", nn.ReLU(inplace: true)));
                    break;
                case ActivationLayer { Function: "Tanh" }:
                    modules.Add(($"tanh_{i}", nn.Tanh()));
                    break;
                case DropoutLayer { Rate: double rate } when dropout:
                    modules.Add(($"dropout_{i}", nn.Dropout(rate)));
                    break;
            }
        return nn.Sequential(modules);
    }

    private static TorchSharp.Modules.Linear Linear(DenseLayer dense)
    {
        TorchSharp.Modules.Linear linear = nn.Linear(dense.Inputs, dense.Units);
        using (no_grad())
        using (Tensor kernel = tensor(dense.KernelChannelsFirst(), [dense.Inputs, dense.Units]))
        using (Tensor transposed = kernel.t())
        using (Tensor bias = tensor(dense.Bias))
        {
            linear.weight!.copy_(transposed);
            linear.bias!.copy_(bias);
        }
        return linear;
    }

    private static TorchSharp.Modules.Conv2d Conv2d(ConvolutionLayer convolution, (long, long) padding)
    {
        (int size, int inputs) = (convolution.Size, convolution.Input.Channels);
        TorchSharp.Modules.Conv2d module =
            nn.Conv2d(
                inputs, convolution.Filters, (size, size), (convolution.Stride, convolution.Stride), padding,
                bias: convolution.Bias is not []);
        using (no_grad())
        using (Tensor kernel = tensor(convolution.KernelFiltersFirst(), [convolution.Filters, inputs, size, size]))
        using (Tensor bias = tensor(convolution.Bias))
        {
            module.weight!.copy_(kernel);
            module.bias?.copy_(bias);
        }
        return module;
    }

    private static TorchSharp.Modules.BatchNorm2d BatchNorm2d(NormLayer norm)
    {
        TorchSharp.Modules.BatchNorm2d module = nn.BatchNorm2d(norm.Gamma.Length, NormLayer.Epsilon);
        using (no_grad())
            foreach ((Tensor? part, float[] values) in new[]
            {
                (module.weight, norm.Gamma), (module.bias, norm.Beta), (module.running_mean, norm.Mean),
                (module.running_var, norm.Variance),
            })
                using (Tensor value = tensor(values))
                    part!.copy_(value);
        return module;
    }

    public void Run(int calls)
    {
        using (inference_mode())
            for (int call = 0; call < calls; call++)
            {
                _answer?.Dispose();
                _answer = Predict(_samples);
            }
    }

    public float[] Result() =>
        _steps > 1 ? Net.SwapFirst([.. _answer!.data<float>()], _steps, _batch) : [.. _answer!.data<float>()];

    public virtual void Dispose()
    {
        _answer?.Dispose();
        _samples.Dispose();
    }

    protected abstract Tensor Predict(Tensor samples);

    private static bool EndsInSoftmax(Net net) => net.Layers[^1] is ActivationLayer { Function: "Softmax" };

    /// <summary>What modules make of a value, and the value itself, or what others make of it.</summary>
    private sealed class Residual : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Sequential _main, _shortcut;

        public Residual(TorchSharp.Modules.Sequential main, TorchSharp.Modules.Sequential shortcut) : base(nameof(Residual))
        {
            (_main, _shortcut) = (main, shortcut);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using Tensor sum = _main.call(input);
            if (_shortcut.Count == 0)
                return sum + input;
            using Tensor other = _shortcut.call(input);
            return sum + other;
        }
    }

    private sealed class Module : TorchPeer
    {
        private readonly nn.Module<Tensor, Tensor> _module;
        private readonly bool _softmax;

        public Module(Net net, int batch) : base(net, batch)
        {
            _softmax = EndsInSoftmax(net);
            _module = Sequential(net, dropout: false);
            _module.eval();
        }

        public override string Form => "Sequential";

        public override void Dispose()
        {
            base.Dispose();
            _module.Dispose();
        }

        protected override Tensor Predict(Tensor samples)
        {
            Tensor logits = _module.call(samples);
            if (!_softmax)
                return logits;
            using (logits)
                return Functional.softmax(logits, 1);
        }
    }

    /// <summary>Functions instead of modules, ReLU in place.</summary>
    private class Functions : TorchPeer
    {
        private readonly bool _softmax;

        public Functions(Net net, int batch) : base(net, batch)
        {
            _softmax = EndsInSoftmax(net);
            DenseLayer[] layers = [.. net.Layers.OfType<DenseLayer>()];
            Biases = [.. layers.Select(layer => tensor(layer.Bias))];
            Kernels = [.. layers.Select(layer => tensor(layer.Kernel, [layer.Input.Count, layer.Units]))];
            Transposed = [.. Kernels.Select(kernel =>
            {
                using Tensor view = kernel.t();
                return view.contiguous();
            })];
        }

        public override string Form => "functional.linear, relu_";

        protected Tensor[] Kernels { get; }

        protected Tensor[] Transposed { get; }

        protected Tensor[] Biases { get; }

        public override void Dispose()
        {
            base.Dispose();
            foreach (Tensor tensor in Kernels.Concat(Transposed).Concat(Biases))
                tensor.Dispose();
        }

        protected override Tensor Predict(Tensor samples)
        {
            Tensor value = Dense(samples, 0);
            for (int layer = 1; layer < Kernels.Length; layer++)
                using (Tensor previous = value)
                    value = Dense(previous.relu_(), layer);
            if (!_softmax)
                return value;
            using (value)
                return Functional.softmax(value, 1);
        }

        protected virtual Tensor Dense(Tensor x, int layer) => Functional.linear(x, Transposed[layer], Biases[layer]);
    }

    private sealed class Products(Net net, int batch) : Functions(net, batch)
    {
        public override string Form => "addmm, relu_";

        protected override Tensor Dense(Tensor x, int layer) => addmm(Biases[layer], x, Kernels[layer], 1f, 1f);
    }
}

using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>TorchSharp on one thread, in inference mode, every tensor disposed as soon as it is not needed.</summary>
internal abstract class TorchPeer : IContender
{
    private readonly Tensor _samples;
    private Tensor? _answer;

    private TorchPeer(Mlp net, int batch) => _samples = tensor(net.Samples(batch), [batch, net.Inputs]);

    public string Name => "TorchSharp";

    public abstract string Form { get; }

    /// <summary>Every form there is to choose from.</summary>
    public static IReadOnlyList<IContender> Forms(Mlp net, int batch) => [new Module(net, batch), new Functions(net, batch), new Products(net, batch)];

    /// <summary>A module as one writes it: Linear, ReLU, ..., with the perceptron's weights.</summary>
    public static nn.Module<Tensor, Tensor> Sequential(Mlp net, double dropout)
    {
        List<(string, nn.Module<Tensor, Tensor>)> modules = [];
        for (int layer = 0; layer < net.Layers; layer++)
        {
            TorchSharp.Modules.Linear linear = nn.Linear(net.Widths[layer], net.Widths[layer + 1]);
            using (no_grad())
            using (Tensor kernel = tensor(net.Kernels[layer], [net.Widths[layer], net.Widths[layer + 1]]))
            using (Tensor transposed = kernel.t())
            using (Tensor bias = tensor(net.Biases[layer]))
            {
                linear.weight!.copy_(transposed);
                linear.bias!.copy_(bias);
            }
            modules.Add(($"dense_{layer}", linear));
            if (layer == net.Layers - 1)
                continue;
            modules.Add(($"relu_{layer}", nn.ReLU(inplace: true)));
            if (dropout > 0)
                modules.Add(($"dropout_{layer}", nn.Dropout(dropout)));
        }
        return nn.Sequential(modules);
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

    public float[] Result() => [.. _answer!.data<float>()];

    public virtual void Dispose()
    {
        _answer?.Dispose();
        _samples.Dispose();
    }

    protected abstract Tensor Predict(Tensor samples);

    private sealed class Module : TorchPeer
    {
        private readonly nn.Module<Tensor, Tensor> _module;
        private readonly bool _softmax;

        public Module(Mlp net, int batch) : base(net, batch)
        {
            _softmax = net.Softmax;
            _module = Sequential(net, dropout: 0);
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

        public Functions(Mlp net, int batch) : base(net, batch)
        {
            _softmax = net.Softmax;
            Biases = [.. net.Biases.Select(bias => tensor(bias))];
            Kernels = [.. net.Kernels.Select((kernel, layer) => tensor(kernel, [net.Widths[layer], net.Widths[layer + 1]]))];
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

    private sealed class Products(Mlp net, int batch) : Functions(net, batch)
    {
        public override string Form => "addmm, relu_";

        protected override Tensor Dense(Tensor x, int layer) => addmm(Biases[layer], x, Kernels[layer], 1f, 1f);
    }
}

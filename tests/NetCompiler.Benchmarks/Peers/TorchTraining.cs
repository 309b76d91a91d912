using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>A training step in TorchSharp on one thread: forward, cross-entropy from logits, backward, optimizer. The result is how far the
/// parameters have moved.</summary>
internal sealed class TorchTraining : IContender
{
    private readonly Mlp _net;
    private readonly nn.Module<Tensor, Tensor> _module;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _samples;
    private readonly Tensor _labels;

    private TorchTraining(Mlp net, int batch, double dropout, Func<nn.Module, optim.Optimizer> optimizer)
    {
        _net = net;
        random.manual_seed(1);
        _module = TorchPeer.Sequential(net, dropout);
        _module.train();
        _optimizer = optimizer(_module);
        _samples = tensor(net.Samples(batch), [batch, net.Inputs]);
        _labels = tensor([.. net.Labels(batch).Select(label => (long)label)]);
    }

    public string Name => "TorchSharp";

    public string Form => "Sequential, cross_entropy, one thread";

    /// <summary>What is timed: RMSprop with Keras's constants.</summary>
    public static TorchTraining RMSprop(Mlp net, int batch, double dropout) =>
        new(net, batch, dropout, module => optim.RMSProp(module.parameters(), 0.001, alpha: 0.9, eps: 1e-7));

    /// <summary>What is compared: plain gradient descent, whose steps are the gradients themselves.</summary>
    public static TorchTraining Descent(Mlp net, int batch, double learningRate) =>
        new(net, batch, 0, module => optim.SGD(module.parameters(), learningRate));

    public void Run(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            using DisposeScope scope = NewDisposeScope();
            _optimizer.zero_grad();
            Tensor logits = _module.call(_samples);
            Tensor loss = Functional.cross_entropy(logits, _labels);
            loss.backward();
            _optimizer.step();
        }
    }

    public float[] Result()
    {
        List<float> values = [];
        using (no_grad())
            foreach (TorchSharp.Modules.Parameter parameter in _module.parameters())
            {
                using Tensor keras = parameter.dim() == 2 ? parameter.t().contiguous() : parameter.clone();
                values.AddRange(keras.data<float>());
            }
        return [.. values.Zip(_net.Flat(), (after, before) => after - before)];
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _module.Dispose();
        _samples.Dispose();
        _labels.Dispose();
    }
}

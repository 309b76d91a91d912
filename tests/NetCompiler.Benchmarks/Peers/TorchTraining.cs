using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>A training step in TorchSharp on one thread: forward, cross-entropy from logits, backward, optimizer.</summary>
internal sealed class TorchTraining : IContender
{
    private readonly Work _work;
    private readonly nn.Module<Tensor, Tensor> _module;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _samples;
    private readonly Tensor _labels;

    public TorchTraining(Work work, bool dropout)
    {
        _work = work;
        (Net net, int batch) = (work.Net, work.Batch);
        random.manual_seed(1);
        _module = TorchPeer.Sequential(net, dropout);
        _module.train();
        _optimizer = work.UsesAdam
            ? optim.Adam(_module.parameters(), Works.LearningRate, eps: 1e-7)
            : optim.RMSProp(_module.parameters(), Works.LearningRate, alpha: 0.9, eps: 1e-7);
        _samples = TorchPeer.Samples(net, batch);
        _labels = tensor([.. net.Labels(batch).Select(label => (long)label)]);
    }

    public string Name => "TorchSharp";

    public string Form => "Sequential, cross_entropy, one thread";

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

    /// <summary>The gradient at the weights of the work, dropout off.</summary>
    public float[] Result()
    {
        using TorchTraining fresh = new(_work, dropout: false);
        fresh.Run(1);
        List<float> values = [];
        NetLayer[] layers = [.. _work.Net.AllLayers.SelectMany(layer => layer switch
        {
            ConvolutionLayer { Bias: [] } => [layer],
            DenseLayer or ConvolutionLayer or NormLayer => new[] { layer, layer },
            CellLayer => [layer, layer, layer, layer],
            _ => [],
        })];
        foreach ((int i, TorchSharp.Modules.Parameter parameter) in fresh._module.parameters().Index())
        {
            // Both biases of an LSTM have the same gradient, and ours has one.
            if (i >= 3 && layers[i] is CellLayer { IsLstm: true } && ReferenceEquals(layers[i - 3], layers[i]))
                continue;
            using DisposeScope scope = NewDisposeScope();
            Tensor gradient = parameter.grad ?? throw new InvalidOperationException("TorchSharp computed no gradient.");
            values.AddRange(gradient.dim() == 1 ? gradient.data<float>() : Ours(gradient, layers[i]).contiguous().data<float>());
        }
        return [.. values];
    }

    /// <summary>A kernel's gradient in our order.</summary>
    private static Tensor Ours(Tensor gradient, NetLayer layer) => layer switch
    {
        ConvolutionLayer => gradient.permute(2, 3, 1, 0),
        CellLayer { IsLstm: true } => gradient.t(),
        DenseLayer { IsAtEachStep: true } => gradient.t(),
        DenseLayer dense => gradient.t().view(dense.Input.Channels, dense.Input.Height, dense.Input.Width, dense.Units).permute(1, 2, 0, 3),
        _ => throw new ArgumentException($"{layer} has no kernel.", nameof(layer)),
    };

    public void Dispose()
    {
        _optimizer.Dispose();
        _module.Dispose();
        _samples.Dispose();
        _labels.Dispose();
    }
}

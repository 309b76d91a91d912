using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>PyTorch's own attention on (steps, samples, features), behind one product for queries, keys and values.</summary>
internal sealed class TorchAttention : nn.Module<Tensor, Tensor>
{
    private readonly TorchSharp.Modules.Linear _input, _output;
    private readonly AttentionLayer _layer;

    public TorchAttention(AttentionLayer layer) : base(nameof(TorchAttention))
    {
        _layer = layer;
        int features = layer.Input.Channels;
        (_input, _output) = (nn.Linear(features, 3 * features), nn.Linear(features, features));
        RegisterComponents();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable still = no_grad();
        Tensor[] kernels = [.. layer.Kernels.Select(kernel => tensor(kernel, [features, features]).t())];
        Tensor[] biases = [.. layer.Biases.Select(bias => tensor(bias))];
        _input.weight!.copy_(cat(kernels[..3]));
        _input.bias!.copy_(cat(biases[..3]));
        _output.weight!.copy_(kernels[3]);
        _output.bias!.copy_(biases[3]);
    }

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        (long steps, long samples, long features) = (input.shape[0], input.shape[1], input.shape[2]);
        Tensor parts = _input.call(input).view(steps, samples, 3, _layer.Heads, _layer.Width).permute(2, 1, 3, 0, 4);
        Tensor seen = Functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]);
        return _output.call(seen.permute(2, 0, 1, 3).reshape(steps, samples, features)).MoveToOuterDisposeScope();
    }

    /// <summary>A layer norm with a network's numbers.</summary>
    public static TorchSharp.Modules.LayerNorm LayerNorm(LayerNormLayer layer)
    {
        TorchSharp.Modules.LayerNorm module = nn.LayerNorm(layer.Gamma.Length, LayerNormLayer.Epsilon);
        using (no_grad())
        using (Tensor gamma = tensor(layer.Gamma))
        using (Tensor beta = tensor(layer.Beta))
        {
            module.weight!.copy_(gamma);
            module.bias!.copy_(beta);
        }
        return module;
    }
}

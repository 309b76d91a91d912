using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace NetCompiler.Benchmarks.Verify;

/// <summary>Attention by PyTorch's own function, which it differentiates. PyTorch's module, with these weights converted, must give the
/// same.</summary>
internal sealed partial class TorchTape
{
    public TorchTape Attention(int heads, bool causal = false)
    {
        Tensor x = ChannelsLast(Value);
        (Tensor Kernel, Tensor Bias)[] parts =
            [.. Enumerable.Range(0, 4).Select(_ => (_parameters.Dequeue(), _parameters.Dequeue()))];
        Tensor[] values = [.. parts[..3].Select(part =>
            (x.matmul(part.Kernel.flatten(1)) + part.Bias.flatten()).unflatten(2, [heads, part.Kernel.shape[2]]).transpose(1, 2))];
        Tensor seen = Functional.scaled_dot_product_attention(values[0], values[1], values[2], is_casual: causal);
        Tensor y = seen.transpose(1, 2).flatten(2).matmul(parts[3].Kernel.flatten(0, 1)) + parts[3].Bias;
        CompareWithModule(x, y, parts, heads, causal);
        return Set(ChannelsFirst(y));
    }

    /// <summary>Sines and cosines of the step's number, as the paper says them.</summary>
    public TorchTape SinePositions()
    {
        (long features, long steps) = (Value.shape[1], Value.shape[2]);
        Tensor pair = arange(features, float64).div(2).floor(), step = arange(steps, float64);
        Tensor angles = step.unsqueeze(0) / pow(10_000, 2 * pair / features).unsqueeze(1);
        Tensor isCosine = arange(features).remainder(2).unsqueeze(1) == 1;
        return Set(Value + where(isCosine, angles.cos(), angles.sin()).to(Value.dtype));
    }

    private static void CompareWithModule(Tensor x, Tensor y, (Tensor Kernel, Tensor Bias)[] parts, int heads, bool causal)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable still = no_grad();
        using TorchSharp.Modules.MultiheadAttention module = nn.MultiheadAttention(x.shape[2], heads);
        module.to(x.dtype);
        Dictionary<string, TorchSharp.Modules.Parameter> own = module.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        own["in_proj_weight"].copy_(cat([.. parts[..3].Select(part => part.Kernel.flatten(1).t())]));
        own["in_proj_bias"].copy_(cat([.. parts[..3].Select(part => part.Bias.flatten())]));
        own["out_proj.weight"].copy_(parts[3].Kernel.flatten(0, 1).t());
        own["out_proj.bias"].copy_(parts[3].Bias);
        Tensor steps = x.transpose(0, 1);
        // The C++ module, which is behind TorchSharp's, adds a mask to the scores.
        Tensor? mask = causal ? full(x.shape[1], x.shape[1], double.NegativeInfinity, x.dtype).triu(1) : null;
        Tensor answer = module.call(steps, steps, steps, null, false, mask).Item1;
        double difference = (answer.transpose(0, 1) - y).abs().max().ToDouble(), largest = y.abs().max().ToDouble();
        if (!(difference <= 1e-5 * largest))
            throw new InvalidOperationException($"PyTorch's MultiheadAttention differs from its own function by {difference}.");
    }
}

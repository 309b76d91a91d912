using TorchSharp;
using static TorchSharp.torch;

namespace NetCompiler.Benchmarks.Verify;

/// <summary>Steps of gradient descent in TorchSharp, and how far ours are from them.</summary>
internal static class TorchStep
{
    public const double Rate = 0.5;

    /// <summary>A network's parameters as tensors, and as they were.</summary>
    public static (Tensor[] Tensors, double[][] Values) TensorsOf(CompiledNetwork network)
    {
        double[][] values = [.. network.Info.Parameters.Select(block =>
            Array.ConvertAll(network.GetParameter(block.Name), value => (double)value))];
        return ([.. network.Info.Parameters.Select((block, i) =>
            tensor(values[i], [.. block.Shape.Select(length => (long)length)]).requires_grad_())], values);
    }

    /// <summary>One step of gradient descent with some of the parameters.</summary>
    public static void Move(Tensor loss, Tensor[] parameters, double rate = Rate)
    {
        Tensor[] gradients = [.. autograd.grad([loss], parameters)];
        for (int i = 0; i < parameters.Length; i++)
            parameters[i] = (parameters[i] - rate * gradients[i]).detach().requires_grad_();
    }

    /// <summary>The largest difference of a weight, relative to how far the largest of its tensor has moved.</summary>
    public static double Difference(CompiledNetwork network, Tensor[] expected, double[][] start)
    {
        double worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double[] wanted = [.. expected[i].detach().contiguous().data<double>()];
            float[] have = network.GetParameter(network.Info.Parameters[i].Name);
            double moved = wanted.Zip(start[i], (after, before) => Math.Abs(after - before)).Max();
            worst = Math.Max(worst, wanted.Zip(have, (value, other) => Math.Abs(value - other)).Max() / moved);
        }
        return worst;
    }
}

using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Keras;

/// <summary>Weights as they lay in files of Keras 1, and as Theano turned them.</summary>
internal static class KerasKernelOrder
{
    private static readonly string[] Convolutions = ["Conv1D", "Conv2D", "Conv2DTranspose"];

    /// <summary>Weights of Keras 1 as Keras 2 has them.</summary>
    /// <param name="config">The layer's settings in Keras 2's names.</param>
    /// <param name="weights">The file's, in order.</param>
    public static Tensor[] Modernise(KerasConfig config, Tensor[] weights)
    {
        if (config.Wrapped("layer") is { } wrapped)
        {
            int half = config.Kind == "Bidirectional" ? weights.Length / 2 : weights.Length;
            return [.. Modernise(wrapped, weights[..half]), .. weights.Length > half ? Modernise(wrapped, weights[half..]) : []];
        }
        bool isFirst = config.Text("data_format", "channels_last") == "channels_first";
        return (config.Kind, weights.Length) switch
        {
            // Gates i, c, f, o, each with its product, its recurrent product and its bias.
            ("LSTM", 12) => Gates(weights, 0, 2, 1, 3),
            ("GRU", 9) => Gates(weights, 0, 1, 2),
            ("Conv1D", > 0) => [Sequence(config, weights[0]), .. weights[1..]],
            ("Conv2D", > 0) when isFirst => [Turned(weights[0], 2, 3, 1, 0), .. weights[1..]],
            ("Conv2DTranspose", > 0) => [isFirst ? Turned(weights[0], 2, 3, 0, 1) : Turned(weights[0], 0, 1, 3, 2), .. weights[1..]],
            ("SeparableConv2D", > 1) when isFirst =>
                [Turned(weights[0], 2, 3, 1, 0), Turned(weights[1], 2, 3, 1, 0), .. weights[2..]],
            _ => weights,
        };
    }

    /// <summary>Theano turns kernels round where others do not: the same kernel for all.</summary>
    public static Tensor[] Unturn(KerasConfig config, Tensor[] weights)
    {
        if (!Convolutions.Contains(config.Kind) || weights.Length == 0)
            return weights;
        Tensor kernel = weights[0];
        for (int axis = 0; axis < kernel.Rank - 2; axis++)
            kernel = kernel.Shape[axis] > 1 ? kernel.Slice(axis, kernel.Shape[axis] - 1, kernel.Shape[axis], -1) : kernel;
        return [kernel, .. weights[1..]];
    }

    private static Tensor Turned(Tensor kernel, params int[] order) => kernel.Rank == order.Length ? kernel.Transpose(order)
        : throw new ToolException($"A kernel has {kernel.Rank} dimensions, not {order.Length}.");

    /// <summary>(length, 1, inputs, filters), or as first versions had it (filters, inputs, length, 1).</summary>
    private static Tensor Sequence(KerasConfig config, Tensor kernel)
    {
        int length = config.Ints("kernel_size", 1)[0], filters = config.Int("filters");
        bool isOld = kernel.Rank == 4 && !(kernel.Shape[0] == length && kernel.Shape[1] == 1 && kernel.Shape[3] == filters);
        kernel = isOld ? kernel.Transpose(2, 3, 1, 0) : kernel;
        return kernel.Rank == 4 && kernel.Shape[1] == 1 ? kernel.As(kernel.Shape[0], kernel.Shape[2], kernel.Shape[3]) : kernel;
    }

    /// <summary>Puts gates side by side: what is multiplied, what recurs, and biases.</summary>
    private static Tensor[] Gates(Tensor[] weights, params int[] gates) =>
    [
        .. Enumerable.Range(0, 3).Select(part =>
        {
            Tensor[] parts = [.. gates.Select(gate => weights[3 * gate + part])];
            if (parts.Any(own => own.Rank != parts[0].Rank || own.Rank < 1 || !own.Shape.SequenceEqual(parts[0].Shape)))
                throw new ToolException("The gates of a recurrent layer have different shapes.");
            return Tensor.Concat(parts[0].Rank - 1, parts);
        }),
    ];
}

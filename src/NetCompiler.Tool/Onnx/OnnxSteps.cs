using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx;

/// <summary>Keeps the one step of a file that is called step by step as a dimension, so that the class has <c>Step</c>: exporters drop
/// it in front of what follows a recurrent layer.</summary>
internal static class OnnxSteps
{
    /// <summary>What does the same at every step, and keeps the number of dimensions.</summary>
    private static readonly HashSet<string> ByStep =
    [
        "Dense", "ReLU", "LeakyReLU", "ELU", "SELU", "GELU", "SiLU", "Mish", "Tanh", "Sigmoid", "HardSigmoid", "HardSwish", "Softplus",
        "Softsign", "Exponential", "Softmax", "LogSoftmax", "Linear", "Dropout", "Rescaling", "BatchNorm", "LayerNorm", "RMSNorm",
        "Normalization", "Add", "Subtract", "Multiply", "Maximum", "Minimum", "Average", "Concat",
    ];

    /// <summary>Gives rows a step where every layer on the way can have one.</summary>
    public static void Keep(Net net)
    {
        foreach (NetInput input in net.Inputs.Where(input => input.Shape.Length == 1))
            input.Shape = [1, input.Shape[0]];
        var replaced = new Dictionary<NetValue, NetValue>();
        foreach (NetLayer layer in net.Layers.ToArray())
        {
            for (int i = 0; i < layer.Reads.Count; i++)
                layer.Reads[i] = replaced.GetValueOrDefault(layer.Reads[i], layer.Reads[i]);
            if (layer.Word is "Flatten" or "Reshape" && layer.Reads[0].Shape is [1, var features]
                && (layer.Shape.Length == 1 || layer.Shape.SequenceEqual([1, features])))
            {
                replaced[layer] = layer.Reads[0];
                layer.Reads[0].IsShared |= layer.IsShared;
                net.Layers.Remove(layer);
            }
            else if (layer.Shape is [var width] && layer.Reads.All(read => read.Shape is [1, _]))
            {
                bool isRecurrent = typeof(RecurrentAttribute).IsAssignableFrom(layer.Attribute);
                if (isRecurrent)
                    layer.With("ReturnSequences", true);
                if (isRecurrent || ByStep.Contains(layer.Word))
                    layer.Shape = [1, width];
            }
        }
        for (int i = 0; i < net.Outputs.Count; i++)
            net.Outputs[i] = net.Outputs[i] with { Value = replaced.GetValueOrDefault(net.Outputs[i].Value, net.Outputs[i].Value) };
    }
}

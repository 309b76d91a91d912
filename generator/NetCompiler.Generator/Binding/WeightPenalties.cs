using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Penalties of tensors, which layers that weigh say the same way.</summary>
internal static class WeightPenalties
{
    private const string Kernel = "Kernel", Bias = "Bias", First = "L1", Second = "L2";

    /// <summary>A tensor with the penalties that its layer says.</summary>
    public static ParameterSpec Of(ParameterSpec spec, LayerDeclaration layer)
    {
        string word = spec.Tensor == "bias" ? Bias : spec.Tensor.EndsWith("kernel", StringComparison.Ordinal) ? Kernel : "";
        return word.Length == 0 ? spec : spec with { L1 = Find(layer, word + First) ?? 0, L2 = Find(layer, word + Second) ?? 0 };
    }

    /// <summary>The penalties that a layer says and that cannot be: the argument, its value, and what it must be.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="isShared">Whether its tensors are another's.</param>
    public static IEnumerable<(string Argument, object Value, string Range)> Wrong(LayerDeclaration layer, bool isShared)
    {
        foreach (string argument in new[] { Kernel + First, Kernel + Second, Bias + First, Bias + Second })
        {
            if (Find(layer, argument) is not { } value)
                continue;
            if (!(value >= 0 && value <= float.MaxValue))
                yield return (argument, value, "at least 0 and finite");
            else if (isShared)
                yield return (argument, value, "written at the layer whose parameters it shares, which has the penalty once");
        }
    }

    private static float? Find(LayerDeclaration layer, string argument) =>
        layer.Arguments.FirstOrDefault(given => given.Name == argument)?.Value is double value ? (float)value : null;
}

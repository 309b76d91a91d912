using NetCompiler.Generator.Binding.Sense;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Compares what two layers learn.</summary>
internal static class SharedTensors
{
    /// <summary>Why one cannot use the tensors of the other; null if it can.</summary>
    public static string? Difference(Layer layer, Layer other) => layer.Parameters.Count != other.Parameters.Count
        ? $"it learns {Words.Count(layer.Parameters.Count, "tensor")}, and that {other.Parameters.Count}"
        : layer.Parameters.Zip(other.Parameters, (mine, its) => (Mine: mine, Its: its))
            .Where(pair => !pair.Mine.LiesAs(pair.Its))
            .Select(pair => $"its {pair.Mine.Tensor} is {pair.Mine.Shape}, and that one's {pair.Its.Tensor} is {pair.Its.Shape}")
            .FirstOrDefault();
}

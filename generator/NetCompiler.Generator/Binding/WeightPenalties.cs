using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Penalties of tensors, which layers that weigh say the same way.</summary>
internal static class WeightPenalties
{
    private const string First = "L1", Second = "L2";

    /// <summary>The words with which penalties' names begin, and what the names of their tensors end with: the first that fits
    /// says.</summary>
    private static readonly (string Word, string Ending)[] Tensors =
        [("Bias", "bias"), ("Recurrent", "recurrent_kernel"), ("Kernel", "kernel"), ("Embeddings", "embeddings")];

    /// <summary>Notes them among the settings of a layer that may have them.</summary>
    /// <param name="context">The layer.</param>
    /// <param name="words">The words for its tensors.</param>
    public static void Note(LayerContext context, IReadOnlyList<string> words)
    {
        foreach (string word in words)
        {
            context.Single(word + First, 0);
            context.Single(word + Second, 0);
        }
    }

    /// <summary>A layer's tensors, with the penalties that it says.</summary>
    public static IEnumerable<ParameterSpec> Of(Layer layer, LayerDeclaration declared) => layer.Parameters.Select(spec =>
        Tensors.FirstOrDefault(tensor => spec.Tensor.EndsWith(tensor.Ending, StringComparison.Ordinal)).Word is { } word
            ? With(spec, declared, word) : spec);

    /// <summary>Reports penalties that cannot be.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="number">Its number.</param>
    /// <param name="isShared">Whether its tensors are another's.</param>
    /// <param name="report">Takes what is wrong.</param>
    public static void Check(LayerDeclaration layer, int number, bool isShared, Action<string, DiagnosticTarget, object[]> report)
    {
        foreach (string argument in Tensors.SelectMany(tensor => new[] { tensor.Word + First, tensor.Word + Second }))
        {
            if (Find(layer, argument) is not { } value)
                continue;
            DiagnosticTarget target = DiagnosticTarget.OfLayer(number, argument);
            if (!(value >= 0 && value <= float.MaxValue))
                report(Descriptors.OutOfRange.Id, target, [layer.Kind, argument, value, "at least 0 and finite"]);
            else if (isShared)
                report(Descriptors.OutOfRange.Id, target,
                    [layer.Kind, argument, value, "written at the layer whose parameters it shares, which has the penalty once"]);
        }
    }

    private static ParameterSpec With(ParameterSpec spec, LayerDeclaration layer, string word) =>
        spec with { L1 = Find(layer, word + First) ?? 0, L2 = Find(layer, word + Second) ?? 0 };

    private static float? Find(LayerDeclaration layer, string argument) =>
        layer.Arguments.FirstOrDefault(given => given.Name == argument)?.Value is double value ? (float)value : null;
}

using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding.Sense;

/// <summary>Layers that make little sense one after the other.</summary>
internal static class ChainRules
{
    /// <summary>Two linear maps are one. Convolutions that treat channels or pixels apart are factors of a larger one, which is what they
    /// are for.</summary>
    public static DiagnosticInfo? LinearPair(LayerNode node)
    {
        if (node.Layer is not ContractionLayer { IsLanewise: false })
            return null;
        LayerNode? before = node.Source;
        while (before is { Layer: not (ContractionLayer or CompositeLayer) and { IsNonlinear: false } })
            before = before.Source;
        return before?.Layer is ContractionLayer { IsLanewise: false } linear
            ? node.Say(Descriptors.LinearPair.Id, null, node.Layer.Title, linear.Title)
            : null;
    }

    /// <summary>The derivative of a step is 0.</summary>
    public static DiagnosticInfo? StepInside(LayerNode node) =>
        node.Layer.Meaning == OutputMeaning.Decision && node.Learns && node.Readers.FirstOrDefault() is { Layer: not AllSteps } reader
            ? node.Say(Descriptors.StepInside.Id, null, node.Layer.Title, reader.Layer.Title)
            : null;

    /// <summary>A normalisation or a dropout directly behind its like.</summary>
    public static DiagnosticInfo? Repeated(LayerNode node)
    {
        if (node.Source?.Layer is not { } before || before.GetType() != node.Layer.GetType())
            return null;
        string? together = (before, node.Layer) switch
        {
            (Dropout first, Dropout second) when first.Rate > 0 && second.Rate > 0 => Dropped(first.Rate, second.Rate),
            (SpatialDropout first, SpatialDropout second) when first.Rate > 0 && second.Rate > 0 => Dropped(first.Rate, second.Rate),
            (BatchLayer or LayerNorm or RMSNorm or GroupNorm, _) => "1 of them normalises as well as 2",
            _ => null,
        };
        return together is null ? null : node.Say(Descriptors.Repeated.Id, null, node.Layer.Title, before.Title, together);
    }

    private static string Dropped(float first, float second) =>
        $"together they drop {Words.Percent(1 - (1 - (decimal)first) * (1 - (decimal)second))} and not {Words.Percent((decimal)second)}";
}

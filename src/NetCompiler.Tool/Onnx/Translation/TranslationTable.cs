namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>Which operators become which layers.</summary>
internal static class TranslationTable
{
    private static readonly Dictionary<string, Action<Translator, NodeReader>> All = new(
        ElementwiseTranslation.All.Concat(MergeTranslation.All).Concat(ShapeTranslation.All).Concat(SelectionTranslation.All)
            .Concat(ContractionTranslation.All).Concat(PoolTranslation.All).Concat(NormTranslation.All).Concat(RecurrentTranslation.All)
            .Concat(AttentionTranslation.All).Concat(ResizeTranslation.All),
        StringComparer.Ordinal);

    /// <summary>The operators of which layers are made.</summary>
    public static IReadOnlyCollection<string> Kinds => All.Keys;

    /// <summary>Operators that may take several values that the net computes; of all others it is the first alone.</summary>
    private static readonly HashSet<string> OfSeveral =
    [
        .. MergeTranslation.All.Keys, .. RecurrentTranslation.All.Keys, "MatMul", "Gemm", "Conv", "ConvTranspose", "Concat", "Gather",
        AttentionFusion.Kind,
    ];

    /// <summary>Makes a node's layers.</summary>
    /// <exception cref="UnsupportedException">There is none for it.</exception>
    public static void Translate(Translator translator, NodeReader reader)
    {
        if (!All.TryGetValue(reader.Node.Kind, out Action<Translator, NodeReader>? translate))
            throw new UnsupportedException(
                "no layer computes it", "end the net before it with --outputs, or replace it where the model is made");
        if (!OfSeveral.Contains(reader.Node.Kind)
            && reader.Node.Inputs.Skip(1).FirstOrDefault(translator.IsDynamic) is { } computed)
            throw new UnsupportedException($"its input {computed} is no constant", "make it one where the model is made");
        translate(translator, reader);
    }
}

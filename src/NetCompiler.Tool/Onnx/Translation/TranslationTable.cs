namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>Which operators become which layers.</summary>
internal static class TranslationTable
{
    private static readonly Dictionary<string, Action<Translator, NodeReader>> All = new(
        ElementwiseTranslation.All.Concat(MergeTranslation.All).Concat(ShapeTranslation.All).Concat(SelectionTranslation.All)
            .Concat(ContractionTranslation.All).Concat(PoolTranslation.All).Concat(NormTranslation.All).Concat(RecurrentTranslation.All),
        StringComparer.Ordinal);

    /// <summary>Makes a node's layers.</summary>
    /// <exception cref="UnsupportedException">There is none for it.</exception>
    public static void Translate(Translator translator, NodeReader reader)
    {
        if (!All.TryGetValue(reader.Node.Kind, out Action<Translator, NodeReader>? translate))
            throw new UnsupportedException("no layer computes it", reader.Node.Kind switch
            {
                "LogSoftmax" => "end the net before it with --outputs, and put [Softmax] behind: training needs no logarithm",
                "Gather" => "look the numbers up in C# and give them as input",
                _ => "end the net before it with --outputs, or replace it where the model is made",
            });
        translate(translator, reader);
    }
}

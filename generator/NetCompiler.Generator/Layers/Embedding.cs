using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>A learned row for each class: y = E[x], at every step.</summary>
internal sealed record Embedding(string Name, Shape Input, int Classes, int Units, string Initializer)
    : LookupLayer(Name, Input, new Shape(Input.Dimensions[0], Units))
{
    /// <summary>The largest number up to which every whole number is a float.</summary>
    private const int MostClasses = 1 << 24;

    public static readonly LayerKind Kind = new("Embedding", Bind) { Penalised = ["Embeddings"] };

    public override string Title => $"Embedding({Classes}, {Units})";

    public override string Formula => "y = E[x]";

    public override int Rows => Classes;

    public override EquatableArray<ParameterSpec> Parameters =>
        [new ParameterSpec("embeddings", new Shape(Classes, Units), Initializer, Classes, Units)];

    private static Layer? Bind(LayerContext context)
    {
        int classes = context.Size("vocabulary"), units = context.Size("units");
        if (classes > MostClasses)
            context.Report("NETC1004", "vocabulary", context.Kind, "vocabulary", Literal.Grouped(classes),
                $"at most {Literal.Grouped(MostClasses)}, because class numbers are floats, which count no further");
        if (!context.Inputs[0].IsInput)
            context.ReportMisfit("NETC1110", null, context.Kind, context.Inputs[0].Text);
        else if (context.Input.Rank != 1)
            context.ReportMisfit("NETC1018", null, context.Kind, "a class number at every step, (steps)", context.Input.ToString(),
                "[Network(100)] gives 100 of them");
        return context.HasErrors ? null
            : new Embedding(context.Name, context.Input, classes, units, context.Member("EmbeddingsInitializer", "RandomUniform"));
    }
}

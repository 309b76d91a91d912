using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>A row, the same at every step.</summary>
internal sealed record RepeatVector(string Name, Shape Input, int Steps)
    : MoveLayer(Name, Input, new Shape(Steps, Input.Dimensions[0]))
{
    public static readonly LayerKind Kind = new("RepeatVector", Bind);

    public override string Title => $"RepeatVector({Steps})";

    public override string Formula => "y = x at every step";

    public override EquatableArray<Move> Describe(Layout input, Layout output) =>
    [
        new(
            input.Start, output.Start, [new(Steps, 0, output.Pitch)], output.Channels, FillsOutput: true, ReadsAll: true,
            ReadsOnce: Steps == 1),
    ];

    private static Layer? Bind(LayerContext context)
    {
        int steps = context.Size("n");
        if (context.Input.Rank != 1)
            context.Report("NETC1018", null, context.Kind, "a row (features)", context.Input.ToString(),
                "a recurrent layer without ReturnSequences gives one, [Flatten] makes one");
        return context.HasErrors ? null : new RepeatVector(context.Name, context.Input, steps);
    }
}

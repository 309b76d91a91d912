using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>A learned row added to every step: y[t] = x[t] + P[t].</summary>
internal sealed record PositionEmbedding(string Name, Shape Input, int Length, string Initializer) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("PositionEmbedding", Bind);

    public override string Title => $"PositionEmbedding({Length})";

    public override string Formula => "y[t] = x[t] + P[t]";

    public override bool KeepsZeros => false;

    /// <summary>P goes with x number by number, so it lies in memory as x does, with further rows behind.</summary>
    public override EquatableArray<ParameterSpec> Parameters
    {
        get
        {
            int features = Input.Dimensions[1];
            return
            [
                new ParameterSpec("position_embeddings", new Shape(Length, features), Initializer, Length, features)
                {
                    Columns = features % RowPadding.Lanes == 0 ? Length * features : features,
                    OfInput = [1],
                },
            ];
        }
    }

    public override Expression Forward => X + Alpha;

    public override Expression Backward => Dy;

    public override Expression AlphaGradient => Dy;

    private static Layer? Bind(LayerContext context)
    {
        int length = context.Size("sequenceLength");
        string initializer = context.Member("EmbeddingsInitializer", "GlorotUniform");
        if (context.RequireSequence() && length > 0 && length < context.Input.Dimensions[0])
            context.ReportMisfit("NETC1018", "sequenceLength", context.Kind, $"a sequence of at most {length} steps",
                context.Input.ToString(), $"sequenceLength: {context.Input.Dimensions[0]} has a row for each");
        return context.HasErrors ? null : new PositionEmbedding(context.Name, context.Input, length, initializer);
    }
}

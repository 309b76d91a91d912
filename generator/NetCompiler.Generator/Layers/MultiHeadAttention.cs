using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Attention of several heads over the steps of a sequence, or of another: queries, keys and values, each a weighted sum of the
/// features at every step, then the weighted values of each head, then a weighted sum of all heads'.</summary>
internal sealed record MultiHeadAttention(
    string Name, Shape Input, Shape Output, string Words, EquatableArray<ParameterSpec> Tensors, EquatableArray<LayerPart> All)
    : CompositeLayer(Name, Input, Output)
{
    /// <summary>What <c>MultiHeadAttention</c> calls itself.</summary>
    public static readonly LayerKind Kind = new("MultiHeadAttention", AttentionBinding.Bind) { TakesSeveral = true };

    public override string Title => Words;

    public override string Formula => "y = softmax(q kᵀ / √keyDim) v Wo + bo, head by head, with q, k, v = x Wq + bq, x Wk + bk, x Wv + bv";

    public override bool IsNonlinear => true;

    public override EquatableArray<ParameterSpec> Parameters => Tensors;

    public override EquatableArray<LayerPart> Parts => All;

    /// <summary>Its arithmetic between the products.</summary>
    public AttentionLayer Attention => All.Select(part => part.Layer).OfType<AttentionLayer>().Single();

    /// <summary>The same for samples with lengths.</summary>
    public MultiHeadAttention Masked(bool masksQueries, bool masksKeys) => this with
    {
        All = All.Select(part => part.Layer is AttentionLayer attention
            ? part with { Layer = attention with { MasksQueries = masksQueries, MasksKeys = masksKeys } } : part).ToEquatableArray(),
    };

    /// <summary>Of a network of one step, the same with a memory of so many.</summary>
    public MultiHeadAttention Remembering(int steps) => this with
    {
        All = All.Select(part => part.Layer is AttentionLayer attention
            ? part with { Layer = attention with { Keys = steps } } : part).ToEquatableArray(),
    };
}

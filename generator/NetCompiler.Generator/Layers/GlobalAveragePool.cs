using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>The mean of every channel.</summary>
internal sealed record GlobalAveragePool(string Name, Shape Input)
    : WindowLayer(Name, Input, Pooling.Channels(Input), Pooling.Whole(Input)), ITakesLengths
{
    public static readonly LayerKind Kind = new("GlobalAveragePool", context =>
        Pooling.BindGlobal(context, (name, input) => new GlobalAveragePool(name, input)));

    public override string Title => "GlobalAveragePool";

    public override string Formula => IsMasked ? "y = mean of x over the steps that count" : "y = mean of x over all places";

    public Layer Masked() => this with { IsMasked = true };

    public override bool IsMaximum => false;
}

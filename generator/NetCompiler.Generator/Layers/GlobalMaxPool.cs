using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>The largest number of every channel.</summary>
internal sealed record GlobalMaxPool(string Name, Shape Input)
    : WindowLayer(Name, Input, Pooling.Channels(Input), Pooling.Whole(Input)), ITakesLengths
{
    public static readonly LayerKind Kind = new("GlobalMaxPool", context =>
        Pooling.BindGlobal(context, (name, input) => new GlobalMaxPool(name, input)));

    public override string Title => "GlobalMaxPool";

    public override string Formula => IsMasked ? "y = max of x over the steps that count" : "y = max of x over all places";

    public Layer Masked() => this with { IsMasked = true };

    public override bool IsMaximum => true;

    public override bool IsNonlinear => true;
}

using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>The mean of every channel.</summary>
internal sealed record GlobalAveragePool(string Name, Shape Input) : WindowLayer(Name, Input, Pooling.Channels(Input), Pooling.Whole(Input))
{
    public static readonly LayerKind Kind = new("GlobalAveragePool", context =>
        Pooling.BindGlobal(context, (name, input) => new GlobalAveragePool(name, input)));

    public override string Title => "GlobalAveragePool";

    public override string Formula => "y = mean of x over all places";

    public override bool IsMaximum => false;
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>A sample's channels in groups, each brought to mean 0 and variance 1 over its channels and all pixels, then scaled and shifted
/// channel by channel with learned γ and β.</summary>
internal sealed record GroupNorm(string Name, Shape Input, int Groups, float Epsilon, bool Center, bool Scale) : RowLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("GroupNorm", Bind);

    public override string Title => $"GroupNorm({Groups})";

    public override string Formula =>
        $"y = (x - mean x) / √(variance x + ε){(Scale ? " γ" : "")}{(Center ? " + β" : "")}, " +
        $"over groups of {Input.Dimensions[Input.Rank - 1] / Groups} channels";

    public override bool IsNonlinear => true;

    public override EquatableArray<ParameterSpec> Parameters => NormBinding.ScaleAndShift(Input, Scale, Center);

    public override EquatableArray<string> Tensors => ["gamma", "beta"];

    public override bool TakesSamples => true;

    public override string Settings => $"{Groups}, {Literal.Float(Epsilon)}";

    public override string ForwardMethod => "GroupNorm";

    public override string BackwardMethod => "GroupNormBackward";

    private static Layer? Bind(LayerContext context)
    {
        int groups = context.Size("groups", 32), channels = context.Input.Dimensions[context.Input.Rank - 1];
        float epsilon = NormBinding.Epsilon(context, 1e-3f);
        if (groups >= 1 && channels % groups != 0)
            context.ReportMisfit("NETC1041", context.Has("groups") ? "groups" : null, groups, channels, NormBinding.Divisors(channels));
        else if (groups >= 1)
            NormBinding.RequireSeveral(context, context.Input.Length / groups, "each group");
        return context.HasErrors ? null : new GroupNorm(context.Name, context.Input, groups, epsilon, context.Boolean("Center", true),
            context.Boolean("Scale", true));
    }
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Every pixel's channels, or a row's numbers, brought to mean 0 and variance 1, then scaled and shifted number by number with
/// learned γ and β.</summary>
internal sealed record LayerNorm(string Name, Shape Input, float Epsilon, bool Center, bool Scale) : RowLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("LayerNorm", Bind);

    public override string Title => "LayerNorm";

    public override string Formula => $"y = (x - mean x) / √(variance x + ε){(Scale ? " γ" : "")}{(Center ? " + β" : "")}";

    public override bool IsNonlinear => true;

    public override EquatableArray<ParameterSpec> Parameters => NormBinding.ScaleAndShift(Input, Scale, Center);

    public override EquatableArray<string> Tensors => ["gamma", "beta"];

    public override string Settings => Literal.Float(Epsilon);

    public override string ForwardMethod => "LayerNorm";

    public override string BackwardMethod => "LayerNormBackward";

    private static Layer? Bind(LayerContext context)
    {
        float epsilon = NormBinding.Epsilon(context, 1e-3f);
        NormBinding.RequireSeveral(context, context.Input.Dimensions[context.Input.Rank - 1], "the last dimension");
        return context.HasErrors ? null : new LayerNorm(context.Name, context.Input, epsilon, context.Boolean("Center", true),
            context.Boolean("Scale", true));
    }
}

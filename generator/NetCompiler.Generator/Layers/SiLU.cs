using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>Sigmoid linear unit (swish): y = x / (1 + e⁻ˣ).</summary>
internal sealed record SiLU(string Name, Shape Input) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("SiLU", context => new SiLU(context.Name, context.Input));

    public override string Title => "SiLU";

    public override string Formula => "y = x / (1 + e⁻ˣ)";

    public override bool IsNonlinear => true;

    public override Expression Forward => VectorMath("Silu", 18, X);

    public override Expression Backward => Dy * VectorMath("SiluDerivative", 24, X);
}

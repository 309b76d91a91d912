using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>Gaussian error linear unit: y = x Φ(x), with Φ the normal distribution function or, <paramref name="IsApproximate"/>, its form
/// by tanh.</summary>
internal sealed record GELU(string Name, Shape Input, bool IsApproximate) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("GELU", context =>
        new GELU(context.Name, context.Input, context.Boolean("Approximate", false)));

    public override string Title => IsApproximate ? "GELU by tanh" : "GELU";

    public override string Formula => IsApproximate ? "y = ½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))" : "y = ½ x (1 + erf(x / √2))";

    public override bool IsNonlinear => true;

    public override Expression Forward => IsApproximate ? VectorMath("GeluTanh", 26, X) : VectorMath("Gelu", 34, X);

    public override Expression Backward =>
        Dy * (IsApproximate ? VectorMath("GeluTanhDerivative", 32, X) : VectorMath("GeluDerivative", 38, X));
}

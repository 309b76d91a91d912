using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>Scaled exponential linear unit: y = λ x where x &gt; 0, λ α (eˣ - 1) else.</summary>
internal sealed record SELU(string Name, Shape Input) : ElementwiseLayer(Name, Input)
{
    private const double Scale = 1.0507009873554805;
    private const double ScaledAlpha = Scale * 1.6732632423543772;

    public static readonly LayerKind Kind = new("SELU", context => new SELU(context.Name, context.Input));

    public override string Title => "SELU";

    public override string Formula => "y = λ x where x > 0, λ α (eˣ - 1) else";

    public override bool IsNonlinear => true;

    public override Expression Forward => Where(X > 0, Scale * X, ScaledAlpha * VectorMath("Expm1", 16, X));

    /// <summary>Where x ≤ 0, λ α eˣ = y + λ α.</summary>
    public override Expression Backward => Where(Y > 0, Scale * Dy, Dy * (Y + ScaledAlpha));
}

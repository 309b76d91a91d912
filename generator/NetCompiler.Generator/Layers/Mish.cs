using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>y = x tanh(log(1 + eˣ)).</summary>
internal sealed record Mish(string Name, Shape Input) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("Mish", context => new Mish(context.Name, context.Input));

    public override string Title => "Mish";

    public override string Formula => "y = x tanh(log(1 + eˣ))";

    public override bool IsNonlinear => true;

    public override Expression Forward => VectorMath("Mish", 24, X);

    public override Expression Backward => Dy * VectorMath("MishDerivative", 32, X);
}

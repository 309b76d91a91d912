using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>y = x: no activation, said in so many words.</summary>
internal sealed record Linear(string Name, Shape Input) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("Linear", context => new Linear(context.Name, context.Input));

    public override string Title => "Linear";

    public override string Formula => "y = x";

    public override Expression Forward => X;

    public override Expression Backward => Dy;
}

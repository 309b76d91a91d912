using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>A function of the user's.</summary>
internal sealed record Activation(string Name, Shape Input, OwnFunction Own) : ElementwiseLayer(Name, Input)
{
    public static readonly LayerKind Kind = new("Activation", Bind);

    public override string Title => $"Activation({Own.Name})";

    public override string Formula => $"y = {Own.Name}(x)";

    public override bool IsNonlinear => true;

    public override bool KeepsZeros => false;

    public override Expression Forward => Own.Value(X);

    public override Expression Backward => Dy * Own.Derivative(X);

    private static Layer? Bind(LayerContext context) =>
        context.Function() is { } own ? new Activation(context.Name, context.Input, own) : null;
}

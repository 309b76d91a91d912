using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>The difference of two values, place by place.</summary>
internal sealed record Subtract(string Name, EquatableArray<Shape> Inputs, Shape Output) : MergeLayer(Name, Inputs, Output)
{
    public static readonly LayerKind Kind = new("Subtract", context =>
        MergeBinding.Bind(context, most: 2) is { } output ? new Subtract(context.Name, MergeBinding.Shapes(context), output) : null)
    {
        TakesSeveral = true,
    };

    public override string Title => "Subtract";

    public override string Formula => "y = x1 - x2";

    public override Expression Forward => In(0) - In(1);

    public override Expression Backward(int input) => input == 0 ? Dy : -Dy;
}

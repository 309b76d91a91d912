using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>The sum of several values, place by place.</summary>
internal sealed record Add(string Name, EquatableArray<Shape> Inputs, Shape Output) : MergeLayer(Name, Inputs, Output)
{
    public static readonly LayerKind Kind = new("Add", context =>
        MergeBinding.Bind(context) is { } output ? new Add(context.Name, MergeBinding.Shapes(context), output) : null)
    {
        TakesSeveral = true,
    };

    public override string Title => "Add";

    public override string Formula => MergeBinding.Formula(Inputs.Count, " + ");

    public override Expression Forward => MergeBinding.Fold(Inputs.Count, (a, b) => a + b);

    public override Expression Backward(int input) => Dy;
}

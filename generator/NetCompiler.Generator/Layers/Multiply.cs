using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>The product of several values, place by place.</summary>
internal sealed record Multiply(string Name, EquatableArray<Shape> Inputs, Shape Output) : MergeLayer(Name, Inputs, Output)
{
    public static readonly LayerKind Kind = new("Multiply", context =>
        MergeBinding.Bind(context) is { } output ? new Multiply(context.Name, MergeBinding.Shapes(context), output) : null)
    {
        TakesSeveral = true,
    };

    public override string Title => "Multiply";

    public override string Formula => MergeBinding.Formula(Inputs.Count, " ");

    public override bool KeepsZeros => true;

    public override Expression Forward => MergeBinding.Fold(Inputs.Count, (a, b) => a * b);

    public override Expression Backward(int input) =>
        Enumerable.Range(0, Inputs.Count).Where(other => other != input).Aggregate(Dy, (product, other) => product * In(other));
}

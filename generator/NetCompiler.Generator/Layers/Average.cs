using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>The mean of several values, place by place.</summary>
internal sealed record Average(string Name, EquatableArray<Shape> Inputs, Shape Output) : MergeLayer(Name, Inputs, Output)
{
    public static readonly LayerKind Kind = new("Average", context =>
        MergeBinding.Bind(context) is { } output ? new Average(context.Name, MergeBinding.Shapes(context), output) : null)
    {
        TakesSeveral = true,
    };

    public override string Title => "Average";

    public override string Formula => $"y = ({MergeBinding.Sum(Inputs.Count)}) / {Inputs.Count}";

    public override Expression Forward => MergeBinding.Fold(Inputs.Count, (a, b) => a + b) / Inputs.Count;

    public override Expression Backward(int input) => Dy / Inputs.Count;
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>The smallest of several values, place by place. The gradient goes to the first that it is, as in TensorFlow.</summary>
internal sealed record Minimum(string Name, EquatableArray<Shape> Inputs, Shape Output) : MergeLayer(Name, Inputs, Output)
{
    public static readonly LayerKind Kind = new("Minimum", context =>
        MergeBinding.Bind(context) is { } output ? new Minimum(context.Name, MergeBinding.Shapes(context), output) : null)
    {
        TakesSeveral = true,
    };

    public override string Title => "Minimum";

    public override string Formula => $"y = min({string.Join(", ", Enumerable.Range(1, Inputs.Count).Select(i => $"x{i}"))})";

    public override Expression Forward => MergeBinding.Fold(Inputs.Count, Min);

    public override Expression Backward(int input)
    {
        Expression x = In(input);
        Expression? before = input == 0 ? null : x < MergeBinding.Fold(input, Min);
        Expression? behind = input == Inputs.Count - 1 ? null
            : x <= Enumerable.Range(input + 2, Inputs.Count - input - 2).Aggregate(In(input + 1), (best, i) => Min(best, In(i)));
        return Where(before is null ? behind! : behind is null ? before : And(before, behind), Dy, 0);
    }
}

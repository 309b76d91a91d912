using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using static NetCompiler.Generator.Model.Expression;

namespace NetCompiler.Generator.Layers;

/// <summary>The largest of several values, place by place. The gradient goes to the first that it is, as in TensorFlow.</summary>
internal sealed record Maximum(string Name, EquatableArray<Shape> Inputs, Shape Output) : MergeLayer(Name, Inputs, Output)
{
    public static readonly LayerKind Kind = new("Maximum", context =>
        MergeBinding.Bind(context) is { } output ? new Maximum(context.Name, MergeBinding.Shapes(context), output) : null)
    {
        TakesSeveral = true,
    };

    public override string Title => "Maximum";

    public override string Formula => $"y = max({string.Join(", ", Enumerable.Range(1, Inputs.Count).Select(i => $"x{i}"))})";

    public override Expression Forward => MergeBinding.Fold(Inputs.Count, Max);

    public override Expression Backward(int input)
    {
        Expression x = In(input);
        Expression? before = input == 0 ? null : x > MergeBinding.Fold(input, Max);
        Expression? behind = input == Inputs.Count - 1 ? null
            : x >= Enumerable.Range(input + 2, Inputs.Count - input - 2).Aggregate(In(input + 1), (best, i) => Max(best, In(i)));
        return Where(before is null ? behind! : behind is null ? before : And(before, behind), Dy, 0);
    }
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>A layer that merges several values, as an operation of the stage that gives one of them: x is that value, the others are
/// operands, which the operation reads from where their stages left them.</summary>
/// <param name="Merge">The layer.</param>
/// <param name="Host">The number of the input that the stage gives.</param>
internal sealed record JoinedMerge(MergeLayer Merge, int Host) : ElementwiseLayer(Merge.Name, Merge.Output)
{
    public override string Title => Merge.Title;

    public override string Formula => Merge.Formula;

    public override bool KeepsZeros => Merge.KeepsZeros;

    public override Expression Forward => Seen(Merge.Forward);

    public override Expression Backward => Seen(Merge.Backward(Host));

    /// <summary>The numbers of the inputs that are operands.</summary>
    public IEnumerable<int> Operands => Enumerable.Range(0, Merge.Inputs.Count).Where(input => input != Host);

    /// <summary>The loss's derivative by an operand.</summary>
    public Expression OperandBackward(int input) => Seen(Merge.Backward(input));

    private Expression Seen(Expression expression) => expression.Replace(Expression.In(Host), Expression.X);
}

/// <summary>A value that an operation of a stage reads besides the stage's own.</summary>
/// <param name="Operation">The operation's number.</param>
/// <param name="Input">Which input of the operation it is.</param>
/// <param name="Read">Which of the stage's reads it is.</param>
internal sealed record Operand(int Operation, int Input, int Read)
{
    /// <summary>The variable of generated code.</summary>
    public string Name => $"with{Operation}_{Input + 1}";

    /// <summary>The letter in the operation's expressions.</summary>
    public string Letter => ((Expression.Variable)Expression.In(Input)).Name;
}

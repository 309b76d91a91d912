using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>Which operations are done on sums before they are stored, and what training keeps of them.</summary>
internal static class Epilogues
{
    /// <summary>The leading operations that cost next to nothing and whose inputs nobody needs again.</summary>
    /// <param name="operations">The operations.</param>
    /// <param name="inTraining">How many of them training runs.</param>
    /// <param name="mostCost">Vector operations, at most.</param>
    /// <param name="merged">The operation that may read another value, which lies as the sums do; -1 for none.</param>
    public static int CountForward(EquatableArray<Layer> operations, int inTraining, int mostCost, int merged)
    {
        int count = 0, cost = 0;
        while (count < inTraining && operations[count] is ElementwiseLayer { Parameters.Count: 0 } layer
            && (layer is not JoinedMerge || count == merged)
            && layer.Forward == layer.TrainingForward && (cost += layer.Forward.Cost) <= mostCost && !IsKept(operations, count, inTraining))
            count++;
        return count;
    }

    /// <summary>Whether the backward pass of an operation of training reads value <paramref name="value"/>.</summary>
    public static bool IsKept(EquatableArray<Layer> operations, int value, int inTraining) =>
        value < inTraining && Reads(operations[value], Expression.X) || value > 0 && value <= inTraining
            && Reads(operations[value - 1], Expression.Y);

    /// <summary>The one value that the derivatives of all operations together read, if they are cheap enough for the epilogue of a data
    /// gradient, draw no random numbers and learn nothing.</summary>
    public static int? ChooseBackwardValue(EquatableArray<Layer> operations, int inTraining, int mostCost)
    {
        int[] values = [.. Enumerable.Range(0, inTraining + 1).Where(value => IsKept(operations, value, inTraining))];
        bool isPlain = operations.Take(inTraining).All(layer =>
            layer is ElementwiseLayer { Parameters.Count: 0 } plain and not JoinedMerge && plain.Forward == plain.TrainingForward);
        return isPlain && values.Length == 1 && BackwardCost(operations, inTraining) <= mostCost ? values[0] : null;
    }

    /// <summary>Vector operations, loads included, that take one vector of derivatives back through the operations.</summary>
    public static int BackwardCost(EquatableArray<Layer> operations, int inTraining) => operations.Take(inTraining).Cast<ElementwiseLayer>()
        .Sum(layer => layer.Backward.Cost + layer.Backward.Count(Expression.X) + layer.Backward.Count(Expression.Y));

    /// <summary>Whether the backward pass of an operation reads a variable.</summary>
    public static bool Reads(Layer layer, Expression variable) => layer switch
    {
        JoinedMerge merge => merge.Backward.Uses(variable) || merge.Operands.Any(input => merge.OperandBackward(input).Uses(variable)),
        ElementwiseLayer elementwise => elementwise.Backward.Uses(variable) || (elementwise.AlphaGradient?.Uses(variable) ?? false),
        RowLayer row => variable == (row.ReadsInput ? Expression.X : Expression.Y),
        _ => false,
    };
}

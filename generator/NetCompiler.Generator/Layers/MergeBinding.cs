using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>What layers that merge several values have in common.</summary>
internal static class MergeBinding
{
    /// <summary>The shape that values of the shapes have together, as in Keras and NumPy: dimensions are compared from the last one, and a
    /// size of 1 is stretched. Null after reporting.</summary>
    /// <param name="context">The layer.</param>
    /// <param name="most">How many values it can take.</param>
    public static Shape? Bind(LayerContext context, int most = int.MaxValue)
    {
        RequireSeveral(context, most);
        if (context.HasErrors)
            return null;
        Shape output = context.Inputs[0].Shape;
        for (int i = 1; i < context.Inputs.Count; i++)
        {
            if (Together(output, context.Inputs[i].Shape) is { } shape)
                output = shape;
            else
                ReportShapes(context, i, context.Inputs.Take(i).First(earlier => Together(earlier.Shape, context.Inputs[i].Shape) is null),
                    "sizes must be equal, counted from the last dimension, or one of them 1");
        }
        return context.HasErrors ? null : output;
    }

    /// <summary>Reports a layer that gets one value only, or too many.</summary>
    public static void RequireSeveral(LayerContext context, int most = int.MaxValue)
    {
        int count = context.Inputs.Count;
        if (count < 2)
            context.Report("NETC1090", null, context.Kind, context.Inputs[0].Name, $"[{context.Kind}(\"name\")]");
        else if (count > most)
            context.Report("NETC1004", LayerContext.With(most - 1), context.Kind, "values", count, most);
    }

    /// <summary>Reports a value that does not fit another.</summary>
    /// <param name="context">The layer.</param>
    /// <param name="input">Which of its values.</param>
    /// <param name="other">What it does not fit.</param>
    /// <param name="rule">What would.</param>
    public static void ReportShapes(LayerContext context, int input, LayerInput other, string rule)
    {
        LayerInput value = context.Inputs[input];
        context.ReportMisfit("NETC1091", LayerContext.With(input - 1), context.Kind, other.Text, value.Text, rule);
    }

    /// <summary>The shapes that come in.</summary>
    public static EquatableArray<Shape> Shapes(LayerContext context) => context.Inputs.Select(input => input.Shape).ToEquatableArray();

    /// <summary>One input joined to the next, from the first to the last.</summary>
    public static Expression Fold(int inputs, Func<Expression, Expression, Expression> join) =>
        Enumerable.Range(1, inputs - 1).Aggregate(Expression.In(0), (joined, input) => join(joined, Expression.In(input)));

    /// <summary>y, for the reader.</summary>
    public static string Formula(int inputs, string sign) => $"y = {Joined(inputs, sign)}";

    /// <summary>The sum of the inputs, for the reader.</summary>
    public static string Sum(int inputs) => Joined(inputs, " + ");

    /// <summary>A dimension, counted as Keras counts, the batch being 0, or from the end; null after reporting.</summary>
    public static int? Axis(LayerContext context, string argument, int axis, Shape shape)
    {
        int index = axis < 0 ? shape.Rank + axis : axis - 1;
        if (index >= 0 && index < shape.Rank)
            return index;
        string range = shape.Rank == 1 ? "1 or -1" : $"1 to {shape.Rank}, or -1 to {-shape.Rank}";
        context.ReportMisfit("NETC1092", argument, context.Kind, argument, axis, shape.ToString(), range);
        return null;
    }

    private static string Joined(int inputs, string sign) => string.Join(sign, Enumerable.Range(1, inputs).Select(i => $"x{i}"));

    private static Shape? Together(Shape a, Shape b)
    {
        int rank = Math.Max(a.Rank, b.Rank);
        int[] sizes = new int[rank];
        for (int i = 0; i < rank; i++)
        {
            int first = SizeFromEnd(a, i), second = SizeFromEnd(b, i);
            if (first != second && first != 1 && second != 1)
                return null;
            sizes[rank - 1 - i] = first == 1 ? second : first;
        }
        return new Shape(sizes);
    }

    private static int SizeFromEnd(Shape shape, int i) => i < shape.Rank ? shape.Dimensions[shape.Rank - 1 - i] : 1;
}

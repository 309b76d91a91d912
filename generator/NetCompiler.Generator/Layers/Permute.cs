using System.Globalization;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>The dimensions in another order: dimension i of y is dimension <paramref name="Order"/>[i] of x, counted from 1 as in
/// Keras.</summary>
internal sealed record Permute(string Name, Shape Input, EquatableArray<int> Order)
    : MoveLayer(Name, Input, new Shape(Order.Select(dimension => Input.Dimensions[dimension - 1]).ToEquatableArray()))
{
    public static readonly LayerKind Kind = new("Permute", Bind);

    public override string Title => $"Permute({Text(Order)})";

    public override string Formula => "y = x, dimensions in another order";

    /// <summary>Where the last dimension stays the last, whole pixels are copied.</summary>
    public override Move Describe(Layout input, Layout output)
    {
        int[] from = Steps(input, Input), to = Steps(output, Output);
        int rank = Order.Count, last = Output.Dimensions[rank - 1];
        bool keepsPixels = Order[rank - 1] == rank;
        IEnumerable<MoveLoop> loops = Enumerable.Range(0, keepsPixels ? rank - 1 : rank).Select(i =>
            new MoveLoop(Output.Dimensions[i], from[Order[i] - 1], to[i]));
        return new Move(input.Start, output.Start, Join(loops), keepsPixels ? last : 1, FillsOutput: true, ReadsAll: true, ReadsOnce: true);
    }

    /// <summary>The distance between neighbours along each dimension.</summary>
    private static int[] Steps(Layout layout, Shape shape)
    {
        int[] steps = new int[shape.Rank];
        for (int i = shape.Rank - 1, place = 0; i >= 0; i--, place++)
            steps[i] = place switch { 0 => 1, 1 => layout.Pitch, 2 => layout.LinePitch, _ => steps[i + 1] * shape.Dimensions[i + 1] };
        return steps;
    }

    /// <summary>The same in as few loops as the distances allow.</summary>
    private static EquatableArray<MoveLoop> Join(IEnumerable<MoveLoop> loops)
    {
        var joined = new List<MoveLoop>();
        foreach (MoveLoop loop in loops.Where(loop => loop.Count > 1))
        {
            MoveLoop? outer = joined.LastOrDefault();
            if (outer is not null && outer.InputStep == loop.Count * loop.InputStep && outer.OutputStep == loop.Count * loop.OutputStep)
                joined[joined.Count - 1] = loop with { Count = outer.Count * loop.Count };
            else
                joined.Add(loop);
        }
        return joined.ToEquatableArray();
    }

    private static Layer? Bind(LayerContext context)
    {
        EquatableArray<int> order = context.Integers("dimensions").ToEquatableArray();
        int rank = context.Input.Rank;
        if (!order.OrderBy(dimension => dimension).SequenceEqual(Enumerable.Range(1, rank)))
            context.Report("NETC1033", null, $"{context.Kind}({Text(order)})", rank, context.Input.ToString(),
                Text(Enumerable.Range(1, rank)));
        return context.HasErrors ? null : new Permute(context.Name, context.Input, order);
    }

    private static string Text(IEnumerable<int> dimensions) =>
        string.Join(", ", dimensions.Select(dimension => dimension.ToString(CultureInfo.InvariantCulture)));
}

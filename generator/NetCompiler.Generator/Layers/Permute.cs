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
    public override EquatableArray<Move> Describe(Layout input, Layout output)
    {
        int[] from = input.Steps(Input), to = output.Steps(Output);
        int rank = Order.Count, last = Output.Dimensions[rank - 1];
        bool keepsPixels = Order[rank - 1] == rank;
        IEnumerable<MoveLoop> loops = Enumerable.Range(0, keepsPixels ? rank - 1 : rank).Select(i =>
            new MoveLoop(Output.Dimensions[i], from[Order[i] - 1], to[i]));
        return
        [
            new Move(
                input.Start, output.Start, MoveLoop.Join(loops), keepsPixels ? last : 1, FillsOutput: true, ReadsAll: true,
                ReadsOnce: true),
        ];
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

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Some rows of a table of states and outputs.</summary>
/// <param name="Input">The table, or one row.</param>
/// <param name="First">The first of them.</param>
internal sealed record StateRows(string Name, Shape Input, Shape Output, int First) : MoveLayer(Name, Input, Output)
{
    private int Rows => (int)(Output.Length / Output.Dimensions[Output.Rank - 1]);

    public override string Title => Rows == 1 ? $"Row {First + 1}" : $"Rows {First + 1} to {First + Rows}";

    public override string Formula => $"y = {(Rows == 1 ? "a row" : "rows")} of x";

    public override EquatableArray<Move> Describe(Layout input, Layout output)
    {
        bool isAll = Input.Length == Output.Length;
        return
        [
            new(
                input.Start + First * input.Pitch, output.Start, Rows == 1 ? [] : [new(Rows, input.Pitch, output.Pitch)], output.Channels,
                FillsOutput: true, ReadsAll: isAll, ReadsOnce: true),
        ];
    }
}

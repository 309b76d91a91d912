using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>A copy that the planner makes for a merge, or for one of several readers that works in place. Along the dimensions of a larger
/// shape, counted from the last, along which there is one number only, that is repeated.</summary>
internal sealed record Broadcast(string Name, Shape Input, Shape Output, string Reason) : MoveLayer(Name, Input, Output)
{
    public override string Title => Reason;

    public override string Formula => Input == Output ? "y = x" : "y = x, the same for all indices of a dimension along which x has one";

    public override EquatableArray<Move> Describe(Layout input, Layout output)
    {
        // Without gaps, an image may lie as one row.
        int[] from = input.As(Input).Steps(Input), to = output.As(Output).Steps(Output);
        int rank = Output.Rank, missing = rank - Input.Rank;
        bool Repeats(int i) => i < missing || Input.Dimensions[i - missing] < Output.Dimensions[i];
        MoveLoop[] loops =
            [.. Enumerable.Range(0, rank).Select(i => new MoveLoop(Output.Dimensions[i], Repeats(i) ? 0 : from[i - missing], to[i]))];
        bool isRun = !Repeats(rank - 1);
        return
        [
            new Move(
                input.Start, output.Start, MoveLoop.Join(isRun ? loops.Take(rank - 1) : loops), isRun ? Output.Dimensions[rank - 1] : 1,
                FillsOutput: output.Pitch == output.Channels, ReadsAll: input.Pitch == input.Channels,
                ReadsOnce: Input.Length == Output.Length),
        ];
    }
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>A copy that the planner puts between layers that want the same numbers laid out differently: with or without gaps between
/// pixels, with or without a border.</summary>
internal sealed record Repack(string Name, Shape Input, string Reason) : MoveLayer(Name, Input, Input)
{
    /// <summary>Whether what stands behind a row of numbers is set to zero with them: loops over vectors read it.</summary>
    public bool ClearsPadding { get; init; }

    public override string Title => Reason;

    public override string Formula => "y = x, laid out anew";

    /// <summary>One of the two has no gaps; the other says where lines and pixels end.</summary>
    public override EquatableArray<Move> Describe(Layout input, Layout output)
    {
        Layout image = input.IsNatural ? output : input;
        int inputPixel = input.IsNatural ? image.Channels : input.Pitch, outputPixel = output.IsNatural ? image.Channels : output.Pitch;
        int inputLine = input.IsNatural ? image.Width * image.Channels : input.LinePitch,
            outputLine = output.IsNatural ? image.Width * image.Channels : output.LinePitch;
        bool whole = inputPixel == image.Channels && outputPixel == image.Channels;
        return
        [
            new Move(
                input.Start, output.Start,
                whole ? [new(image.Height, inputLine, outputLine)]
                    : [new(image.Height, inputLine, outputLine), new(image.Width, inputPixel, outputPixel)],
                whole ? image.Width * image.Channels : image.Channels, FillsOutput: !ClearsPadding, ReadsAll: !ClearsPadding,
                ReadsOnce: true),
        ];
    }
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>An image copied into a larger one, whose rim has the image's own numbers.</summary>
internal static class RimCopies
{
    /// <summary>The larger image.</summary>
    public static Shape Around(Shape input, Border edges) => new(
        edges.Top + input.Dimensions[0] + edges.Bottom, edges.Left + input.Dimensions[1] + edges.Right, input.Dimensions[2]);

    /// <summary>Three parts of lines, of three parts of pixels each: before, in and behind the image.</summary>
    /// <param name="input">The layout of x.</param>
    /// <param name="output">The layout of y.</param>
    /// <param name="edges">How far y reaches beyond x.</param>
    /// <param name="isMirrored">Whether the rim goes back into the image, without the outermost numbers; else these are repeated.</param>
    public static EquatableArray<Move> Describe(Layout input, Layout output, Border edges, bool isMirrored)
    {
        bool keepsLines = input.Pitch == output.Pitch;
        Part[] lines = Parts(input.Height, edges.Top, edges.Bottom, isMirrored),
            pixels = Parts(input.Width, edges.Left, edges.Right, isMirrored);
        return (from line in lines
                from pixel in pixels
                let loop = new MoveLoop(line.Count, line.Step * input.LinePitch, output.LinePitch)
                let isRun = keepsLines && pixel.Step == 1
                select new Move(
                    input.Start + line.From * input.LinePitch + pixel.From * input.Pitch,
                    output.Start + line.To * output.LinePitch + pixel.To * output.Pitch,
                    isRun ? [loop] : [loop, new MoveLoop(pixel.Count, pixel.Step * input.Pitch, output.Pitch)],
                    isRun ? pixel.Count * input.Pitch : input.Channels, FillsOutput: true, ReadsAll: true,
                    ReadsOnce: edges == Border.None)).ToEquatableArray();
    }

    private static Part[] Parts(int size, int before, int after, bool isMirrored)
    {
        int step = isMirrored ? -1 : 0;
        Part[] parts =
        [
            new(before, isMirrored ? before : 0, step, 0), new(size, 0, 1, before),
            new(after, isMirrored ? size - 2 : size - 1, step, before + size),
        ];
        return [.. parts.Where(part => part.Count > 0)];
    }

    /// <summary>Some lines or pixels of the output: how many, where they begin in the input, how they go on there, where they
    /// begin.</summary>
    private readonly record struct Part(int Count, int From, int Step, int To);
}

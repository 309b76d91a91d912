using System.Globalization;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>What layers that widen or narrow an image have in common: how much at which edge.</summary>
internal static class EdgeBinding
{
    /// <summary>Reads the arguments for all edges, or for <c>height</c> and <c>width</c>, or for <c>top</c>, <c>bottom</c>, <c>left</c> and
    /// <c>right</c>.</summary>
    /// <param name="context">The layer; its input must be an image, or that is reported.</param>
    /// <param name="all">The argument for all edges.</param>
    /// <returns>Null after a report.</returns>
    public static Border? Bind(LayerContext context, string all)
    {
        context.RequireImage();
        int both = Count(all, 0), height = Count("height", both), width = Count("width", both);
        var edges = new Border(Count("top", height), Count("bottom", height), Count("left", width), Count("right", width));
        context.Settings.Stand(all, ("top", edges.Top), ("bottom", edges.Bottom), ("left", edges.Left), ("right", edges.Right));
        context.Settings.Stand("height");
        context.Settings.Stand("width");
        return context.HasErrors ? null : edges;

        int Count(string argument, int otherwise) => context.Has(argument) ? context.Count(argument, 0) : otherwise;
    }

    /// <summary>Reports an image that became too large to exist.</summary>
    public static void RequireMemory(LayerContext context, Border edges)
    {
        Require("top", "bottom", edges.Top, edges.Bottom, context.Input.Dimensions[0]);
        Require("left", "right", edges.Left, edges.Right, context.Input.Dimensions[1]);

        void Require(string before, string after, int first, int last, int size)
        {
            if ((long)first + last + size > int.MaxValue)
                context.ReportMisfit("NETC1004", Written(context, before, after, first, last), context.Kind, "padding",
                    Math.Max(first, last), "small enough for the image to fit into memory");
        }
    }

    /// <summary>The argument that gives the larger of two opposite edges.</summary>
    public static string Written(LayerContext context, string before, string after, int first, int last) =>
        context.Has("padding") ? "padding" : context.Has(before) ? first > last ? before : after : before == "top" ? "height" : "width";

    /// <summary>The edges as a reader would say them, in as few numbers as there are different ones.</summary>
    public static string Describe(Border edges)
    {
        int[] numbers = edges.Top != edges.Bottom || edges.Left != edges.Right ? [edges.Top, edges.Bottom, edges.Left, edges.Right]
            : edges.Top != edges.Left ? [edges.Top, edges.Left] : [edges.Top];
        return string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Copies the lines of the smaller image, which lies within the larger one.</summary>
    /// <param name="input">The layout of x.</param>
    /// <param name="output">The layout of y.</param>
    /// <param name="edges">How far the larger image reaches beyond the smaller one.</param>
    /// <param name="widens">Whether y is the larger one; else x.</param>
    public static EquatableArray<Move> Copy(Layout input, Layout output, Border edges, bool widens)
    {
        Layout inner = widens ? input : output, outer = widens ? output : input;
        int offset = edges.Top * outer.LinePitch + edges.Left * outer.Pitch;
        bool wholeLines = input.Pitch == output.Pitch;
        var lines = new MoveLoop(inner.Height, input.LinePitch, output.LinePitch);
        return
        [
            new Move(
                input.Start + (widens ? 0 : offset), output.Start + (widens ? offset : 0),
                wholeLines ? [lines] : [lines, new MoveLoop(inner.Width, input.Pitch, output.Pitch)],
                wholeLines ? inner.Width * inner.Pitch : inner.Channels,
                FillsOutput: !widens || edges == Border.None, ReadsAll: widens || edges == Border.None, ReadsOnce: true),
        ];
    }
}

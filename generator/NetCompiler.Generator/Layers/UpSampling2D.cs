using System.Globalization;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Every number of an image several times.</summary>
internal sealed record UpSampling2D(string Name, Shape Input, Shape Output, int Height, int Width) : MoveLayer(Name, Input, Output)
{
    public static readonly LayerKind Kind = new("UpSampling2D", Bind);

    public override string Title => $"UpSampling2D({Text(Height, Width)})";

    public override string Formula => "y = x, every number several times";

    public override EquatableArray<Move> Describe(Layout input, Layout output) =>
    [
        new(
            input.Start, output.Start,
            [
                new(input.Height, input.LinePitch, Height * output.LinePitch), new(Height, 0, output.LinePitch),
                new(input.Width, input.Pitch, Width * output.Pitch), new(Width, 0, output.Pitch),
            ],
            input.Channels, FillsOutput: true, ReadsAll: true, ReadsOnce: Height * Width == 1),
    ];

    public static string Text(int height, int width) =>
        height == width ? height.ToString(CultureInfo.InvariantCulture)
            : $"{height.ToString(CultureInfo.InvariantCulture)}, {width.ToString(CultureInfo.InvariantCulture)}";

    private static Layer? Bind(LayerContext context)
    {
        bool isSquare = context.Has("size");
        int height = context.Size(isSquare ? "size" : "height"), width = isSquare ? height : context.Size("width");
        context.Settings.Stand("size", ("height", height), ("width", width));
        if (!context.RequireImage() || context.HasErrors)
            return null;
        EquatableArray<int> input = context.Input.Dimensions;
        Require("height", height, input[0]);
        Require("width", width, input[1]);
        if (context.HasErrors)
            return null;
        var output = new Shape(height * input[0], width * input[1], input[2]);
        return context.Member("Interpolation", "Nearest") == "Bilinear"
            ? new BilinearUpSampling2D(context.Name, context.Input, output, height, width)
            : new UpSampling2D(context.Name, context.Input, output, height, width);

        void Require(string argument, int scale, int size)
        {
            string written = isSquare ? "size" : argument;
            if (!context.HasErrors && (long)scale * size > int.MaxValue)
                context.ReportMisfit("NETC1004", written, context.Kind, written, scale, "small enough for the image to fit into memory");
        }
    }
}

/// <summary>An image made larger, with blends between its numbers.</summary>
internal sealed record BilinearUpSampling2D(string Name, Shape Input, Shape Output, int Height, int Width)
    : BlendLayer(Name, Input, Output, Height, Width)
{
    public override string Title => $"UpSampling2D({UpSampling2D.Text(Height, Width)}, bilinear)";

    public override string Formula => "y = bilinear blend of the four x around it";

    public override long MultiplyAdds => 3 * Output.Length;
}

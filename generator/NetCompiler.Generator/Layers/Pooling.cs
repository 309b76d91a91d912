using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>What pooling layers have in common.</summary>
internal static class Pooling
{
    /// <summary>Makes a layer from name, input, output, the two axes and the padding's name.</summary>
    public delegate Layer Make(string name, Shape input, Shape output, Axis vertical, Axis horizontal, string padding);

    /// <summary>Reads pool size, strides (Keras: the pool size unless written) and padding of a two-dimensional pool.</summary>
    public static Layer? Bind(LayerContext context, Make make)
    {
        string padding = context.Member("Padding", "Valid");
        if (AxisBinding.Bind(context, "poolSize", "poolHeight", "poolWidth", padding, defaultStride: 0) is not { } axes)
            return null;
        AxisBinding.RequireInside(context, axes.Vertical, "PadTop", "PadBottom");
        AxisBinding.RequireInside(context, axes.Horizontal, "PadLeft", "PadRight");
        if (context.HasErrors)
            return null;
        AxisBinding.WarnOfDropped(context, axes.Vertical, axes.Horizontal);
        return make(context.Name, context.Input, new Shape(axes.Vertical.Output, axes.Horizontal.Output, context.Input.Dimensions[2]),
            axes.Vertical, axes.Horizontal, padding);
    }

    /// <summary>The same for a sequence, whose only line is the vertical axis.</summary>
    public static Layer? BindSequence(LayerContext context, Make make)
    {
        string padding = context.Member("Padding", "Valid");
        if (AxisBinding.BindSequence(context, "poolSize", padding, defaultStride: 0) is not { } axis)
            return null;
        AxisBinding.RequireInside(context, axis, "PadBefore", "PadAfter");
        if (context.HasErrors)
            return null;
        AxisBinding.WarnOfDropped(context, axis);
        return make(context.Name, context.Input, new Shape(axis.Output, context.Input.Dimensions[1]), Axis.Line, axis, padding);
    }

    /// <summary>Reads an image or a sequence, of which every channel becomes one number.</summary>
    public static Layer? BindGlobal(LayerContext context, Func<string, Shape, Layer> make)
    {
        if (context.Input.Rank > 1)
            return make(context.Name, context.Input);
        context.Report(
            "NETC1018", null, context.Kind, "an image (height, width, channels) or a sequence (steps, features)", context.Input.ToString(),
            "[Network(28, 28, 1)] gives one, [Reshape(height, width, channels)] makes one");
        return null;
    }

    /// <summary>The axes' window.</summary>
    public static Window Window(Axis vertical, Axis horizontal) =>
        new(vertical.Kernel, horizontal.Kernel, vertical.Stride, horizontal.Stride, vertical.Before, horizontal.Before);

    /// <summary>A window as large as the image.</summary>
    public static Window Whole(Shape image)
    {
        Layout layout = Layout.Natural(image);
        return new(layout.Height, layout.Width, layout.Height, layout.Width, 0, 0);
    }

    /// <summary>The numbers of a channel.</summary>
    public static Shape Channels(Shape image) => new(image.Dimensions[image.Rank - 1]);
}

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
        AxisBinding.WarnOfDropped(context, axes.Vertical, axes.Horizontal);
        return make(context.Name, context.Input, new Shape(axes.Vertical.Output, axes.Horizontal.Output, context.Input.Dimensions[2]), axes.Vertical, axes.Horizontal, padding);
    }

    /// <summary>The axes' window.</summary>
    public static Window Window(Axis vertical, Axis horizontal) => new(vertical.Kernel, horizontal.Kernel, vertical.Stride, horizontal.Stride, vertical.Before, horizontal.Before);
}

using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx.Operators;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>A window's options as a person would write them.</summary>
internal static class WindowTranslation
{
    /// <summary>The same with strides.</summary>
    public static void WithStrides(NetLayer layer, WindowSettings settings, int otherwise)
    {
        Window vertical = settings.Axes[0], horizontal = settings.Axes[1];
        if (vertical.Stride == horizontal.Stride)
            layer.With("Strides", vertical.Stride == otherwise ? layer.Attribute.Name.Contains("Pool", StringComparison.Ordinal) ? 0 : 1
                : vertical.Stride);
        else
            layer.With("StrideHeight", vertical.Stride).With("StrideWidth", horizontal.Stride);
    }

    /// <summary>The same with padding: none, <c>Same</c> where it is the same, else explicit.</summary>
    public static NetLayer WithPads(NetLayer layer, WindowSettings settings, int[] inputs)
    {
        Window[] axes = [.. settings.Axes];
        if (axes.All(axis => axis.Before == 0 && axis.After + axis.Beyond == 0))
            return layer;
        if (axes.Select((axis, i) => IsSame(axis, inputs[i])).All(isSame => isSame))
            return layer.With("Padding", Padding.Same);
        layer.With("Padding", Padding.Explicit);
        return axes.Length == 1
            ? layer.With("PadBefore", axes[0].Before).With("PadAfter", axes[0].After + axes[0].Beyond)
            : layer.With("PadTop", axes[0].Before).With("PadBottom", axes[0].After + axes[0].Beyond)
                .With("PadLeft", axes[1].Before).With("PadRight", axes[1].After + axes[1].Beyond);
    }

    private static bool IsSame(Window window, int input)
    {
        int outputs = (input + window.Stride - 1) / window.Stride, all = Math.Max(0, (outputs - 1) * window.Stride + window.Extent - input);
        return window.Before == all / 2 && window.After + window.Beyond == all - all / 2;
    }
}

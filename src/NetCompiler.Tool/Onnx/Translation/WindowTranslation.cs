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

    /// <summary>Windows whose numbers lie apart as far as the windows themselves, or a multiple of it, look at every so manieth number
    /// only: these alone are taken, and the windows are dense in them.</summary>
    /// <param name="translator">The translator.</param>
    /// <param name="value">An image or a sequence, channels last.</param>
    /// <param name="settings">Becomes what is left: without strides where there was dilation.</param>
    public static NetValue TakeEvery(Translator translator, NetValue value, WindowSettings settings)
    {
        Window[] axes = [.. settings.Axes];
        if (!axes.Any(axis => axis.Dilation > 1 && axis.Stride > 1 && axis.Dilation % axis.Stride == 0))
            return value;
        int[] shape = value.Shape, firsts = new int[axes.Length], steps = [.. axes.Select(_ => 1)], sizes = shape[..axes.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            Window axis = axes[i];
            if (axis.Dilation == 1 || axis.Stride == 1 || axis.Dilation % axis.Stride != 0)
                continue;
            int outputs = axis.Outputs(sizes[i]);
            steps[i] = axis.Stride;
            firsts[i] = (axis.Stride - axis.Before % axis.Stride) % axis.Stride;
            sizes[i] = (sizes[i] - firsts[i] + axis.Stride - 1) / axis.Stride;
            Window dense = axis with
            {
                Stride = 1,
                Dilation = axis.Dilation / axis.Stride,
                Before = (axis.Before + firsts[i]) / axis.Stride,
            };
            settings.Axes[i] = dense with { After = outputs - 1 + dense.Extent - sizes[i] - dense.Before, Beyond = 0 };
        }
        if (axes.Length == 1)
        {
            (firsts, steps, sizes) = ([firsts[0], 0], [steps[0], 1], [sizes[0], 1]);
            value = translator.Shaped(value, [shape[0], 1, shape[1]]);
        }
        value = SelectionTranslation.Rim(translator, value, typeof(Cropping2DAttribute), -1, [firsts[0], 0, firsts[1], 0]);
        value = Every(translator, value, steps, sizes);
        return translator.Shaped(value, axes.Length == 1 ? [sizes[0], shape[1]] : [.. sizes, shape[2]]);
    }

    /// <summary>Every so manieth line and pixel: pools of one number.</summary>
    public static NetLayer Every(Translator translator, NetValue image, int[] steps, int[] sizes)
    {
        NetLayer pool = new NetLayer(typeof(MaxPool2DAttribute), [.. sizes, image.Shape[2]], 1).From(image);
        return translator.Net.Add(steps[0] == steps[1] ? pool.With("Strides", steps[0])
            : pool.With("StrideHeight", steps[0]).With("StrideWidth", steps[1]));
    }

    private static bool IsSame(Window window, int input)
    {
        int outputs = (input + window.Stride - 1) / window.Stride, all = Math.Max(0, (outputs - 1) * window.Stride + window.Extent - input);
        return window.Before == all / 2 && window.After + window.Beyond == all - all / 2;
    }
}

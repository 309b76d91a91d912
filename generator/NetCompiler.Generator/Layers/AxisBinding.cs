using System.Globalization;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>What layers with a window over an image have in common: sizes, strides, dilation, padding, and whether the window
/// fits.</summary>
internal static class AxisBinding
{
    /// <summary>Reads the window's arguments and checks them against an image. <c>Strides</c> and <c>DilationRate</c> hold for both axes
    /// unless <c>StrideHeight</c> and so on say otherwise; the square size argument stands for both sizes.</summary>
    /// <param name="context">The layer; its input must be an image, or that is reported.</param>
    /// <param name="square">The argument for the size of a square window.</param>
    /// <param name="high">The argument for its height.</param>
    /// <param name="wide">The argument for its width.</param>
    /// <param name="padding">A member of the runtime's <c>Padding</c>.</param>
    /// <param name="defaultStride">The stride where none was written; 0 for the window's size.</param>
    /// <returns>Null after a report.</returns>
    public static (Axis Vertical, Axis Horizontal)? Bind(
        LayerContext context, string square, string high, string wide, string padding, int defaultStride = 1)
    {
        if (!context.RequireImage() || Read(context, square, high, wide, padding, defaultStride) is not { } window)
            return null;
        bool isSquare = context.Has(square);
        (int height, int width, int strideHeight, int strideWidth, int dilationHeight, int dilationWidth) = window;
        Axis vertical = Pad("Height", context.Input.Dimensions[0], height, strideHeight, dilationHeight, "PadTop", "PadBottom");
        Axis horizontal = Pad("Width", context.Input.Dimensions[1], width, strideWidth, dilationWidth, "PadLeft", "PadRight");
        if (vertical.Output < 1 || horizontal.Output < 1)
            context.ReportMisfit(
                "NETC1019", isSquare ? square : vertical.Output < 1 ? high : wide, context.Kind, Spell(vertical, horizontal),
                Cross(vertical.Input, horizontal.Input),
                Adjective(padding), Cross(Remaining(vertical), Remaining(horizontal)),
                context.Doubt?.Advice ?? $"use Padding.Same or a window of at most {Text(Largest(vertical), Largest(horizontal))}",
                context.Doubt?.Warning.Id ?? "");
        return context.HasErrors ? null : (vertical, horizontal);

        Axis Pad(string name, int input, int size, int stride, int step, string before, string after) =>
            padding == "Explicit"
                ? new Axis(input, size, stride, step, context.Int32(before, 0), context.Int32(after, 0))
                : Axis.Pad(padding, input, size, stride, step);
    }

    /// <summary>Reads the arguments of a layer that goes the other way, from the outputs of a window to its inputs, and finds an image that
    /// a window with these arguments takes to the one that comes in: Keras's size, and with explicit pads as much smaller as these
    /// say.</summary>
    /// <returns>Null after a report; else axes whose <see cref="Axis.Output"/> is what comes in.</returns>
    public static (Axis Vertical, Axis Horizontal)? BindUpwards(LayerContext context, string padding)
    {
        if (!context.RequireImage() || Read(context, "kernelSize", "kernelHeight", "kernelWidth", padding, 1) is not { } window)
            return null;
        Axis vertical = Grow(context.Input.Dimensions[0], window.Height, window.StrideHeight, window.DilationHeight, "PadTop", "PadBottom");
        Axis horizontal = Grow(context.Input.Dimensions[1], window.Width, window.StrideWidth, window.DilationWidth, "PadLeft", "PadRight");
        if (vertical.Input < 1 || horizontal.Input < 1)
            context.Report(
                "NETC1051", null, context.Kind,
                $"{vertical.Input + vertical.Before + vertical.After}x{horizontal.Input + horizontal.Before + horizontal.After}",
                vertical.Before + vertical.After, horizontal.Before + horizontal.After, $"{vertical.Input}x{horizontal.Input}");
        return context.HasErrors ? null : (vertical, horizontal);

        Axis Grow(int outputs, int size, int stride, int dilation, string before, string after)
        {
            int extent = (size - 1) * dilation + 1, all = (outputs - 1) * stride + Math.Max(extent, stride);
            return padding == "Explicit"
                ? new Axis(
                    (outputs - 1) * stride + extent - context.Int32(before, 0) - context.Int32(after, 0), size, stride, dilation,
                    context.Int32(before, 0), context.Int32(after, 0))
                : Axis.Pad(padding, padding == "Same" ? outputs * stride : all, size, stride, dilation);
        }
    }

    /// <summary>Sizes, strides and dilation; null after a report.</summary>
    private static (int Height, int Width, int StrideHeight, int StrideWidth, int DilationHeight, int DilationWidth)? Read(
        LayerContext context, string square, string high, string wide, string padding, int defaultStride)
    {
        bool isSquare = context.Has(square);
        int height = context.Size(isSquare ? square : high);
        int width = isSquare ? height : context.Size(wide);
        int strides = context.Has("Strides") ? context.Size("Strides") : defaultStride, dilation = context.Size("DilationRate", 1);
        int strideHeight = context.Size("StrideHeight", strides == 0 ? height : strides),
            strideWidth = context.Size("StrideWidth", strides == 0 ? width : strides);
        int dilationHeight = context.Size("DilationHeight", dilation), dilationWidth = context.Size("DilationWidth", dilation);
        context.Settings.Stand(square, (high, height), (wide, width));
        context.Settings.Stand("Strides");
        context.Settings.Stand("DilationRate");
        if (defaultStride == 0)
        {
            context.Settings.Stand("DilationHeight");
            context.Settings.Stand("DilationWidth");
        }
        CheckPads(context, padding, "PadTop", "PadBottom", "PadLeft", "PadRight");
        if (padding == "Causal")
            context.Report("NETC1050", "Padding", context.Kind, padding);
        if (!context.HasErrors && Math.Max(strideHeight, strideWidth) > 1 && Math.Max(dilationHeight, dilationWidth) > 1)
            context.Report("NETC1022", null, context.Kind, Text(strideHeight, strideWidth), Text(dilationHeight, dilationWidth));
        return context.HasErrors ? null : (height, width, strideHeight, strideWidth, dilationHeight, dilationWidth);
    }

    /// <summary>The same for a window over a sequence, with the arguments <c>Strides</c>, <c>DilationRate</c>, <c>PadBefore</c> and
    /// <c>PadAfter</c>.</summary>
    /// <param name="context">The layer; its input must be a sequence, or that is reported.</param>
    /// <param name="size">The argument for the window's size.</param>
    /// <param name="padding">A member of the runtime's <c>Padding</c>.</param>
    /// <param name="defaultStride">The stride where none was written; 0 for the window's size.</param>
    /// <returns>Null after a report.</returns>
    public static Axis? BindSequence(LayerContext context, string size, string padding, int defaultStride = 1)
    {
        if (!context.RequireSequence())
            return null;
        int kernel = context.Size(size), dilation = context.Size("DilationRate", 1);
        int stride = context.Size("Strides", defaultStride == 0 ? kernel : defaultStride);
        if (defaultStride == 0)
            context.Settings.Stand("DilationRate");
        CheckPads(context, padding, "PadBefore", "PadAfter");
        if (context.HasErrors)
            return null;
        if (stride > 1 && dilation > 1)
            context.Report("NETC1022", null, context.Kind, Number(stride), Number(dilation));
        int steps = context.Input.Dimensions[0];
        Axis axis = padding == "Explicit"
            ? new Axis(steps, kernel, stride, dilation, context.Int32("PadBefore", 0), context.Int32("PadAfter", 0))
            : Axis.Pad(padding, steps, kernel, stride, dilation);
        if (axis.Output < 1)
            context.ReportMisfit(
                "NETC1019", size, context.Kind, Spell(axis), Number(steps), Adjective(padding), Number(Remaining(axis)),
                $"use Padding.Same or a window of at most {Number(Largest(axis))}", "");
        return context.HasErrors ? null : axis;
    }

    /// <summary>Reports pads that are negative, or that mean nothing because the padding has a name.</summary>
    public static void CheckPads(LayerContext context, string padding, params string[] pads)
    {
        foreach (string pad in pads)
        {
            context.Count(pad, 0);
            if (padding == "Explicit")
                continue;
            context.Settings.Stand(pad);
            if (context.Has(pad))
                context.Report("NETC1021", pad, context.Kind, pad, padding);
        }
    }

    /// <summary>Warns of a window layer that never reads the last lines or pixels of an image.</summary>
    public static void WarnOfDropped(LayerContext context, Axis vertical, Axis horizontal)
    {
        int lines = Dropped(vertical), pixels = Dropped(horizontal);
        if (lines + pixels == 0 || context.Doubt is not null)
            return;
        string lost = string.Join(
            " and ",
            new[] { lines > 0 ? Plural(lines, "line") : "", pixels > 0 ? Plural(pixels, "column") : "" }.Where(text => text.Length > 0));
        context.Warn(
            "NETC1020", null, context.Kind, Text(vertical.Kernel, horizontal.Kernel), Text(vertical.Stride, horizontal.Stride),
            Cross(vertical.Input, horizontal.Input), lost);
    }

    /// <summary>The same for a sequence.</summary>
    public static void WarnOfDropped(LayerContext context, Axis axis)
    {
        if (Dropped(axis) > 0)
            context.Warn(
                "NETC1020", null, context.Kind, Number(axis.Kernel), Number(axis.Stride), Number(axis.Input),
                Plural(Dropped(axis), "step"));
    }

    /// <summary>Reports pads that let a window see nothing but padding, which has no largest number and no mean.</summary>
    public static void RequireInside(LayerContext context, Axis axis, string before, string after)
    {
        bool isBefore = axis.Before >= axis.Extent;
        if (isBefore || (axis.Output - 1) * axis.Stride - axis.Before >= axis.Input)
            context.Report(
                "NETC1031", isBefore ? before : after, context.Kind, isBefore ? before : after, isBefore ? axis.Before : axis.After,
                isBefore ? "first" : "last", axis.Kernel);
    }

    /// <summary>The window as a reader would say it: <c>3x3, stride 2, same</c>.</summary>
    public static string Describe(Axis vertical, Axis horizontal, string padding)
    {
        string text = $"{vertical.Kernel}x{horizontal.Kernel}";
        if (vertical.Stride > 1 || horizontal.Stride > 1)
            text += $", stride {Text(vertical.Stride, horizontal.Stride)}";
        if (vertical.Dilation > 1 || horizontal.Dilation > 1)
            text += $", dilation {Text(vertical.Dilation, horizontal.Dilation)}";
        return padding switch
        {
            "Valid" => text,
            "Explicit" => $"{text}, padding {vertical.Before} {vertical.After} {horizontal.Before} {horizontal.After}",
            _ => $"{text}, {Adjective(padding)}",
        };
    }

    /// <summary>The window over a sequence: <c>3, stride 2, causal</c>.</summary>
    public static string Describe(Axis axis, string padding)
    {
        string text = Number(axis.Kernel);
        if (axis.Stride > 1)
            text += $", stride {Number(axis.Stride)}";
        if (axis.Dilation > 1)
            text += $", dilation {Number(axis.Dilation)}";
        return padding switch
        {
            "Valid" => text,
            "Explicit" => $"{text}, padding {Number(axis.Before)} {Number(axis.After)}",
            _ => $"{text}, {Adjective(padding)}",
        };
    }

    private static string Adjective(string padding) => padding.ToLowerInvariant();

    private static string Spell(Axis vertical, Axis horizontal) =>
        vertical.Dilation > 1 || horizontal.Dilation > 1
            ? $"{vertical.Kernel}x{horizontal.Kernel} with dilation {Text(vertical.Dilation, horizontal.Dilation)}, "
                + $"which spans {vertical.Extent}x{horizontal.Extent},"
            : $"{vertical.Kernel}x{horizontal.Kernel}";

    private static string Spell(Axis axis) =>
        axis.Dilation > 1
            ? $"{Number(axis.Kernel)} with dilation {Number(axis.Dilation)}, which spans {Number(axis.Extent)},"
            : Number(axis.Kernel);

    /// <summary>What a window that moves by single steps would leave.</summary>
    private static int Remaining(Axis axis) => axis.Input + axis.Before + axis.After - axis.Extent + 1;

    private static int Largest(Axis axis) => (axis.Input + axis.Before + axis.After - 1) / axis.Dilation + 1;

    private static int Dropped(Axis axis) => Math.Max(0, axis.Input - ((axis.Output - 1) * axis.Stride + axis.Extent - axis.Before));

    private static string Cross(int vertical, int horizontal) => $"{Number(vertical)}x{Number(horizontal)}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(int vertical, int horizontal) => vertical == horizontal ? $"{vertical}" : $"{vertical}x{horizontal}";

    private static string Plural(int count, string noun) => count == 1 ? noun : $"{count} {noun}s";
}

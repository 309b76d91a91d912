using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding.Sense;

/// <summary>Shapes and windows that mean something else in Keras or PyTorch, and layers that leave everything as it is.</summary>
internal static class ShapeRules
{
    /// <summary>A height that looks like a number of filters is a multiple of this; the widest window beside it.</summary>
    private const int Filters = 8, WidestWindow = 7;

    /// <summary>Layers behind which dimensions are no longer those of the input.</summary>
    private static readonly string[] Rearranging = ["Flatten", "Reshape", "Permute"];

    /// <summary>A window that may be a window and a stride, or filters and a window.</summary>
    public static DiagnosticInfo? WindowOfTwoMeanings(LayerNode node) => OfWindow(node.Declared, node.Number, node.Layer.Input)?.Warning;

    /// <summary>A reshape to the same shape, a pool of one pixel.</summary>
    public static DiagnosticInfo? NothingChanges(LayerNode node) => node.Layer switch
    {
        { Input: var shape } layer when shape != layer.Output => null,
        ReshapeLayer { Input: { Rank: 1 } row } => NothingChanges(node, $"gets {Words.Count(row.Length, "number")} in a row already"),
        ReshapeLayer { Input: var shape } => NothingChanges(node, $"gets the shape {shape} already"),
        WindowLayer { Window: { Height: 1, Width: 1 } } => NothingChanges(node, "has a window of 1 pixel"),
        WindowLayer { Input: var image } when image.Length == image.Dimensions[image.Rank - 1] =>
            NothingChanges(node, $"gets the shape {image}, which is 1 pixel"),
        _ => null,
    };

    /// <summary>A doubt about a layer's input: its window's numbers, or the network's input as far as its dimensions reach.</summary>
    public static Doubt? About(NetworkDeclaration declaration, int number, Shape input) =>
        OfWindow(declaration.Layers[number], number, input)
        ?? (declaration.Layers.Take(number).Any(layer => Rearranging.Contains(layer.Kind)) ? null : OfInput(declaration));

    /// <summary>An image in PyTorch's order, which a window layer would read as few lines of few pixels with many channels.</summary>
    public static Doubt? OfInput(NetworkDeclaration declaration)
    {
        if (declaration.InputShape.Count != 3)
            return null;
        int channels = declaration.InputShape[0], height = declaration.InputShape[1], width = declaration.InputShape[2];
        if (channels is not (1 or 3 or 4) || !IsImage(height, width)
            || declaration.Layers.FirstOrDefault(layer => IsWindow(layer) || Rearranging.Contains(layer.Kind)) is not { } first
            || !IsWindow(first) || Height(first) == 1 && Width(first) > 1)
            return null;
        string written = $"({channels}, {height}, {width})";
        string meant = $"write [Network({height}, {width}, {channels})] and give every sample with its channels last";
        return new Doubt(
            DiagnosticInfo.Create(
                Descriptors.ChannelsFirst.Id, DiagnosticTarget.OfNetwork("shape[0]"), written, $"{channels}x{height}", width,
                $"{height}x{width}", Words.Count(channels, "channel"), meant),
            $"the input {written} looks channels-first, so {meant}");
    }

    private static DiagnosticInfo NothingChanges(LayerNode node, string why) =>
        node.Say(Descriptors.NothingChanges.Id, null, node.Layer.Title, why);

    private static Doubt? OfWindow(LayerDeclaration declared, int number, Shape input)
    {
        if (input.Rank != 3 || Height(declared) is not { } height || Width(declared) is not { } width || width < 2
            || input.Dimensions[1] <= width)
            return null;
        int? filters = Find(declared, "filters");
        if (height % Filters == 0 && height >= 2 * width && width <= WidestWindow
            && (declared.Kind == "DepthwiseConv2D" || filters == input.Dimensions[2]))
            return OfFilters(declared, number, filters, height, width, input.Dimensions[2]);
        bool isStride = width == 2 && height > 2 || filters is not null && (height, width) == (8, 4);
        return isStride && !declared.Arguments.Any(argument => IsStride(argument) || IsDilation(argument))
            ? OfStride(declared, number, filters, height, width)
            : null;
    }

    private static Doubt OfFilters(LayerDeclaration declared, int number, int? filters, int height, int width, int channels)
    {
        string meant = filters is null
            ? $"it takes no filters, because each of the {channels} channels has a kernel of its own: write [{declared.Kind}({width})], or "
                + $"[SeparableConv2D({height}, {width})] for {height} filters"
            : $"the {channels} input channels are known and not written: write [{declared.Kind}({height}, {width})]";
        return new Doubt(
            DiagnosticInfo.Create(
                Descriptors.FiltersAsHeight.Id, DiagnosticTarget.OfLayer(number, HeightName(declared)),
                Written(declared.Kind, filters, height, width), $"{height}x{width}", meant),
            $"its height looks like a number of filters; {meant}");
    }

    private static Doubt OfStride(LayerDeclaration declared, int number, int? filters, int height, int width)
    {
        string place = filters is null ? "second" : "third";
        string meant = $"write [{declared.Kind}({(filters is null ? "" : $"{filters}, ")}{height}, Strides = {width})]";
        string argument = HeightName(declared) == "poolHeight" ? "poolWidth" : "kernelWidth";
        return new Doubt(
            DiagnosticInfo.Create(
                Descriptors.StrideAsWidth.Id, DiagnosticTarget.OfLayer(number, argument),
                Written(declared.Kind, filters, height, width), $"{height}x{width}", place, meant),
            $"the {place} number is the window's width and not the stride, so {meant}");
    }

    private static bool IsImage(int height, int width) =>
        height == width && height >= 8 || Math.Min(height, width) >= 16 && Math.Max(height, width) <= 4 * Math.Min(height, width);

    private static string Written(string kind, int? filters, int height, int width) =>
        $"{kind}({(filters is null ? "" : $"{filters}, ")}{height}, {width})";

    private static bool IsStride(Argument argument) => argument.Name.StartsWith("Stride", StringComparison.Ordinal);

    private static bool IsDilation(Argument argument) =>
        argument.Name.StartsWith("Dilation", StringComparison.Ordinal) && argument.Value is > 1;

    private static bool IsWindow(LayerDeclaration declared) =>
        HeightName(declared) is not null || Find(declared, "kernelSize") is not null || Find(declared, "poolSize") is not null;

    private static int? Height(LayerDeclaration declared) => HeightName(declared) is { } name ? Find(declared, name) : null;

    private static int? Width(LayerDeclaration declared) => Find(declared, "kernelWidth") ?? Find(declared, "poolWidth");

    private static string? HeightName(LayerDeclaration declared) =>
        new[] { "kernelHeight", "poolHeight" }.FirstOrDefault(name => Find(declared, name) is not null);

    private static int? Find(LayerDeclaration declared, string argument) =>
        declared.Arguments.FirstOrDefault(candidate => candidate.Name == argument)?.Value as int?;
}

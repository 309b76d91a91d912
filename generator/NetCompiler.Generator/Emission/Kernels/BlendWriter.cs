using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints the calls that make images larger; lanes are channels.</summary>
internal static class BlendWriter
{
    /// <summary>Prints <c>Forward(ref x, ref y, rows)</c> and, with <paramref name="backward"/>, <c>Backward(ref dy, ref dx,
    /// rows)</c>.</summary>
    public static void Write(SourceWriter writer, BlendLayer layer, Stage stage, bool backward)
    {
        int columns = RowPadding.RoundUp(stage.Layout.Channels);
        writer.Line();
        writer.Line($"// {layer.Formula}");
        writer.Line(LoopWriter.Alone);
        using (writer.Block("internal static void Forward(ref float x, ref float y, int rows)"))
            WriteSamples(writer, layer, "Blend", "x", stage.InputLayout, stage.InputStride, "y", stage.Layout, columns);
        if (!backward)
            return;
        writer.Line();
        writer.Line("// dx += dy, for every output that x has a share in");
        writer.Line(LoopWriter.Alone);
        using (writer.Block("private static void Backward(ref float dy, ref float dx, int rows)"))
            WriteSamples(writer, layer, "BlendBackward", "dx", stage.InputGradientLayout, stage.InputGradientLayout.Stride, "dy",
                stage.GradientLayout, columns);
    }

    private static void WriteSamples(SourceWriter writer, BlendLayer layer, string method, string small, Layout x, int stride,
        string large, Layout y, int columns)
    {
        using (writer.Block("for (int sample = 0; sample < rows; sample++)"))
        {
            writer.Line($"Images.{method}<V>(");
            writer.Line($"    {At(small, x.Start)}, {x.Height}, {x.Width}, {x.Pitch}, {x.LinePitch},");
            writer.Line($"    {At(large, y.Start)}, {y.Pitch}, {y.LinePitch}, {layer.ScaleHeight}, {layer.ScaleWidth}, {columns});");
            writer.Line($"{small} = ref Unsafe.Add(ref {small}, {stride});");
            writer.Line($"{large} = ref Unsafe.Add(ref {large}, {y.Stride});");
        }
    }

    private static string At(string pointer, int place) => place == 0 ? $"ref {pointer}" : $"ref Unsafe.Add(ref {pointer}, {place})";
}

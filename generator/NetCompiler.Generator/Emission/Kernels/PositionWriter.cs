using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints what adds a row of a table to every step.</summary>
internal static class PositionWriter
{
    /// <summary>Prints <c>Forward(ref x, [ref table,] ref y, [ref state,] rows)</c> and, with <paramref name="backward"/>,
    /// <c>Backward(ref dy, ref dx, rows)</c>.</summary>
    public static void Write(SourceWriter writer, PositionHead head, Stage stage, bool backward)
    {
        PositionLayer layer = head.Positions;
        writer.Line();
        writer.Line($"// {layer.Formula}");
        writer.Line(LoopWriter.Alone);
        WriteForward(writer, head, stage);
        if (!backward)
            return;
        writer.Line();
        writer.Line(stage.Input.Adds ? "// dx += dy" : "// dx = dy");
        writer.Line(LoopWriter.Alone);
        Layout dy = stage.GradientLayout, dx = stage.InputGradientLayout;
        using (writer.Block("private static void Backward(ref float dy, ref float dx, int rows)"))
        using (LoopWriter.RowLoop(writer))
        {
            writer.Line($"Positions.PassBack<V>(ref {At("dy", dy)}, {dy.Pitch}, ref {At("dx", dx)}, {dx.Pitch}, {dy.Width}, " +
                $"{RowPadding.RoundUp(dy.Channels)}, {(stage.Input.Adds ? "true" : "false")});");
            LoopWriter.Advance(writer, "dy", dy.Stride);
            LoopWriter.Advance(writer, "dx", dx.Stride);
        }
    }

    private static void WriteForward(SourceWriter writer, PositionHead head, Stage stage)
    {
        PositionLayer layer = head.Positions;
        Layout x = stage.InputLayout, y = stage.Layout;
        int floats = RowPadding.RoundUp(y.Channels);
        string learned = head.Table is null ? "" : "ref float table, ";
        bool carries = layer.StateOffset is not null;
        string carried = carries ? "ref float state, " : "";
        using (writer.Block($"internal static void Forward(ref float x, {learned}ref float y, {carried}int rows)"))
        {
            if (layer.Wavelength is { } wavelength)
                writer.Line("ref float table = ref " +
                    $"Positions.Sines({layer.Length}, {stage.Layout.Channels}, {Literal.Float(wavelength)}).Start;");
            if (carries)
            {
                writer.Line($"Positions.Step<V>(ref {At("x", x)}, ref table, {head.RowPitch}, {layer.Length}, ref {At("y", y)}, " +
                    $"{floats}, ref state);");
                return;
            }
            using (LoopWriter.RowLoop(writer))
            {
                writer.Line($"Positions.Add<V>(ref {At("x", x)}, {x.Pitch}, ref table, {head.RowPitch}, ref {At("y", y)}, {y.Pitch}, " +
                    $"{y.Width}, {floats});");
                LoopWriter.Advance(writer, "x", stage.InputStride);
                LoopWriter.Advance(writer, "y", stage.Stride);
            }
        }
    }

    private static string At(string name, Layout layout) => Address.Behind(name, $"{layout.Start}");
}

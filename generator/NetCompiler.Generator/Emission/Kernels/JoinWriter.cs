using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints the loops that lay several values one beside the other.</summary>
internal static class JoinWriter
{
    /// <summary>Prints <c>Forward(ref x, ref x2, ..., ref y, rows)</c> and, with <paramref name="backward"/>, <c>Backward1(ref dy, ref dx,
    /// rows)</c> and so on for the inputs that have gradients.</summary>
    public static void Write(SourceWriter writer, JoinHead head, Stage stage, bool backward)
    {
        string[] names = [.. head.Forward.Select((_, i) => i == 0 ? "x" : $"x{i + 1}")];
        Layout y = stage.Layout;
        writer.Line();
        writer.Line($"// {head.Join.Formula}");
        writer.Line(LoopWriter.Alone);
        string parameters = string.Concat(names.Select(name => $"ref float {name}, "));
        using (writer.Block($"internal static void Forward({parameters}ref float y, int rows)"))
        using (LoopWriter.RowLoop(writer))
        {
            if (y.Pitch != y.Channels)
                writer.Line(Clear("y", y));
            for (int i = 0; i < names.Length; i++)
                MoveWriter.WriteLoops(writer, head.Forward[i], "Copy", names[i], "y", head.Forward[i].InputStart,
                    head.Forward[i].OutputStart, isBackward: false);
            for (int i = 0; i < names.Length; i++)
                LoopWriter.Advance(writer, names[i], stage.Reads[i].Stride);
            LoopWriter.Advance(writer, "y", y.Stride);
        }
        for (int i = 0; backward && i < names.Length; i++)
            if (stage.Reads[i].NeedsGradient)
                WriteBackward(writer, head.Backward[i], stage, i);
    }

    private static void WriteBackward(SourceWriter writer, Move move, Stage stage, int input)
    {
        Read read = stage.Reads[input];
        Layout dx = read.GradientLayout;
        writer.Line();
        writer.Line($"// dx{input + 1} {(read.Adds ? "+= dy" : "= dy")}, where it came from");
        writer.Line(LoopWriter.Alone);
        using (writer.Block($"internal static void Backward{input + 1}(ref float dy, ref float dx, int rows)"))
        using (LoopWriter.RowLoop(writer))
        {
            if (!read.Adds && dx.Pitch != dx.Channels)
                writer.Line(Clear("dx", dx));
            MoveWriter.WriteLoops(writer, move, read.Adds ? "Add" : "Copy", "dy", "dx", move.OutputStart, move.InputStart,
                isBackward: true);
            LoopWriter.Advance(writer, "dy", stage.GradientLayout.Stride);
            LoopWriter.Advance(writer, "dx", dx.Stride);
        }
    }

    /// <summary>What no run reaches becomes zero.</summary>
    private static string Clear(string name, Layout layout) =>
        $"Images.Clear(ref {Address.Behind(name, $"{layout.Start}")}, {layout.Height}, {layout.Width * layout.Pitch}, {layout.LinePitch});";
}

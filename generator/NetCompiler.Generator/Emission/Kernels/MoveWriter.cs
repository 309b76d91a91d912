using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints the loops of a move.</summary>
internal static class MoveWriter
{
    /// <summary>Prints <c>Forward(ref x, ref y, rows)</c> and, with <paramref name="backward"/>, <c>Backward(ref dy, ref dx,
    /// rows)</c>.</summary>
    public static void Write(SourceWriter writer, MoveHead head, Stage stage, bool backward)
    {
        writer.Line();
        writer.Line($"// {head.Mover.Formula}");
        writer.Line(LoopWriter.Alone);
        using (writer.Block("internal static void Forward(ref float x, ref float y, int rows)"))
        {
            using (writer.Block("for (int sample = 0; sample < rows; sample++)"))
            {
                Layout y = stage.Layout;
                if (!head.Forward[0].FillsOutput)
                    WriteClear(writer, "y", y);
                foreach (Move move in head.Forward)
                    WriteLoops(writer, move, "Copy", "x", "y", move.InputStart, move.OutputStart, isBackward: false);
                writer.Line($"x = ref Unsafe.Add(ref x, {stage.InputStride});");
                writer.Line($"y = ref Unsafe.Add(ref y, {y.Stride});");
            }
        }
        if (!backward)
            return;

        Move gradient = head.Backward[0];
        Layout dx = stage.InputGradientLayout;
        writer.Line();
        bool adds = stage.Input.Adds;
        writer.Line(gradient.ReadsOnce && !adds ? "// dx = dy, where it came from" : "// dx += dy, for every place it went to");
        writer.Line(LoopWriter.Alone);
        using (writer.Block("private static void Backward(ref float dy, ref float dx, int rows)"))
        {
            using (writer.Block("for (int sample = 0; sample < rows; sample++)"))
            {
                if (!adds && (!gradient.ReadsAll || !gradient.ReadsOnce))
                    WriteClear(writer, "dx", dx);
                string method = gradient.ReadsOnce && !adds ? "Copy" : "Add";
                foreach (Move move in head.Backward)
                    WriteLoops(writer, move, method, "dy", "dx", move.OutputStart, move.InputStart, isBackward: true);
                writer.Line($"dy = ref Unsafe.Add(ref dy, {stage.GradientLayout.Stride});");
                writer.Line($"dx = ref Unsafe.Add(ref dx, {dx.Stride});");
            }
        }
    }

    /// <summary>Prints what sets all numbers to zero, padding behind them included.</summary>
    private static void WriteClear(SourceWriter writer, string pointer, Layout layout)
    {
        string extent = $"{layout.Height}, {layout.Width * layout.Pitch}, {layout.LinePitch}";
        if (layout.Repeats == 1)
        {
            writer.Line($"Images.Clear(ref Unsafe.Add(ref {pointer}, {layout.Start}), {extent});");
            return;
        }
        using (writer.Indented($"for (int step = 0; step < {layout.Repeats}; step++)"))
            writer.Line($"Images.Clear(ref Unsafe.Add(ref {pointer}, {layout.Start} + step * {layout.RepeatStride}), {extent});");
    }

    /// <summary>Prints the loops that copy or add every run.</summary>
    public static void WriteLoops(SourceWriter writer, Move move, string method, string from, string to, int fromStart, int toStart,
        bool isBackward)
    {
        var scopes = new Stack<SourceWriter.Scope>();
        string fromPlace = fromStart == 0 ? "" : $"{fromStart}", toPlace = toStart == 0 ? "" : $"{toStart}";
        for (int i = 0; i < move.Loops.Count; i++)
        {
            MoveLoop loop = move.Loops[i];
            string counter = $"i{i}";
            scopes.Push(writer.Block($"for (int {counter} = 0; {counter} < {loop.Count}; {counter}++)"));
            fromPlace = Add(fromPlace, counter, isBackward ? loop.OutputStep : loop.InputStep);
            toPlace = Add(toPlace, counter, isBackward ? loop.InputStep : loop.OutputStep);
        }
        writer.Line($"Images.{method}({At(from, fromPlace)}, {At(to, toPlace)}, {move.Run});");
        while (scopes.Count > 0)
            scopes.Pop().Dispose();
    }

    private static string Add(string place, string counter, int step) =>
        step == 0 ? place : $"{(place.Length == 0 ? "" : $"{place} + ")}{(step == 1 ? counter : $"{counter} * {step}")}";

    private static string At(string pointer, string place) =>
        place.Length == 0 ? $"ref {pointer}" : $"ref Unsafe.Add(ref {pointer}, {place})";
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints what gives rows of a table by number.</summary>
internal static class LookupWriter
{
    /// <summary>Prints <c>Forward(ref x, ref e, ref y, rows)</c> and, with <paramref name="backward"/>, <c>Backward(ref dx, rows)</c>: no
    /// number has a derivative by which row it names.</summary>
    public static void Write(SourceWriter writer, LookupHead head, Stage stage, bool backward)
    {
        Layout y = stage.Layout;
        writer.Line();
        writer.Line($"// {head.Lookup.Formula}");
        writer.Line(LoopWriter.Alone);
        using (writer.Block("internal static void Forward(ref float x, ref float e, ref float y, int rows)"))
        using (writer.Block("for (int sample = 0; sample < rows; sample++)"))
        {
            writer.Line($"Sequences.Lookup(ref x, {y.Width}, ref e, {head.Lookup.Rows}, {head.Table.RowStride}, " +
                $"ref {Address.Behind("y", $"{y.Start}")}, {y.Pitch}, {Floats(y)});");
            writer.Line($"x = ref Unsafe.Add(ref x, {stage.InputStride});");
            writer.Line($"y = ref Unsafe.Add(ref y, {y.Stride});");
        }
        if (!backward)
            return;
        Layout dx = stage.InputGradientLayout;
        writer.Line();
        writer.Line("// dx = 0");
        writer.Line(LoopWriter.Alone);
        using (writer.Block("private static void Backward(ref float dx, int rows)"))
        {
            if (!stage.Input.Adds)
                writer.Line($"Sequences.ClearRows(ref dx, {dx.Stride}, {dx.Floats}, rows);");
        }
    }

    /// <summary>Prints the work on some rows of the table's gradient.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="head">The table.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="numbers">The first sample's numbers.</param>
    /// <param name="gradient">The first sample's gradient.</param>
    /// <param name="rowsOf">The rows of a part of the table.</param>
    /// <returns>How many units there are.</returns>
    public static int WriteAddGradients(
        SourceWriter writer, LookupHead head, Stage stage, string numbers, string gradient, Func<int, ParameterLayout, string> rowsOf)
    {
        Layout dy = stage.GradientLayout;
        ParameterLayout table = head.Table;
        WeightBlock[] blocks = [.. stage.WeightBlocks.Where(block => block.Parameter == table)];
        using (writer.Block(blocks.Length == 1 ? "if (block == 0)" : $"if (block < {blocks.Length})"))
        {
            writer.Line($"int row = {blocks[0].Rows} * block;");
            writer.Line($"Sequences.AddToRows<V>(ref {numbers}, {dy.Width}, {stage.InputStride}, " +
                $"ref {Address.Behind(gradient, $"{dy.Start}")}, {dy.Pitch}, {dy.Stride}, rows, ref {Address.RowOf(table, "gradients")}, " +
                $"row, {rowsOf(blocks[0].Rows, table)}, {table.RowStride}, {Floats(dy)}, {WeightPhaseWriter.Adds(blocks[0])});");
            writer.Line("return;");
        }
        return blocks.Length;
    }

    private static int Floats(Layout layout) => RowPadding.RoundUp(layout.Channels);
}

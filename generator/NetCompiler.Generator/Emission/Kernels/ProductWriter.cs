using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints the calls that multiply two values.</summary>
internal static class ProductWriter
{
    /// <summary>Prints <c>Forward(ref x, ref x2, ref y, rows)</c> and, with <paramref name="backward"/>, <c>Backward1(ref x, ref x2, ref
    /// dy, ref dx, rows)</c> and <c>Backward2</c> for the inputs that have gradients.</summary>
    public static void Write(SourceWriter writer, ProductHead head, Stage stage, bool backward)
    {
        (Layout a, Layout b, Layout y) = (stage.Reads[0].Layout, stage.Reads[1].Layout, stage.Layout);
        (MatrixPlace left, MatrixPlace right, MatrixPlace result) = (head.Values[0], head.Values[1], head.Values[2]);
        string normalizes = head.Product.Normalizes ? "true" : "false";
        writer.Line();
        writer.Line($"// {head.Product.Formula}");
        writer.Line(LoopWriter.Alone);
        using (writer.Block("internal static void Forward(ref float x, ref float x2, ref float y, int rows)"))
        using (LoopWriter.RowLoop(writer))
        {
            if (y.Pitch != y.Channels)
                writer.Line($"Images.Clear(ref {At("y", y)}, {y.Height}, {y.Width * y.Pitch}, {y.LinePitch});");
            writer.Line($"MatrixProducts.Multiply<V>(ref {At("x", a)}, {Place(left)}, ref {At("x2", b)}, {Place(right)}, " +
                $"{left.Columns}, ref {At("y", y)}, {result.RowStep}, {result.ColumnStep}, {normalizes});");
            LoopWriter.Advance(writer, "x", stage.Reads[0].Stride);
            LoopWriter.Advance(writer, "x2", stage.Reads[1].Stride);
            LoopWriter.Advance(writer, "y", y.Stride);
        }
        for (int input = 0; backward && input < 2; input++)
            if (stage.Reads[input].NeedsGradient)
                WriteBackward(writer, head, stage, input);
    }

    private static void WriteBackward(SourceWriter writer, ProductHead head, Stage stage, int input)
    {
        Read own = stage.Reads[input], other = stage.Reads[1 - input];
        Layout dx = own.GradientLayout;
        (string ownName, string otherName) = input == 0 ? ("x", "x2") : ("x2", "x");
        (MatrixPlace dy, MatrixPlace gradient) = (head.Gradients[2], head.Gradients[input]);
        (int byOwn, int byOther) = input == 0 ? (dy.RowStep, dy.ColumnStep) : (dy.ColumnStep, dy.RowStep);
        writer.Line();
        writer.Line($"// dx{input + 1} {(own.Adds ? "+=" : "=")} dy x{2 - input}");
        writer.Line(LoopWriter.Alone);
        string parameters = "ref float x, ref float x2, ref float dy, ref float dx, int rows";
        using (writer.Block($"internal static void Backward{input + 1}({parameters})"))
        using (LoopWriter.RowLoop(writer))
        {
            if (!own.Adds)
                writer.Line($"Images.Clear(ref {At("dx", dx)}, {dx.Height}, {dx.Width * dx.Pitch}, {dx.LinePitch});");
            writer.Line($"MatrixProducts.AddGradient<V>(ref {At(ownName, own.Layout)}, {Place(head.Values[input])}, " +
                $"ref {At(otherName, other.Layout)}, {Place(head.Values[1 - input])}, {head.Values[0].Columns}, " +
                $"ref {At("dy", stage.GradientLayout)}, {byOwn}, {byOther}, " +
                $"ref {At("dx", dx)}, {gradient.RowStep}, {gradient.ColumnStep}, {(head.Product.Normalizes ? "true" : "false")});");
            LoopWriter.Advance(writer, "x", stage.Reads[0].Stride);
            LoopWriter.Advance(writer, "x2", stage.Reads[1].Stride);
            LoopWriter.Advance(writer, "dy", stage.GradientLayout.Stride);
            LoopWriter.Advance(writer, "dx", dx.Stride);
        }
    }

    private static string At(string name, Layout layout) => Address.Behind(name, $"{layout.Start}");

    private static string Place(MatrixPlace place) => $"{place.Rows}, {place.RowStep}, {place.ColumnStep}";
}

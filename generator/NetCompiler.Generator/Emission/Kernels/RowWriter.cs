using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints the loops of row layers, whose arithmetic is the runtime's.</summary>
internal static class RowWriter
{
    /// <summary>Prints a row layer's loop; backward, dv holds the derivative by its output and receives that by its input.</summary>
    public static void Write(SourceWriter writer, Stage stage, int operation, bool backward)
    {
        var layer = (RowLayer)stage.Operations[operation];
        Layout layout = stage.Layout.As(layer.Input), gradient = stage.GradientLayout.As(layer.Input);
        string first = backward && !layer.ReadsInput ? "y" : "x", second = backward ? "dv" : "y";
        LearnedTensor[] alphas = [.. stage.LearnedOf(operation)],
            read = backward && layer.ReadsInput ? [.. stage.FirstTensor(operation)] : alphas;
        LearnedTensor[] sums = backward ? alphas : [];
        string parameters = string.Concat(read.Select(alpha => $"ref float {alpha.Parameter.Spec.Tensor}, ").Concat(
            sums.Select(alpha => $"ref float d{alpha.Parameter.Spec.Tensor}, ")));
        writer.Line();
        writer.Line(backward ? "// dy becomes dx" : $"// {layer.Formula}");
        writer.Line(LoopWriter.Alone);
        using (writer.Block($"private static void {(backward ? "Backward" : "Row")}{operation}(ref float {first}, ref float {second}, " +
            $"{parameters}int rows)"))
        {
            (string Name, Layout Layout)[] pointers = [(first, layout), (second, backward ? gradient : layout)];
            foreach ((string name, Layout place) in pointers)
                LoopWriter.Start(writer, name, place.Start);
            string call = RowCall(stage, layer, operation, backward, layout, gradient);
            using (LoopWriter.RowLoop(writer))
            {
                foreach (LearnedTensor sum in sums)
                    writer.Line($"Rows.ClearPadding(ref d{sum.Parameter.Spec.Tensor}, 0, {sum.Stride});");
                if (layout.Height * layout.Width > 1 && !layer.TakesSamples)
                {
                    using (writer.Block($"for (int line = 0; line < {layout.Height}; line++)"))
                    {
                        using (writer.Block($"for (int pixel = 0; pixel < {layout.Width}; pixel++)"))
                        {
                            writer.Line(call);
                            foreach ((string name, Layout _) in pointers)
                                LoopWriter.Advance(writer, name, layout.Pitch);
                        }
                        foreach ((string name, Layout place) in pointers)
                            LoopWriter.Advance(writer, name, place.LinePitch - place.Width * place.Pitch);
                    }
                    foreach ((string name, Layout place) in pointers)
                        LoopWriter.Advance(writer, name, place.Stride - place.Height * place.LinePitch);
                }
                else
                {
                    writer.Line(call);
                    foreach ((string name, Layout place) in pointers)
                        LoopWriter.Advance(writer, name, place.Stride);
                }
                foreach (LearnedTensor sum in sums)
                    LoopWriter.Advance(writer, $"d{sum.Parameter.Spec.Tensor}", sum.Stride);
            }
        }
    }

    /// <summary>The runtime's method for one row, or one sample.</summary>
    private static string RowCall(Stage stage, RowLayer layer, int operation, bool backward, Layout layout, Layout gradient)
    {
        bool isImage = layout.Height * layout.Width > 1 || layout.Border != Border.None || gradient.Border != Border.None;
        int stride = isImage ? layout.Pitch : stage.Stride;
        string method = $"{(layer.Tensors.Count > 0 ? "Norms" : "Softmaxes")}.{(backward ? layer.BackwardMethod : layer.ForwardMethod)}<V>";
        string extent = !layer.TakesSamples ? $"{layout.Channels}, {stride}"
            : $"{layout.Channels}, {layout.Height}, {layout.Width}, {layout.Pitch}, " +
                $"{layout.LinePitch}{(backward ? $", {gradient.LinePitch}" : "")}";
        string settings = layer.Settings.Length == 0 ? "" : $", {layer.Settings}";
        string Tensor(string name, string prefix) => stage.LearnedOf(operation).Any(alpha => alpha.Parameter.Spec.Tensor == name)
            ? $"ref {prefix}{name}, " : "ref Unsafe.NullRef<float>(), ";
        if (!backward)
            return $"{method}(ref x, ref y, {string.Concat(layer.Tensors.Select(name => Tensor(name, "")))}{extent}{settings});";
        return layer.ReadsInput
            ? $"{method}(ref x, ref dv, " +
                $"{Tensor(layer.Tensors[0], "")}{string.Concat(layer.Tensors.Select(name => Tensor(name, "d")))}{extent}{settings});"
            : $"{method}(ref y, ref dv, ref dv, {extent});";
    }
}

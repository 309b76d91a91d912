using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints a convolution by Winograd's algorithm: what inference does in place of the direct sum, and what it prepares for
/// that.</summary>
internal static class WinogradWriter
{
    /// <summary>Prints <c>Convolve(ref x, ref u, ref y, ref work)</c> for one sample, and the tiles of its products.</summary>
    public static void WriteConvolve(SourceWriter writer, KernelParts parts, Stage stage, WinogradPlan plan, int firstInput)
    {
        Layout x = stage.InputLayout, y = stage.Layout;
        string tile = $"WinogradTile{plan.Outputs}";
        writer.Line();
        writer.Line($"// y = x ∗ W + b by Winograd's F({plan.Outputs}x{plan.Outputs}, 3x3): {plan.Outputs}x{plan.Outputs} outputs take " +
            $"{plan.Positions} products in place of {9 * plan.Outputs * plan.Outputs}");
        writer.Line(LoopWriter.Alone);
        using (writer.Block("private static void Convolve(ref float x, ref float u, ref float y, ref float work)"))
        {
            Step("x", firstInput);
            Step("y", y.Start);
            writer.Line($"ref float products = ref Unsafe.Add(ref work, {plan.Positions * plan.InputStep});");
            bool isWhole = plan.Lines == plan.TileLines;
            if (isWhole)
                WriteStrip("0");
            else
            {
                using (writer.Block($"for (int line = 0; line < {plan.TileLines}; line += {plan.Lines})".Replace("line += 1)", "line++)")))
                    WriteStrip("line");
            }
        }
        ContractionWriter.Write(writer, plan.Multiply, Epilogue.None, parts);

        void WriteStrip(string line)
        {
            writer.Line($"Winograd.TransformInputs<V, {tile}>(ref x, {x.Pitch}, {x.LinePitch}, {plan.PaddedChannels}, {plan.Height}, " +
                $"{plan.Width}, {line}, {plan.Lines}, ref work, {plan.InputStep});");
            using (writer.Indented($"for (int position = 0; position < {plan.Positions}; position++)"))
            {
                writer.Line(
                    $"Multiply(ref Unsafe.Add(ref work, position * {plan.InputStep}), ref Unsafe.Add(ref u, position * " +
                        $"{plan.Channels * plan.Filters}), " +
                    $"ref Unsafe.Add(ref products, position * {plan.OutputStep}));");
            }
            writer.Line(
                $"Winograd.TransformOutputs<V, {tile}>(ref products, {plan.OutputStep}, {plan.Filters}, ref Unsafe.Add(ref u, " +
                    $"{plan.Positions * plan.Channels * plan.Filters}), " +
                $"{plan.Height}, {plan.Width}, {line}, {plan.Lines}, ref y, {y.Pitch}, {y.LinePitch});");
        }

        void Step(string pointer, int floats)
        {
            if (floats != 0)
                writer.Line($"{pointer} = ref Unsafe.Add(ref {pointer}, {floats});");
        }
    }

    /// <summary>The statement that prepares the kernel.</summary>
    public static string Prepare(ContractionHead product, WinogradPlan plan)
    {
        return
            $"Winograd.TransformKernel<V, WinogradTile{plan.Outputs}>(ref {Tensors.KernelOf(product)}, {plan.Channels}, {plan.Filters}, " +
            $"{product.Kernel.RowStride}, ref {Tensors.BiasOf(product)}, {(product.Bias is null ? "false" : "true")}, " +
            $"ref {Address.Behind(Tensors.Prepared, $"{plan.PreparedOffset}")}); // U = G W Gᵀ, then b";
    }
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints a convolution whose lanes are neighbouring pixels with all filters: what inference does, and what it prepares for that.</summary>
internal static class PixelGroupWriter
{
    /// <summary>Prints <c>Convolve(ref x, ref w, ref y, ref work)</c> for one sample, the stage's operations included, and what it calls.</summary>
    public static void WriteConvolve(SourceWriter writer, Stage stage, PixelGroupPlan plan, int firstInput)
    {
        Layout x = stage.InputLayout, y = stage.Layout;
        PlainConvolution convolution = plan.Convolution;
        ElementwiseRun activation = new("ActivateGroups", stage.InEpilogue, stage.Operations.Count, InTraining: false, IsBackward: false);
        bool activates = activation.Operations(stage).Any();
        writer.Line();
        writer.Line($"// {Padding.Lanes / plan.Group} pixels with {plan.Group} filters each in {Padding.Lanes} lanes");
        writer.Line(LoopWriter.Alone);
        using (writer.Block("private static void Convolve(ref float x, ref float w, ref float y, ref float work)"))
        {
            writer.Line($"ref float groups = ref Unsafe.Add(ref work, {plan.InputFloats});");
            writer.Line(
                $"PixelGroups.Repeat(ref {At("x", firstInput)}, {plan.InputLines}, {plan.RealPixels}, {convolution.Channels}, {x.Pitch}, {x.LinePitch}, {plan.Group}, ref work);");
            writer.Line($"Groups(ref work, ref w, ref Unsafe.Add(ref w, {plan.KernelFloats}), ref groups);");
            if (activates)
                writer.Line($"{activation.Name}(ref groups, ref groups, 1);");
            writer.Line(stage.Fusion is { } fusion ? Pool(fusion, plan) :
                $"PixelGroups.Spread<V>(ref groups, {plan.Vectors * Padding.Lanes}, {plan.Group}, {convolution.Height}, {convolution.Width}, ref {At("y", y.Start)}, {y.Pitch}, {y.LinePitch});");
        }
        ContractionWriter.Write(writer, plan.Sum, Epilogue.Forward(stage));
        if (!activates)
            return;
        Layout groups = Layout.Row(convolution.Height * plan.Vectors * Padding.Lanes);
        LoopWriter.WriteForward(writer, stage with { Layout = groups, GradientLayout = groups }, activation);
    }

    /// <summary>The statement that prepares the kernel.</summary>
    public static string Prepare(Product product, PixelGroupPlan plan, int weightFloats)
    {
        PlainConvolution convolution = plan.Convolution;
        string kernel = Memory.Of(product.Kernel, "weights"), bias = product.Bias is null ? kernel : Memory.Of(product.Bias, "weights");
        return
            $"PixelGroups.PrepareKernel(ref {kernel}, {convolution.Lines}, {convolution.Taps}, {convolution.Channels}, {product.Kernel.RowStride}, {plan.Group}, " +
            $"ref {bias}, {(product.Bias is null ? "false" : "true")}, ref Unsafe.Add(ref weights, {weightFloats + plan.PreparedOffset})); // W, then b, once for each pixel of a vector";
    }

    private static string Pool(PoolFusion fusion, PixelGroupPlan plan)
    {
        Layout y = fusion.Pool.Layout;
        Window window = fusion.Layer.Window;
        return $"PixelGroups.{(fusion.Layer.IsMaximum ? "SpreadMaxima" : "SpreadMeans")}<V>(ref groups, {plan.Vectors * Padding.Lanes}, {plan.Group}, {window.Height}, {window.Width}, {window.StrideHeight}, {window.StrideWidth}, " +
            $"{y.Height}, {y.Width}, ref {At("y", y.Start)}, {y.Pitch}, {y.LinePitch});";
    }

    private static string At(string pointer, int floats) => floats == 0 ? pointer : $"Unsafe.Add(ref {pointer}, {floats})";
}

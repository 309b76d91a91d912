using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints a convolution whose lanes are neighbouring pixels with all filters: forward, both gradients, and what prediction
/// prepares for it.</summary>
internal static class PixelGroupWriter
{
    /// <summary>Prints <c>Convolve(ref x, ref w, ref y, ref work)</c> for one sample as prediction does it: with the operations behind the
    /// sums, and the pool that is computed along.</summary>
    public static void WriteConvolve(SourceWriter writer, Stage stage, PixelGroupPlan plan, int firstInput)
    {
        ElementwiseRun activation = Activation(stage);
        bool activates = plan.Activates && activation.Operations(stage).Any();
        WriteHead(writer, plan);
        using (writer.Block("private static void Convolve(ref float x, ref float w, ref float y, ref float work)"))
        {
            WriteSums(writer, stage.InputLayout, plan, firstInput, "x", $"ref w, ref {Address.Behind("w", $"{plan.KernelFloats}")}");
            if (activates)
                writer.Line($"{activation.Name}(ref groups, ref groups, 1);");
            writer.Line(stage.Fusion is { } fusion ? Pool(fusion, plan) : Spread(stage.Layout, plan, "y"));
        }
        if (!activates)
            return;
        Layout groups = Layout.Row(plan.Convolution.Height * plan.LineFloats);
        LoopWriter.WriteForward(writer, stage with { Layout = groups, GradientLayout = groups }, activation);
    }

    /// <summary>Prints <c>Sum(ref w, [ref b,] ref x, ref y, ref work)</c> for one sample of training.</summary>
    public static void WriteSum(SourceWriter writer, Stage stage, ContractionHead product, PixelGroupPlan plan, int firstInput)
    {
        WriteHead(writer, plan);
        string bias = product.Bias is null ? "" : "ref float b, ";
        using (writer.Block($"private static void Sum(ref float x, ref float w, {bias}ref float y, ref float work)"))
        {
            string prepared = Address.Behind("work", $"{plan.WorkFloats}");
            writer.Line($"ref float kernel = ref {prepared};");
            writer.Line($"PixelGroups.PrepareKernel({PrepareArguments(product, plan, "w", product.Bias is null ? "w" : "b")}, ref " +
                $"kernel);");
            WriteSums(writer, stage.InputLayout, plan, firstInput, "x",
                $"ref kernel, ref {Address.Behind("kernel", $"{plan.KernelFloats}")}");
            writer.Line(Spread(stage.Layout, plan, "y"));
        }
    }

    /// <summary>Prints <c>PassGradient(ref w, ref dy, ref dx, ref work)</c> for one sample.</summary>
    public static void WriteGradient(SourceWriter writer, Stage stage, ContractionHead product, PixelGroupPlan plan)
    {
        Scan scan = product.GradientScan!;
        WriteHead(writer, plan);
        using (writer.Block("private static void PassGradient(ref float dy, ref float w, ref float dx, ref float work)"))
        {
            PlainConvolution convolution = plan.Convolution;
            writer.Line($"ref float kernel = ref {Address.Behind("work", $"{plan.WorkFloats}")};");
            writer.Line($"PixelGroups.PrepareTurnedKernel(ref w, {convolution.Lines}, {convolution.Taps}, {convolution.Filters}, " +
                $"{convolution.Channels}, {product.Kernel.RowStride}, {plan.Group}, ref kernel);");
            WriteSums(writer, stage.GradientLayout, plan, scan.LeftStart, "dy", "ref kernel");
            writer.Line(Spread(stage.InputGradientLayout, plan, "dx"));
        }
        ContractionWriter.Write(writer, plan.Sum, Epilogue.None);
    }

    /// <summary>Prints what sums the kernel's gradient over all samples.</summary>
    public static void WriteWeightGradient(SourceWriter writer, Stage stage, ContractionHead product, PixelGroupPlan plan, string input,
        string gradient, string kernel)
    {
        PlainConvolution convolution = plan.Convolution;
        Layout dy = stage.GradientLayout;
        int taps = plan.PhaseTaps * RowPadding.Lanes;
        writer.Line($"ref float x = ref {Address.Behind(input, $"{product.Forward[0].Contraction.Scan!.LeftStart}")};");
        writer.Line($"ref float dy = ref {Address.Behind(gradient, $"{dy.Start}")};");
        writer.Line($"ref float work = ref TrainingBatch.Scratch({plan.WorkFloats + plan.KernelFloats});");
        writer.Line($"ref float groups = ref {Address.Behind("work", $"{plan.InputFloats}")};");
        writer.Line($"ref float sums = ref {Address.Behind("work", $"{plan.WorkFloats}")};");
        using (writer.Block("for (int sample = 0; sample < rows; sample++)"))
        {
            writer.Line($"{Repeat(stage.InputLayout, plan, "x")}");
            writer.Line(
                $"PixelGroups.Gather(ref dy, {convolution.Height}, {convolution.Width}, {dy.Pitch}, {dy.LinePitch}, {plan.Group}, " +
                $"ref groups, {plan.LineFloats});");
            using (writer.Indented($"for (int i = 0; i < {plan.Phases}; i++)"))
            {
                string phase = $"ref Unsafe.Add(ref work, i * {plan.PhaseFloats})", sum = $"ref Unsafe.Add(ref sums, i * {taps})";
                writer.Line($"{kernel}({phase}, ref groups, {sum}, sample > 0);");
            }
            writer.Line($"x = ref Unsafe.Add(ref x, {stage.InputStride});");
            writer.Line($"dy = ref Unsafe.Add(ref dy, {dy.Stride});");
        }
        writer.Line(
            $"PixelGroups.AddPixels(ref sums, {convolution.Lines}, {convolution.Taps}, {convolution.Channels}, " +
            $"{convolution.StrideWidth}, {plan.Group}, ref {Address.Of(product.Kernel, "gradients")}, {product.Kernel.RowStride}, " +
                $"{WeightPhaseWriter.Adds(stage.WeightBlocks[0])});");
    }

    /// <summary>The statement that prepares the kernel for predictions.</summary>
    public static string Prepare(ContractionHead product, PixelGroupPlan plan)
    {
        string arguments = PrepareArguments(product, plan, Tensors.KernelOf(product), Tensors.BiasOf(product));
        string place = Address.Behind(Tensors.Prepared, $"{plan.PreparedOffset}");
        return $"PixelGroups.PrepareKernel({arguments}, ref {place}); // W, then b, once for each pixel of a vector";
    }

    private static string PrepareArguments(ContractionHead product, PixelGroupPlan plan, string kernel, string bias)
    {
        PlainConvolution convolution = plan.Convolution;
        return $"ref {kernel}, {convolution.Lines}, {convolution.Taps}, {convolution.Channels}, {convolution.StrideWidth}, " +
            $"{product.Kernel.RowStride}, {plan.Group}, ref {bias}, {(product.Bias is null ? "false" : "true")}";
    }

    private static ElementwiseRun Activation(Stage stage) =>
        new("ActivateGroups", stage.InEpilogue, stage.Operations.Count, InTraining: false, IsBackward: false);

    private static void WriteHead(SourceWriter writer, PixelGroupPlan plan)
    {
        writer.Line();
        writer.Line($"// {RowPadding.Lanes / plan.Group} pixels with {plan.Group} filters each in {RowPadding.Lanes} lanes");
        writer.Line(LoopWriter.Alone);
    }

    private static void WriteSums(SourceWriter writer, Layout from, PixelGroupPlan plan, int first, string pointer, string weights)
    {
        writer.Line($"ref float groups = ref Unsafe.Add(ref work, {plan.InputFloats});");
        writer.Line(Repeat(from, plan, Address.Behind(pointer, $"{first}")));
        writer.Line($"{plan.Sum.Contraction.Name}(ref work, {weights}, ref groups);");
    }

    private static string Repeat(Layout from, PixelGroupPlan plan, string place) =>
        $"PixelGroups.Repeat(ref {place}, {plan.InputLines}, {plan.InputPixels}, {plan.Convolution.Channels}, " +
            $"{plan.Convolution.StrideWidth}, {from.Pitch}, {from.LinePitch}, {plan.Group}, ref work, {plan.BeyondFloats});";

    private static string Spread(Layout to, PixelGroupPlan plan, string pointer) =>
        $"PixelGroups.Spread<V>(ref groups, {plan.LineFloats}, {plan.Group}, {plan.Convolution.Height}, {plan.Convolution.Width}, ref " +
            $"{Address.Behind(pointer, $"{to.Start}")}, {to.Pitch}, {to.LinePitch});";

    private static string Pool(PoolFusion fusion, PixelGroupPlan plan)
    {
        Layout y = fusion.Pool.Layout;
        Window window = fusion.Layer.Window;
        return $"PixelGroups.{(fusion.Layer.IsMaximum ? "SpreadMaxima" : "SpreadMeans")}<V>(ref groups, {plan.LineFloats}, {plan.Group}, " +
            $"{window.Height}, {window.Width}, {window.StrideHeight}, {window.StrideWidth}, " +
            $"{y.Height}, {y.Width}, ref {Address.Behind("y", $"{y.Start}")}, {y.Pitch}, {y.LinePitch});";
    }
}

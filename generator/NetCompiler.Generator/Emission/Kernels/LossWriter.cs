using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Losses;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints the class of an output's loss: every sample's value, and its gradient by the answer.</summary>
internal static class LossWriter
{
    /// <summary>The class's name.</summary>
    public static string NameOf(Plan plan, Objective objective) =>
        $"{plan.Network.Class.Name}Objective{(plan.Objectives.Count == 1 ? "" : $"_{objective.Name}")}";

    /// <summary>Prints a loss: each sample's value, and its derivative by the last stage's values times the sample's scale.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="number">Which of its objectives.</param>
    public static void Write(SourceWriter writer, Plan plan, int number)
    {
        Stage last = plan.Stages[plan.Training.Outputs[number] - 1];
        Objective objective = plan.Objectives[number];
        int before = plan.AnswersOf(plan.Training).Take(number).Sum(stage => stage.Stride);
        LossForm form = objective.Form;
        // What an activation inside the loss reads lies elsewhere where the backward pass needs it.
        string reads = last.Output.Memory == Memory.Outputs ? "y" : "z";
        writer.Line($"/// <summary>{Text.Xml(form.Formula)}</summary>");
        using (writer.Block($"file static class {NameOf(plan, objective)}<V> where V : struct, ISimd<V>"))
        {
            writer.Line(LoopWriter.Alone);
            using (writer.Block("internal static void Run(TrainingBatch batch, int first, int rows)"))
            {
                if (reads != "y")
                    writer.Line($"ref float {reads} = ref {Address.Of(last.Output, last.Stride)};");
                writer.Line($"ref float y = ref {Address.Of(new Buffer(Memory.Outputs, 0, before), last.Stride)};");
                writer.Line($"ref float t = ref {Address.Of(new Buffer(Memory.Targets, 0, before), last.Stride)};");
                writer.Line($"ref float dy = ref {Address.Of(last.Gradient, last.Stride)};");
                string row = number == 0 ? "first" : $"batch.Capacity * {number} + first";
                writer.Line($"ref float loss = ref Unsafe.Add(ref batch.Losses.Start, {row});");
                writer.Line($"ref float scale = ref Unsafe.Add(ref batch.Scales.Start, {row});");
                if (objective.IsMasked)
                    writer.Line($"ref float lengths = ref Unsafe.Add(ref batch.Inputs.Start, first * {plan.Batches.InputStride} + " +
                        $"{plan.Network.Inputs[plan.Network.LengthsPort!.Value].Offset});");
                using (LoopWriter.RowLoop(writer))
                {
                    bool isMasked = objective.IsMasked;
                    string length = isMasked ? $"(int)lengths * {objective.StepLength}" : $"{last.Length}";
                    string extent = form.IsMean || objective.Shape is not { Rank: 2, Dimensions: var sizes } ? length
                        : $"{(isMasked ? "(int)lengths" : $"{sizes[0]}")}, {sizes[1]}";
                    writer.Line(form.FusedMethod is { } method
                        ? $"loss = Crossentropies.{method}<V>(ref {reads}, ref t, ref y, ref dy, {extent}, {last.Stride}, " +
                            $"{Literal.Float(objective.Smoothing)}, scale);"
                        : $"loss = Sample({(reads == "y" ? "" : $"ref {reads}, ")}ref y, ref t, ref dy, " +
                            $"{(isMasked ? $"{length}, " : "")}scale);");
                    if (isMasked)
                        LoopWriter.Advance(writer, "lengths", plan.Batches.InputStride);
                    if (reads != "y")
                        LoopWriter.Advance(writer, reads, last.Stride);
                    LoopWriter.Advance(writer, "y", last.Stride);
                    LoopWriter.Advance(writer, "t", last.Stride);
                    LoopWriter.Advance(writer, "dy", last.Stride);
                    LoopWriter.Advance(writer, "loss", 1);
                    LoopWriter.Advance(writer, "scale", 1);
                }
            }
            if (form.FusedMethod is null)
                WriteSampleLoss(writer, last, objective, form.Divisor(objective.Shape), reads == "y" ? "outputs" : reads);
        }
    }

    /// <summary>The loss of one sample. The values pass through dy, where their derivative follows.</summary>
    private static void WriteSampleLoss(SourceWriter writer, Stage last, Objective objective, long divisor, string reads)
    {
        LossForm form = objective.Form;
        string score = objective.Fused is null ? "y" : "x";
        bool isMasked = objective.IsMasked;
        string divided = isMasked && divisor > 1 ? " / divisor" : divisor > 1 ? $" / {Literal.Float(divisor)}" : "";
        string length = isMasked ? "length" : $"{last.Length}";
        writer.Line();
        writer.Line(LoopWriter.Alone);
        string scores = reads == "outputs" ? "" : $"ref float {reads}, ";
        using (writer.Block($"private static float Sample({scores}ref float outputs, ref float targets, ref float dy, " +
            $"{(isMasked ? "int length, " : "")}float scale)"))
        {
            if (isMasked && divisor > 1)
                writer.Line($"float divisor = int.Max(1, length{(form.IsMean ? "" : $" / {objective.Shape.Length / divisor}")});");
            using (LoopWriter.ColumnLoop(writer, last.RunLength))
            {
                WriteLoads();
                writer.Line($"V.Store({ExpressionPrinter.Print(form.Value, Name)}, ref dy, c);");
            }
            writer.Line($"Rows.ClearPadding(ref dy, {length}, {last.Stride});");
            writer.Line($"float loss = Rows.Sum<V>(ref dy, {last.Stride}){divided};");
            writer.Line($"V factor = V.Broadcast(scale{divided});");
            using (LoopWriter.ColumnLoop(writer, last.RunLength))
            {
                WriteLoads();
                if (objective.Fused is not null)
                    writer.Line("V.Store(y, ref outputs, c);");
                writer.Line($"V.Store(({ExpressionPrinter.Print(form.Gradient, Name)}) * factor, ref dy, c);");
            }
            writer.Line($"Rows.ClearPadding(ref dy, {length}, {last.Stride});");
            writer.Line("return loss;");
        }

        void WriteLoads()
        {
            writer.Line($"V {score} = V.Load(ref {reads}, c), t = V.Load(ref targets, c);");
            if (objective.Fused is ElementwiseLayer fused)
                writer.Line($"V y = {ExpressionPrinter.Print(fused.Forward, Name)};");
            if (objective.Smoothing > 0)
                writer.Line($"t = t * V.Broadcast({Literal.Float(1 - objective.Smoothing)}) + " +
                    $"V.Broadcast({Literal.Float(objective.Smoothing / 2)});");
        }

        string Name(string letter) => letter;
    }
}

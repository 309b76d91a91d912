using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints the walks over all stages: prediction, the parts of a training step's row phase, and what finds the stage that a unit of work belongs to.</summary>
internal static class WalkWriter
{
    /// <summary>Calls in one method; a deeper network takes several methods (KERNELS rule 5).</summary>
    private const int CallsPerMethod = 64;

    /// <summary>Prints the class of all walks.</summary>
    public static void Write(SourceWriter writer, Plan plan)
    {
        EquatableArray<Stage> stages = plan.Prediction.Stages, training = plan.Training.Stages;
        Stage last = plan.Prediction.Last;
        writer.Line($"/// <summary>The layers of {plan.Network.Class.Name} in order.</summary>");
        using (writer.Block($"file static class {plan.Network.Class.Name}Steps<V> where V : struct, ISimd<V>"))
        {
            string input = "x";
            int inputStride = plan.Prediction.InputStride;
            var forward = new List<string>();
            var alone = new List<(string Name, string Parameters, string Arguments, IReadOnlyList<string> Calls)>();
            if (plan.InputCopy is { } copy)
            {
                input = WorkPlace(plan, copy);
                forward.Add($"RowLayout.Pad(ref x, {plan.Network.Input.Length}, ref {input}, {inputStride}, rows);");
            }
            foreach (Segment segment in plan.Prediction.Segments)
            {
                Stage end = stages[segment.First + segment.Count - 1];
                string output = WorkPlace(plan, end.InferenceOutput);
                if (segment.OneByOne)
                {
                    string name = $"ForwardSample{segment.First + 1}";
                    alone.Add((name, "ref float weights, ref float x, ref float y, ref float work", "ref weights, ref x, ref y, ref work", [.. ForwardCalls(segment)]));
                    forward.Add($"for (int row = 0; row < rows; row++)\n    {name}(ref weights, ref {Memory.Behind(input, $"row * {inputStride}")}, ref {Memory.Behind(output, $"row * {end.Stride}")}, ref work);");
                }
                else
                {
                    forward.AddRange(ForwardCalls(segment));
                }
                (input, inputStride) = (output, end.Stride);

                IEnumerable<string> ForwardCalls(Segment part)
                {
                    string from = part.OneByOne ? "x" : input;
                    for (int i = 0; i < part.Count; i++)
                    {
                        Stage stage = stages[part.First + i];
                        int last = stage.Fusion is null ? i : ++i;
                        string to = part.OneByOne && last + 1 == part.Count ? "y" : WorkPlace(plan, stages[part.First + last].InferenceOutput);
                        if (stage.AnswersAtOnce)
                            to = $"(rows == 1 ? ref y : ref {to})";
                        string work = stage.InferenceWork is { } more ? $"ref {WorkPlace(plan, more)}, " : "";
                        yield return $"{stage.Name}<V>.Predict(ref weights, ref {from}, ref {to}, {work}{(part.OneByOne ? "1" : "rows")});";
                        from = to;
                    }
                }
            }
            forward.Add($"{(last.AnswersAtOnce ? "if (rows > 1) // one answer is where it belongs already\n    " : "")}RowLayout.Unpad(ref {input}, {last.Stride}, ref y, {last.Length}, rows);");
            WriteWalk(writer, "Forward", "ref float weights, ref float x, ref float y, ref float work, int rows", "ref weights, ref x, ref y, ref work, rows", forward);
            if (plan.PreparedFloats > 0)
            {
                writer.Line();
                WriteWalk(writer, "Prepare", "ref float weights", "ref weights", [.. stages.Where(stage => stage.Prepares).Select(stage => $"{stage.Name}<V>.Prepare(ref weights);")]);
            }
            if (!plan.Network.IsInferenceOnly)
                WriteRunRows();
            foreach ((string name, string parameters, string arguments, IReadOnlyList<string> calls) in alone)
            {
                writer.Line();
                WriteWalk(writer, name, parameters, arguments, calls);
            }
            if (plan.Network.IsInferenceOnly)
                return;

            // The row phase: forward, loss, backward. A normalisation over the batch cuts it into parts; images go through stages one by one.
            void WriteRunRows()
            {
                List<List<string>> parts = [[]];
                var sample = new List<string>();
                string method = "TrainSample", more = ", training";
                int methods = 0;
                foreach (Stage stage in training)
                {
                    if (stage.Head is NormHead norm)
                    {
                        if (norm.Pixels > 1)
                            Step(stage, "Gather", "");
                        Cut();
                    }
                    Step(stage, "TrainForward", more);
                }
                Flush();
                parts[parts.Count - 1].Add($"{LoopWriter.ObjectiveName(plan)}<V>.Run(batch, first, count);");
                if (training.Any(stage => stage.RunsBackward))
                    parts[parts.Count - 1].Add("if (!training)\n    return;");
                (method, more, methods) = ("TrainSampleBack", "", 0);
                foreach (Stage stage in training.Reverse().Where(stage => stage.RunsBackward))
                {
                    Step(stage, "TrainBackward", more);
                    if (stage.Head is not NormHead)
                        continue;
                    Cut();
                    if (stage.PassesGradient)
                        Step(stage, "PassGradient", more);
                }
                Flush();
                if (plan.IsOne)
                {
                    writer.Line();
                    WriteWalk(writer, "RunRows", "TrainingBatch batch, int first, int count, bool training", "batch, first, count, training", parts[0]);
                    return;
                }
                WriteChoice("RunPart", "TrainingBatch batch, int part, int first, int count, bool training", "part", parts.Select((part, i) => part.Count == 0 ? "" : $"RunPart{i}(batch, first, count, training);"));
                for (int i = 0; i < parts.Count; i++)
                {
                    if (parts[i].Count == 0)
                        continue;
                    writer.Line();
                    WriteWalk(writer, $"RunPart{i}", "TrainingBatch batch, int first, int count, bool training", "batch, first, count, training", parts[i]);
                }
                WriteChoice(
                    "Reduce", "TrainingBatch batch, int reduction, int unit, int rows", "reduction",
                    plan.Reductions.Select(reduction => $"{reduction.Stage.Name}<V>.{(reduction.IsBackward ? "ReduceGradients" : "Reduce")}(batch, unit, rows);"));

                void Step(Stage stage, string call, string arguments)
                {
                    if (stage.OneByOne)
                    {
                        sample.Add($"{stage.Name}<V>.{call}(batch, row, 1{arguments});");
                        return;
                    }
                    Flush();
                    parts[parts.Count - 1].Add($"{stage.Name}<V>.{call}(batch, first, count{arguments});");
                }

                void Flush()
                {
                    if (sample.Count == 0)
                        return;
                    string name = $"{method}{++methods}";
                    alone.Add((name, $"TrainingBatch batch, int row{(more.Length > 0 ? ", bool training" : "")}", $"batch, row{more}", [.. sample]));
                    parts[parts.Count - 1].Add($"for (int row = first; row < first + count; row++)\n    {name}(batch, row{more});");
                    sample.Clear();
                }

                void Cut()
                {
                    Flush();
                    parts.Add([]);
                }
            }

            void WriteChoice(string name, string parameters, string counter, IEnumerable<string> calls)
            {
                writer.Line();
                writer.Line(LoopWriter.Optimized);
                using (writer.Block($"internal static void {name}({parameters})"))
                {
                    using (writer.Block($"switch ({counter})"))
                    {
                        int number = 0;
                        foreach (string call in calls)
                        {
                            int value = number++;
                            if (call.Length == 0)
                                continue;
                            using (writer.Indented($"case {value}:"))
                            {
                                writer.Line(call);
                                writer.Line("break;");
                            }
                        }
                    }
                }
            }

            writer.Line();
            WriteParts(writer, "Transpose", "part", "TrainingBatch batch, int part", "batch, part", training.Select(stage => (stage, stage.Product?.TransposeParts ?? 0)), "");
            writer.Line();
            WriteParts(writer, "AddGradients", "block", "TrainingBatch batch, int block, int rows", "batch, block", training.Select(stage => (stage, stage.WeightBlocks.Count)), ", rows");
        }
    }

    /// <summary>A buffer of inference, as C#.</summary>
    private static string WorkPlace(Plan plan, InferencePlace place)
    {
        string[] terms = [.. new[]
        {
            place.PerRow && plan.InferenceFloats > 0 ? $"{plan.InferenceFloats}" : "",
            place.Offset == 0 ? "" : place.PerRow ? $"rows * {place.Offset}" : $"{place.Offset}",
        }.Where(term => term.Length > 0)];
        return terms.Length == 0 ? "work" : $"Unsafe.Add(ref work, {string.Join(" + ", terms)})";
    }

    /// <summary>A method of calls; beyond <see cref="CallsPerMethod"/>, a method of methods.</summary>
    private static void WriteWalk(SourceWriter writer, string name, string parameters, string arguments, IReadOnlyList<string> calls)
    {
        int methods = (calls.Count + CallsPerMethod - 1) / CallsPerMethod;
        if (methods == 1)
        {
            WriteMethod("internal", name, calls);
            return;
        }
        WriteMethod("internal", name, Enumerable.Range(1, methods).Select(i => $"{name}{i}({arguments});"));
        for (int i = 0; i < methods; i++)
        {
            writer.Line();
            bool conditional = calls.Take(i * CallsPerMethod).Any(call => call.StartsWith("if (!training)", StringComparison.Ordinal));
            IEnumerable<string> part = calls.Skip(i * CallsPerMethod).Take(CallsPerMethod);
            WriteMethod("private", $"{name}{i + 1}", conditional ? new[] { "if (!training)\n    return;" }.Concat(part) : part);
        }

        void WriteMethod(string access, string method, IEnumerable<string> lines)
        {
            writer.Line(LoopWriter.Optimized);
            using (writer.Block($"{access} static void {method}({parameters})"))
            {
                foreach (string line in lines)
                    writer.Line(line);
            }
        }
    }

    /// <summary>A method that finds the stage which part <paramref name="counter"/> belongs to.</summary>
    private static void WriteParts(
        SourceWriter writer, string name, string counter, string parameters, string arguments, IEnumerable<(Stage Stage, int Parts)> stages, string more)
    {
        writer.Line(LoopWriter.Optimized);
        using (writer.Block($"internal static void {name}({parameters})"))
        {
            var parts = stages.Where(pair => pair.Parts > 0).ToArray();
            if (parts.Length == 0)
                return;
            if (parts.Length == 1)
            {
                writer.Line($"{parts[0].Stage.Name}<V>.{name}({arguments}{more});");
                return;
            }
            using (writer.Block($"switch ({counter})"))
            {
                int first = 0;
                foreach ((Stage stage, int count) in parts)
                {
                    string local = first == 0 ? arguments : $"{arguments} - {first}";
                    using (writer.Indented($"case < {first + count}:"))
                    {
                        writer.Line($"{stage.Name}<V>.{name}({local}{more});");
                        writer.Line("break;");
                    }
                    first += count;
                }
            }
        }
    }
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints the schedules: prediction, the parts of a training step's row phase, and what finds the stage that a unit of work
/// belongs to.</summary>
internal sealed class ScheduleWriter
{
    /// <summary>Calls in one method; a deeper network takes several methods (KERNELS rule 5).</summary>
    private const int CallsPerMethod = 64;

    private const string PartParameters = "TrainingBatch batch, int first, int count, bool training",
        PartArguments = "batch, first, count, training";

    private readonly SourceWriter _writer;
    private readonly Plan _plan;

    /// <summary>The bodies of loops over samples, which are methods of their own.</summary>
    private readonly List<Method> _bodies = [];

    private ScheduleWriter(SourceWriter writer, Plan plan) => (_writer, _plan) = (writer, plan);

    /// <summary>Prints the class of all schedules.</summary>
    public static void Write(SourceWriter writer, Plan plan)
    {
        writer.Line($"/// <summary>The layers of {plan.Network.Class.Name} in order.</summary>");
        using (writer.Block($"file static class {plan.Network.Class.Name}Steps<V> where V : struct, ISimd<V>"))
            new ScheduleWriter(writer, plan).Write();
    }

    private void Write()
    {
        bool carries = _plan.Network.StateFloats > 0;
        string parameters = $"ref float weights, {Prepared("ref float ")}{(carries ? "ref float state, " : "")}",
            arguments = $"ref weights, {Prepared("ref ")}{(carries ? "ref state, " : "")}";
        WriteWalk(_writer, new("Forward", $"{parameters}ref float x, ref float y, ref float work, int rows",
            $"{arguments}ref x, ref y, ref work, rows", [.. PredictionLines()]));
        if (_plan.Floats.Prepared > 0)
        {
            _writer.Line();
            string[] calls = [.. Called(Phase.Predict).Where(stage => stage.Prepares).Select(stage =>
                $"{stage.Name}<V>.Prepare(ref weights, ref {Tensors.Prepared});")];
            WriteWalk(_writer, new("Prepare", "ref float weights, ref float prepared", "ref weights, ref prepared", calls));
        }
        if (!_plan.Network.IsInferenceOnly)
            WriteRowPhase();
        foreach (Method body in _bodies)
        {
            _writer.Line();
            WriteWalk(_writer, body);
        }
        if (_plan.Network.IsInferenceOnly)
            return;
        Stage[] trained = [.. Called(Phase.Forward)];
        if (_plan.Transposed.Any())
        {
            WriteParts(
                "Transpose", "part", "TrainingBatch batch, int part", "batch, part",
                trained.Select(stage => (stage, stage.TransposedKernel?.Parts ?? 0)));
        }
        _writer.Line();
        new WeightScheduleWriter(_writer, _plan).Write();
    }

    private IEnumerable<Stage> Called(Phase phase) =>
        _plan.Prediction.Calls.Concat(_plan.Training.Calls).Where(call => call.Phase == phase).Select(call => _plan.Stages[call.Stage]);

    private IEnumerable<string> PredictionLines()
    {
        Pass pass = _plan.Prediction;
        StepRate[] rates = StepRates.OfValues(_plan.Stages);
        if (_plan.InputCopy != Buffer.None)
            yield return $"RowLayout.Pad(ref x, {_plan.Network.Input.Length}, ref {Place(_plan.InputCopy)}, {pass.InputStride}, rows);";
        foreach (Step step in pass.Schedule)
        {
            if (step is ForEachSample loop)
                yield return PredictionLoop([.. loop.Body.OfType<Call>()], loop.Rows, rates);
            else if (step is Call call)
                yield return When(rates[_plan.Stages[call.Stage].Input.Value])
                    + PredictionCall(call, Place, Text.Times("rows", _plan.Stages[call.Stage].Rows));
        }
        foreach (int value in pass.Outputs)
        {
            Stage last = _plan.Stages[value - 1];
            string one = last.AnswersAtOnce ? "if (rows > 1) // one answer is where it belongs already\n    " : "";
            string row = pass.Outputs.Count == 1 ? "" : $"{_plan.Network.Output.Length}, ";
            yield return $"{When(rates[value])}{one}" +
                $"RowLayout.Unpad(ref {Place(value)}, {last.Stride}, ref {Answer(value)}, {last.Length}, {row}rows);";
        }
    }

    /// <summary>Behind a window that gives something at some steps only, nothing is done at others.</summary>
    private static string When(StepRate rate) =>
        rate == StepRate.Every ? "" : $"if ((int)state % {rate.Period} == {rate.Phase})\n    ";

    /// <summary>Where the caller has an output: all of a sample lie side by side.</summary>
    private string Answer(int value)
    {
        int before = _plan.Prediction.Outputs.TakeWhile(output => output != value).Sum(output => _plan.Stages[output - 1].Length);
        return Address.Behind("y", $"{before}");
    }

    /// <summary>A loop over samples. What it reads and gives beyond itself is handed to its body, a sample's share of each.</summary>
    private string PredictionLoop(Call[] calls, int loopRows, StepRate[] rates)
    {
        int[] given = [.. calls.Select(call => _plan.GivenBy(call.Stage))];
        int[] read = [.. calls.SelectMany(call => _plan.Stages[call.Stage].Reads).Select(KeyOf).Distinct().Except(given)];
        int[] outer = [.. given.Where(value => _plan.PredictedBuffer(value).Memory == Memory.Batch)];
        string name = $"ForwardSample{calls[0].Stage + 1}";
        string[] names = [.. read.Select((_, i) => Numbered("x", i)), .. outer.Select((_, i) => Numbered("y", i))];
        _bodies.Add(new(
            name,
            $"ref float weights, {Prepared("ref float ")}{string.Concat(names.Select(parameter => $"ref float {parameter}, "))}" +
                $"ref float work",
            $"ref weights, {Prepared("ref ")}{string.Concat(names.Select(parameter => $"ref {parameter}, "))}ref work",
                [.. calls.Select(call => PredictionCall(call, Inner, "1"))]));
        string shares = string.Concat(read.Concat(outer).Select(value =>
            $"ref {Address.Behind(Place(value), $"row * {StrideOf(value) / loopRows}")}, "));
        string when = When(rates[_plan.Stages[calls[0].Stage].Input.Value]), indent = when.Length > 0 ? "    " : "";
        return when + $"for (int row = 0; row < {Text.Times("rows", loopRows)}; row++)\n{indent}    " +
            $"{name}(ref weights, {Prepared("ref ")}{shares}ref work);";

        string Inner(int value) =>
            Array.IndexOf(read, value) is >= 0 and int input ? Numbered("x", input)
            : Array.IndexOf(outer, value) is >= 0 and int output ? Numbered("y", output)
            : Place(value);

        static string Numbered(string letter, int i) => i == 0 ? letter : $"{letter}{i + 1}";
    }

    private string PredictionCall(Call call, Func<int, string> place, string rows)
    {
        Stage stage = _plan.Stages[call.Stage];
        string to = place(_plan.GivenBy(call.Stage));
        if (stage.AnswersAtOnce)
            to = $"(rows == 1 ? ref {Answer(call.Stage + 1)} : ref {to})";
        string work = stage.Workspace != Buffer.None ? $"ref {Place(stage.Workspace)}, " : "";
        string prepared = stage.Prepares ? $"ref {Tensors.Prepared}, " : "";
        string from = string.Concat(stage.Reads.Select(read => $"ref {place(KeyOf(read))}, "));
        string state = stage.StateOffset is { } offset ? $"ref {Address.Behind("state", $"{offset}")}, " : "";
        return $"{stage.Name}<V>.Predict(ref weights, {prepared}{from}ref {to}, {state}{work}{rows});";
    }

    /// <summary>What prediction prepares, as a parameter or an argument with a comma, where the network has any.</summary>
    private string Prepared(string reference) => _plan.Floats.Prepared > 0 ? $"{reference}{Tensors.Prepared}, " : "";

    /// <summary>What is read: a value, or the network's input by its number below 0.</summary>
    private static int KeyOf(Read read) => read.Value > 0 ? read.Value : -read.Port;

    /// <summary>Floats that a sample has of a value.</summary>
    private int StrideOf(int value) => value <= 0 ? _plan.Prediction.InputStride : _plan.Stages[value - 1].SampleFloats;

    /// <summary>Where prediction has a value, as C#.</summary>
    private string Place(int value) => value > 0 || _plan.Network.Inputs.Count == 1 ? Place(_plan.PredictedBuffer(value))
        : Address.Behind(Place(_plan.PredictedBuffer(0)), $"{_plan.Network.Inputs[-value].Offset}");

    /// <summary>A buffer of prediction, as C#.</summary>
    private string Place(Buffer buffer)
    {
        if (buffer.Memory == Memory.Inputs)
            return "x";
        bool isPerRow = buffer.Memory == Memory.Batch;
        string[] terms = [.. new[]
        {
            isPerRow && _plan.Floats.Shared > 0 ? $"{_plan.Floats.Shared}" : "",
            buffer.Offset == 0 ? "" : isPerRow ? $"rows * {buffer.Offset}" : $"{buffer.Offset}",
        }.Where(term => term.Length > 0)];
        return terms.Length == 0 ? "work" : $"Unsafe.Add(ref work, {string.Join(" + ", terms)})";
    }

    /// <summary>Prints the row phase: one method or, where samples meet, one for each part between two meetings.</summary>
    private void WriteRowPhase()
    {
        List<List<string>> parts = [[]];
        bool isBackward = false;
        int loops = 0;
        foreach (Step step in _plan.Training.Schedule)
        {
            List<string> part = parts[parts.Count - 1];
            switch (step)
            {
                case Meet or AwaitLoss:
                    parts.Add([]);
                    break;
                case ComputeLoss:
                    part.AddRange(_plan.Objectives.Select(objective =>
                        $"{LossWriter.NameOf(_plan, objective)}<V>.Run(batch, first, count);"));
                    (isBackward, loops) = (true, 0);
                    break;
                case EndEvaluation:
                    part.Add("if (!training)\n    return;");
                    break;
                case ForEachSample loop:
                    string name = $"{(isBackward ? "TrainSampleBack" : "TrainSample")}{++loops}", more = isBackward ? "" : ", training";
                    _bodies.Add(new(
                        name, $"TrainingBatch batch, int row{(isBackward ? "" : ", bool training")}", $"batch, row{more}",
                        [.. loop.Body.OfType<Call>().Select(call => TrainingCall(call, "row, 1"))]));
                    string start = Text.Times("first", loop.Rows),
                        end = loop.Rows == 1 ? "first + count" : $"(first + count) * {loop.Rows}";
                    part.Add($"for (int row = {start}; row < {end}; row++)\n    {name}(batch, row{more});");
                    break;
                case Call call:
                    int rows = _plan.Stages[call.Stage].Rows;
                    part.Add(TrainingCall(call, $"{Text.Times("first", rows)}, {Text.Times("count", rows)}"));
                    break;
            }
        }
        if (parts.Count > 1)
        {
            WriteMeetings(parts);
            return;
        }
        _writer.Line();
        WriteWalk(_writer, new("RunRows", PartParameters, PartArguments, parts[0]));
    }

    private string TrainingCall(Call call, string rows)
    {
        string method = call.Phase switch
        {
            Phase.Forward => "TrainForward",
            Phase.Backward => "TrainBackward",
            _ => $"{call.Phase}",
        };
        string text = $"{_plan.Stages[call.Stage].Name}<V>.{method}(batch, {rows}{(call.Phase == Phase.Forward ? ", training" : "")});";
        return call.Phase switch
        {
            Phase.Backward => $"if (batch.Learns({call.Stage}))\n    {text}",
            Phase.PassGradient => $"if (batch.Learns({_plan.Stages[call.Stage].Input.Giver}))\n    {text}",
            _ => text,
        };
    }

    private void WriteMeetings(List<List<string>> parts)
    {
        WriteChoice(
            "RunPart", "TrainingBatch batch, int part, int first, int count, bool training", "part",
            parts.Select((part, i) => part.Count == 0 ? "" : $"RunPart{i}({PartArguments});"));
        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i].Count == 0)
                continue;
            _writer.Line();
            WriteWalk(_writer, new($"RunPart{i}", PartParameters, PartArguments, parts[i]));
        }
        if (!_plan.Reductions.Any())
            return;
        WriteChoice(
            "Reduce", "TrainingBatch batch, int reduction, int unit, int rows", "reduction",
            _plan.Cuts.Select(cut => cut is not Meet meet ? ""
                : $"{_plan.Stages[meet.Stage].Name}<V>.{(meet.IsBackward ? "ReduceGradients" : "Reduce")}(batch, unit, " +
                    $"{Text.Times("rows", _plan.Stages[meet.Stage].Rows)});"));
    }

    private void WriteChoice(string name, string parameters, string counter, IEnumerable<string> calls)
    {
        _writer.Line();
        _writer.Line(LoopWriter.Optimized);
        using (_writer.Block($"internal static void {name}({parameters})"))
        using (_writer.Block($"switch ({counter})"))
        {
            int number = 0;
            foreach (string call in calls)
            {
                int value = number++;
                if (call.Length == 0)
                    continue;
                using (_writer.Indented($"case {value}:"))
                {
                    _writer.Line(call);
                    _writer.Line("break;");
                }
            }
        }
    }

    /// <summary>A method of calls; beyond <see cref="CallsPerMethod"/>, a method of methods.</summary>
    private static void WriteWalk(SourceWriter writer, Method walk)
    {
        (string name, string parameters, string arguments, IReadOnlyList<string> calls) = walk;
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
    private void WriteParts(
        string name, string counter, string parameters, string arguments, IEnumerable<(Stage Stage, int Parts)> stages)
    {
        _writer.Line();
        _writer.Line(LoopWriter.Optimized);
        using (_writer.Block($"internal static void {name}({parameters})"))
        {
            var parts = stages.Where(pair => pair.Parts > 0).ToArray();
            if (parts.Length == 0)
                return;
            if (parts.Length == 1)
            {
                _writer.Line($"{parts[0].Stage.Name}<V>.{name}({arguments});");
                return;
            }
            using (_writer.Block($"switch ({counter})"))
            {
                int first = 0;
                foreach ((Stage stage, int count) in parts)
                {
                    string local = first == 0 ? arguments : $"{arguments} - {first}";
                    using (_writer.Indented($"case < {first + count}:"))
                    {
                        _writer.Line($"{stage.Name}<V>.{name}({local});");
                        _writer.Line("break;");
                    }
                    first += count;
                }
            }
        }
    }

    /// <summary>A method of calls.</summary>
    private sealed record Method(string Name, string Parameters, string Arguments, IReadOnlyList<string> Calls);
}

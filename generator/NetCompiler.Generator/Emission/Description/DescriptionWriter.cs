using NetCompiler.Generator.Binding;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Losses;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints the network's <c>NetworkCode</c>: what the compiler decided, and which code runs on the machine's vectors.</summary>
internal sealed class DescriptionWriter(SourceWriter writer, Plan plan, BoundWeights? weights)
{
    private readonly Network _network = plan.Network;
    private readonly string _name = NameOf(plan.Network.Class);

    /// <summary>The class's name.</summary>
    public static string NameOf(ClassIdentity identity) => $"{identity.Name}Network";

    public void Write()
    {
        writer.Line($"/// <summary>What the compiler decided about {_network.Class.Name}, and its code for the machine's vector " +
            $"width.</summary>");
        using (writer.Block($"file sealed class {_name}() : NetworkCode({_name}.Description)"))
        {
            if (weights is { Fits: true })
                WriteEmbedded(weights);
            WriteText("internal const string Summary =", SummaryTable.Lines(plan));
            writer.Line();
            using (writer.Block("private static readonly NetworkInfo Description = new()", "};"))
                WriteInfo();
            writer.Line();
            writer.Line("/// <summary>The one object of this class.</summary>");
            writer.Line($"internal static readonly {_name} Instance = new();");
            writer.Line();
            WriteText("public override string LayerSettings =>",
                [.. _network.Nodes.Where(node => node.Layer is not InputSegment).Select(node => Settings(node.Layer))]);
            ViewsWriter.Write(writer, plan);
            WriteDispatches();
        }
    }

    /// <summary>A constant of several lines.</summary>
    private void WriteText(string head, IReadOnlyList<string> lines)
    {
        writer.Line(head);
        for (int i = 0; i < lines.Count; i++)
        {
            string[] pieces = [.. Pieces(lines[i])];
            for (int piece = 0; piece < pieces.Length - 1; piece++)
                writer.Line($"    \"{pieces[piece]}\" +");
            writer.Line($"    \"{pieces[pieces.Length - 1]}{(i + 1 < lines.Count ? "\\n\" +" : "\";")}");
        }
    }

    /// <summary>A layer's settings as <c>NetworkCode.LayerSettings</c> has them.</summary>
    private static string Settings(Layer layer) => string.Join(" ", layer.Declared.Select(setting => $"{setting.Name}={setting.Value}"));

    /// <summary>A line of text in pieces that fit into a line of code: behind blanks, and a line of dashes anywhere.</summary>
    private static IEnumerable<string> Pieces(string text)
    {
        const int Longest = LineBreaks.Limit - 24;
        while (text.Length > Longest && (text[0] == '-' ? Longest : text.LastIndexOf(' ', Longest - 1) + 1) is > 0 and int end)
        {
            yield return text.Substring(0, end);
            text = text.Substring(end);
        }
        yield return text;
    }

    private void WriteInfo()
    {
        writer.Line($"Name = \"{_network.Class.PlainName}\",");
        writer.Line("Summary = Summary,");
        writer.Line($"InputShape = [{string.Join(", ", _network.Input.Dimensions)}],");
        writer.Line($"OutputShape = [{string.Join(", ", _network.Output.Dimensions)}],");
        writer.Line($"InputLength = {_network.Input.Length},");
        writer.Line($"OutputLength = {_network.Output.Length},");
        OutputPort main = _network.Outputs.FirstOrDefault(output => output.IsTrained) ?? _network.Outputs[0];
        writer.Line($"Loss = Loss.{main.Loss},");
        writer.Line($"DecisionThreshold = {Literal.Float(LossCatalog.DecisionThreshold(_network, main))},");
        if (main.LabelSmoothing > 0)
            writer.Line($"LabelSmoothing = {Literal.Float(main.LabelSmoothing)},");
        WriteInputs();
        WriteClassInputs();
        WriteOutputs();
        writer.Line($"WeightFloats = {_network.WeightFloats},");
        writer.Line($"InputStride = {plan.Batches.InputStride},");
        writer.Line($"OutputStride = {plan.OutputStride},");
        WriteMemory(plan.Floats);
        writer.Line($"MultiplyAdds = {_network.MultiplyAdds},");
        if (_network.SampleRate is { } rate)
            writer.Line($"SampleRate = {Literal.Double(rate)},");
        if (plan.Step is { } step)
            StepDescription.Write(writer, step);
        WriteParameters();
        WriteParts();
        WriteWeightBlocks();
        if (!_network.IsInferenceOnly)
            WriteScales();
    }

    /// <summary>What prediction computes from the parameters once, with that of one step behind it.</summary>
    private int PreparedFloats => plan.Floats.Prepared + (plan.Step?.Floats.Prepared ?? 0);

    /// <summary>The named segments of a sample.</summary>
    private void WriteInputs()
    {
        if (!_network.HasNamedInputs)
            return;
        using (writer.Indented("Inputs ="))
        {
            writer.Line("[");
            foreach (InputPort input in _network.Inputs)
                writer.Line($"    new(\"{input.Name}\", [{string.Join(", ", input.Shape.Dimensions)}], {input.Offset}),");
            writer.Line("],");
        }
    }

    /// <summary>The inputs that are class numbers.</summary>
    private void WriteClassInputs()
    {
        Node[] lookups = [.. _network.Nodes.Where(node => node.Layer is LookupLayer)];
        IEnumerable<string> inputs = lookups.Select(node =>
            $"new({_network.PortOf(node.Reads[0])}, {((LookupLayer)node.Layer).Rows}, {Text.Literal(node.Layer.Name)})");
        if (_network.LengthsPort is { } port)
        {
            inputs = inputs.Append($"new({port}, {_network.Inputs[0].Shape.Dimensions[0] + 1}, null)");
            writer.Line($"LengthsInput = {port},");
        }
        if (!inputs.Any())
            return;
        writer.Line($"ClassInputs = [{string.Join(", ", inputs)}],");
    }

    /// <summary>The named segments of an answer.</summary>
    private void WriteOutputs()
    {
        int[] strides = [.. plan.AnswersOf(plan.Batches).Select(stage => stage.Stride)];
        OutputPort[] penalised = [.. plan.Penalised];
        if (penalised.Length > 0)
            writer.Line($"Penalties = [{string.Join(", ", penalised.Select(output => Literal.Float(output.Weight)))}],");
        else if (!_network.HasNamedOutputs && !_network.Outputs.Any(output => output.IsMasked || output.Own is not null))
            return;
        using (writer.Indented("Outputs ="))
        {
            writer.Line("[");
            long offset = 0;
            int trained = 0;
            foreach (OutputPort output in _network.Outputs)
            {
                string shape = string.Join(", ", _network.ShapeOf(output.Value).Dimensions);
                int stride = output.IsTrained || _network.IsInferenceOnly ? strides[trained++] : 0;
                string[] properties =
                [
                    $"Stride = {stride}", $"DecisionThreshold = {Literal.Float(LossCatalog.DecisionThreshold(_network, output))}",
                    .. output.Own is { } own ? [$"LossType = {Text.Literal(own.Name)}"] : Array.Empty<string>(),
                    .. output.IsMasked ? ["IsMasked = true"] : Array.Empty<string>(),
                    .. output.LabelSmoothing > 0 ? [$"LabelSmoothing = {Literal.Float(output.LabelSmoothing)}"] : Array.Empty<string>(),
                    .. output.Weight == 1 ? Array.Empty<string>() : [$"Weight = {Literal.Float(output.Weight)}"],
                ];
                writer.Line($"    new(\"{output.Name}\", [{shape}], Loss.{output.Loss}, {offset}) {{ {string.Join(", ", properties)} }},");
                offset += _network.LengthOf(output);
            }
            writer.Line("],");
        }
    }

    private void WriteMemory(MemoryFloats floats)
    {
        if (floats.Shared > 0)
            writer.Line($"InferenceFloats = {floats.Shared},");
        if (PreparedFloats > 0)
            writer.Line($"PreparedFloats = {PreparedFloats},");
        writer.Line($"InferenceFloatsPerRow = {floats.PerRow},");
        writer.Line($"InferenceRows = {plan.PredictedRows},");
        if (_network.IsInferenceOnly)
            writer.Line("IsInferenceOnly = true,");
        writer.Line($"TrainingFloatsPerRow = {(_network.IsInferenceOnly ? 0 : floats.TrainingPerRow)},");
        writer.Line($"TransposedFloats = {(_network.IsInferenceOnly ? 0 : floats.Transposed)},");
        if (floats.Carried > 0)
            writer.Line($"CarriedFloats = {floats.Carried},");
        WriteTransposeParts();
        if (_network.HasInputGradient)
            writer.Line($"InputGradients = [{string.Join(", ", Enumerable.Range(0, _network.Inputs.Count).SelectMany(GradientPlace))}],");
        if (!plan.Cuts.Any())
            return;
        if (floats.Statistics > 0)
            writer.Line($"StatisticsFloats = {floats.Statistics},");
        writer.Line($"Reductions = " +
            $"[{string.Join(", ", plan.Cuts.Select(cut => cut is Meet meet ? ((NormHead)plan.Stages[meet.Stage].Head!).Units : 0))}],");
        writer.Line($"ForwardReductions = {plan.Cuts.Count(cut => cut is not Meet { IsBackward: true })},");
    }

    /// <summary>Where a batch has the gradient of an input, in floats a sample before it, and its stride; -1 where no loss depends on the
    /// input.</summary>
    private int[] GradientPlace(int port)
    {
        Stage? copy = plan.Stages.FirstOrDefault(stage => stage.InputPort == port && stage.Gradient != Planning.Buffer.None);
        return copy is null ? [-1, 0] : [copy.Gradient.Offset, copy.GradientLayout.Stride];
    }

    private void WriteTransposeParts()
    {
        if (_network.IsInferenceOnly || !plan.Transposed.Any())
        {
            writer.Line("TransposeParts = [],");
            return;
        }
        // A network of two hundred layers has two hundred of these: as one constant, its static constructor stays small (KERNELS rule 5).
        using (writer.Indented("TransposeParts = WeightBlock.SplitAll("))
        {
            writer.Line("[");
            foreach (TransposedKernel transposed in plan.Transposed)
            {
                (ParameterLayout kernel, int stride) = (transposed.Kernel, transposed.Kernel.RowStride);
                string place = $"{kernel.Offset}, {kernel.Rows * stride}, {transposed.Cut.RowsPerPart * stride}";
                writer.Line($"    {place}, // {kernel.Name}: offset, length, length of a part");
            }
            writer.Line("]),");
        }
    }

    private void WriteParameters()
    {
        using (writer.Indented("Parameters ="))
        {
            writer.Line("[");
            HashSet<string> frozen = [.. _network.Nodes.Where(node => !node.IsTrainable)
                .SelectMany(node => node.Parameters).Select(parameter => parameter.Name)];
            foreach (ParameterLayout parameter in _network.Parameters)
            {
                ParameterSpec spec = parameter.Spec;
                string place = $"{parameter.Offset}, {parameter.Rows}, {parameter.Columns}, {parameter.RowStride}";
                writer.Line(
                    $"    new(\"{parameter.Name}\", [{string.Join(", ", spec.Shape.Dimensions)}], {place}, " +
                        $"Initializer.{spec.Initializer}, " +
                    $"{spec.FanIn}, {spec.FanOut}){ParameterProperties.Of(spec, frozen.Contains(parameter.Name))},");
            }
            writer.Line("],");
        }
    }

    private void WriteParts()
    {
        if (_network.Parts.Count == 0)
            return;
        using (writer.Indented("Parts ="))
        {
            writer.Line("[");
            foreach (NetworkPart part in _network.Parts)
                writer.Line($"    new(\"{part.Name}\", typeof({part.Type}), {part.Offset}, () => new {part.Type}(0)),");
            writer.Line("],");
        }
    }

    private void WriteWeightBlocks()
    {
        if (_network.IsInferenceOnly)
        {
            writer.Line("WeightBlocks = [],");
            return;
        }
        EquatableArray<WeightUnit> units = plan.WeightUnits;
        using (writer.Indented("WeightBlocks ="))
        {
            writer.Line("[");
            foreach (IReadOnlyList<WeightUnit> run in Planning.WeightUnits.Runs(units))
            {
                WeightBlock first = run[0].Block;
                int length = run.Sum(unit => unit.Block.Length);
                writer.Line(run.Count == 1
                    ? $"    new({first.Offset}, {first.Length}, {first.Work}){Average(run[0])}, // {first.Parameter.Name}"
                    : $"    .. WeightBlock.Split({first.Offset}, {length}, {first.Length}, {run.Sum(unit => unit.Block.Work)}), // " +
                        $"{first.Parameter.Name}");
            }
            writer.Line("],");
        }
        using (writer.Indented("Stages ="))
        {
            writer.Line("[");
            for (int i = 0; i < plan.Stages.Count; i++)
            {
                Stage stage = plan.Stages[i];
                int blocks = units.Count(unit => unit.Parts[0].Stage == i);
                int[] shared = [.. Enumerable.Range(0, units.Count).Where(unit => units[unit].Parts.Skip(1).Any(part => part.Stage == i))];
                string shares = shared.Length == 0 ? "" : $" {{ Shared = [{string.Join(", ", shared)}] }}";
                string reads = string.Join(", ", stage.Reads.Select(read => read.Giver).Where(giver => giver >= 0).Distinct());
                writer.Line($"    new({blocks}, [{reads}]){shares}, // {i}: {stage.Name}");
            }
            writer.Line("],");
        }

        static string Average(WeightUnit unit) => unit.Block.Average is not { } average ? ""
            : unit.Further.Count == 0 ? $" {{ Average = {Of(average)} }}"
            : $" {{ Average = {Of(average)}, Further = [{string.Join(", ", unit.Further.Select(Of))}] }}";

        static string Of(BatchAverage average) => $"new({average.Offset}, {average.Length}, {Literal.Float(average.Momentum)})";
    }

    /// <summary>What becomes of numbers of any size at both ends, and what is fitted to data.</summary>
    private void WriteScales()
    {
        if (_network.RescalesInputs)
            writer.Line("RescalesInputs = true,");
        if (_network.RescalesOutputs)
            writer.Line("RescalesOutputs = true,");
        if (_network.Fittings.Count == 0)
            return;
        using (writer.Indented("Normalizations ="))
        {
            writer.Line("[");
            foreach (Fitting fitting in _network.Fittings)
            {
                var layer = (FittedLayer)_network.Nodes[fitting.Node].Layer;
                string tensors = $"\"{layer.Name}/{FittedLayer.Mean}\", \"{layer.Name}/{FittedLayer.Variance}\"";
                string port = fitting.Port == 0 ? "" : $"Port = {fitting.Port}";
                string constants = fitting is { Scale: 1, Offset: 0 } ? ""
                    : $"Scale = {Literal.Double(fitting.Scale)}, Offset = {Literal.Double(fitting.Offset)}";
                string properties = string.Join(", ", new[] { constants, port }.Where(text => text.Length > 0));
                string isInverted = layer.IsInverted ? "true" : "false";
                string more = properties.Length == 0 ? "" : $" {{ {properties} }}";
                writer.Line($"    new({tensors}, {layer.Count}, {fitting.Stride}, {isInverted}){more},");
            }
            writer.Line("],");
        }
    }

    private void WriteEmbedded(BoundWeights weights)
    {
        WeightHeader header = weights.File.Header!;
        Dictionary<string, WeightTensor> tensors = header.TensorsOf(_network.Parameters.Select(parameter => parameter.Name));
        writer.Line("/// <summary>The parameters inside the assembly; the places were found when compiling.</summary>");
        using (writer.Block("internal static EmbeddedWeights Embedded => new()", "};"))
        {
            writer.Line($"FileName = {Text.Literal(weights.File.FileName)},");
            writer.Line($"Assembly = typeof({_name}).Assembly,");
            writer.Line($"ResourceName = {Text.Literal(weights.File.ResourceName)},");
            writer.Line($"Length = {header.FileLength},");
            writer.Line($"HeaderLength = {header.Length},");
            writer.Line($"HeaderHash = 0x{header.Hash:x16},");
            using (writer.Indented("Tensors ="))
            {
                writer.Line("[");
                foreach (ParameterLayout parameter in _network.Parameters)
                {
                    WeightTensor tensor = tensors[parameter.Name];
                    string scale = tensor.Type == BoundWeights.Quantized ? Scale(parameter) : "";
                    writer.Line($"    new({header.Length + tensor.Begin}, EmbeddedTensorType.{tensor.Type}{scale}), // {parameter.Name}");
                }
                writer.Line("],");
            }
        }
        writer.Line();

        string Scale(ParameterLayout parameter)
        {
            WeightTensor scale = tensors[BoundWeights.ScaleName(parameter.Name)];
            return $", {header.Length + scale.Begin}{(parameter.Spec.HasOutputRows && scale.Shape.Count > 1 ? ", scalesRows: true" : "")}";
        }
    }

    private void WriteDispatches()
    {
        string prepared = plan.Floats.Prepared > 0 ? "ref prepared, " : "";
        Dispatch("Forward", "ref float weights, ref float prepared, ref float x, ref float y, ref float work, int rows",
            $"ref weights, {prepared}ref x, ref y, ref work, rows");
        if (PreparedFloats > 0)
            WritePrepare();
        if (plan.Step is { } step)
        {
            string behind = step.Floats.Prepared > 0 ? $"ref {Address.Behind("prepared", $"{plan.Floats.Prepared}")}, " : "";
            Dispatch("RunStep", "ref float weights, ref float prepared, ref float state, ref float x, ref float y, ref float work",
                [$"{StepsOf(step)}<V>.Forward(ref weights, {behind}ref state, ref x, ref y, ref work, 1);"]);
        }
        if (_network.IsInferenceOnly)
            return;
        if (plan.Transposed.Any())
            Dispatch("Transpose", "TrainingBatch batch, int part", "batch, part");
        if (!plan.Cuts.Any())
        {
            Dispatch("RunRows", "TrainingBatch batch, int first, int count, bool training", "batch, first, count, training");
        }
        else
        {
            Dispatch("RunPart", "TrainingBatch batch, int part, int first, int count, bool training",
                "batch, part, first, count, training");
            if (plan.Reductions.Any())
                Dispatch("Reduce", "TrainingBatch batch, int reduction, int unit, int rows", "batch, reduction, unit, rows");
        }
        Dispatch("AddGradients", "TrainingBatch batch, int block, int rows", "batch, block, rows");
    }

    private void WritePrepare()
    {
        var calls = new List<string>();
        if (plan.Floats.Prepared > 0)
            calls.Add($"{StepsOf(plan)}<V>.Prepare(ref weights, ref prepared);");
        if (plan.Step is { Floats.Prepared: > 0 } step)
            calls.Add($"{StepsOf(step)}<V>.Prepare(ref weights, ref {Address.Behind("prepared", $"{plan.Floats.Prepared}")});");
        Dispatch("Prepare", "ref float weights, ref float prepared", calls);
    }

    /// <summary>The class of the schedules of a plan.</summary>
    private static string StepsOf(Plan plan) => $"{plan.Network.Class.Name}Steps";

    private void Dispatch(string method, string parameters, string arguments) =>
        Dispatch(method, parameters, [$"{StepsOf(plan)}<V>.{method}({arguments});"]);

    /// <summary>A method that calls others for the machine's vectors, which stand for V.</summary>
    private void Dispatch(string method, string parameters, IReadOnlyList<string> calls)
    {
        writer.Line();
        writer.Line(LoopWriter.Optimized);
        using (writer.Block($"public override void {method}({parameters})"))
        {
            WriteCalls("if (Vector512.IsHardwareAccelerated)", "Simd512");
            WriteCalls("else", "SimdVector");
        }

        void WriteCalls(string condition, string vector)
        {
            using (calls.Count == 1 ? writer.Indented(condition) : writer.Block(condition))
                foreach (string call in calls)
                    writer.Line(call.Replace("<V>", $"<{vector}>"));
        }
    }
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>The layer table: on hover, and as the constant <c>Summary</c>.</summary>
internal static class SummaryTable
{
    /// <summary>Stands for the size of the code while the file that holds it is being written.</summary>
    private const string CodeSizePlace = "\u0001";

    /// <summary>The table's lines, without trailing blanks.</summary>
    public static IReadOnlyList<string> Lines(Plan plan)
    {
        Network network = plan.Network;
        List<string[]> rows = Rows(network);
        int[] widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        string rule = new('-', widths.Sum() + 2 * (widths.Length - 1));
        var lines = new List<string> { $"{network.Class.PlainName}: {Purpose(network)}", rule };
        foreach (string[] row in rows)
        {
            lines.Add(string.Join("  ", row.Select((cell, column) =>
                column is 3 or 4 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
            if (row == rows[0])
                lines.Add(rule);
        }
        lines.Add(rule);
        long statistics = network.Parameters.Where(parameter => parameter.Spec.IsStatistic).Sum(parameter => parameter.Spec.Shape.Length);
        string ofThem = statistics == 0 ? "" : $", {Literal.Grouped(statistics)} of them statistics";
        lines.Add(
            $"{Literal.Grouped(network.ParameterCount)} parameters ({Bytes(4 * network.ParameterCount)}){ofThem}, " +
            $"{Literal.Grouped(network.MultiplyAdds)} multiply-adds a sample");
        string training = network.IsInferenceOnly ? "" : $", {Bytes(4L * TrainingFloats(plan))} in training";
        string shared = plan.Floats.Shared == 0 ? "" : $" (and {Bytes(4L * plan.Floats.Shared)} that samples share)";
        string prepared = plan.Floats.Prepared == 0 ? "" : $"; prepared for inference {Bytes(4L * plan.Floats.Prepared)}";
        lines.Add($"memory: weights {Bytes(4L * network.WeightFloats)}; a sample {Bytes(4L * plan.Floats.PerRow)} in " +
            $"inference{shared}{training}{prepared}");
        if (plan.Step is { } step)
            lines.Add(Stream(step));
        lines.Add($"code: about {CodeSizePlace} of IL");
        return lines;
    }

    /// <summary>What a step takes.</summary>
    private static string Stream(Plan step)
    {
        StepRate answer = StepRates.OfAnswer(step);
        long work = StepRates.MultiplyAdds(step);
        string often = step.Network.StepPeriod > 1 ? " on average" : "",
            rare = answer == StepRate.Every ? "" : $", an answer every {answer.Period} steps",
            rate = step.Network.SampleRate is { } steps
                ? $"; {Literal.Grouped((long)Math.Ceiling(work * steps / 1e6))} million a second at " +
                    $"{Literal.Grouped((long)Math.Round(steps))} steps" : "";
        return $"step by step: a state of {Bytes(4L * step.Network.StateFloats)}, " +
            $"{Literal.Grouped(work)} multiply-adds a step{often}{rare}{rate}";
    }

    /// <summary>What training minimises.</summary>
    private static string Purpose(Network network)
    {
        if (!network.HasNamedOutputs)
        {
            OutputPort answer = network.Outputs[0];
            string loss = network.IsInferenceOnly ? "inference only" : $"loss {answer.LossTitle}";
            return answer.LabelSmoothing > 0 ? $"{loss}, label smoothing {Literal.Number(answer.LabelSmoothing)}" : loss;
        }
        return network.IsInferenceOnly ? "inference only"
            : $"loss of {string.Join(", ", network.Outputs.Where(output => output.IsTrained).Select(Term))}";

        static string Term(OutputPort output)
        {
            string weight = output.Weight == 1 ? "" : $" times {Literal.Number(output.Weight)}";
            string smoothing = output.LabelSmoothing > 0 ? $" with label smoothing {Literal.Number(output.LabelSmoothing)}" : "";
            return $"{output.Name} {output.LossTitle}{weight}{smoothing}";
        }
    }

    /// <summary>The cells, heading first; where the network is no chain, with what every layer reads.</summary>
    private static List<string[]> Rows(Network network)
    {
        var rows = new List<string[]>
        {
            new[] { "Layer", "Kind", "Output", "Parameters", "Multiply-adds" },
        };
        bool hasSegments = network.Inputs.Count > 1;
        if (!hasSegments)
            rows.Add([network.Inputs[0].Name, "", network.Input.ToString(), "", ""]);
        for (int i = 0; i < network.Nodes.Count; i++)
        {
            Node node = network.Nodes[i];
            Layer layer = node.Layer;
            string frozen = node.IsTrainable || layer.Parameters.Count == 0 ? "" : ", frozen";
            string outputs = !network.HasNamedOutputs ? ""
                : string.Concat(network.Outputs.Where(output => output.Value == i + 1).Select(output => $", output {output.Name}"));
            string shared = node.Owner is null ? "" : $", shares {node.Owner}";
            long own = node.Owner is null ? layer.Parameters.Sum(parameter => parameter.Shape.Length) : 0;
            rows.Add([layer.Name, layer is InputSegment ? "" : layer.Title + shared + outputs + frozen, layer.Output.ToString(),
                Count(own), Count(node.Rows * layer.MultiplyAdds)]);
        }
        if (network.IsChain)
            return rows;
        for (int i = 0; i < rows.Count; i++)
            rows[i] = [.. rows[i], i == 0 ? "Connected to" : Reads(i - (hasSegments ? 1 : 2))];
        return rows;

        string Reads(int node) => node < 0 || network.Nodes[node].Layer is InputSegment ? ""
            : string.Join(", ", network.Nodes[node].Reads.Select(NameOf));

        string NameOf(int value) => value == 0 ? network.Inputs[0].Name : network.Nodes[value - 1].Layer.Name;
    }

    /// <summary>The whole file with the size of its code in its tables: two digits of an estimate.</summary>
    public static string FillIn(string file)
    {
        int size = CodeSize.Estimate(file), unit = 1;
        while (size / unit >= 100)
            unit *= 10;
        return file.Replace(CodeSizePlace, Bytes((size + unit / 2) / unit * unit));
    }

    /// <summary>What a sample takes in training: its input, answer and target besides the workspace.</summary>
    private static long TrainingFloats(Plan plan) =>
        plan.Floats.TrainingPerRow + plan.Training.InputStride + 2L * plan.OutputStride;

    private static string Count(long value) => value == 0 ? "" : Literal.Grouped(value);

    private static string Bytes(long bytes) => bytes switch
    {
        < 10_000 => $"{Literal.Grouped(bytes)} B",
        < 10_000_000 => $"{Literal.Grouped(bytes / 1000)} KB",
        _ => $"{Literal.Grouped(bytes / 1_000_000)} MB",
    };
}

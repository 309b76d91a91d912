using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>Prints what finds the stages that a unit of work of the weight phase belongs to.</summary>
/// <param name="writer">Where to.</param>
/// <param name="plan">The plan.</param>
internal sealed class WeightScheduleWriter(SourceWriter writer, Plan plan)
{
    /// <summary>Prints <c>AddGradients(batch, block, rows)</c>.</summary>
    public void Write()
    {
        EquatableArray<WeightUnit> units = plan.WeightUnits;
        writer.Line(LoopWriter.Optimized);
        using (writer.Block("internal static void AddGradients(TrainingBatch batch, int block, int rows)"))
        {
            (int First, int End)[] runs = [.. Runs(units)];
            if (runs.Length == 0)
                return;
            if (runs.Length == 1)
            {
                WriteCalls(units[0], 0);
                return;
            }
            using (writer.Block("switch (block)"))
            {
                foreach ((int first, int end) in runs)
                {
                    using (writer.Indented($"case < {end}:"))
                    {
                        WriteCalls(units[first], first);
                        writer.Line("break;");
                    }
                }
            }
        }
    }

    /// <summary>Neighbouring units whose parts are neighbours in the same stages.</summary>
    private static IEnumerable<(int First, int End)> Runs(EquatableArray<WeightUnit> units)
    {
        for (int first = 0; first < units.Count;)
        {
            int end = first + 1;
            while (end < units.Count && Follows(units[first], units[end], end - first))
                end++;
            yield return (first, end);
            first = end;
        }
    }

    private static bool Follows(WeightUnit first, WeightUnit unit, int distance) => first.Parts.Count == unit.Parts.Count
        && first.Parts.Zip(unit.Parts, (a, b) => (a, b)).All(pair =>
            pair.a.Count == 1 && pair.b.Count == 1 && pair.a.Stage == pair.b.Stage && pair.b.First == pair.a.First + distance);

    private void WriteCalls(WeightUnit unit, int number)
    {
        foreach (WeightPart part in unit.Parts)
        {
            string name = $"{plan.Stages[part.Stage].Name}<V>.AddGradients", rows = Text.Times("rows", plan.Stages[part.Stage].Rows);
            if (part.Count == 1)
                writer.Line($"{name}(batch, {Shifted("block", part.First - number)}, {rows});");
            else
                using (writer.Indented($"for (int part = 0; part < {part.Count}; part++)"))
                    writer.Line($"{name}(batch, {Shifted("part", part.First)}, {rows});");
        }
    }

    private static string Shifted(string counter, int by) => by == 0 ? counter : by < 0 ? $"{counter} - {-by}" : $"{counter} + {by}";
}

using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>A unit of work of the weight phase, as the runtime counts them: a stage's block or, where several stages share the tensor, one
/// of each, one after the other, so that a gradient is the sum over all uses in a fixed order.</summary>
/// <param name="Block">What it moves.</param>
/// <param name="Parts">The stages' blocks; the first sets the gradient, the others add.</param>
internal sealed record WeightUnit(WeightBlock Block, EquatableArray<WeightPart> Parts)
{
    /// <summary>Where a moving average gets its further values from, one after the other: one for each further use.</summary>
    public EquatableArray<BatchAverage> Further { get; init; }
}

/// <summary>Blocks of a stage.</summary>
/// <param name="Stage">The stage's number.</param>
/// <param name="First">The first block.</param>
/// <param name="Count">How many.</param>
internal sealed record WeightPart(int Stage, int First, int Count);

/// <summary>Makes one unit of the blocks in which several stages sum the gradient of one tensor.</summary>
internal static class WeightUnits
{
    /// <summary>Marks the blocks that add to what an earlier one has summed.</summary>
    public static IEnumerable<Stage> Mark(IReadOnlyList<Stage> stages)
    {
        var before = new HashSet<int>();
        foreach (Stage stage in stages)
        {
            var here = new HashSet<(int Offset, int Row)>();
            yield return stage with
            {
                WeightBlocks = stage.WeightBlocks.Select(block =>
                    !here.Add((block.Parameter.Offset, block.FirstRow)) || before.Contains(block.Parameter.Offset)
                        ? block with { Adds = true } : block).ToEquatableArray(),
            };
            before.UnionWith(stage.WeightBlocks.Select(block => block.Parameter.Offset));
        }
    }

    /// <summary>Units of one tensor that follow each other. A tensor whose parts are learned by several stages has several runs.</summary>
    public static IEnumerable<IReadOnlyList<WeightUnit>> Runs(IEnumerable<WeightUnit> units)
    {
        var run = new List<WeightUnit>();
        foreach (WeightUnit unit in units)
        {
            if (run.Count > 0 && run[0].Block.Parameter.Name != unit.Block.Parameter.Name)
            {
                yield return run;
                run = [];
            }
            run.Add(unit);
        }
        if (run.Count > 0)
            yield return run;
    }

    /// <summary>The units, in the order of the stages whose blocks are their first parts.</summary>
    /// <param name="stages">Stages with their numbers.</param>
    public static EquatableArray<WeightUnit> Of(IEnumerable<(int Number, Stage Stage)> stages)
    {
        var units = new List<WeightUnit>();
        foreach ((int number, Stage stage) in stages)
        {
            for (int i = 0; i < stage.WeightBlocks.Count;)
            {
                WeightBlock block = stage.WeightBlocks[i];
                int count = 1;
                while (i + count < stage.WeightBlocks.Count && stage.WeightBlocks[i + count].Parameter == block.Parameter
                    && stage.WeightBlocks[i + count].FirstRow > 0)
                    count++;
                if (block.Adds)
                    Join(units, stage, new WeightPart(number, i, count));
                else
                    units.AddRange(Enumerable.Range(i, count).Select(own =>
                        new WeightUnit(stage.WeightBlocks[own], [new WeightPart(number, own, 1)])));
                i += count;
            }
        }
        return units.ToEquatableArray();
    }

    /// <summary>Adds a use of a tensor to its units; where it is cut otherwise there, all of the tensor becomes one unit.</summary>
    private static void Join(List<WeightUnit> units, Stage stage, WeightPart part)
    {
        WeightBlock[] blocks = [.. stage.WeightBlocks.Skip(part.First).Take(part.Count)];
        int first = units.FindIndex(unit => unit.Block.Parameter == blocks[0].Parameter);
        int count = units.Skip(first).TakeWhile(unit => unit.Block.Parameter == blocks[0].Parameter).Count();
        bool isAlike = count == blocks.Length && Enumerable.Range(0, count).All(i =>
            (units[first + i].Block.FirstRow, units[first + i].Block.Rows) == (blocks[i].FirstRow, blocks[i].Rows));
        if (isAlike)
        {
            for (int i = 0; i < count; i++)
                units[first + i] = With(units[first + i], blocks[i], new WeightPart(part.Stage, part.First + i, 1));
            return;
        }
        WeightUnit[] owned = [.. units.Skip(first).Take(count)];
        ParameterLayout parameter = blocks[0].Parameter;
        var whole = new WeightUnit(
            new WeightBlock(parameter, 0, parameter.Rows, owned.Sum(unit => unit.Block.Work)),
            Enumerable.Range(0, owned[0].Parts.Count).Select(use => new WeightPart(
                owned[0].Parts[use].Stage, owned[0].Parts[use].First, owned.Sum(unit => unit.Parts[use].Count))).ToEquatableArray());
        units.RemoveRange(first, count);
        units.Insert(first, With(whole, new WeightBlock(parameter, 0, parameter.Rows, blocks.Sum(block => block.Work)), part));
    }

    private static WeightUnit With(WeightUnit unit, WeightBlock block, WeightPart part) => unit with
    {
        Block = unit.Block with { Work = unit.Block.Work + block.Work },
        Parts = [.. unit.Parts, part],
        Further = block.Average is { } average ? [.. unit.Further, average] : unit.Further,
    };
}

using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;
using Xunit;
using Buffer = NetCompiler.Generator.Planning.Buffer;

namespace NetCompiler.Generator.Tests.Planning;

/// <summary>What the planner makes of graphs of values, drawn by seed: chains are a special case of them.</summary>
public class GraphTests
{
    private const int Graphs = 60, Rows = 3;

    public static TheoryData<int> Seeds => [1, 2, 3, 4];

    /// <summary>An operation is in the stage of what it reads exactly where it alone reads that.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Use_counts_decide_what_is_fused(int seed)
    {
        int joined = 0, apart = 0;
        foreach (Network network in Draw(seed).Where(network => !network.IsInferenceOnly))
        {
            Plan plan = Planner.MakePlan(network);
            int[] uses = Uses.Count(network);
            for (int i = 0; i < network.Nodes.Count; i++)
            {
                Node node = network.Nodes[i];
                if (node.Layer is not (ElementwiseLayer or RowLayer) || node.Reads[0] == 0)
                    continue;
                Layer read = network.Nodes[node.Reads[0] - 1].Layer;
                bool isJoined = StageOf(plan, node.Layer) == StageOf(plan, read);
                // What the answer's layout needs may go behind a copy of it.
                if (plan.Stages[StageOf(plan, node.Layer)].Head is MoveHead { Mover: Repack })
                    continue;
                Assert.Equal(uses[node.Reads[0]] == 1, isJoined);
                _ = isJoined ? joined++ : apart++;
            }
        }
        Assert.True(joined > 20 && apart > 20, $"{joined} joined, {apart} apart");
    }

    /// <summary>A residual block's convolution, norm, addition and activation.</summary>
    [Fact]
    public void A_shortcut_is_added_to_sums_before_they_are_stored()
    {
        Plan plan = Planner.MakePlan(GeneratorTest.BindNetwork(
            "[Network(8, 8, 3, Winograd = WinogradMode.Never), Conv2D(32, 3, Padding = Padding.Same), ReLU(Name = \"a\"), "
            + "Conv2D(32, 3, Padding = Padding.Same), BatchNorm, Add(\"a\"), ReLU, "
            + "Conv2D(32, 3, Padding = Padding.Same), ReLU, GlobalAveragePool, Dense(4)] partial class Net;"));
        Stage block = plan.Prediction.Calls.Select(call => plan.Stages[call.Stage]).Single(stage => stage.Operands.Count > 0);
        Assert.Equal(["Add", "ReLU"], block.Operations.Select(operation => operation.Title));
        Assert.Equal((2, true), (block.InEpilogue, block.Contraction?.Fold is not null));

        plan = Planner.MakePlan(GeneratorTest.BindNetwork(
            "[Network(40), Dense(40), Tanh(Name = \"a\"), Dense(40), Add(\"a\"), ReLU, Dense(4)] partial class Net;"));
        Assert.Equal(2, plan.Stages.Single(stage => stage.Operands.Count > 0).InEpilogue);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Contributions_come_in_reverse_order_and_only_the_last_takes_over(int seed)
    {
        int several = 0, takers = 0;
        foreach (Plan plan in Draw(seed).Where(network => !network.IsInferenceOnly).Select(Planner.MakePlan))
        {
            foreach (int number in plan.Training.Calls.Select(call => call.Stage).Distinct())
            {
                Stage stage = plan.Stages[number];
                Contribution[] contributions = [.. stage.Contributions];
                bool isOutput = plan.Training.Outputs.Contains(number + 1);
                (int Stage, int Input)[] readers =
                [
                    .. plan.Training.Calls.Where(call => call.Phase == Phase.Forward).Select(call => call.Stage)
                        .SelectMany(reader => plan.Stages[reader].Reads.Select((read, input) => (reader, input, read)))
                        .Where(pair => pair.read.Value == number + 1).Select(pair => (pair.reader, pair.input)).OrderDescending(),
                ];
                Assert.Equal(
                    stage.RunsBackward ? isOutput ? [(Contribution.Loss, 0), .. readers] : readers : [],
                    contributions.Select(contribution => (contribution.Stage, contribution.Input)));
                Assert.All(contributions.Where(contribution => contribution.Stage >= 0), contribution =>
                    Assert.Equal(contribution.Adds, plan.Stages[contribution.Stage].Reads[contribution.Input].Adds));
                Assert.Equal(contributions.Select((_, i) => i > 0), contributions.Select(contribution => contribution.Adds));
                Assert.All(contributions.SkipLast(1), contribution => Assert.False(contribution.TakesOver));
                several += contributions.Length > 1 ? 1 : 0;
                takers += contributions.Length > 0 && contributions[^1].TakesOver ? 1 : 0;
            }
        }
        Assert.True(several > 20 && takers > 0, $"{several} with several, {takers} taken over");
    }

    /// <summary>A gradient is passed exactly to what is made of something that learns, wherever in the list that stands.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Gradients_follow_ancestors(int seed)
    {
        int passed = 0, kept = 0;
        foreach (Plan plan in Draw(seed).Where(network => !network.IsInferenceOnly).Select(Planner.MakePlan))
        {
            var learns = new Dictionary<int, bool> { [0] = false };
            foreach (int number in plan.Training.Calls.Where(call => call.Phase == Phase.Forward).Select(call => call.Stage))
            {
                Stage stage = plan.Stages[number];
                foreach (Read read in stage.Reads)
                {
                    Assert.Equal(learns[read.Value], read.NeedsGradient);
                    _ = read.NeedsGradient ? passed++ : kept++;
                }
                learns[number + 1] = stage.WeightBlocks.Any(block => block.Average is null) || stage.Reads.Any(read => learns[read.Value]);
                Assert.Equal(learns[number + 1], stage.RunsBackward);
                Assert.Equal(
                    stage.HasBackwardCall, plan.Training.Calls.Any(call => call.Stage == number && call.Phase == Phase.Backward));
            }
        }
        Assert.True(passed > 20 && kept > 20, $"{passed} passed, {kept} not");
    }

    /// <summary>Plays a prediction of some samples: whatever a call reads must still be what was written for it.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Predictions_read_what_was_written(int seed)
    {
        int reads = 0;
        foreach (Plan plan in Draw(seed).Select(Planner.MakePlan))
        {
            var memory = new WrittenMemory();
            for (int row = 0; row < Rows && plan.InputCopy != Buffer.None; row++)
                memory.Write(Cells(plan, 0, row), (0, row));
            foreach (Step step in plan.Prediction.Schedule)
            {
                Call[] calls = step is ForEachSample loop ? [.. loop.Body.Cast<Call>()] : [(Call)step];
                if (step is ForEachSample)
                    for (int row = 0; row < Rows; row++)
                        foreach (Call call in calls)
                            Play(call, row, 1);
                else
                    Play(calls[0], 0, Rows);
            }
            foreach (int output in plan.Prediction.Outputs)
                for (int row = 0; row < Rows; row++)
                    memory.Read(Cells(plan, output, row), (output, row));
            reads += memory.Reads;

            void Play(Call call, int first, int rows)
            {
                Stage stage = plan.Stages[call.Stage];
                int given = plan.GivenBy(call.Stage);
                memory.Write(Enumerable.Range(stage.Workspace.Offset, stage.Workspace.Floats), (-call.Stage, 0));
                for (int row = first; row < first + rows; row++)
                    memory.Write(Cells(plan, given, row), (given, row));
                for (int row = first; row < first + rows; row++)
                    foreach (Read read in stage.Reads)
                        memory.Read(Cells(plan, read.Value, row), (read.Value, row));
                memory.Read(Enumerable.Range(stage.Workspace.Offset, stage.Workspace.Floats), (-call.Stage, 0));
            }
        }
        Assert.True(reads > 100_000, $"{reads}");
    }

    /// <summary>Plays a training step of two threads, the second always a part of the row phase behind or ahead: their samples must not
    /// disturb each other, and the weight phase must find what it reads.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Training_reads_what_was_written(int seed)
    {
        int reads = 0, shared = 0;
        foreach (Plan plan in Draw(seed).Where(network => !network.IsInferenceOnly).Select(Planner.MakePlan))
        {
            foreach (int[][] shares in new int[][][] { [[0, 1], [2]], [[2], [0, 1]] })
            {
                var game = new TrainingGame(plan, Rows);
                game.Play(shares);
                reads += game.Written.Reads;
            }
            Buffer[] buffers = [
                .. plan.TrainedStages.SelectMany(stage => stage.Values.Append(stage.Gradient))
                    .Where(buffer => buffer.Memory is Memory.Batch or Memory.Sample)];
            shared += buffers.Sum(buffer => buffer.Floats) > plan.Floats.TrainingPerRow ? 1 : 0;
        }
        Assert.True(reads > 100_000 && shared > 5, $"{reads} reads, {shared} plans with shared memory");
    }

    private static IEnumerable<Network> Draw(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Graphs).Select(_ => RandomGraph.Draw(random))];
    }

    /// <summary>The stage that computes a layer in training.</summary>
    private static int StageOf(Plan plan, Layer layer) => plan.Training.Calls.Select(call => call.Stage)
        .First(
            stage =>
                plan.Stages[stage].Head?.Layer == layer
                    || plan.Stages[stage].Operations.Any(operation => operation == layer || (operation as JoinedMerge)?.Merge == layer)
                    || plan.Stages[stage].Name == $"Net_{layer.Name}"
                    || plan.Stages[stage].Name == $"NetTraining_{layer.Name}");

    /// <summary>The floats in which prediction has a sample of a value; none where that is the caller's memory.</summary>
    private static IEnumerable<int> Cells(Plan plan, int value, int row)
    {
        Buffer buffer = plan.PredictedBuffer(value);
        int start = buffer.Memory switch
        {
            Memory.Shared => buffer.Offset,
            Memory.Batch => plan.Floats.Shared + Rows * buffer.Offset + row * buffer.Floats,
            _ => -1,
        };
        return start < 0 ? [] : Enumerable.Range(start, buffer.Floats);
    }
}

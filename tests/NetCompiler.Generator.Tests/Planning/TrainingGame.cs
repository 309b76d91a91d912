using NetCompiler.Generator.Planning;
using Buffer = NetCompiler.Generator.Planning.Buffer;

namespace NetCompiler.Generator.Tests.Planning;

/// <summary>A training step that moves nothing but owners of memory: the row phase thread by thread between meetings, then what the weight
/// phase reads.</summary>
internal sealed class TrainingGame(Plan plan, int rows)
{
    /// <summary>Owners of gradients have numbers beyond all values.</summary>
    private const int Gradients = 10_000, Kept = 100_000;

    public WrittenMemory Written { get; } = new();

    /// <param name="shares">The samples of each thread.</param>
    public void Play(int[][] shares)
    {
        var parts = new List<List<Step>> { new() };
        foreach (Step step in plan.Training.Schedule)
        {
            parts[^1].Add(step);
            if (step is Meet)
                parts.Add([]);
        }
        foreach (List<Step> part in parts)
            foreach (int[] share in shares)
                foreach (Step step in part)
                    PlayStep(step, share);
        foreach (Stage stage in plan.TrainedStages.Where(stage => stage.Contraction is not null))
            for (int row = 0; row < rows; row++)
            {
                ReadInputs(row, stage.HeadReads);
                ReadGradient(stage, row);
            }
    }

    private void PlayStep(Step step, int[] share)
    {
        switch (step)
        {
            case ForEachSample loop:
                foreach (int row in share)
                    foreach (Call call in loop.Body.Cast<Call>())
                        PlayCall(call, row);
                break;
            case Call call:
                foreach (int row in share)
                    PlayCall(call, row);
                break;
            case ComputeLoss:
                foreach (int output in plan.Training.Outputs)
                    foreach (int row in share)
                        WriteGradient(plan.Stages[output - 1], row, adds: false);
                break;
        }
    }

    private void PlayCall(Call call, int row)
    {
        Stage stage = plan.Stages[call.Stage];
        switch (call.Phase)
        {
            case Phase.Forward:
                ReadInputs(row, stage.Reads);
                for (int value = 0; value <= stage.InTraining; value++)
                    if (stage.Values[value] != Buffer.None && IsOwn(stage, value))
                        Written.Write(Cells(stage.Values[value], row), OwnerOf(stage, value, row));
                break;
            case Phase.Backward:
                ReadGradient(stage, row);
                for (int value = 0; value <= stage.InTraining && stage.TakenOver is null; value++)
                    if (Epilogues.IsKept(
                        stage.Operations, value, stage.InTraining) && stage.BufferOf(value) == stage.Values[value] && IsOwn(stage, value))
                        Written.Read(Cells(stage.Values[value], row), OwnerOf(stage, value, row));
                ReadInputs(row, stage.OperandReads);
                Contribute(call.Stage, row, stage.HeadReads.Count(), stage.Operands.Count);
                if (stage.Head is not NormHead)
                    Contribute(call.Stage, row, 0, stage.HeadReads.Count());
                break;
            case Phase.PassGradient:
                ReadInputs(row, stage.HeadReads);
                ReadGradient(stage, row);
                Contribute(call.Stage, row, 0, stage.HeadReads.Count());
                break;
        }
    }

    /// <summary>Whether the stage writes a value, and does not only take over what it reads.</summary>
    private bool IsOwn(Stage stage, int value) => value > 0 || stage.Values[0] != plan.TrainedBuffer(stage.Input);

    /// <summary>What a stage contributes to the gradients of some of what it reads, the last first.</summary>
    private void Contribute(int number, int row, int first, int count)
    {
        foreach (int input in Enumerable.Range(first, count).Reverse())
        {
            Read read = plan.Stages[number].Reads[input];
            if (!read.NeedsGradient)
                continue;
            Stage giver = plan.GiverOf(read)!;
            Contribution contribution = giver.Contributions.Single(
                contribution => contribution.Stage == number && contribution.Input == input);
            if (read.Addend != Buffer.None)
            {
                Written.Write(Cells(read.Addend, row), (-1 - number, row));
                Written.Read(Cells(read.Addend, row), (-1 - number, row));
            }
            if (contribution.TakesOver && giver.Values[giver.TakenOver!.Value] != Buffer.None)
                Written.Read(Cells(giver.Values[giver.TakenOver.Value], row), OwnerOf(giver, giver.TakenOver.Value, row));
            WriteGradient(giver, row, contribution.Adds);
        }
    }

    private void ReadInputs(int row, IEnumerable<Read> reads)
    {
        foreach (Stage giver in reads.Select(plan.GiverOf).OfType<Stage>())
            Written.Read(Cells(giver.Output, row), OwnerOf(giver, giver.InTraining, row));
    }

    private void ReadGradient(Stage stage, int row) => Written.Read(Cells(stage.Gradient, row), (Gradients + NumberOf(stage), row));

    private void WriteGradient(Stage stage, int row, bool adds)
    {
        if (adds)
            ReadGradient(stage, row);
        Written.Write(Cells(stage.Gradient, row), (Gradients + NumberOf(stage), row));
    }

    private (int, int) OwnerOf(Stage stage, int value, int row) => (Kept + 100 * NumberOf(stage) + value, row);

    private int NumberOf(Stage stage) =>
        plan.Stages.Select((candidate, i) => (candidate, i)).First(pair => pair.candidate.Name == stage.Name).i;

    /// <summary>The floats in which training has a sample of a buffer.</summary>
    private IEnumerable<int> Cells(Buffer buffer, int row)
    {
        int start = buffer.Memory switch
        {
            Memory.Batch => rows * buffer.Offset + row * buffer.Floats,
            Memory.Sample => rows * buffer.Ahead + row * buffer.Stride + buffer.Offset,
            _ => -1,
        };
        return start < 0 ? [] : Enumerable.Range(start, buffer.Floats);
    }
}

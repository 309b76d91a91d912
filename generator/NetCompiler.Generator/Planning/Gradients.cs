using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Planning;

/// <summary>Decides what adds up to the gradient of each value, and in which order.</summary>
internal static class Gradients
{
    /// <summary>The stages with the contributions to the gradient of what each gives.</summary>
    /// <param name="stages">All stages, each behind those that it reads.</param>
    /// <param name="outputs">The values that are the answer, whose gradient the loss sets.</param>
    public static EquatableArray<Stage> Connect(IReadOnlyList<Stage> stages, EquatableArray<int> outputs) =>
        stages.Select((stage, number) =>
            stage with { Contributions = Contributions(stages, number, outputs.Contains(number + 1)).ToEquatableArray() })
            .ToEquatableArray();

    /// <summary>The loss comes first, then the readers in reverse order: a stage's gradient is complete before the stage itself runs
    /// backward. The first sets what the others add to, and only the last may take the sum over.</summary>
    private static IEnumerable<Contribution> Contributions(IReadOnlyList<Stage> stages, int number, bool isOutput)
    {
        if (!stages[number].RunsBackward)
            yield break;
        int value = number + 1;
        var readers = new List<(int Stage, int Input)>();
        for (int stage = stages.Count - 1; stage > number; stage--)
            for (int input = stages[stage].Reads.Count - 1; input >= 0; input--)
                if (stages[stage].Reads[input].Value == value)
                    readers.Add((stage, input));
        if (isOutput)
            yield return new Contribution(Contribution.Loss, 0, Adds: false, TakesOver: false);
        for (int i = 0; i < readers.Count; i++)
            yield return new Contribution(readers[i].Stage, readers[i].Input, Adds: isOutput || i > 0,
                TakesOver: i == readers.Count - 1 && stages[number].TakenOver is not null);
    }
}

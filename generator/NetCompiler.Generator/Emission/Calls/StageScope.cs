using NetCompiler.Generator.Model;
using NetCompiler.Generator.Planning;

namespace NetCompiler.Generator.Emission;

/// <summary>A stage, with what all that print a part of it ask about it.</summary>
internal sealed class StageScope
{
    /// <summary>Stages of a network whose prediction is one method.</summary>
    private const int InlinedStages = 4;

    public StageScope(Plan plan, int number)
    {
        (Plan, Number, Stage) = (plan, number, plan.Stages[number]);
        Giver = plan.GiverOf(Stage.Input);
        IsInlined = plan.Stages.Count(stage => stage.Predicted != Buffer.None) <= InlinedStages;
        HashSet<Phase> phases = plan.PhasesOf(number);
        (Predicts, Trains) = (phases.Contains(Phase.Predict), phases.Contains(Phase.Forward));
    }

    public Plan Plan { get; }

    public int Number { get; }

    public Stage Stage { get; }

    /// <summary>The stage that gives what it reads; null where that is the network's input.</summary>
    public Stage? Giver { get; }

    /// <summary>Whether prediction calls it.</summary>
    public bool Predicts { get; }

    /// <summary>Whether training calls it.</summary>
    public bool Trains { get; }

    /// <summary>Whether all of prediction becomes one method.</summary>
    public bool IsInlined { get; }

    /// <summary>The contraction it begins with, if it does.</summary>
    public ContractionHead? Contraction => Stage.Contraction;

    /// <summary>Whether the stage takes the gradient of what it reads first back through the operations of the stage that gives
    /// that.</summary>
    public bool TakesOver => Giver is not null && Giver.Contributions.Any(contribution =>
        contribution.TakesOver && contribution.Stage == Number && contribution.Input == 0);

    /// <summary>The runs of operations of prediction behind the epilogue.</summary>
    public IEnumerable<(int From, int To)> InferenceRuns => Stage.OperationRuns(Stage.InEpilogue, Stage.Operations.Count);

    /// <summary>The runs of operations of training behind the epilogue.</summary>
    public IEnumerable<(int From, int To)> TrainingRuns => Stage.OperationRuns(Stage.InEpilogue, Stage.InTraining);

    /// <summary>The runs of the whole stage backward, epilogue included, last first.</summary>
    public IEnumerable<(int From, int To)> BackwardRuns => Stage.BackwardRuns;

    /// <summary>Loops of prediction that do something.</summary>
    public IEnumerable<ElementwiseRun> ActiveRuns =>
        InferenceRuns.Select(run => Inference(run.From, run.To)).Where(run => run.Operations(Stage).Any());

    /// <summary>A run as prediction computes it. Evaluation leaves an activation that is part of the loss to that, so its run may be
    /// shorter.</summary>
    public ElementwiseRun Inference(int from, int to) =>
        new(InferenceRuns.Contains((from, to)) ? $"Activate{from}" : $"Evaluate{from}", from, to, InTraining: false, IsBackward: false);

    /// <summary>A run as training computes it.</summary>
    public static ElementwiseRun Training(int from, int to) => new($"Train{from}", from, to, InTraining: true, IsBackward: false);

    /// <summary>A run as training goes back through it.</summary>
    public static ElementwiseRun Backward(int from, int to) => new($"Backward{from}", from, to, InTraining: true, IsBackward: true);

    /// <summary>What the epilogue of a direct sum does, as a loop.</summary>
    public ElementwiseRun Finish => new("Finish", 0, Stage.InEpilogue, InTraining: false, IsBackward: false);

    /// <summary>Whether a run of training is the same as in prediction, so that one loop serves both.</summary>
    public bool IsSame(int from, int to) =>
        Enumerable.Range(from, to - from).All(i => Stage.Operations[i] is ElementwiseLayer layer && layer.Forward == layer.TrainingForward)
        && Enumerable.Range(from + 1, Math.Max(0, to - from - 1)).All(i => Stage.Values[i] == Buffer.None)
        && InferenceRuns.Contains((from, to));

    /// <summary>Whether an operation needs whole rows.</summary>
    public bool IsRow(int operation) => Stage.Operations[operation] is RowLayer;

    /// <summary>Whether evaluation, which keeps its values where training does, needs a loop although nothing is computed.</summary>
    public bool NeedsInference(int from, int to) => Trains && TrainingRuns.Contains((from, to));
}

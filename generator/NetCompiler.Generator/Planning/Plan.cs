using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>Everything that is decided about a network before text is written.</summary>
/// <param name="Network">What it computes.</param>
/// <param name="Stages">The stages. Prediction and training share them, but where prediction folds normalisations into other layers: then
/// each has its own.</param>
/// <param name="Prediction">What prediction runs.</param>
/// <param name="Training">What training and evaluation run; empty where there is no training.</param>
/// <param name="Objectives">The losses of the outputs of <paramref name="Training"/>, and how they are computed.</param>
/// <param name="Floats">The memory that all this takes.</param>
internal sealed record Plan(Network Network, EquatableArray<Stage> Stages, Pass Prediction, Pass Training,
    EquatableArray<Objective> Objectives,
    MemoryFloats Floats)
{
    /// <summary>The values whose penalties training adds to the loss, behind the outputs in <paramref name="Training"/>.</summary>
    public EquatableArray<OutputPort> Penalised { get; init; } = [];

    /// <summary>The plan of the network of one step; null where there is none.</summary>
    public Plan? Step { get; init; }

    /// <summary>The plans of the networks by which one can look into this one.</summary>
    public EquatableArray<PlannedView> Views { get; init; } = [];

    /// <summary>Where prediction first copies its samples to; none where it reads the caller's memory.</summary>
    public Buffer InputCopy { get; init; } = Buffer.None;

    /// <summary>Samples that go through the layers together in prediction, at most.</summary>
    public int PredictedRows { get; init; }

    /// <summary>The pass that batches are laid out for: that of training where there is one.</summary>
    public Pass Batches => Network.IsInferenceOnly ? Prediction : Training;

    /// <summary>The stages that training runs.</summary>
    public IEnumerable<Stage> TrainedStages => Numbers(Training).Select(number => Stages[number]);

    /// <summary>The kernels that are transposed, in the order of the stages.</summary>
    public IEnumerable<TransposedKernel> Transposed => TrainedStages.Select(stage => stage.TransposedKernel).OfType<TransposedKernel>();

    /// <summary>The units of work of the weight phase, in the order of the stages.</summary>
    public EquatableArray<WeightUnit> WeightUnits => Planning.WeightUnits.Of(Numbers(Training).Select(number => (number, Stages[number])));

    /// <summary>The points at which all samples meet in the row phase, in order.</summary>
    public IEnumerable<Meet> Reductions => Training.Schedule.OfType<Meet>();

    /// <summary>What cuts the row phase of training into parts, in order: each <see cref="Meet"/> and <see cref="AwaitLoss"/>.</summary>
    public IEnumerable<Step> Cuts => Training.Schedule.Where(step => step is Meet or AwaitLoss);

    /// <summary>The stages that give the answers of a pass, in the order of its outputs.</summary>
    public IEnumerable<Stage> AnswersOf(Pass pass) => pass.Outputs.Select(value => Stages[value - 1]);

    /// <summary>Floats that batches have for a sample's answers: every output begins where vectors do.</summary>
    public int OutputStride => AnswersOf(Batches).Sum(stage => stage.Stride);

    /// <summary>The stage that gives what is read; null for the network's input.</summary>
    public Stage? GiverOf(Read read) => read.Giver < 0 ? null : Stages[read.Giver];

    /// <summary>The value that a stage's call in prediction gives: its own, or that of the pool computed along.</summary>
    public int GivenBy(int stage) => 1 + (Stages[stage].Fusion is null ? stage
        : Enumerable.Range(0, Stages.Count).First(other => Stages[other].IsFused && Stages[other].Input.Giver == stage));

    /// <summary>Where prediction has a value.</summary>
    public Buffer PredictedBuffer(int value) =>
        value > 0 ? Stages[value - 1].Predicted : InputCopy != Buffer.None ? InputCopy : Buffer.Inputs;

    /// <summary>Where training has what is read.</summary>
    public Buffer TrainedBuffer(Read read) => GiverOf(read)?.Output ?? Buffer.Inputs with { Offset = Network.Inputs[read.Port].Offset };

    /// <summary>What a stage does when it is called, of all there is to do.</summary>
    public HashSet<Phase> PhasesOf(int stage) =>
        [.. Prediction.Calls.Concat(Training.Calls).Where(call => call.Stage == stage).Select(call => call.Phase)];

    private static IEnumerable<int> Numbers(Pass pass) => pass.Calls.Select(call => call.Stage).Distinct();
}

/// <summary>A way through stages.</summary>
/// <param name="Schedule">What is done, in order.</param>
/// <param name="Outputs">The values that are the answer.</param>
/// <param name="InputStride">From sample to sample of what is read first.</param>
internal sealed record Pass(EquatableArray<Step> Schedule, EquatableArray<int> Outputs, int InputStride)
{
    public static readonly Pass None = new([], [], 0);

    /// <summary>All calls, in order.</summary>
    public IEnumerable<Call> Calls =>
        Schedule.SelectMany(step => step is ForEachSample loop ? loop.Body : (IEnumerable<Step>)[step]).OfType<Call>();
}

/// <summary>Workspace in floats.</summary>
/// <param name="Shared">Of prediction, what one sample after the other uses.</param>
/// <param name="PerRow">Of prediction, what each sample needs besides.</param>
/// <param name="TrainingPerRow">Of training, what each sample needs.</param>
/// <param name="Transposed">The transposed kernels.</param>
/// <param name="Statistics">What normalisations know of a batch.</param>
/// <param name="Prepared">What prediction computes from the parameters once.</param>
/// <param name="Carried">What training carries from batch to batch, of each sample.</param>
internal sealed record MemoryFloats(
    int Shared, int PerRow, int TrainingPerRow, int Transposed, int Statistics, int Prepared, int Carried);

using System.ComponentModel;

namespace NetCompiler.CompilerServices;

/// <summary>The generated arithmetic of a network class, without any memory: one object a class, whose methods are trusted with raw
/// references. Generated code derives from it; programs have no use for it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class NetworkCode : ILayerSettings
{
    /// <summary>Takes the compiler's decisions.</summary>
    /// <param name="info">Shapes, parameter layout, memory.</param>
    protected NetworkCode(NetworkInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        Info = info;
        info.Settings = this;
    }

    /// <summary>Shapes, parameter layout and memory.</summary>
    public NetworkInfo Info { get; }

    /// <summary>A line for each layer: the properties of its attribute, <c>Filters=32 Padding=Same UseBias=true Rate=0.5d
    /// Shape=[7,7,64]</c>. Not part of <see cref="Info"/>, so that programs that do not ask for it are without it.</summary>
    public virtual string LayerSettings => "";

    /// <summary>Another network with the same parameters, which computes what this one does not tell; null where it has none.</summary>
    /// <param name="view">Which.</param>
    public virtual NetworkCode? View(NetworkView view) => null;

    /// <summary>The name of the value that <see cref="NetworkView.Tail"/> takes; null where there is none.</summary>
    public virtual string? Seen => null;

    /// <summary>The forward pass.</summary>
    /// <param name="weights">The parameters.</param>
    /// <param name="prepared">What <see cref="Prepare"/> computed from them; null where there is nothing of the kind.</param>
    /// <param name="x">The samples: the caller's memory, unpadded and unaligned.</param>
    /// <param name="y">The answers: the caller's memory, unpadded and unaligned.</param>
    /// <param name="work">Workspace.</param>
    /// <param name="rows">The number of samples.</param>
    public abstract void Forward(ref float weights, ref float prepared, ref float x, ref float y, ref float work, int rows);

    /// <summary>Computes what predictions need besides the parameters: <see cref="NetworkInfo.PreparedFloats"/>.</summary>
    /// <param name="weights">The parameters.</param>
    /// <param name="prepared">Receives it.</param>
    public virtual void Prepare(ref float weights, ref float prepared)
    {
    }

    /// <summary>One step of a sequence, for networks that go step by step.</summary>
    /// <param name="weights">The parameters.</param>
    /// <param name="prepared">What <see cref="Prepare"/> computed from them; null where there is nothing of the kind.</param>
    /// <param name="state">What is carried from step to step: <see cref="NetworkInfo.StateFloats"/>.</param>
    /// <param name="x">The step's input: the caller's memory, unpadded and unaligned.</param>
    /// <param name="y">The step's output: the caller's memory, unpadded and unaligned.</param>
    /// <param name="work">Workspace: <see cref="NetworkInfo.StepFloats"/>.</param>
    public virtual void RunStep(ref float weights, ref float prepared, ref float state, ref float x, ref float y, ref float work) =>
        throw new InvalidOperationException($"{Info.Name} does not go step by step.");

    /// <summary>Transposes one part of the kernels for the data gradients.</summary>
    /// <param name="batch">The step's memory.</param>
    /// <param name="part">The number of one of <see cref="NetworkInfo.TransposeParts"/>.</param>
    public virtual void Transpose(TrainingBatch batch, int part) => throw InferenceOnly();

    /// <summary>The row phase: forward and losses, and with <paramref name="training"/> dropout and the backward pass to every
    /// layer.</summary>
    /// <param name="batch">The step's memory.</param>
    /// <param name="first">The first sample.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="training">Whether gradients are wanted.</param>
    public virtual void RunRows(TrainingBatch batch, int first, int count, bool training) => throw InferenceOnly();

    /// <summary>One part of the row phase; see <see cref="NetworkInfo.Reductions"/>.</summary>
    /// <param name="batch">The step's memory.</param>
    /// <param name="part">Its number.</param>
    /// <param name="first">The first sample.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="training">Whether gradients are wanted.</param>
    public virtual void RunPart(TrainingBatch batch, int part, int first, int count, bool training) =>
        RunRows(batch, first, count, training);

    /// <summary>One unit of what stands between two parts of the row phase, over the first <paramref name="rows"/> samples.</summary>
    /// <param name="batch">The step's memory.</param>
    /// <param name="reduction">The number of one of <see cref="NetworkInfo.Reductions"/>.</param>
    /// <param name="unit">Which of its units.</param>
    /// <param name="rows">The number of samples.</param>
    public virtual void Reduce(TrainingBatch batch, int reduction, int unit, int rows) => throw InferenceOnly();

    /// <summary>Sums in the gradients of one weight block what the first <paramref name="rows"/> samples contribute, in order; adds to what
    /// is there where the batch is a later part of a step (<see cref="TrainingBatch.FirstSample"/>).</summary>
    /// <param name="batch">The step's memory.</param>
    /// <param name="block">The number of one of <see cref="NetworkInfo.WeightBlocks"/>.</param>
    /// <param name="rows">The number of samples.</param>
    public virtual void AddGradients(TrainingBatch batch, int block, int rows) => throw InferenceOnly();

    /// <summary>Why a network cannot be trained.</summary>
    internal InvalidOperationException InferenceOnly() => new(
        $"{Info.Name} is declared with Mode = NetworkMode.InferenceOnly, so it has no code to train or evaluate with: leave Mode out, or " +
        "train a class with the same layers and load its file here.");
}

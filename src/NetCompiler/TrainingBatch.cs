using System.ComponentModel;
using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>The memory of a training step: up to <see cref="Capacity"/> samples with everything that is computed from them, and the
/// parameters' gradients. Allocated once, reused by every step.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TrainingBatch
{
    /// <summary>Allocates for <paramref name="capacity"/> samples; what does not depend on their number is taken over from
    /// <paramref name="previous"/>.</summary>
    internal TrainingBatch(NetworkInfo info, AlignedBuffer weights, int capacity, TrainingBatch? previous = null)
    {
        Capacity = capacity;
        Weights = weights;
        Gradients = previous?.Gradients ?? new AlignedBuffer(info.WeightFloats);
        Transposed = previous?.Transposed ?? new AlignedBuffer(info.TransposedFloats);
        Statistics = previous?.Statistics ?? new AlignedBuffer(info.StatisticsFloats);
        Inputs = new AlignedBuffer(checked(info.InputStride * capacity));
        Targets = new AlignedBuffer(checked(info.OutputStride * capacity));
        Outputs = new AlignedBuffer(checked(info.OutputStride * capacity));
        Work = new AlignedBuffer(checked(info.TrainingFloatsPerRow * capacity));
        Carried = new AlignedBuffer(checked(info.CarriedFloats * capacity));
        previous?.Carried.Span.CopyTo(Carried.Span);
        Losses = new AlignedBuffer(checked((info.Trained.Length + info.Penalties.Count) * capacity));
        Scales = new AlignedBuffer(Losses.Length);
    }

    /// <summary>The largest number of samples.</summary>
    public int Capacity { get; }

    /// <summary>The network's flat parameters.</summary>
    public AlignedBuffer Weights { get; internal set; }

    /// <summary>The loss's derivative by each parameter, laid out as the parameters.</summary>
    public AlignedBuffer Gradients { get; }

    /// <summary>Kernels transposed, for the data gradients.</summary>
    public AlignedBuffer Transposed { get; }

    /// <summary>What batch normalisation knows of its channels: means, variances, sums.</summary>
    public AlignedBuffer Statistics { get; }

    /// <summary>Samples, <see cref="NetworkInfo.InputStride"/> apart; padding is zero.</summary>
    public AlignedBuffer Inputs { get; }

    /// <summary>Targets, <see cref="OutputPort.Stride"/> apart, one output behind the other; padding is zero.</summary>
    public AlignedBuffer Targets { get; }

    /// <summary>The network's answers, laid out as <see cref="Targets"/>; written by the row phase.</summary>
    public AlignedBuffer Outputs { get; }

    /// <summary>Activations and their gradients, each buffer <see cref="Capacity"/> rows. Zero when allocated, which the borders of images
    /// and the gaps between their pixels stay.</summary>
    public AlignedBuffer Work { get; }

    /// <summary>The states that stateful layers carry from batch to batch, one sample behind the other,
    /// <see cref="NetworkInfo.CarriedFloats"/> each.</summary>
    public AlignedBuffer Carried { get; }

    /// <summary>Whether they go on from these and leave theirs there; else samples begin anew and leave nothing.</summary>
    public bool CarriesState { get; set; }

    /// <summary>Each sample's loss, not multiplied or divided by anything, one output behind the other, then each
    /// penalty; written by the row phase.</summary>
    public AlignedBuffer Losses { get; }

    /// <summary>What each sample's loss is multiplied by in the gradient, laid out as <see cref="Losses"/>: <see cref="Scale"/>, and the
    /// weights of output and sample.</summary>
    public AlignedBuffer Scales { get; }

    /// <summary>One over the number of samples of the step.</summary>
    public float Scale { get; set; }

    /// <summary>The number within the step of this memory's first sample: 0 but where a large batch goes in parts. Random masks count from
    /// it.</summary>
    public int FirstSample { get; set; }

    /// <summary>The key of this step's random numbers (dropout).</summary>
    public int RandomKey { get; set; }

    /// <summary>Whether a row phase with training drops units out. Off where only the gradient of the network as it predicts is asked
    /// for.</summary>
    public bool Dropout { get; set; } = true;

    /// <summary>Whether batch normalisation normalises by the batch's mean and variance; else by the moving averages, as in
    /// prediction.</summary>
    public bool UsesBatchStatistics { get; set; }

    /// <summary>For each of <see cref="NetworkInfo.Stages"/>, what <see cref="Learns"/> says; empty where nothing is frozen.</summary>
    internal bool[] LearningStages { get; set; } = [];

    /// <summary>For each tensor of <see cref="NetworkInfo.Parameters"/>, whether it is frozen.</summary>
    internal bool[] Frozen { get; set; } = [];

    /// <summary>Whether a batch normalisation normalises by the batch: not in evaluation, and not where it is frozen.</summary>
    /// <param name="parameter">The number of its moving mean among <see cref="NetworkInfo.Parameters"/>.</param>
    public bool UsesStatisticsOf(int parameter) => UsesBatchStatistics && (Frozen.Length == 0 || !Frozen[parameter]);

    /// <summary>Whether a stage, or one that its value is made from, learns something that is not frozen: else its gradient is of no
    /// use.</summary>
    /// <param name="stage">Its number among <see cref="NetworkInfo.Stages"/>.</param>
    public bool Learns(int stage) => LearningStages.Length == 0 || LearningStages[stage];

    /// <summary>Memory of the calling thread for one layer and one sample: at least <paramref name="floats"/>, which hold anything,
    /// and the caller's until its next call.</summary>
    public static ref float Scratch(int floats) => ref Workspace.OfThread(floats);
}

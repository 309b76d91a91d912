using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>A contraction, a window, a move or nothing, and the elementwise and row layers that follow it. Stage i gives value i +
/// 1.</summary>
/// <param name="Name">The generated class, which stack traces show: network and layer, <c>Mnist_dense_1</c>.</param>
/// <param name="Reads">The values it reads, and how.</param>
/// <param name="Layout">Where the numbers of a sample lie in every buffer of the stage but the gradient's.</param>
/// <param name="GradientLayout">Where they lie in the gradient.</param>
/// <param name="Head">What it begins with; null where it only takes over what it reads.</param>
/// <param name="Operations">The elementwise and row layers that follow, in order.</param>
/// <param name="InEpilogue">How many of them are applied to the sums before they are stored.</param>
/// <param name="InTraining">How many of them training runs; the last one may belong to the loss.</param>
/// <param name="Values">Where training keeps v0 (what the head gives), v1 (after the first operation), ...</param>
/// <param name="Gradient">Where training has the loss's derivative by the stage's values.</param>
/// <param name="Learned">The tensors that operations learn.</param>
/// <param name="TakenOver">Where the last contribution to the gradient takes it back through the operations as soon as it is summed: the
/// one value that takes; else null, and the stage does it in loops of its own.</param>
/// <param name="WeightBlocks">Its units of work of the weight phase.</param>
internal sealed record Stage(
    string Name, EquatableArray<Read> Reads, Layout Layout, Layout GradientLayout, Head? Head, EquatableArray<Layer> Operations,
        int InEpilogue, int InTraining,
    EquatableArray<Buffer> Values, Buffer Gradient, EquatableArray<LearnedTensor> Learned, int? TakenOver,
        EquatableArray<WeightBlock> WeightBlocks)
{
    /// <summary>What adds up to the gradient of what it gives, in this order.</summary>
    public EquatableArray<Contribution> Contributions { get; init; }

    /// <summary>Where prediction has what it gives.</summary>
    public Buffer Predicted { get; init; } = Buffer.None;

    /// <summary>Where prediction has the workspace that a sample needs here besides.</summary>
    public Buffer Workspace { get; init; } = Buffer.None;

    /// <summary>Whether many of its values may be exactly zero.</summary>
    public bool GivesZeros { get; init; }

    /// <summary>How prediction computes the pool behind it at the same time; null where it does not.</summary>
    public PoolFusion? Fusion { get; init; }

    /// <summary>Whether prediction computes it with the stage that it reads.</summary>
    public bool IsFused { get; init; }

    /// <summary>What the fitted layers among its operations scale and shift by.</summary>
    public EquatableArray<FittedNumbers> Fitted { get; init; } = [];

    /// <summary>Where prediction has these, computed once. Training, for which nothing is prepared, computes them anew.</summary>
    public Buffer FittedPrepared { get; init; } = Buffer.None;

    /// <summary>Floats that these take.</summary>
    public int FittedFloats => Fitted.Sum(fitted => 2 * fitted.Length);

    /// <summary>The input whose gradient this stage's is; null for all but copies of inputs.</summary>
    public int? InputPort { get; init; }

    /// <summary>Its rows of a sample: one for each step that it sees by itself. What it is called with, and all distances from sample to
    /// sample, are of rows.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>Floats that a sample has here.</summary>
    public int SampleFloats => Rows * Stride;

    /// <summary>The row that random numbers count as a worker's first, as C#: rows of earlier parts of the batch are in front, so many
    /// samples' as a batch has.</summary>
    public string FirstRow => Rows == 1 ? "first" : $"first + {Rows - 1} * batch.FirstSample";

    /// <summary>What it reads first.</summary>
    public Read Input => Reads[0];

    /// <summary>What its operations read besides.</summary>
    public EquatableArray<Operand> Operands { get; init; } = [];

    /// <summary>What its head reads: all but the operands.</summary>
    public IEnumerable<Read> HeadReads => Reads.Take(Reads.Count - Operands.Count);

    /// <summary>Where a sample of what it reads lies.</summary>
    public Layout InputLayout => Input.Layout;

    /// <summary>Where the gradient of that lies.</summary>
    public Layout InputGradientLayout => Input.GradientLayout;

    /// <summary>The distance between samples of what it reads.</summary>
    public int InputStride => Input.Stride;

    /// <summary>Whether it contributes to the gradient of what its head reads.</summary>
    public bool PassesGradient => HeadReads.Any(read => read.NeedsGradient);

    /// <summary>The contraction it begins with, if it does.</summary>
    public ContractionHead? Contraction => Head as ContractionHead;

    /// <summary>The kernel that it needs transposed; null where there is none.</summary>
    public TransposedKernel? TransposedKernel => Head switch
    {
        ContractionHead { TransposeParts: > 0 } product =>
            new(product.Kernel, product.Transposition!, product.Transposed, product.TransposeParts),
        RecurrentHead recurrent => recurrent.Transposed,
        _ => null,
    };

    /// <summary>Workspace that prediction needs here for each sample, in floats.</summary>
    public int RowWorkFloats => (Head as RecurrentHead)?.RowFloats ?? 0;

    /// <summary>Where it has what it carries from one step of a sequence to the next; null where it carries nothing.</summary>
    public int? StateOffset => Head switch
    {
        RecallHead recall => recall.Recall.StateOffset,
        RecurrentHead recurrent => recurrent.Recurrent.StateOffset,
        AttentionHead attention => attention.Attention.StateOffset,
        PositionHead positions => positions.Positions.StateOffset,
        _ => null,
    };

    /// <summary>Whether prediction needs workspace here.</summary>
    public bool NeedsWorkspace => WorkFloats + RowWorkFloats > 0;

    /// <summary>Workspace that prediction needs here besides, in floats.</summary>
    public int WorkFloats => (Contraction?.WorkFloats ?? 0) + (Fusion?.WorkFloats ?? 0) + ((Head as AttentionHead)?.WorkFloats ?? 0);

    /// <summary>Whether the answer to one sample goes to the caller's memory at once, which has no room behind it.</summary>
    public bool AnswersAtOnce => Contraction?.Forward[0].IsBare == true;

    /// <summary>Whether samples go through one by one.</summary>
    public bool OneByOne => Head switch
    {
        ContractionHead product => !product.Layer.TakesRows,
        NormHead norm => norm.Pixels > 1,
        null or RecurrentHead => false,
        _ => true,
    };

    /// <summary>Numbers a sample has here.</summary>
    public int Length => Layout.Height * Layout.Width * Layout.Channels;

    /// <summary>The distance between samples.</summary>
    public int Stride => Layout.Stride;

    /// <summary>Runs of numbers without a gap, in the gradient and in the other buffers.</summary>
    public int Runs => Layout.IsSolid && GradientLayout.IsSolid
        && OperandReads.All(read => read.Layout.IsSolid && read.GradientLayout.IsSolid) ? 1 : Layout.Height;

    /// <summary>Numbers in a run, whole vectors.</summary>
    public int RunLength => Runs == 1 ? Layout.RunLength : Layout.Width * Layout.Pitch;

    /// <summary>Where training has the stage's result.</summary>
    public Buffer Output => Values[InTraining];

    /// <summary>Where a value of training lies: what is not kept is overwritten by the result.</summary>
    public Buffer BufferOf(int value) => Values[value] == Buffer.None ? Output : Values[value];

    /// <summary>Whether prediction needs numbers that are computed from the parameters once.</summary>
    public bool Prepares => Head is NormHead or ContractionHead { Prepares: true } or ContractionHead { Fold: not null }
        || Fitted.Count > 0;

    /// <summary>The operations from one value to another in runs that one loop can do: elementwise layers together, a row layer
    /// alone.</summary>
    public IEnumerable<(int From, int To)> OperationRuns(int from, int to)
    {
        for (int start = from; start < to;)
        {
            int end = start + 1;
            if (Operations[start] is ElementwiseLayer)
                while (end < to && Operations[end] is ElementwiseLayer)
                    end++;
            yield return (start, end);
            start = end;
        }
    }

    /// <summary>The values that operations read besides.</summary>
    public IEnumerable<Read> OperandReads => Operands.Select(operand => Reads[operand.Read]);

    /// <summary>What an operation reads besides.</summary>
    public IEnumerable<Operand> OperandsOf(int operation) => Operands.Where(operand => operand.Operation == operation);

    /// <summary>The tensors that an operation learns.</summary>
    public IEnumerable<LearnedTensor> LearnedOf(int operation) => Learned.Where(tensor => tensor.Operation == operation);

    /// <summary>The one tensor that the backward pass of a row layer reads, if the layer learns it.</summary>
    public IEnumerable<LearnedTensor> FirstTensor(int operation) =>
        LearnedOf(operation).Where(tensor => tensor.Parameter.Spec.Tensor == ((RowLayer)Operations[operation]).Tensors[0]);

    /// <summary>Whether there is anything to learn here.</summary>
    public bool Learns => WeightBlocks.Any(block => block.Average is null);

    /// <summary>Whether the derivative by the stage's first value is needed at all.</summary>
    public bool RunsBackward => Reads.Any(read => read.NeedsGradient) || Learns || InputPort is not null;

    /// <summary>Runs of operations that the row phase takes the gradient back through, last first, without those that change nothing; none
    /// where a reader takes them over.</summary>
    public IEnumerable<(int From, int To)> BackwardRuns => TakenOver is not null ? [] : OperationRuns(0, InTraining).Reverse().Where(
        run => Operations[run.From] is RowLayer || Enumerable.Range(run.From, run.To - run.From).Any(
            i => ((ElementwiseLayer)Operations[i]).Backward != Expression.Dy || LearnedOf(i).Any()
                || OperandsOf(i).Any(operand => Reads[operand.Read].NeedsGradient)));

    /// <summary>Whether the row phase has anything to do backward: the weight phase may need no more than the gradient as its readers left
    /// it.</summary>
    public bool HasBackwardCall => RunsBackward && (Head is NormHead || PassesGradient || BackwardRuns.Any());

    /// <summary>What the stage computes, in the reader's words.</summary>
    public string Title => string.Join(
        ", ", new[] { Head?.Layer.Title, Contraction?.Fold?.Norm.Layer.Title }.Concat(Operations.Select(operation => operation.Title))
            .Where(title => title is not null));
}

/// <summary>What a stage, or the loss, adds to the gradient of a value. Contributions come in reverse order of stages, which is fixed, so
/// that bits depend on nothing else.</summary>
/// <param name="Stage">The stage that reads the value; <see cref="Loss"/> for the loss.</param>
/// <param name="Input">Which of the stage's reads it is.</param>
/// <param name="Adds">Whether it adds to what is there; the first sets it.</param>
/// <param name="TakesOver">Whether it takes the sum back through the operations of the stage that gives the value: only the last
/// may.</param>
internal sealed record Contribution(int Stage, int Input, bool Adds, bool TakesOver)
{
    /// <summary>In place of a stage's number: the loss.</summary>
    public const int Loss = -1;
}

/// <summary>A tensor that an elementwise or row layer learns.</summary>
/// <param name="Operation">The layer's number in the stage.</param>
/// <param name="Parameter">The tensor.</param>
/// <param name="SampleGradients">Where each sample leaves what it adds to the gradient.</param>
/// <param name="Stride">The distance between these.</param>
/// <param name="Length">How long they are, whole vectors.</param>
internal sealed record LearnedTensor(int Operation, ParameterLayout Parameter, Buffer SampleGradients, int Stride, int Length);

/// <summary>What a fitted layer does to every number of a sample: its mean, and <paramref name="Length"/> floats behind it, its
/// scale.</summary>
/// <param name="Operation">The layer's number in the stage.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Mean">Its means.</param>
/// <param name="Variance">Its variances.</param>
/// <param name="Offset">Where they begin among those of the stage.</param>
/// <param name="Length">Floats of a sample, whole vectors.</param>
internal sealed record FittedNumbers(
    int Operation, FittedLayer Layer, ParameterLayout Mean, ParameterLayout Variance, int Offset, int Length);

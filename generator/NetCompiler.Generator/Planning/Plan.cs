using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Losses;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>Everything that is decided about a network before text is written.</summary>
/// <param name="Network">What it computes.</param>
/// <param name="Prediction">What prediction runs.</param>
/// <param name="Training">What training and evaluation run: the same, but where prediction folds normalisations into other layers. Empty where there is no training.</param>
/// <param name="Objective">The loss, and how it is computed.</param>
/// <param name="InputCopy">Where inference first copies its samples to; null where it reads the caller's memory.</param>
/// <param name="InferenceFloats">Workspace of inference for the stages that a sample goes through alone.</param>
/// <param name="InferenceFloatsPerRow">Workspace a sample needs in inference besides.</param>
/// <param name="InferenceRows">Samples that go through the layers together in inference, at most.</param>
/// <param name="TrainingFloatsPerRow">Workspace a sample needs in training.</param>
/// <param name="TransposedFloats">Room for the transposed kernels.</param>
/// <param name="StatisticsFloats">Room for what normalisations know of a batch.</param>
/// <param name="PreparedFloats">Floats behind the parameters that inference computes from them once.</param>
internal sealed record Plan(
    Network Network, Pass Prediction, Pass Training, Objective Objective, InferencePlace? InputCopy,
    int InferenceFloats, int InferenceFloatsPerRow, int InferenceRows, int TrainingFloatsPerRow, int TransposedFloats, int StatisticsFloats, int PreparedFloats)
{
    /// <summary>Whether training runs the very stages that prediction runs.</summary>
    public bool IsOne { get; init; } = true;

    /// <summary>The pass that batches are laid out for: that of training where there is one.</summary>
    public Pass Batches => Network.IsInferenceOnly ? Prediction : Training;

    /// <summary>The products whose kernels are transposed, in the order of the parameters.</summary>
    public IEnumerable<Product> Transposed => Training.Stages.Select(stage => stage.Product).OfType<Product>().Where(product => product.TransposeParts > 0);

    /// <summary>The units of work of the weight phase, in the order of the parameters.</summary>
    public IEnumerable<WeightBlock> WeightBlocks => Training.Stages.SelectMany(stage => stage.WeightBlocks);

    /// <summary>The stages of training between whose samples there is something to reduce, in the order of the row phase: those of the forward pass first.</summary>
    public IEnumerable<(Stage Stage, bool IsBackward)> Reductions
    {
        get
        {
            Stage[] norms = [.. Training.Stages.Where(stage => stage.Head is NormHead)];
            return norms.Select(stage => (stage, false)).Concat(Enumerable.Reverse(norms).Where(stage => stage.RunsBackward).Select(stage => (stage, true)));
        }
    }
}

/// <summary>Stages that samples go through.</summary>
/// <param name="Stages">The stages, in order.</param>
/// <param name="Segments">Which of them a sample goes through alone.</param>
/// <param name="InputStride">From sample to sample of what the first one reads.</param>
internal sealed record Pass(EquatableArray<Stage> Stages, EquatableArray<Segment> Segments, int InputStride)
{
    public static readonly Pass None = new([], [], 0);

    /// <summary>The stage that gives the answers.</summary>
    public Stage Last => Stages[Stages.Count - 1];
}

/// <summary>Consecutive stages that samples go through one by one, so that an image stays in the cache, or all together, so that weights do.</summary>
/// <param name="First">The first stage.</param>
/// <param name="Count">The number of stages.</param>
/// <param name="OneByOne">Which of the two.</param>
internal sealed record Segment(int First, int Count, bool OneByOne);

/// <summary>A buffer in the workspace of inference.</summary>
/// <param name="PerRow">Whether every sample has its own; else one serves all, one after the other.</param>
/// <param name="Offset">Where it begins, in floats, or floats a sample.</param>
internal sealed record InferencePlace(bool PerRow, int Offset);

/// <summary>A contraction, a window, a move or nothing, and the elementwise and row layers that follow it.</summary>
/// <param name="Name">The generated class, which stack traces show: network and layer, <c>Mnist_dense_1</c>.</param>
/// <param name="Layout">Where the numbers of a sample lie in every buffer of the stage but the gradient's.</param>
/// <param name="GradientLayout">Where they lie in the gradient.</param>
/// <param name="InputLayout">Where a sample of what it reads lies.</param>
/// <param name="InputGradientLayout">Where the gradient of that lies.</param>
/// <param name="InputStride">The distance between samples of what it reads.</param>
/// <param name="Head">What it begins with; null where it only takes its input over.</param>
/// <param name="Operations">The elementwise and row layers that follow, in order.</param>
/// <param name="InEpilogue">How many of them are applied to the sums before they are stored.</param>
/// <param name="InTraining">How many of them training runs; the last one may belong to the loss.</param>
/// <param name="Values">Where training keeps v0 (what the head gives), v1 (after the first operation), ...; null what it does not keep.</param>
/// <param name="Gradient">Where training has the loss's derivative by the stage's values.</param>
/// <param name="Alphas">The learned tensors of the operations, and where samples leave what they add to its gradient.</param>
/// <param name="InferenceInput">Where inference has what it reads; null for the caller's memory.</param>
/// <param name="InferenceOutput">Where inference has what it writes.</param>
/// <param name="PassesGradient">Whether a stage before it learns, so that the derivative by its input is needed.</param>
/// <param name="BackwardValue">Where the derivative goes back through the operations as soon as the next stage has summed it: the one value that
/// takes; else null, and the stage does it in loops of its own.</param>
/// <param name="WeightBlocks">Its units of work of the weight phase.</param>
internal sealed record Stage(
    string Name, Layout Layout, Layout GradientLayout, Layout InputLayout, Layout InputGradientLayout, int InputStride, Head? Head, EquatableArray<Layer> Operations, int InEpilogue, int InTraining,
    EquatableArray<Place> Values, Place Gradient, EquatableArray<AlphaPlace> Alphas, InferencePlace? InferenceInput, InferencePlace InferenceOutput,
    bool PassesGradient, int? BackwardValue, EquatableArray<WeightBlock> WeightBlocks)
{
    /// <summary>The contraction it begins with, if it does.</summary>
    public Product? Product => Head as Product;

    /// <summary>Where inference has the workspace that a sample needs here besides; null where it needs none.</summary>
    public InferencePlace? InferenceWork { get; init; }

    /// <summary>Whether many of its values may be exactly zero.</summary>
    public bool GivesZeros { get; init; }

    /// <summary>How inference computes the pool behind it at the same time; null where it does not.</summary>
    public PoolFusion? Fusion { get; init; }

    /// <summary>Whether inference computes it with the stage before.</summary>
    public bool IsFused { get; init; }

    /// <summary>Workspace that inference needs here besides, in floats.</summary>
    public int WorkFloats => (Product?.WorkFloats ?? 0) + (Fusion?.WorkFloats ?? 0);

    /// <summary>Whether the answer to one sample goes to the caller's memory at once, which has no room behind it: 4 % of 8-32-32-4.</summary>
    public bool AnswersAtOnce => Product?.Forward[0].IsBare == true;

    /// <summary>Whether samples go through one by one.</summary>
    public bool OneByOne => Head switch
    {
        Product product => !product.Layer.TakesRows,
        NormHead norm => norm.Pixels > 1,
        null => false,
        _ => true,
    };

    /// <summary>Numbers a sample has here.</summary>
    public int Length => Layout.Height * Layout.Width * Layout.Channels;

    /// <summary>The distance between samples.</summary>
    public int Stride => Layout.Stride;

    /// <summary>Runs of numbers without a gap, in the gradient and in the other buffers.</summary>
    public int Runs => Layout.IsSolid && GradientLayout.IsSolid ? 1 : Layout.Height;

    /// <summary>Numbers in a run, whole vectors.</summary>
    public int RunLength => Runs == 1 ? Layout.RunLength : Layout.Width * Layout.Pitch;

    /// <summary>Where training has the stage's result.</summary>
    public Place Output => Values[InTraining];

    /// <summary>Where a value of training lies: what is not kept is overwritten by the result.</summary>
    public Place PlaceOf(int value) => Values[value] == Place.Nowhere ? Output : Values[value];

    /// <summary>Whether prediction needs numbers that are computed from the parameters once.</summary>
    public bool Prepares => Head is NormHead or Product { Prepares: true } or Product { Fold: not null };

    /// <summary>The operations from one value to another in runs that one loop can do: elementwise layers together, a row layer alone.</summary>
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

    /// <summary>The learned tensors of an operation.</summary>
    public IEnumerable<AlphaPlace> AlphasOf(int operation) => Alphas.Where(alpha => alpha.Operation == operation);

    /// <summary>The one tensor that the backward pass of a row layer reads, if the layer learns it.</summary>
    public IEnumerable<AlphaPlace> FirstTensor(int operation) => AlphasOf(operation).Where(alpha => alpha.Parameter.Spec.Tensor == ((RowLayer)Operations[operation]).Tensors[0]);

    /// <summary>Whether there is anything to learn here.</summary>
    public bool Learns => WeightBlocks.Any(block => block.Average is null);

    /// <summary>Whether the derivative by the stage's first value is needed at all.</summary>
    public bool RunsBackward => PassesGradient || Learns;

    /// <summary>What the stage computes, in the reader's words.</summary>
    public string Title => string.Join(", ", new[] { Head?.Layer.Title, Product?.Fold?.Norm.Layer.Title }.Concat(Operations.Select(operation => operation.Title)).Where(title => title is not null));
}

/// <summary>A buffer of one row a sample in a training batch.</summary>
/// <param name="Kind">Which memory it is part of.</param>
/// <param name="Offset">Where it begins in that memory, in floats a sample.</param>
internal sealed record Place(PlaceKind Kind, int Offset = 0)
{
    public static readonly Place Nowhere = new(PlaceKind.Nowhere);
    public static readonly Place Inputs = new(PlaceKind.Inputs);
    public static readonly Place Outputs = new(PlaceKind.Outputs);
}

/// <summary>The memories of a training batch.</summary>
internal enum PlaceKind
{
    /// <summary>Not kept.</summary>
    Nowhere,

    /// <summary>The workspace.</summary>
    Work,

    /// <summary>The network's inputs.</summary>
    Inputs,

    /// <summary>The network's outputs.</summary>
    Outputs,
}

/// <summary>A learned tensor of an elementwise or row layer.</summary>
/// <param name="Operation">The layer's number in the stage.</param>
/// <param name="Parameter">The tensor.</param>
/// <param name="Contributions">Where each sample leaves what it adds to the gradient.</param>
/// <param name="Stride">The distance between these.</param>
/// <param name="Length">How long they are, whole vectors.</param>
internal sealed record AlphaPlace(int Operation, ParameterLayout Parameter, Place Contributions, int Stride, int Length);

/// <summary>What a stage begins with.</summary>
/// <param name="Layer">The layer.</param>
internal abstract record Head(Layer Layer);

/// <summary>A window that moves over an image.</summary>
internal sealed record WindowHead(WindowLayer Window) : Head(Window);

/// <summary>An image that becomes larger.</summary>
internal sealed record BlendHead(BlendLayer Blend) : Head(Blend);

/// <summary>Numbers that change their places.</summary>
internal sealed record MoveHead(MoveLayer Mover, Move Forward, Move Backward) : Head(Mover);

/// <summary>A normalisation over the batch.</summary>
/// <param name="Norm">The layer.</param>
/// <param name="Parameters">Its tensors.</param>
/// <param name="Channels">Channels, whole vectors.</param>
/// <param name="Pixels">Pixels of a sample.</param>
/// <param name="Sums">Where each sample of several pixels leaves what it adds to the batch's sums: two numbers a channel.</param>
/// <param name="StatisticsOffset">Where training has what is known of the channels, <see cref="StatisticsRows"/> numbers of each.</param>
/// <param name="PreparedOffset">Where the numbers that prediction needs of each channel begin, in floats behind the parameters: <see cref="PreparedRows"/> rows.</param>
internal sealed record NormHead(BatchLayer Norm, EquatableArray<ParameterLayout> Parameters, int Channels, int Pixels, Place Sums, int StatisticsOffset, int PreparedOffset) : Head(Norm)
{
    /// <summary>Mean, scale, shift, variance, inverse deviation, and the two sums of the backward pass.</summary>
    public const int StatisticsRows = 7;

    /// <summary>The first of these: all but the two sums.</summary>
    public const int PreparedRows = 5;

    /// <summary>The number of the variance's row.</summary>
    private const int VarianceRow = 3;

    /// <summary>Channels that one thread reduces at a time.</summary>
    public const int UnitChannels = 64;

    /// <summary>How many units of work a reduction has.</summary>
    public int Units => (Channels + UnitChannels - 1) / UnitChannels;

    /// <summary>One of its tensors, or null.</summary>
    public ParameterLayout? Find(string tensor) => Parameters.FirstOrDefault(parameter => parameter.Spec.Tensor == tensor);

    /// <summary>Where a moving average gets its next values from; null for a tensor that is learned.</summary>
    public BatchAverage? AverageOf(ParameterLayout parameter) => parameter.Spec.IsStatistic
        ? new(StatisticsOffset + (parameter.Spec.Tensor == BatchLayer.MovingVariance ? VarianceRow * Channels : 0), Channels, Norm.Momentum)
        : null;
}

/// <summary>A kernel and a bias that have taken in the normalisation behind them.</summary>
/// <param name="Norm">The normalisation.</param>
/// <param name="Kernel">The kernel as it is learned.</param>
/// <param name="Bias">The bias as it is learned, or null.</param>
internal sealed record Fold(NormHead Norm, ParameterLayout Kernel, ParameterLayout? Bias);

/// <summary>A contraction layer with its contractions and their tiles.</summary>
/// <param name="Kernel">Its weights: those that are learned, or what is computed from them once.</param>
/// <param name="Bias">Its bias, or null.</param>
/// <param name="WeightGradient">The tiled contraction of the weight gradient.</param>
/// <param name="WeightForm">The same as the layer describes it.</param>
/// <param name="Transposition">How the transposed kernel is made; null where none is needed.</param>
/// <param name="TransposedOffset">Where its transposed kernel begins.</param>
/// <param name="TransposeParts">The parts into which its transposition is cut; 0 where no transposed kernel is needed.</param>
internal sealed record Product(
    ContractionLayer Contraction, ParameterLayout Kernel, ParameterLayout? Bias, EquatableArray<TiledContraction> Forward, EquatableArray<TiledContraction> DataGradient,
    TiledContraction WeightGradient, WeightGradient WeightForm, Transposition? Transposition, int TransposedOffset, int TransposeParts) : Head(Contraction)
{
    /// <summary>The layer.</summary>
    public new ContractionLayer Layer => Contraction;

    /// <summary>The places of a kernel over an image; else null.</summary>
    public TapGrid? Taps => WeightForm.Taps;

    /// <summary>How inference computes it by Winograd's algorithm; null where it sums directly.</summary>
    public WinogradPlan? Winograd { get; init; }

    /// <summary>How forward and the weight gradient are computed with pixels side by side in a vector; null where lanes are filters or terms.</summary>
    public PixelGroupPlan? Groups { get; init; }

    /// <summary>The same for the data gradient, in place of its contractions.</summary>
    public PixelGroupPlan? GradientGroups { get; init; }

    /// <summary>How the data gradient goes over the image.</summary>
    public Scan? GradientScan { get; init; }

    /// <summary>The normalisation that its kernel has taken in, in prediction; null where there is none.</summary>
    public Fold? Fold { get; init; }

    /// <summary>Whether inference has a way of its own, with numbers that it prepares.</summary>
    public bool Prepares => WorkFloats > 0;

    /// <summary>Workspace of that way, in floats.</summary>
    public int WorkFloats => Winograd?.WorkFloats ?? Groups?.WorkFloats ?? 0;

    /// <summary>Where the prepared numbers begin, in floats behind the parameters.</summary>
    public int PreparedOffset => Winograd?.PreparedOffset ?? Groups?.PreparedOffset ?? 0;
}

/// <summary>A contraction with its register tiles.</summary>
/// <param name="Contraction">What is computed.</param>
/// <param name="Sums">Partial sums of every output, added up at the end: part of the result's definition, so every tile uses the same.</param>
/// <param name="RowTiles">Tile heights, the largest first; above 1 where the number of rows is not known.</param>
/// <param name="BatchVectors">Vectors side by side in tiles of several rows, the widest first.</param>
/// <param name="RowVectors">Vectors side by side in tiles of one row, the widest first.</param>
/// <param name="RowAhead">How many terms ahead tiles of one row ask the caches for b; 0 where b is small.</param>
internal sealed record TiledContraction(
    Contraction Contraction, int Sums, EquatableArray<int> RowTiles, EquatableArray<int> BatchVectors, EquatableArray<int> RowVectors, int RowAhead)
{
    /// <summary>Vectors side by side in tiles for machines with 32 vector registers of 512 bits: fewer visits to each page of the right operand.
    /// Elsewhere such a tile would not fit the registers, and the next narrower one does the work.</summary>
    public const int Wide = 4;

    /// <summary>Dot products that are added up and written together.</summary>
    public const int Quad = 4;

    /// <summary>Rows of a tile of dot products that 16 vector registers hold; higher ones are for 32 registers of 512 bits.</summary>
    public static int DotRows(int columns) => Math.Min(8, 14 / (columns + 1));

    /// <summary>
    /// Whether tiles of five and six rows ask the caches for what the next columns need of b. The first tile of each column reads it from afar, with strides that the hardware does not
    /// foresee: of 22 tiles of 512 terms (Zen 5), each 1.5 µs, it takes 3 to 6 µs where weights and activations are 11 MB together; asked for ahead, 1.6 to 2.
    /// </summary>
    public bool AsksForNextColumns { get; init; }

    /// <summary>
    /// How many terms tiles of several rows sum at a time, their sums resting in the output meanwhile, which changes no bit; 0 where that is all of them. Four vectors of 2,048
    /// terms are half a second-level cache: read anew by every tile, beside what the next columns need, they would come from afar each time. Measured on 2048x2048 (Zen 5), 32 and
    /// 128 rows: whole 191 and 225 GFLOP/s, blocks of 1,024 233 and 252, of 512 245 and 253, of 256 239 and 248; without asking ahead, 146 to 209.
    /// </summary>
    public int BlockTerms { get; init; }

    /// <summary>Whether terms whose left operand is zero are left out where they are many. Measured on 784-512 (Emerald Rapids) with digits, four fifths of which are zeros: 128 rows 1.8
    /// times as fast, their weight gradient 2.1 times, one row 5 times; without zeros, 0.5 % slower, and one row 3 %.</summary>
    public bool SkipsZeros { get; init; }

    /// <summary>Vector operations that the epilogue adds to each sum.</summary>
    public int EpilogueCost { get; init; }

    /// <summary>Of dot products, whether a row alone writes its outputs and nothing behind them.</summary>
    public bool IsBare { get; init; }

    /// <summary>Of a contraction with every lane for itself, the loops over taps that are written out, the inner one first.</summary>
    public int UnrolledLoops { get; init; }

    /// <summary>Where the number of rows is known: how many rows the taller of the two tile heights takes; the rest goes in tiles lower by one.</summary>
    public int TallRows => Contraction.Scan is { } scan ? RowTiles.Count == 1 ? scan.Rows : RowTiles[0] * (scan.Rows - RowTiles[1] * ((scan.Rows + RowTiles[0] - 1) / RowTiles[0])) : 0;
}

/// <summary>A unit of work of the weight phase.</summary>
/// <param name="Parameter">The tensor whose gradient it sums.</param>
/// <param name="FirstRow">The first of the tensor's rows.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Work">Multiply-adds that a sample adds to it.</param>
internal sealed record WeightBlock(ParameterLayout Parameter, int FirstRow, int Rows, long Work)
{
    /// <summary>Set where it is no gradient but a moving average.</summary>
    public BatchAverage? Average { get; init; }

    /// <summary>Where it begins in the flat buffer.</summary>
    public int Offset => Parameter.Offset + FirstRow * Parameter.RowStride;

    /// <summary>Its length in the flat buffer.</summary>
    public int Length => Rows * Parameter.RowStride;
}

/// <summary>Where a moving average gets its next values from.</summary>
/// <param name="Offset">Where the batch's statistic begins.</param>
/// <param name="Length">How many values there are.</param>
/// <param name="Momentum">The weight of the old value.</param>
internal sealed record BatchAverage(int Offset, int Length, float Momentum);

/// <summary>The loss and how it is computed.</summary>
/// <param name="Form">The arithmetic.</param>
/// <param name="Fused">The activation computed together with it, from its input; null where the loss reads the network's output.</param>
/// <param name="Smoothing">The label smoothing.</param>
/// <param name="DecisionThreshold">Where an output counts as "yes".</param>
internal sealed record Objective(LossForm Form, Layer? Fused, float Smoothing, float DecisionThreshold);

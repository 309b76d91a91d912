using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>What a stage begins with.</summary>
/// <param name="Layer">The layer.</param>
internal abstract record Head(Layer Layer)
{
    /// <summary>What generated code calls a value that a stage reads, where its head has no word of its own.</summary>
    public static string UsualName(int read) => read == 0 ? "x" : $"x{read + 1}";

    /// <summary>Whether its calls take the addresses of all that it reads, by words of its own, so that nothing is called x.</summary>
    public virtual bool HasOwnWords => false;

    /// <summary>What generated code calls the value that is read there.</summary>
    public virtual string NameOf(int read) => UsualName(read);
}

/// <summary>A window that moves over an image.</summary>
internal sealed record WindowHead(WindowLayer Window) : Head(Window);

/// <summary>What a network of one step remembers of those before.</summary>
internal sealed record RecallHead(Recall Recall) : Head(Recall);

/// <summary>An image that becomes larger.</summary>
internal sealed record BlendHead(BlendLayer Blend) : Head(Blend);

/// <summary>Numbers that change their places.</summary>
internal sealed record MoveHead(MoveLayer Mover, EquatableArray<Move> Forward, EquatableArray<Move> Backward) : Head(Mover);

/// <summary>Rows of a table, by their numbers.</summary>
/// <param name="Lookup">The layer.</param>
/// <param name="Table">The table.</param>
internal sealed record LookupHead(LookupLayer Lookup, ParameterLayout Table) : Head(Lookup);

/// <summary>Numbers of several values one beside the other.</summary>
/// <param name="Join">The layer.</param>
/// <param name="Forward">Where the numbers of each value go.</param>
/// <param name="Backward">The same for gradients.</param>
internal sealed record JoinHead(JoinLayer Join, EquatableArray<Move> Forward, EquatableArray<Move> Backward) : Head(Join);

/// <summary>Sums of products of two values.</summary>
/// <param name="Product">The layer.</param>
/// <param name="Values">Where a, b and y lie.</param>
/// <param name="Gradients">Where their gradients lie.</param>
internal sealed record ProductHead(ProductLayer Product, EquatableArray<MatrixPlace> Values, EquatableArray<MatrixPlace> Gradients)
    : Head(Product);

/// <summary>A row of a table added to every step.</summary>
/// <param name="Positions">The layer.</param>
/// <param name="Table">The table that is learned; null for that of sines and cosines.</param>
internal sealed record PositionHead(PositionLayer Positions, ParameterLayout? Table) : Head(Positions)
{
    /// <summary>From row to row of the table.</summary>
    public int RowPitch => Table is not null && Positions.Input.Dimensions[1] % RowPadding.Lanes != 0 ? Table.RowStride
        : RowPadding.RoundUp(Positions.Input.Dimensions[1]);
}

/// <summary>Weighted values of the steps that a step sees.</summary>
/// <param name="Attention">The layer.</param>
/// <param name="Weights">Where training keeps each sample's weights.</param>
/// <param name="Dropped">Where it keeps what dropout makes of them; where there is none, the same.</param>
internal sealed record AttentionHead(AttentionLayer Attention, Buffer Weights, Buffer Dropped) : Head(Attention)
{
    /// <summary>Steps that ask together.</summary>
    private const int Tile = 8;

    /// <summary>What generated code calls queries, keys, values and, where samples have them, lengths.</summary>
    public string[] Operands => Attention.IsMasked ? ["q", "k", "v", "lengths"] : ["q", "k", "v"];

    public override bool HasOwnWords => true;

    public override string NameOf(int read) => Operands[read];

    /// <summary>From sample to sample of what is kept.</summary>
    public int WeightStride => RowPadding.Stride(Attention.WeightFloats);

    /// <summary>Workspace of prediction.</summary>
    public int WorkFloats => Attention.StateOffset is null ? (Attention.KeyDim + Tile) * Attention.Columns : Attention.Columns;

    /// <summary>Workspace of the way back.</summary>
    public int BackFloats => (Attention.ValueDim + Attention.Queries) * Attention.Columns;
}

/// <summary>A normalisation over the batch.</summary>
/// <param name="Norm">The layer.</param>
/// <param name="Parameters">Its tensors.</param>
/// <param name="Channels">Channels, whole vectors.</param>
/// <param name="Pixels">Pixels of a sample.</param>
/// <param name="Sums">Where each sample of several pixels leaves what it adds to the batch's sums: two numbers a channel.</param>
/// <param name="Statistics">Where training has what is known of the channels, <see cref="StatisticsRows"/> numbers of each.</param>
/// <param name="Prepared">Where the numbers are that prediction needs of each channel: <see cref="PreparedRows"/> rows.</param>
internal sealed record NormHead(BatchLayer Norm, EquatableArray<ParameterLayout> Parameters, int Channels, int Pixels, Buffer Sums,
    Buffer Statistics,
    Buffer Prepared) : Head(Norm)
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
        ? new(Statistics.Offset + (parameter.Spec.Tensor == BatchLayer.MovingVariance ? VarianceRow * Channels : 0), Channels,
            Norm.Momentum)
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
/// <param name="Transposed">Where its transposed kernel is.</param>
/// <param name="TransposeParts">The parts into which its transposition is cut; 0 where no transposed kernel is needed.</param>
internal sealed record ContractionHead(
    ContractionLayer Contraction, ParameterLayout Kernel, ParameterLayout? Bias, EquatableArray<TiledContraction> Forward,
        EquatableArray<TiledContraction> DataGradient,
    TiledContraction WeightGradient, WeightGradient WeightForm, Transposition? Transposition, Buffer Transposed, int TransposeParts)
        : Head(Contraction)
{
    /// <summary>The layer.</summary>
    public new ContractionLayer Layer => Contraction;

    /// <summary>The places of a kernel over an image; else null.</summary>
    public TapGrid? Taps => WeightForm.Taps;

    /// <summary>How inference computes it by Winograd's algorithm; null where it sums directly.</summary>
    public WinogradPlan? Winograd { get; init; }

    /// <summary>How forward and the weight gradient are computed with pixels side by side in a vector; null where lanes are filters or
    /// terms.</summary>
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

    /// <summary>Where the prepared numbers begin, among what prediction prepares, in floats.</summary>
    public int PreparedOffset => Winograd?.PreparedOffset ?? Groups?.PreparedOffset ?? 0;
}

/// <summary>A cell over the steps of a sequence.</summary>
/// <param name="Recurrent">The layer.</param>
/// <param name="Kernel">What the state contributes by.</param>
/// <param name="Bias">Added to that, or null.</param>
/// <param name="Product">What the state contributes to the sums of a step, in prediction.</param>
/// <param name="TrainedProduct">The same where training has these sums; equal where they lie as in prediction.</param>
/// <param name="ProductBack">The way back through it, with the transposed kernel.</param>
/// <param name="WeightGradient">The gradient of the kernel over all samples and steps.</param>
/// <param name="Transposed">The transposed kernel.</param>
/// <param name="Buffers">What training has for each sample, by name: parts of the state and other rows of a step; behind a name an
/// <c>s</c>, the same of all steps; behind a <c>d</c>, gradients.</param>
internal sealed record RecurrentHead(
    RecurrentLayer Recurrent, ParameterLayout Kernel, ParameterLayout? Bias, TiledContraction Product, TiledContraction TrainedProduct,
    TiledContraction ProductBack, TiledContraction WeightGradient, TransposedKernel Transposed, EquatableArray<NamedBuffer> Buffers)
    : Head(Recurrent)
{
    /// <summary>The state before the first step; null for zeros.</summary>
    public ParameterLayout? Initial { get; init; }

    /// <summary>Among what a stage reads, the number of steps that count, where samples have lengths.</summary>
    public int LengthsRead => Recurrent.TakesFirst ? 2 : 1;

    public override string NameOf(int read) => read == 0 ? "x" : Recurrent.TakesFirst && read == 1 ? "initial" : "lengths";

    /// <summary>Where training has the state that batches carry from one to the next; none where they carry nothing.</summary>
    public Buffer Carried { get; init; } = Buffer.None;

    /// <summary>Workspace of prediction for each sample: the state, unless that is carried, other rows of a step, and sums.</summary>
    public int RowFloats => ((Recurrent.StateOffset is null ? Recurrent.Cell.States.Count : 0) + Recurrent.Cell.Rows.Count)
        * Recurrent.GateStride + Recurrent.Cell.Sums.Count * Recurrent.SumFloats;

    /// <summary>From sample to sample of what is kept of all steps, with the state before the first.</summary>
    public int KeptStride => KeptStrideOf(Recurrent);

    /// <summary>From sample to sample of sums that are kept of all steps.</summary>
    public int SumsStride => SumsStrideOf(Recurrent);

    /// <summary>See <see cref="KeptStride"/>.</summary>
    public static int KeptStrideOf(RecurrentLayer layer) => RowPadding.Stride((layer.Steps + 1) * layer.GateStride);

    /// <summary>See <see cref="SumsStride"/>.</summary>
    public static int SumsStrideOf(RecurrentLayer layer) => RowPadding.Stride(layer.Steps * layer.SumFloats);

    /// <summary>A buffer of training by its name.</summary>
    public Buffer BufferOf(string name) => Buffers.Single(buffer => buffer.Name == name).Buffer;

    /// <summary>From sample to sample of a buffer.</summary>
    public int StrideOf(string name) => Recurrent.Cell.Sums.Contains(name) ? SumsStride
        : name.EndsWith("s", StringComparison.Ordinal) ? KeptStride : Recurrent.GateStride;
}

/// <summary>A buffer with a name.</summary>
internal sealed record NamedBuffer(string Name, Buffer Buffer);

/// <summary>A kernel that is transposed when a step of training begins.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Cut">How.</param>
/// <param name="Place">Where to.</param>
/// <param name="Parts">The parts into which the work is cut.</param>
internal sealed record TransposedKernel(ParameterLayout Kernel, Transposition Cut, Buffer Place, int Parts);

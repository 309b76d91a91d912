using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>One layer of a bound network: what it is, what comes in, what goes out, what it learns. Plain data, equal by value.</summary>
/// <param name="Name">Its name in the network: Keras's (<c>dense_1</c>) or the user's.</param>
/// <param name="Input">The shape that comes in.</param>
/// <param name="Output">The shape that goes out.</param>
internal abstract record Layer(string Name, Shape Input, Shape Output)
{
    /// <summary>The layer with its settings, as a reader would say it: <c>Dense(512)</c>.</summary>
    public abstract string Title { get; }

    /// <summary>What it computes, in mathematics, with x its input and y its output.</summary>
    public abstract string Formula { get; }

    /// <summary>What it was declared with, defaults included.</summary>
    public EquatableArray<LayerSetting> Declared { get; init; } = [];

    /// <summary>The tensors it learns, in Keras's order.</summary>
    public virtual EquatableArray<ParameterSpec> Parameters => [];

    /// <summary>Whether training moves any of them.</summary>
    public bool Learns => Parameters.Any(parameter => !parameter.IsStatistic);

    /// <summary>Multiply-adds for one sample.</summary>
    public virtual long MultiplyAdds => 0;

    /// <summary>Which of the values that it reads it takes for the last state of the recurrent layer that gives it; null for
    /// none.</summary>
    public virtual int? StateRead => null;

    /// <summary>Whether two linear layers around it are not one linear layer.</summary>
    public virtual bool IsNonlinear => false;

    /// <summary>Whether it brings numbers to a size: by constants, by statistics of data or by their own.</summary>
    public virtual bool Rescales => false;

    /// <summary>What a loss may take its outputs for.</summary>
    public virtual OutputMeaning Meaning => OutputMeaning.Value;
}

/// <summary>A setting of a layer.</summary>
/// <param name="Name">The property of the layer's attribute.</param>
/// <param name="Value">As the runtime reads it: <c>3</c>, <c>0.5d</c>, <c>true</c>, <c>[7,7,64]</c>, <c>Same</c>.</param>
internal sealed record LayerSetting(string Name, string Value);

/// <summary>What numbers stand for, as far as a loss must know.</summary>
internal enum OutputMeaning
{
    /// <summary>Any numbers, on both sides of 0.</summary>
    Value,

    /// <summary>Numbers that are never below 0.</summary>
    NonNegative,

    /// <summary>Each between 0 and 1.</summary>
    UnitInterval,

    /// <summary>Each a probability, as the logistic function gives it.</summary>
    Probability,

    /// <summary>Probabilities that sum to 1.</summary>
    Distribution,

    /// <summary>One of two values, with derivative 0.</summary>
    Decision,
}

/// <summary>A tensor that a layer learns.</summary>
/// <param name="Tensor">Its name within the layer: <c>kernel</c>.</param>
/// <param name="Shape">Its shape; the last dimension is a row in memory.</param>
/// <param name="Initializer">A member of the runtime's <c>Initializer</c>.</param>
internal sealed record ParameterSpec(string Tensor, Shape Shape, string Initializer, int FanIn, int FanOut)
{
    /// <summary>The number of values that lie side by side in memory: the last dimension, but for a tensor that goes with x value by value,
    /// which is one row as x is.</summary>
    public int Columns { get; init; } = Shape.Dimensions[Shape.Rank - 1];

    /// <summary>Dimensions that lie in another order in memory than in files; null where all lie as in files.</summary>
    public DimensionSwap? Swap { get; init; }

    /// <summary>Dimensions that are the input's, by number: they change with what comes before the layer.</summary>
    public EquatableArray<int> OfInput { get; init; }

    /// <summary>Whether the last dimension but one counts the outputs, in place of the last.</summary>
    public bool HasOutputRows { get; init; }

    /// <summary>Whether it is measured, as a moving average over batches or by fitting it to data, so that no optimizer moves it.</summary>
    public bool IsStatistic { get; init; }

    /// <summary>What training adds to the loss for it: <see cref="L1"/> Σ |w| + <see cref="L2"/> Σ w².</summary>
    public float L1 { get; init; }

    /// <inheritdoc cref="L1"/>
    public float L2 { get; init; }

    /// <summary>Values that begin with 1, whatever the initializer; null for none.</summary>
    public OnesRange? Ones { get; init; }

    /// <summary>Whether another layer's tensor can stand in its place.</summary>
    public bool LiesAs(ParameterSpec other) =>
        Tensor == other.Tensor && Shape == other.Shape && Columns == other.Columns && Swap == other.Swap
        && Ones == other.Ones && HasOutputRows == other.HasOutputRows && IsStatistic == other.IsStatistic;
}

/// <summary>So many numbers of each row of a tensor, as in files.</summary>
internal sealed record OnesRange(int First, int Count);

/// <summary>A tensor that, seen as (anything, <paramref name="First"/>, <paramref name="Second"/>, <paramref name="Run"/>), lies in memory
/// as (anything, <paramref name="Second"/>, <paramref name="First"/>, <paramref name="Run"/>).</summary>
internal sealed record DimensionSwap(int First, int Second, int Run);

/// <summary>A layer that changes how the numbers are read, not the numbers.</summary>
internal abstract record ReshapeLayer(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output);

/// <summary>A layer that is several, a graph of its own.</summary>
internal abstract record CompositeLayer(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output)
{
    /// <summary>The layers, each behind those that it reads. The last one has this layer's name, the others have names of their
    /// own.</summary>
    public abstract EquatableArray<LayerPart> Parts { get; }

    public override long MultiplyAdds => Parts.Sum(part => part.Layer.MultiplyAdds);
}

/// <summary>A layer of a <see cref="CompositeLayer"/>.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Reads">What it reads: 0 is what the composite reads, i + 1 what its part i gives.</param>
/// <param name="Tensors">The composite's tensors that it learns, in its own order.</param>
internal sealed record LayerPart(Layer Layer, EquatableArray<int> Reads, EquatableArray<TensorView> Tensors)
{
    /// <summary>Among what a part reads, the second value that the composite reads.</summary>
    public const int Second = -1;

    /// <summary>Layers one after the other, whose tensors are the composite's in order.</summary>
    public static EquatableArray<LayerPart> Chain(EquatableArray<Layer> layers)
    {
        var parts = new List<LayerPart>();
        int tensor = 0;
        foreach (Layer layer in layers)
            parts.Add(new LayerPart(layer, [parts.Count], layer.Parameters.Select(_ => new TensorView(tensor++)).ToEquatableArray()));
        return parts.ToEquatableArray();
    }
}

/// <summary>A tensor of a composite as one of its parts sees it.</summary>
/// <param name="Tensor">Its number.</param>
internal sealed record TensorView(int Tensor)
{
    /// <summary>What the part sees, rows of whole vectors without gaps between them; null for the tensor as it is.</summary>
    public ParameterSpec? Spec { get; init; }

    /// <summary>The tensor's row in memory that it begins with.</summary>
    public int FirstRow { get; init; }

    /// <summary>The part's tensor.</summary>
    public ParameterLayout Of(ParameterLayout tensor) => Spec is null ? tensor : tensor with
    {
        Spec = Spec,
        Offset = tensor.Offset + FirstRow * tensor.RowStride,
        RowStride = Spec.Columns,
    };
}

/// <summary>A layer that treats every number alone: y = f(x).</summary>
internal abstract record ElementwiseLayer(string Name, Shape Input) : Layer(Name, Input, Input)
{
    /// <summary>y, from <see cref="Expression.X"/> and, where the layer learns a tensor, <see cref="Expression.Alpha"/>.</summary>
    public abstract Expression Forward { get; }

    /// <summary>y while training, where that differs.</summary>
    public virtual Expression TrainingForward => Forward;

    /// <summary>The loss's derivative by x, from <see cref="Expression.Dy"/> and any of <see cref="Expression.X"/>,
    /// <see cref="Expression.Y"/>, <see cref="Expression.Alpha"/>: what it mentions is what training keeps.</summary>
    public abstract Expression Backward { get; }

    /// <summary>What one sample adds to the loss's derivative by alpha, where the layer learns one; from the same letters as
    /// <see cref="Backward"/>.</summary>
    public virtual Expression? AlphaGradient => null;

    /// <summary>Whether training must know a number's channel, so that vectors may not reach over pixels.</summary>
    public virtual bool IsPerChannel => false;

    /// <summary>Whether many of its outputs may be exactly zero, always or while training, and then derivatives are zero there,
    /// too.</summary>
    public virtual bool GivesZeros => false;

    /// <summary>Whether numbers that are exactly zero stay so.</summary>
    public virtual bool KeepsZeros => true;

    /// <summary>Two numbers between which every output lies.</summary>
    public virtual (float Low, float High) Range => (float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>Where an output of this function counts as "yes".</summary>
    public virtual float DecisionThreshold => 0.5f;

    /// <summary>Whether y = x always, so that no code is needed.</summary>
    public bool IsIdentity => TrainingForward == Expression.X && Forward == Expression.X && Backward == Expression.Dy;
}

/// <summary>A layer that hands numbers on as they are, and adds to the loss what they are.</summary>
internal abstract record PenaltyLayer(string Name, Shape Input) : ElementwiseLayer(Name, Input)
{
    /// <summary>What they add.</summary>
    public abstract Penalty Penalty { get; }

    /// <summary>Whether steps of a sequence that do not count add nothing.</summary>
    public bool IsMasked { get; init; }

    public override Expression Forward => Expression.X;

    public override Expression Backward => Expression.Dy;
}

/// <summary>
/// A layer that scales and shifts every number by a mean and a variance of data (<see cref="Expression.DataMean"/>,
/// <see cref="Expression.DataScale"/>), which are measured before training.
/// <para>It is not folded into the kernel behind it, although that is an affine map, too: b - Σ (mean / deviation) W would cancel what Σ (x
/// / deviation) W adds up. Measured on a Dense(64) of 8 features with mean 2020 and deviation 5, the error became 3.7E-5 of the largest
/// answer in place of 1.1E-7, and with mean 3000 and deviation 1, 2.3E-4 in place of 1.4E-7; where mean and deviation are of one size, they
/// are equal. What is subtracted first is exact. The deviation alone could be taken in, but one multiplication for every input saved cannot
/// be measured beside one for every weight, and a second copy of the kernel is its price.</para>
/// </summary>
/// <param name="Axis">The dimension each of whose indices has a mean and a variance of its own, counted from 0; -1 where all numbers share
/// one.</param>
/// <param name="IsInverted">Whether it goes from normalised numbers to data: the scale is then the deviation, else what divides by
/// it.</param>
internal abstract record FittedLayer(string Name, Shape Input, int Axis, bool IsInverted) : ElementwiseLayer(Name, Input)
{
    /// <summary>The name of the tensor of means.</summary>
    public const string Mean = "mean";

    /// <summary>The name of the tensor of variances.</summary>
    public const string Variance = "variance";

    /// <summary>How many means and variances there are.</summary>
    public int Count => Axis < 0 ? 1 : Input.Dimensions[Axis];

    /// <summary>Numbers side by side in a sample that share one.</summary>
    public int Inner => (int)(Axis < 0 ? Input.Length : Input.Dimensions.Skip(Axis + 1).Aggregate(1L, (product, size) => product * size));

    public override bool KeepsZeros => false;

    public override bool Rescales => true;
}

/// <summary>A layer whose every output needs the whole row of inputs: a pixel's, or all of a sample's. Its arithmetic is the
/// runtime's.</summary>
internal abstract record RowLayer(string Name, Shape Input) : Layer(Name, Input, Input)
{
    /// <summary>The runtime's method for the forward pass, in place allowed: (x, y, tensors, extent, settings). The extent is (length,
    /// stride) of a row, or with <see cref="TakesSamples"/> (channels, height, width, distance between pixels, distance between
    /// lines).</summary>
    public abstract string ForwardMethod { get; }

    /// <summary>The runtime's method for the backward pass, in place allowed: (y, dy, dx, length, stride) without tensors. With them (x,
    /// dy, the first tensor, what each tensor's gradient gets added, extent, settings), dx in place of dy; a sample's extent ends with the
    /// distance between lines of dy.</summary>
    public abstract string BackwardMethod { get; }

    /// <summary>The names of the tensors that the methods take; those that are not among the layer's parameters are null
    /// references.</summary>
    public virtual EquatableArray<string> Tensors => [];

    /// <summary>Whether the methods take a sample with all its pixels.</summary>
    public virtual bool TakesSamples => false;

    /// <summary>Further arguments of both methods, as C#.</summary>
    public virtual string Settings => "";

    /// <summary>Whether backward reads x; else y.</summary>
    public bool ReadsInput => Tensors.Count > 0;

    /// <summary>Those with tensors of their own are normalisations.</summary>
    public override bool Rescales => Tensors.Count > 0;
}

/// <summary>
/// A layer that brings every channel to mean 0 and variance 1, scales it by <c>gamma</c> and shifts it by <c>beta</c>. In training mean and
/// variance are the batch's, so samples must wait for each other; in prediction they are moving averages, and the layer is an affine map of
/// every channel, which a contraction before it can take in.
/// </summary>
/// <param name="Momentum">The weight of the old moving average in a step.</param>
/// <param name="Epsilon">What keeps the divisor from 0.</param>
internal abstract record BatchLayer(string Name, Shape Input, float Momentum, float Epsilon) : Layer(Name, Input, Input)
{
    public override bool Rescales => true;

    /// <summary>The name of the tensor of moving means.</summary>
    public const string MovingMean = "moving_mean";

    /// <summary>The name of the tensor of moving variances.</summary>
    public const string MovingVariance = "moving_variance";
}

/// <summary>A layer whose arithmetic is contractions; see <see cref="Contraction"/>.</summary>
internal abstract record ContractionLayer(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output)
{
    /// <summary>The contractions of the layer, given where its operands lie.</summary>
    public abstract ContractionForms Describe(ContractionLayout layout);

    /// <summary>Whether a row of the contraction is a sample, so that many samples go through together; else each sample is an image of
    /// rows.</summary>
    public virtual bool TakesRows => false;

    /// <summary>Its numbers, if it is a convolution whose taps lie side by side, every filter over all channels, and lanes are filters;
    /// else null.</summary>
    public virtual PlainConvolution? Plain => null;

    /// <summary>Whether forward may sum pixels side by side, channel by channel; else it sums tap by tap.</summary>
    public virtual bool AllowsGroups => true;

    /// <summary>Its data gradient as a convolution of dy; null where that is none.</summary>
    public PlainConvolution? PlainGradient =>
        IsDataGradientDot || Plain is not { StrideHeight: 1, StrideWidth: 1 } plain ? null : plain with
        {
            Height = Input.Rank == 3 ? Input.Dimensions[0] : 1,
            Width = Input.Dimensions[Input.Rank - 2],
            Channels = plain.Filters,
            Filters = plain.Channels,
        };

    /// <summary>Zeros that forward reads around x.</summary>
    public virtual Border InputBorder => Border.None;

    /// <summary>Zeros that the data gradient reads around dy.</summary>
    public virtual Border GradientBorder => Border.None;

    /// <summary>Whether the weight gradient reads them, too.</summary>
    public virtual bool WeightsReadGradientBorder => false;

    /// <summary>Whether inputs are read as vectors of channels, which takes pixels of whole vectors; see
    /// <see cref="Contraction.IsLanewise"/>.</summary>
    public virtual bool IsLanewise => false;

    /// <summary>Whether lanes of forward are terms, see <see cref="Contraction.IsDot"/>: a row of the kernel is then what one output
    /// weighs, and x is read as vectors.</summary>
    public virtual bool IsForwardDot => false;

    /// <summary>Whether lanes of the data gradient are terms, which needs no transposed kernel.</summary>
    public virtual bool IsDataGradientDot => false;

    /// <summary>Kernels one behind the other, each for as many filters as it has columns.</summary>
    public virtual int KernelGroups => 1;
}

/// <summary>A layer whose every output is the largest or the mean of a window of one channel.</summary>
/// <param name="Window">The window.</param>
internal abstract record WindowLayer(string Name, Shape Input, Shape Output, Window Window) : Layer(Name, Input, Output)
{
    /// <summary>Whether the output is the largest number of its window; else it is the mean of those that lie in the image.</summary>
    public abstract bool IsMaximum { get; }

    /// <summary>Whether samples have lengths, which it reads besides: its one window is then a sample's steps that count, and a sample
    /// without any gives zeros.</summary>
    public bool IsMasked { get; init; }
}

/// <summary>A window that moves over an image.</summary>
/// <param name="Height">Its lines.</param>
/// <param name="Width">Its pixels in a line.</param>
/// <param name="StrideHeight">Lines from window to window.</param>
/// <param name="StrideWidth">Pixels from window to window.</param>
/// <param name="Top">Lines that the first window begins above the image.</param>
/// <param name="Left">Pixels that the first window begins left of the image.</param>
internal sealed record Window(int Height, int Width, int StrideHeight, int StrideWidth, int Top, int Left);

/// <summary>A layer that makes an image larger: every output is a bilinear blend of the inputs around it, of which output o lies at o' = (o
/// + ½) / scale - ½ along each axis; beyond the outermost inputs it is those.</summary>
/// <param name="ScaleHeight">Output lines for an input line.</param>
/// <param name="ScaleWidth">Output pixels for an input pixel.</param>
internal abstract record BlendLayer(string Name, Shape Input, Shape Output, int ScaleHeight, int ScaleWidth) : Layer(Name, Input, Output);

/// <summary>A layer that takes numbers of rows, and gives these rows of a table that it learns.</summary>
internal abstract record LookupLayer(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output)
{
    /// <summary>How many rows there are: numbers are below this.</summary>
    public abstract int Rows { get; }

    /// <summary>What a number is does not matter, only which row it names.</summary>
    public override bool Rescales => true;
}

/// <summary>A layer whose every output is one of its inputs, or zero.</summary>
internal abstract record MoveLayer(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output)
{
    /// <summary>Where each number goes, given where x and y lie: one move, or several that say the same of all that they do
    /// together.</summary>
    public abstract EquatableArray<Move> Describe(Layout input, Layout output);
}

/// <summary>Copies runs of numbers that lie side by side, in nested loops.</summary>
/// <param name="InputStart">Where a sample's first run begins in x.</param>
/// <param name="OutputStart">Where a sample's first run begins in y.</param>
/// <param name="Loops">The loops, the outermost first.</param>
/// <param name="Run">Numbers in a run.</param>
/// <param name="FillsOutput">Whether every output is written; what is not is zero.</param>
/// <param name="ReadsAll">Whether every input is read; what is not has the gradient zero.</param>
/// <param name="ReadsOnce">Whether no input is read twice; else gradients add up.</param>
internal sealed record Move(
    int InputStart, int OutputStart, EquatableArray<MoveLoop> Loops, int Run, bool FillsOutput, bool ReadsAll, bool ReadsOnce);

/// <summary>A loop of a <see cref="Move"/>.</summary>
/// <param name="Count">How often.</param>
/// <param name="InputStep">How far x goes on.</param>
/// <param name="OutputStep">How far y goes on.</param>
internal sealed record MoveLoop(int Count, int InputStep, int OutputStep)
{
    /// <summary>The same in as few loops as the distances allow.</summary>
    public static EquatableArray<MoveLoop> Join(IEnumerable<MoveLoop> loops)
    {
        var joined = new List<MoveLoop>();
        foreach (MoveLoop loop in loops.Where(loop => loop.Count > 1))
        {
            MoveLoop? outer = joined.LastOrDefault();
            if (outer is not null && outer.InputStep == loop.Count * loop.InputStep && outer.OutputStep == loop.Count * loop.OutputStep)
                joined[joined.Count - 1] = loop with { Count = outer.Count * loop.Count };
            else
                joined.Add(loop);
        }
        return joined.ToEquatableArray();
    }
}

/// <summary>A convolution whose taps lie side by side, in numbers.</summary>
/// <param name="Height">Lines of the output.</param>
/// <param name="Width">Pixels of a line of the output.</param>
/// <param name="Lines">Lines of taps.</param>
/// <param name="Taps">Taps of a line.</param>
/// <param name="Channels">Input channels.</param>
/// <param name="Filters">Filters.</param>
/// <param name="StrideHeight">Input lines from output line to output line.</param>
/// <param name="StrideWidth">Input pixels from output to output.</param>
internal sealed record PlainConvolution(
    int Height, int Width, int Lines, int Taps, int Channels, int Filters, int StrideHeight, int StrideWidth);

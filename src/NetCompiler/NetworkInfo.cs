using System.ComponentModel;
using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>What the compiler decided about a network: shapes, parameter layout, memory. One unchanging instance a network class.</summary>
public sealed class NetworkInfo
{
    private IReadOnlyList<LayerInfo>? _layers;
    private IReadOnlyList<InputPort>? _inputs;
    private IReadOnlyList<OutputPort>? _outputs;
    private TrainedOutput[]? _trained;
    private OutputPort? _decisive;

    /// <summary>Whether networks give the promised bits here: the same predictions and the same training, to the bit, as on every other
    /// machine for which this is true. False where the processor, or what this program was compiled for, has no fused multiply-add; results
    /// are then right, but differ in the last bits.</summary>
    /// <remarks>Nothing is looked up: the multiply-add that networks use is tried on the vectors that they use, with numbers that tell, and
    /// so are rounding to nearest and subnormal numbers, which native code in the same process may have switched for the calling thread. It
    /// takes some nanoseconds. What is promised, and what is not: docs/determinism.md in the package.</remarks>
    public static bool IsBitExact => Arithmetic.IsExact;

    /// <summary>The class's name.</summary>
    public required string Name { get; init; }

    /// <summary>The layer table.</summary>
    public required string Summary { get; init; }

    /// <summary>The network as text in Mermaid's language, which GitHub, GitLab and many editors draw: a box for each layer with its
    /// output's shape, an
    /// arrow for each value that it reads. Made of <see cref="Summary"/> anew at each call.</summary>
    /// <remarks>In Markdown it stands between <c>```mermaid</c> and <c>```</c>.</remarks>
    public string Diagram => NetworkDiagram.Of(Summary);

    /// <summary>The layers in order, as data: kinds, names, settings, shapes, parameters. Made when first asked for, then always the same
    /// list.</summary>
    public IReadOnlyList<LayerInfo> Layers => Volatile.Read(ref _layers)
        ?? Interlocked.CompareExchange(ref _layers, LayerTable.Layers(Summary, Parameters, Settings?.LayerSettings ?? ""), null) ?? _layers;

    /// <summary>Knows the layers' settings; null until the network's code was made.</summary>
    internal ILayerSettings? Settings { get; set; }

    /// <summary>The shape of one sample, channels last; of several inputs side by side, one row.</summary>
    public required IReadOnlyList<int> InputShape { get; init; }

    /// <summary>The shape of one answer; of several outputs side by side, one row.</summary>
    public required IReadOnlyList<int> OutputShape { get; init; }

    /// <summary>The number of floats in one sample.</summary>
    public required int InputLength { get; init; }

    /// <summary>The number of floats in one answer.</summary>
    public required int OutputLength { get; init; }

    /// <summary>The named segments of a sample, in the order written; a network without any has one, <c>input</c>.</summary>
    public IReadOnlyList<InputPort> Inputs
    {
        get => _inputs ??= [new InputPort("input", InputShape, 0)];
        init => _inputs = value;
    }

    /// <summary>The named segments of an answer, in the order written; a network without any has one, <c>output</c>.</summary>
    public IReadOnlyList<OutputPort> Outputs
    {
        get => _outputs ??=
        [
            new OutputPort("output", OutputShape, Loss, 0)
            {
                DecisionThreshold = DecisionThreshold, LabelSmoothing = LabelSmoothing, Stride = OutputStride,
            },
        ];
        init => _outputs = value;
    }

    /// <summary>The number of the input that says how many steps of a sample count; -1 where all do.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int LengthsInput { get; init; } = -1;

    /// <summary>The inputs that are whole numbers.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IReadOnlyList<ClassInput> ClassInputs { get; init; } = [];

    /// <summary>What the penalties of values are multiplied by in the sum that training minimises, in the order in which batches have
    /// them: behind the outputs.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IReadOnlyList<float> Penalties { get; init; } = [];

    /// <summary>The number of floats in a sample's target: those of all outputs that have a loss, side by side.</summary>
    public int TargetLength => Trained is [.., var last] ? last.TargetOffset + last.Port.Length : 0;

    /// <summary>The output that is meant where none is named: the only one, or the only one that is trained; null where there are
    /// several.</summary>
    internal OutputPort? Decisive => _decisive ??= Outputs.Count == 1 ? Outputs[0] : Trained is [var only] ? only.Port : null;

    /// <summary>The outputs that have a loss.</summary>
    internal TrainedOutput[] Trained => _trained ??= TrainedOutput.Of(Outputs);

    /// <summary>Whether the loss is the caller's.</summary>
    internal bool HasCustomLoss => !IsInferenceOnly && Array.Exists(Trained, output => output.Port.Loss == Loss.Custom);

    /// <summary>What training minimises; never <see cref="Loss.Auto"/>. Of several outputs, that of the first that has one.</summary>
    public required Loss Loss { get; init; }

    /// <summary>Whether the network only predicts: no training code was generated.</summary>
    public bool IsInferenceOnly { get; init; }

    /// <summary>Where an output counts as "yes": 0.5 for outputs around 0..1, 0 for outputs around -1..1. Of several outputs, the first
    /// one's.</summary>
    public required float DecisionThreshold { get; init; }

    /// <summary>The share of every target that is spread over all classes. Of several outputs, the first one's.</summary>
    public float LabelSmoothing { get; init; }

    /// <summary>The named tensors of the flat parameter buffer, in layer order.</summary>
    public required IReadOnlyList<ParameterBlock> Parameters { get; init; }

    /// <summary>The length of the flat parameter buffer in floats, padding included.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public required int WeightFloats { get; init; }

    /// <summary>Floats that predictions compute from the parameters once, such as kernels transformed for Winograd's algorithm.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int PreparedFloats { get; init; }

    /// <summary>The number of parameters, without padding.</summary>
    public int ParameterCount => Parameters.Sum(block => block.Count);

    /// <summary>The distance between samples in a training batch, in floats, at least <see cref="InputLength"/>.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public required int InputStride { get; init; }

    /// <summary>The distance between outputs, and between targets, in a training batch, in floats, at least <see cref="OutputLength"/>; of
    /// several outputs, which lie one behind the other, the sum of theirs.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public required int OutputStride { get; init; }

    /// <summary>The workspace of inference that serves all samples, one after the other, in floats.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int InferenceFloats { get; init; }

    /// <summary>The workspace one sample needs in inference besides, in floats.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public required int InferenceFloatsPerRow { get; init; }

    /// <summary>How many samples inference takes through the layers together, at most.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public required int InferenceRows { get; init; }

    /// <summary>The workspace one sample needs in training, in floats: what the backward pass keeps, and the gradients.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public required int TrainingFloatsPerRow { get; init; }

    /// <summary>What training carries of one sample from batch to batch, in floats; 0 without stateful layers.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int CarriedFloats { get; init; }

    /// <summary>The length of the buffer for transposed kernels, in floats.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public required int TransposedFloats { get; init; }

    /// <summary>The kernels that training transposes, cut into independent parts, in order. A part is transposed as soon as its last weight
    /// has moved, or before a step.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public required IReadOnlyList<WeightBlock> TransposeParts { get; init; }

    /// <summary>The units of work of the weight phase; together they cover what a step moves of the flat parameter buffer without overlap,
    /// in order. Empty where there is no training.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public required IReadOnlyList<WeightBlock> WeightBlocks { get; init; }

    /// <summary>The stages of the generated code, each behind those that it reads: which learn, and what their values are made
    /// from.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IReadOnlyList<StageInfo> Stages { get; init; } = [];

    /// <summary>The networks that are used as layers.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IReadOnlyList<NetworkPart> Parts { get; init; } = [];

    /// <summary>The layers that <see cref="Trainer.Adapt"/> fits to data.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IReadOnlyList<NormalizationBlock> Normalizations { get; init; } = [];

    /// <summary>Whether the first layer brings inputs to a size: by constants, by statistics of data or by each sample's own.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool RescalesInputs { get; init; }

    /// <summary>Whether the last layer brings answers to a size: by constants, or by statistics of data.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool RescalesOutputs { get; init; }

    /// <summary>The length of <see cref="TrainingBatch.Statistics"/>, in floats.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int StatisticsFloats { get; init; }

    /// <summary>What all samples of a batch are needed for in a training step: after part i of the row phase follow as many independent
    /// units of work as number i says, then part i + 1. Empty where samples go through the whole row phase by themselves.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IReadOnlyList<int> Reductions { get; init; } = [];

    /// <summary>Where a batch has the derivatives by the inputs: for each input the floats a sample before them in
    /// <see cref="TrainingBatch.Work"/>, -1 where no loss depends on it, and the distance between samples. Empty where training goes back
    /// to no input.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IReadOnlyList<int> InputGradients { get; init; } = [];

    /// <summary>How many of <see cref="Reductions"/> are part of the forward pass. Behind the last of these, whose number of units is 0,
    /// the caller is asked where the loss is the caller's.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int ForwardReductions { get; init; }

    /// <summary>Multiply-adds of one sample's forward pass.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>Steps of a sequence in a second that the network is meant for; 0 where that is not said.</summary>
    public double SampleRate { get; init; }

    /// <summary>Floats of one step's input, for networks that go step by step; 0 for others.</summary>
    public int StepInputLength { get; init; }

    /// <summary>Floats of one step's output; 0 for networks that do not go step by step.</summary>
    public int StepOutputLength { get; init; }

    /// <summary>Floats of workspace that a step needs.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int StepFloats { get; init; }

    /// <summary>Floats that are carried from step to step; 0 for networks that do not go step by step.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int StateFloats { get; init; }

    /// <summary>Of these, the last ones: rings, of which a step writes one place that no later step reads before it is written again, so
    /// that a step can be taken once more without them being restored.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int RingFloats { get; init; }

    /// <summary>How many steps a stream can take, because there are so many positions; 0 where nothing counts them.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int PositionLimit { get; init; }

    /// <summary>Where a state counts them.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int PositionOffset { get; init; }

    /// <summary>The steps after which all strided windows begin anew. Where that is more than one, the first float of a state counts
    /// them.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int StepPeriod { get; init; } = 1;

    /// <summary>From answer to answer, steps: more than 1 where strided windows give fewer than they get.</summary>
    public int AnswerPeriod { get; init; } = 1;

    /// <summary>The step of the first answer, counted from 0.</summary>
    public int AnswerPhase { get; init; }

    /// <summary>The names of the layers that carry a state, each with the parts of it and their lengths.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public string StateLayout { get; init; } = "";
}

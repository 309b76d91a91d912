using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>A checked network: a directed acyclic graph of values, numbered in an order in which each comes after what it is made of. Value
/// 0 is the sample row, which is the input where there is one; node i gives value i + 1.</summary>
/// <param name="Class">The user's class.</param>
/// <param name="Input">The shape of one sample: of several inputs, one row.</param>
/// <param name="Nodes">The layers.</param>
/// <param name="Outputs">The values that are the answer, side by side.</param>
/// <param name="IsInferenceOnly">Whether nothing but prediction is generated.</param>
/// <param name="UsesWinograd">Whether prediction may use Winograd's algorithm.</param>
/// <param name="Parameters">Where every learned tensor lies in the flat buffer; this order and these names are the file format.</param>
/// <param name="WeightFloats">The flat buffer's length, padding included.</param>
internal sealed record Network(
    ClassIdentity Class, Shape Input, EquatableArray<Node> Nodes, EquatableArray<OutputPort> Outputs, bool IsInferenceOnly,
    bool UsesWinograd, EquatableArray<ParameterLayout> Parameters, int WeightFloats)
{
    /// <summary>The inputs, side by side in a sample. Where there are several, the first nodes are their segments.</summary>
    public EquatableArray<InputPort> Inputs { get; init; } = [new(InputPort.Unnamed, Input, 0)];

    /// <summary>Whether users named its inputs, or there are several.</summary>
    public bool HasNamedInputs => Inputs.Count > 1 || Inputs[0].Name != InputPort.Unnamed;

    /// <summary>The input that says how many steps of a sample count; null where all do.</summary>
    public int? LengthsPort { get; init; }

    /// <summary>The most bytes that the network and the prediction of one sample may take.</summary>
    public long MaxMemory { get; init; } = long.MaxValue;

    /// <summary>Steps of a sequence in a second; null where that is not said.</summary>
    public double? SampleRate { get; init; }

    /// <summary>Whether training goes back as far as the inputs.</summary>
    public bool HasInputGradient { get; init; }

    /// <summary>Whether one can look into it.</summary>
    public bool HasViews { get; init; }

    /// <summary>The file that <c>[Weights]</c> names; null without it.</summary>
    public string? Weights { get; init; }

    /// <summary>The same for one step of a sequence, which carries a state from one to the next; null where steps cannot be taken one at a
    /// time.</summary>
    public Network? Step { get; init; }

    /// <summary>Why a network of sequences cannot go one step at a time; null where it can, or is none.</summary>
    public string? NotStreaming { get; init; }

    /// <summary>Of a network of one step, the floats that it carries to the next.</summary>
    public int StateFloats { get; init; }

    /// <summary>Of these, the last ones: rings that a step writes one place of.</summary>
    public int RingFloats { get; init; }

    /// <summary>Of a network of one step, the steps after which all of its windows begin anew. Where that is more than one, the first float
    /// of what is carried counts them.</summary>
    public int StepPeriod { get; init; } = 1;

    /// <summary>The networks that it uses as layers.</summary>
    public EquatableArray<NetworkPart> Parts { get; init; }

    /// <summary>What its fitted layers are fitted to.</summary>
    public EquatableArray<Fitting> Fittings { get; init; }

    /// <summary>Whether inputs are brought to a size before anything else is done.</summary>
    public bool RescalesInputs => IsRescaled(0);

    /// <summary>Whether answers are brought to a size at the end, by what does not learn.</summary>
    public bool RescalesOutputs =>
        Outputs.Where(output => output.IsTrained).All(output => LayerOf(output) is ElementwiseLayer { Rescales: true });

    /// <summary>The layer that makes an output's numbers; null where that is the input.</summary>
    public Layer? LayerOf(OutputPort output)
    {
        int value = output.Value;
        while (value > 0 && Nodes[value - 1].Layer is ReshapeLayer or AllSteps)
            value = Nodes[value - 1].Reads[0];
        return value == 0 ? null : Nodes[value - 1].Layer;
    }

    /// <summary>Whether every layer reads what the one before gives, and nothing else.</summary>
    public bool IsChain => Nodes.Select((node, i) => node.Reads.Count == 1 && node.Reads[0] == i).All(isNext => isNext);

    /// <summary>The shape of one answer: of several outputs, one row.</summary>
    public Shape Output => Outputs.Count == 1 ? ShapeOf(Outputs[0].Value) : new Shape((int)Outputs.Sum(LengthOf));

    /// <summary>Whether users named its outputs, or there are several.</summary>
    public bool HasNamedOutputs => Outputs.Count > 1 || Outputs[0].Name != OutputPort.Unnamed;

    /// <summary>Whether its loss is the caller's.</summary>
    public bool HasCustomLoss => !IsInferenceOnly && Outputs.Any(output => output.Loss == OutputPort.Custom);

    /// <summary>The numbers of an output.</summary>
    public long LengthOf(OutputPort output) => ShapeOf(output.Value).Length;

    /// <summary>The same as training sees it: the outputs that have a loss, and what they depend on.</summary>
    public Network Trained()
    {
        OutputPort[] trained = [.. Outputs.Where(output => output.IsTrained)];
        return trained.Length == Outputs.Count ? this : Of(trained);
    }

    /// <summary>The same with some of the outputs, and what they depend on.</summary>
    public Network Of(IEnumerable<OutputPort> outputs)
    {
        bool[] live = new bool[Nodes.Count + 1];
        foreach (OutputPort output in outputs)
            live[output.Value] = true;
        for (int i = Nodes.Count - 1; i >= 0; i--)
            if (live[i + 1])
                foreach (int value in Nodes[i].Reads)
                    live[value] = true;
        int[] values = new int[Nodes.Count + 1];
        var nodes = new List<Node>();
        for (int i = 0; i < Nodes.Count; i++)
        {
            if (!live[i + 1])
                continue;
            nodes.Add(Nodes[i] with { Reads = Nodes[i].Reads.Select(value => values[value]).ToEquatableArray() });
            values[i + 1] = nodes.Count;
        }
        return this with
        {
            Nodes = nodes.ToEquatableArray(),
            Outputs = outputs.Select(output => output with { Value = values[output.Value] }).ToEquatableArray(),
        };
    }

    /// <summary>The steps that a value is one of each of, the outermost first.</summary>
    public EquatableArray<int> AroundOf(int value) => value == 0 ? [] : Nodes[value - 1] switch
    {
        { Layer: EachStep each } node => [.. node.Around, each.Steps],
        var node => node.Around,
    };

    /// <summary>The input that a value is, or is a step of.</summary>
    public int PortOf(int value)
    {
        while (value > 0 && Nodes[value - 1].Layer is EachStep)
            value = Nodes[value - 1].Reads[0];
        return Math.Max(0, value - 1);
    }

    /// <summary>The shape of a value.</summary>
    public Shape ShapeOf(int value) => value == 0 ? Input : Nodes[value - 1].Layer.Output;

    /// <summary>Whether all that read a value bring it to a size.</summary>
    private bool IsRescaled(int value)
    {
        int[] readers = [.. Enumerable.Range(0, Nodes.Count).Where(i => Nodes[i].Reads.Contains(value))];
        return readers.Length > 0
            && readers.All(i => Nodes[i].Layer is ReshapeLayer or MoveLayer or InputSegment ? IsRescaled(i + 1) : Nodes[i].Layer.Rescales);
    }

    /// <summary>Multiply-adds of a sample's forward pass.</summary>
    public long MultiplyAdds => Nodes.Sum(node => node.Rows * node.Layer.MultiplyAdds);

    /// <summary>The number of learned values.</summary>
    public long ParameterCount => Parameters.Sum(parameter => parameter.Spec.Shape.Length);
}

/// <summary>A layer in the graph.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Reads">The values it reads.</param>
/// <param name="Parameters">The tensors it learns, in the layer's order.</param>
internal sealed record Node(Layer Layer, EquatableArray<int> Reads, EquatableArray<ParameterLayout> Parameters)
{
    /// <summary>Whether training moves its tensors, at first.</summary>
    public bool IsTrainable { get; init; } = true;

    /// <summary>The steps that it sees one of each of, the outermost first: those of the <c>[TimeDistributed]</c> around it.</summary>
    public EquatableArray<int> Around { get; init; } = [];

    /// <summary>Its rows of a sample: one for each of these steps.</summary>
    public int Rows => Around.Aggregate(1, (rows, steps) => rows * steps);

    /// <summary>The name of the layer before that learns these tensors, too; null where it is the first that does.</summary>
    public string? Owner { get; init; }
}

/// <summary>A network that is used as a layer.</summary>
/// <param name="Name">The use's name.</param>
/// <param name="Type">The class, as generated code names it.</param>
/// <param name="Offset">Where its tensors begin among those of the whole: they lie there as in the class itself.</param>
internal sealed record NetworkPart(string Name, string Type, int Offset);

/// <summary>What a layer is fitted to: every number of the data (the inputs, or for an inverted layer the targets) ·
/// <paramref name="Scale"/> + <paramref name="Offset"/>.</summary>
/// <param name="Node">The layer's number.</param>
/// <param name="Stride">Number i of a sample of the data belongs to mean i / Stride modulo how many there are.</param>
/// <param name="Port">Which input, or for an inverted layer which output that has a loss, the data are those of.</param>
internal sealed record Fitting(int Node, int Stride, double Scale, double Offset, int Port = 0);

/// <summary>A learned tensor's place.</summary>
/// <param name="Name">Layer and tensor: <c>dense_1/kernel</c>.</param>
/// <param name="Spec">The tensor.</param>
/// <param name="Offset">Its first float; a multiple of 16.</param>
/// <param name="RowStride">The distance from row to row: a row padded, see <see cref="RowPadding"/>.</param>
internal sealed record ParameterLayout(string Name, ParameterSpec Spec, int Offset, int RowStride)
{
    /// <summary>The length of a row.</summary>
    public int Columns => Spec.Columns;

    /// <summary>The number of rows.</summary>
    public int Rows => (int)(Spec.Shape.Length / Columns);

    /// <summary>The shape of an 8-bit file's scales, one for each output.</summary>
    public EquatableArray<int> ScaleShape => Spec.HasOutputRows ? [Spec.Shape.Dimensions[Spec.Shape.Rank - 2], 1] : ColumnScaleShape;

    /// <summary>The shape of scales for each column: the last dimensions, as many as make a row. Files of 0.1 have such even where outputs
    /// are rows.</summary>
    public EquatableArray<int> ColumnScaleShape
    {
        get
        {
            EquatableArray<int> shape = Spec.Shape.Dimensions;
            int first = shape.Count - 1;
            for (int length = shape[first]; Spec.Swap is null && length < Columns; length *= shape[first])
                first--;
            return shape.Skip(first).ToEquatableArray();
        }
    }

    /// <summary>Floats in the buffer, padding included.</summary>
    public int Floats => Rows * RowStride;
}

/// <summary>The padding rule of every row of floats: KERNELS rule 6.</summary>
internal static class RowPadding
{
    /// <summary>Floats in the widest vector; rows start on multiples of it.</summary>
    public const int Lanes = 16;

    /// <summary><paramref name="length"/> rounded up to whole vectors.</summary>
    public static int RoundUp(int length) => (length + Lanes - 1) / Lanes * Lanes;

    /// <summary>The distance between rows of <paramref name="length"/> floats: whole vectors, but never a multiple of 512, whose rows would
    /// all fall into the same few cache sets.</summary>
    public static int Stride(int length) => RoundUp(length) % 512 == 0 ? RoundUp(length) + Lanes : RoundUp(length);
}

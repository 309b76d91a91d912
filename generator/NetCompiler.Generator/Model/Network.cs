using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>A checked network: a directed acyclic graph of values, numbered in an order in which each comes after what it is made of. Value
/// 0 is the input; node i gives value i + 1.</summary>
/// <param name="Class">The user's class.</param>
/// <param name="Input">The shape of one sample.</param>
/// <param name="Nodes">The layers.</param>
/// <param name="Outputs">The values that are the answer.</param>
/// <param name="Loss">A member of the runtime's <c>Loss</c>, never <c>Auto</c>.</param>
/// <param name="LabelSmoothing">The share of every target that is spread over all classes.</param>
/// <param name="IsInferenceOnly">Whether nothing but prediction is generated.</param>
/// <param name="UsesWinograd">Whether prediction may use Winograd's algorithm.</param>
/// <param name="Parameters">Where every learned tensor lies in the flat buffer; this order and these names are the file format.</param>
/// <param name="WeightFloats">The flat buffer's length, padding included.</param>
internal sealed record Network(
    ClassIdentity Class, Shape Input, EquatableArray<Node> Nodes, EquatableArray<int> Outputs, string Loss, float LabelSmoothing,
    bool IsInferenceOnly,
    bool UsesWinograd, EquatableArray<ParameterLayout> Parameters, int WeightFloats)
{
    /// <summary>The most bytes that the network and the prediction of one sample may take.</summary>
    public long MaxMemory { get; init; } = long.MaxValue;

    /// <summary>The file that <c>[Weights]</c> names; null without it.</summary>
    public string? Weights { get; init; }

    /// <summary>The same for one step of a sequence, which carries a state from one to the next; null where steps cannot be taken one at a
    /// time.</summary>
    public Network? Step { get; init; }

    /// <summary>Why a network of sequences cannot go one step at a time; null where it can, or is none.</summary>
    public string? NotStreaming { get; init; }

    /// <summary>Of a network of one step, the floats that it carries to the next.</summary>
    public int StateFloats { get; init; }

    /// <summary>What its fitted layers are fitted to.</summary>
    public EquatableArray<Fitting> Fittings { get; init; }

    /// <summary>Whether inputs are brought to a size before anything else is done.</summary>
    public bool RescalesInputs => IsRescaled(0);

    /// <summary>Whether answers are brought to a size at the end, by what does not learn.</summary>
    public bool RescalesOutputs =>
        Nodes.LastOrDefault(node => node.Layer is not ReshapeLayer)?.Layer is ElementwiseLayer { Rescales: true };

    /// <summary>Whether every layer reads what the one before gives, and nothing else.</summary>
    public bool IsChain => Nodes.Select((node, i) => node.Reads.Count == 1 && node.Reads[0] == i).All(isNext => isNext);

    /// <summary>The shape of one answer.</summary>
    public Shape Output => ShapeOf(Outputs[0]);

    /// <summary>The shape of a value.</summary>
    public Shape ShapeOf(int value) => value == 0 ? Input : Nodes[value - 1].Layer.Output;

    /// <summary>Whether all that read a value bring it to a size.</summary>
    private bool IsRescaled(int value)
    {
        int[] readers = [.. Enumerable.Range(0, Nodes.Count).Where(i => Nodes[i].Reads.Contains(value))];
        return readers.Length > 0
            && readers.All(i => Nodes[i].Layer is ReshapeLayer or MoveLayer ? IsRescaled(i + 1) : Nodes[i].Layer.Rescales);
    }

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
}

/// <summary>What a layer is fitted to: every number of the data (the inputs, or for an inverted layer the targets) ·
/// <paramref name="Scale"/> + <paramref name="Offset"/>.</summary>
/// <param name="Node">The layer's number.</param>
/// <param name="Stride">Number i of a sample of the data belongs to mean i / Stride modulo how many there are.</param>
internal sealed record Fitting(int Node, int Stride, double Scale, double Offset);

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

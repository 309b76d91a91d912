namespace NetCompiler.Tool.Export;

/// <summary>A value of a network in the layouts in which the file has it. One that is asked for and not there is made by a transposition,
/// once.</summary>
/// <param name="writer">The file.</param>
/// <param name="shape">The shape of one sample, channels last.</param>
internal sealed class OnnxValue(OnnxGraphWriter writer, int[] shape)
{
    private string? _last, _first, _steps;

    /// <summary>The shape of one sample, channels last.</summary>
    public int[] Shape => shape;

    /// <summary>Whether it is there with its channels first, and not last.</summary>
    public bool IsFirst => _last is null && _first is not null;

    /// <summary>For each of a sample's dimensions with channels first, which of ours it is.</summary>
    public static int[] ChannelsFirst(int rank) => rank == 0 ? [] : [rank - 1, .. Enumerable.Range(0, rank - 1)];

    /// <summary>A value whose dimensions are the batch, then ours.</summary>
    public static OnnxValue OfLast(OnnxGraphWriter writer, int[] shape, string name) => new(writer, shape) { _last = name };

    /// <summary>One whose channels are the second dimension, behind the batch.</summary>
    public static OnnxValue OfFirst(OnnxGraphWriter writer, int[] shape, string name) =>
        shape.Length == 1 ? OfLast(writer, shape, name) : new(writer, shape) { _first = name };

    /// <summary>A sequence whose steps are the first dimension, in front of the batch.</summary>
    public static OnnxValue OfSteps(OnnxGraphWriter writer, int[] shape, string name) => new(writer, shape) { _steps = name };

    /// <summary>The batch, then our dimensions.</summary>
    public string Last() => _last ??= _first is not null
        ? writer.Transpose(_first, [0, .. Enumerable.Range(2, shape.Length - 1), 1])
        : writer.Transpose(_steps!, [1, 0, 2]);

    /// <summary>The batch, channels, then the rest.</summary>
    public string First() => shape.Length == 1 ? Last() : _first ??= _last is null
        ? writer.Transpose(_steps!, [1, 2, 0])
        : writer.Transpose(_last, [0, shape.Length, .. Enumerable.Range(1, shape.Length - 1)]);

    /// <summary>Steps, the batch, features.</summary>
    public string Steps() => _steps ??= _last is null ? writer.Transpose(_first!, [2, 0, 1]) : writer.Transpose(_last, [1, 0, 2]);

    /// <summary>Something computed number by number, in a layout in which the value is there.</summary>
    public OnnxValue Map(Func<string, string> compute) =>
        _last is not null ? OfLast(writer, shape, compute(_last))
        : _first is not null ? OfFirst(writer, shape, compute(_first))
        : OfSteps(writer, shape, compute(_steps!));

    /// <summary>The same numbers under another name, in a layout that an output has.</summary>
    public void Name(string name, bool channelsFirst) =>
        writer.Node("Identity", [channelsFirst ? First() : Last()], [name]);
}

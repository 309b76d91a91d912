using System.ComponentModel;
using static System.FormattableString;

namespace NetCompiler.CompilerServices;

/// <summary>A prediction whose inputs and outputs lie apart: generated code takes samples together in rows of the thread's memory, as many
/// as go through the layers together, and gives the answers out again.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct PortCall
{
    private const int MostFloats = 1 << 14;

    private readonly CompiledNetwork _network;
    private readonly int _samples, _together;
    private readonly Span<float> _inputs, _outputs;
    private int _first, _count;

    /// <summary>Begins.</summary>
    /// <param name="network">The network.</param>
    /// <param name="length">The length of the first input of all samples: it says how many there are.</param>
    /// <exception cref="ArgumentException">It is not a whole number of samples.</exception>
    public PortCall(CompiledNetwork network, int length)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
        NetworkInfo info = network.Info;
        _samples = Samples(info, length);
        int row = info.InputLength + info.OutputLength;
        _together = Math.Clamp(MostFloats / row, 1, info.InferenceRows);
        Span<float> memory = PortMemory.OfThread(_together * row);
        _inputs = memory[..(_together * info.InputLength)];
        _outputs = memory.Slice(_together * info.InputLength, _together * info.OutputLength);
    }

    /// <summary>How many samples a length of the first input makes.</summary>
    internal static int Samples(NetworkInfo info, int length)
    {
        InputPort port = info.Inputs[0];
        return length % port.Length == 0 ? length / port.Length : throw new ArgumentException(
            Invariant($"{info.Name}'s input \"{port.Name}\" takes {port.Length:N0} floats a sample; {length:N0} is not a whole number of ")
                + "samples.", port.Name);
    }

    /// <summary>Checks a further input's length.</summary>
    /// <param name="input">Its number.</param>
    /// <param name="length">The length of all samples.</param>
    /// <exception cref="ArgumentException">It is another.</exception>
    public readonly void CheckInput(int input, int length)
    {
        InputPort port = _network.Info.Inputs[input];
        CheckLength(_network.Info, "input", port.Name, port.Length, _samples, length);
    }

    /// <summary>Checks an output's length.</summary>
    /// <param name="output">Its number.</param>
    /// <param name="length">The room for all samples.</param>
    /// <exception cref="ArgumentException">It is another.</exception>
    public readonly void CheckOutput(int output, int length)
    {
        OutputPort port = _network.Info.Outputs[output];
        CheckLength(_network.Info, "output", port.Name, port.Length, _samples, length);
    }

    internal static void CheckLength(NetworkInfo info, string kind, string name, int each, int samples, int length)
    {
        if (length != (long)each * samples)
            throw new ArgumentException(
                Invariant($"{info.Name}'s {kind} \"{name}\" has {each:N0} floats a sample; for {samples:N0} samples, as many as ")
                    + Invariant($"\"{info.Inputs[0].Name}\" has, that is {(long)each * samples:N0}, not {length:N0}."), name);
    }

    /// <summary>Goes on to the next samples.</summary>
    /// <returns>Whether there are any.</returns>
    public bool Next()
    {
        _first += _count;
        _count = Math.Min(_together, _samples - _first);
        return _count > 0;
    }

    /// <summary>Takes these samples' share of an input.</summary>
    /// <param name="input">Its number.</param>
    /// <param name="values">The input of all samples.</param>
    public readonly void TakeInput(int input, ReadOnlySpan<float> values)
    {
        NetworkInfo info = _network.Info;
        InputPort port = info.Inputs[input];
        PortMemory.Spread(values.Slice(_first * port.Length, _count * port.Length), port.Length, _inputs[port.Offset..], info.InputLength);
    }

    /// <summary>Computes these samples' answers.</summary>
    /// <exception cref="ArgumentException">A number is not that of a class, or of steps.</exception>
    public readonly void Predict()
    {
        NetworkInfo info = _network.Info;
        for (int row = 0; row < _count && info.ClassInputs.Count > 0; row++)
            ClassNumbers.CheckSample(info, _inputs.Slice(row * info.InputLength, info.InputLength), _first + row, null);
        _network.Predict(_inputs[..(_count * info.InputLength)], _outputs[..(_count * info.OutputLength)]);
    }

    /// <summary>Gives these samples' share of an output.</summary>
    /// <param name="output">Its number.</param>
    /// <param name="values">Receives the output of all samples.</param>
    public readonly void GiveOutput(int output, Span<float> values)
    {
        NetworkInfo info = _network.Info;
        OutputPort port = info.Outputs[output];
        for (int row = 0; row < _count; row++)
            _outputs.Slice(row * info.OutputLength + port.Offset, port.Length).CopyTo(values[((_first + row) * port.Length)..]);
    }
}

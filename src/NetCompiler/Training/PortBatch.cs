using System.ComponentModel;

namespace NetCompiler.CompilerServices;

/// <summary>A training step whose inputs and targets lie apart: generated code takes them together in rows of the thread's
/// memory.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct PortBatch
{
    private readonly CompiledNetwork _network;
    private readonly int _samples;
    private readonly Span<float> _inputs, _targets;

    /// <summary>Begins.</summary>
    /// <param name="network">The network.</param>
    /// <param name="length">The length of the first input of all samples: it says how many there are.</param>
    /// <exception cref="ArgumentException">It is not a whole number of samples.</exception>
    public PortBatch(CompiledNetwork network, int length)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
        NetworkInfo info = network.Info;
        _samples = PortCall.Samples(info, length);
        Span<float> memory = PortMemory.OfThread(checked(_samples * (info.InputLength + info.TargetLength)));
        _inputs = memory[..(_samples * info.InputLength)];
        _targets = memory[(_samples * info.InputLength)..];
    }

    /// <summary>Takes an input.</summary>
    /// <param name="input">Its number.</param>
    /// <param name="values">The input of all samples.</param>
    /// <exception cref="ArgumentException">The length is another.</exception>
    public void TakeInput(int input, ReadOnlySpan<float> values)
    {
        NetworkInfo info = _network.Info;
        InputPort port = info.Inputs[input];
        PortCall.CheckLength(info, "input", port.Name, port.Length, _samples, values.Length);
        PortMemory.Spread(values, port.Length, _inputs[Math.Min(port.Offset, _inputs.Length)..], info.InputLength);
    }

    /// <summary>Takes the targets of an output.</summary>
    /// <param name="output">Its number among those that have a loss.</param>
    /// <param name="values">The targets of all samples.</param>
    /// <exception cref="ArgumentException">The length is another.</exception>
    public void TakeTarget(int output, ReadOnlySpan<float> values)
    {
        NetworkInfo info = _network.Info;
        TrainedOutput trained = info.Trained[output];
        OutputPort port = trained.Port;
        PortCall.CheckLength(info, "output", port.Name, port.Length, _samples, values.Length);
        PortMemory.Spread(values, port.Length, _targets[Math.Min(trained.TargetOffset, _targets.Length)..], info.TargetLength);
    }

    /// <summary>Makes the step.</summary>
    /// <param name="optimizer">Makes it.</param>
    /// <returns>The mean loss before the step.</returns>
    public float Train(Optimizer optimizer) => Trainer.TrainOnBatch(_network, _inputs, _targets, optimizer);
}

namespace NetCompiler;

/// <summary>A copy of a network's parameters to write into; <see cref="Dispose"/> makes it the network's parameters, at once for everyone.
/// Until then predictions use what was there, and nobody else can train the network or replace its parameters.</summary>
public ref struct WeightEdit
{
    private readonly CompiledNetwork _network;
    private readonly ParameterBuffer _buffer;
    private Span<float> _values;
    private bool _isOpen;

    internal WeightEdit(CompiledNetwork network)
    {
        _network = network;
        _buffer = network.Store.BeginReplacing();
        _values = network.Store.ValuesIn(_buffer).Span;
        _isOpen = true;
        network.Store.Values.Span.CopyTo(_values);
    }

    /// <summary>The parameters, laid out as <see cref="CompiledNetwork.Weights"/>; empty once this is disposed. Padding between rows stays
    /// zero, and numbers should be finite: neither is checked.</summary>
    public readonly Span<float> Values => _values;

    /// <summary>Publishes the parameters; does nothing a second time.</summary>
    public void Dispose()
    {
        if (!_isOpen)
            return;
        _values = default;
        _isOpen = false;
        _network.EndReplacing(_buffer);
    }
}

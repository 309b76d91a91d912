using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Layers;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Which values of a network have steps that do not count for shorter samples, and whether every layer that reads them can leave
/// these out.</summary>
internal sealed class Masking
{
    private const string MeasuresPadding = "would measure the padding, too";

    private readonly bool[] _isMasked;
    private readonly StepScopes _scopes;

    /// <param name="layers">The layers.</param>
    /// <param name="wiring">What they read.</param>
    /// <param name="input">The shape of the sequences: (steps, features), or (steps) of class numbers.</param>
    /// <param name="names">The layers' names.</param>
    /// <param name="scopes">The steps around values.</param>
    /// <param name="report">Takes a complaint.</param>
    public Masking(
        Layer[] layers, Wiring wiring, Shape input, string[] names, StepScopes scopes, Action<string, DiagnosticTarget, object[]> report)
    {
        _scopes = scopes;
        _isMasked = new bool[layers.Length + 1];
        _isMasked[0] = true;
        int steps = input.Dimensions[0];
        for (int i = 0; i < layers.Length; i++)
        {
            if (names[i] == InputPort.Lengths)
                report(Descriptors.LengthsTaken.Id, DiagnosticTarget.OfLayer(i, "Name"), []);
            if (!wiring.Reads[i]!.Value.Any(value => _isMasked[value]))
                continue;
            if (scopes.Of(i + 1).Count > 0)
            {
                // A step by itself, which is masked as soon as all are together again.
                _isMasked[i + 1] = true;
                if (layers[i] is FittedLayer or BatchLayer)
                    report(Descriptors.MaskLost.Id, DiagnosticTarget.OfLayer(i), [layers[i].Title, MeasuresPadding]);
                continue;
            }
            if (Objection(layers[i], steps) is { } objection)
                report(Descriptors.MaskLost.Id, DiagnosticTarget.OfLayer(i), [layers[i].Title, objection]);
            else
                _isMasked[i + 1] = layers[i].Output.Rank > 1
                    && layers[i] is not LastState
                    && (layers[i] is not (MultiHeadAttention or Recurrent) || _isMasked[wiring.Reads[i]!.Value[0]]);
        }
    }

    /// <summary>Whether a value has steps that do not count.</summary>
    public bool IsMasked(int value) => _isMasked[value];

    /// <summary>A layer as it leaves steps out, where it must know of them, and whether it reads how many count of a sample.</summary>
    public (Layer Layer, bool TakesLengths) LeaveOut(Layer layer, EquatableArray<int> reads) => layer switch
    {
        MultiHeadAttention attention when reads.Any(IsMasked) && _scopes.Of(reads[0]).Count == 0 =>
            (attention.Masked(masksQueries: _isMasked[reads[0]], masksKeys: _isMasked[reads[reads.Count - 1]]), true),
        _ when !_isMasked[reads[0]] => (layer, false),
        PenaltyLayer penalty => (penalty with { IsMasked = true }, false),
        SamplingLayer sampling => (sampling with { IsMasked = true }, false),
        ITakesLengths taking when _scopes.Of(reads[0]).Count == 0 => (taking.Masked(), true),
        _ => (layer, false),
    };

    /// <summary>Why a layer cannot leave steps out; null if it can, or sees each by itself.</summary>
    private static string? Objection(Layer layer, int steps) => layer switch
    {
        Recurrent or MultiHeadAttention or SequenceProduct or LookupLayer or PositionLayer or NamedOutput or AllSteps
            or LastState => null,
        GlobalAveragePool or GlobalMaxPool when layer.Input.Rank == 2 => null,
        FittedLayer or BatchLayer => MeasuresPadding,
        ElementwiseLayer or RowLayer { TakesSamples: false } when layer.Output.Rank >= 2 => null,
        MergeLayer or Concat { Axis: 1 } when layer.Output.Rank == 2 && layer.Output.Dimensions[0] == steps => null,
        _ => "mixes the steps, so the padding behind shorter samples would count: put a recurrent layer or a global pool before it, or "
            + "leave Lengths out",
    };
}

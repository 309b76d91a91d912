using System.Runtime.CompilerServices;
using NetCompiler.Benchmarks.Peers;
using NetCompiler.Simd;

namespace NetCompiler.Benchmarks.Alignment;

/// <summary>Predictions with a copy of a network's weights that begins some floats behind a cache line.</summary>
internal sealed class ShiftedWeights : IContender
{
    private readonly CompiledNetwork _network;
    private readonly AlignedBuffer _weights, _prepared, _work;
    private readonly float[] _input, _output;

    public ShiftedWeights(CompiledNetwork network, int floats)
    {
        NetworkInfo info = network.Info;
        _network = network;
        _weights = new AlignedBuffer(info.WeightFloats + 16);
        Offset(_weights) += floats;
        Length(_weights) = info.WeightFloats;
        network.Weights.CopyTo(_weights.Span);
        _prepared = new AlignedBuffer(info.PreparedFloats);
        _work = new AlignedBuffer(info.InferenceFloats + info.InferenceFloatsPerRow);
        _input = new float[info.InputLength];
        _output = new float[info.OutputLength];
        var random = new Random(1);
        foreach (ref float value in _input.AsSpan())
            value = random.NextSingle();
        Form = $"{sizeof(float) * floats} bytes behind a cache line";
    }

    public string Name => "NetCompiler";

    public string Form { get; }

    public void Run(int calls)
    {
        for (int i = 0; i < calls; i++)
            _network.Predict(_weights, _input, _output, _prepared, _work, 1);
    }

    public float[] Result() => [.. _output];

    public void Dispose()
    {
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_offset")]
    private static extern ref int Offset(AlignedBuffer buffer);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Length>k__BackingField")]
    private static extern ref int Length(AlignedBuffer buffer);
}

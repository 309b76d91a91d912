using Microsoft.ML.OnnxRuntime;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>ONNX Runtime, a call for each step of a sequence: states are read from one memory and written to another, in turns, so that
/// none is copied.</summary>
internal sealed class OnnxStream : IContender
{
    private readonly SessionOptions _options = new();
    private readonly RunOptions _runOptions = new();
    private readonly InferenceSession _session;
    private readonly OrtIoBinding[] _bindings;
    private readonly List<OrtValue> _values = [];
    private readonly List<float[]> _states = [];
    private readonly float[] _x, _y, _samples, _answers;

    public OnnxStream(Net net)
    {
        CellLayer cell = net.Layers.OfType<CellLayer>().Single();
        DenseLayer dense = net.Layers.OfType<DenseLayer>().Single();
        _options.IntraOpNumThreads = 1;
        _options.InterOpNumThreads = 1;
        _options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
        _options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;
        _options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        _session = new InferenceSession(OnnxModel.WriteStep(cell, dense), _options);
        (_samples, _answers) = (net.Samples(1), new float[net.Output.Count]);
        _x = GC.AllocateArray<float>(cell.Input.Channels, pinned: true);
        _y = GC.AllocateArray<float>(dense.Units, pinned: true);
        OrtValue x = Make(_x, 1, 1, _x.Length), y = Make(_y, 1, _y.Length);
        OrtValue[][] states = [.. OnnxModel.States(cell).Select(_ => new[] { State(), State() })];
        _bindings = [.. Enumerable.Range(0, 2).Select(turn =>
        {
            OrtIoBinding binding = _session.CreateIoBinding();
            binding.BindInput("x", x);
            binding.BindOutput("y", y);
            foreach ((string name, OrtValue[] pair) in OnnxModel.States(cell).Zip(states))
            {
                binding.BindInput(name, pair[turn]);
                binding.BindOutput($"{name}_out", pair[1 - turn]);
            }
            return binding;
        })];

        OrtValue State()
        {
            _states.Add(GC.AllocateArray<float>(cell.Units, pinned: true));
            return Make(_states[^1], 1, 1, cell.Units);
        }
    }

    public string Name => "ONNX Runtime";

    public string Form => "one step a call, IoBinding";

    public int WorksPerCall => _answers.Length / _y.Length;

    public void Run(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            foreach (float[] state in _states)
                state.AsSpan().Clear();
            for (int step = 0; step < WorksPerCall; step++)
            {
                _samples.AsSpan(step * _x.Length, _x.Length).CopyTo(_x);
                _session.RunWithBinding(_runOptions, _bindings[step & 1]);
                _y.CopyTo(_answers.AsSpan(step * _y.Length));
            }
        }
    }

    public float[] Result() => [.. _answers];

    public void Dispose()
    {
        foreach (OrtIoBinding binding in _bindings)
            binding.Dispose();
        foreach (OrtValue value in _values)
            value.Dispose();
        _session.Dispose();
        _runOptions.Dispose();
        _options.Dispose();
    }

    private OrtValue Make(float[] memory, params long[] shape)
    {
        _values.Add(OrtValue.CreateTensorValueFromMemory(memory, shape));
        return _values[^1];
    }
}

using Microsoft.ML.OnnxRuntime;

namespace NetCompiler.Benchmarks.Peers;

/// <summary>ONNX Runtime on one thread, on memory that the caller keeps.</summary>
internal sealed class OnnxRuntimePeer : IContender
{
    private readonly SessionOptions _options = new();
    private readonly RunOptions _runOptions = new();
    private readonly InferenceSession _session;
    private readonly OrtIoBinding? _binding;
    private readonly OrtValue _input;
    private readonly string[] _inputNames = ["x"];
    private readonly string[] _outputNames;
    private readonly OrtValue[] _inputs;
    private readonly OrtValue[] _outputs;
    private readonly float[][] _answers;
    private readonly int _batch, _steps;

    private OnnxRuntimePeer(Net net, int batch, bool gemm, bool prepack, bool binding)
    {
        Form =
            $"{(gemm ? "Gemm" : "MatMul + Add")}, {(prepack ? "prepacked" : "plain")} weights, {(binding ? "IoBinding" : "Run(OrtValue)")}";
        _options.IntraOpNumThreads = 1;
        _options.InterOpNumThreads = 1;
        _options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
        _options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;
        _options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        if (!prepack)
            _options.AddSessionConfigEntry("session.disable_prepacking", "1");
        _session = new InferenceSession(OnnxModel.Write(net, batch, gemm), _options);
        (_batch, _steps) = (batch, net.Output.Width);
        _outputNames = OnnxModel.Outputs(net);
        _answers = [.. net.Widths.Select(width => GC.AllocateArray<float>(batch * width, pinned: true))];
        _input = OrtValue.CreateTensorValueFromMemory(
            net.PeerSamples(batch), [.. OnnxModel.InputShape(net, batch).Select(size => (long)size)]);
        _inputs = [_input];
        _outputs = [.. _answers.Zip(net.Widths, (answers, width) =>
            OrtValue.CreateTensorValueFromMemory(answers, [.. OnnxModel.OutputShape(net, batch, width).Select(size => (long)size)]))];
        if (!binding)
            return;
        _binding = _session.CreateIoBinding();
        _binding.BindInput("x", _input);
        foreach ((string name, OrtValue output) in _outputNames.Zip(_outputs))
            _binding.BindOutput(name, output);
    }

    public string Name => "ONNX Runtime";

    public string Form { get; }

    /// <summary>Every form there is to choose from, all with IoBinding: which one is fastest depends on the shape.</summary>
    public static IReadOnlyList<IContender> Forms(Net net, int batch) =>
    [
        new OnnxRuntimePeer(net, batch, gemm: true, prepack: true, binding: true),
        new OnnxRuntimePeer(net, batch, gemm: true, prepack: false, binding: true),
        new OnnxRuntimePeer(net, batch, gemm: false, prepack: true, binding: true),
        new OnnxRuntimePeer(net, batch, gemm: false, prepack: false, binding: true),
    ];

    /// <summary>The form without IoBinding, to show what that saves.</summary>
    public static IContender WithoutBinding(Net net, int batch) =>
        new OnnxRuntimePeer(net, batch, gemm: true, prepack: true, binding: false);

    public void Run(int calls)
    {
        if (_binding is not null)
        {
            for (int call = 0; call < calls; call++)
                _session.RunWithBinding(_runOptions, _binding);
            return;
        }
        for (int call = 0; call < calls; call++)
            _session.Run(_runOptions, _inputNames, _inputs, _outputNames, _outputs);
    }

    public float[] Result() => _steps > 1 ? Net.SwapFirst(_answers[0], _steps, _batch) :
    [
        .. Enumerable.Range(0, _batch).SelectMany(row =>
            _answers.SelectMany(output => output.Skip(row * output.Length / _batch).Take(output.Length / _batch))),
    ];

    public void Dispose()
    {
        _binding?.Dispose();
        _input.Dispose();
        foreach (OrtValue output in _outputs)
            output.Dispose();
        _session.Dispose();
        _runOptions.Dispose();
        _options.Dispose();
    }
}

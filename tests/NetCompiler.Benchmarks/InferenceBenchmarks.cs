using BenchmarkDotNet.Attributes;
using NetCompiler.Benchmarks.Peers;

namespace NetCompiler.Benchmarks;

/// <summary>Forward passes of the networks that the peers command compares.</summary>
public class InferenceBenchmarks
{
    private IContender? _generated;
    private IContender? _onnxRuntime;
    private IContender? _torch;
    private IContender? _loop;

    /// <summary>The networks with their batch sizes.</summary>
    public static IEnumerable<string> Networks => Works.Inference.Select(work => work.Title);

    /// <summary>The network with its batch size.</summary>
    [ParamsSource(nameof(Networks))]
    public string Network { get; set; } = "";

    /// <summary>Makes the contenders.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Work work = Works.Inference.Single(work => work.Title == Network);
        (Net net, int batch) = (work.Net, work.Batch);
        _generated = new OurInference(work);
        _onnxRuntime = Rounds.Fastest(OnnxRuntimePeer.Forms(net, batch), _ => { });
        _torch = TorchLibrary.Load() is null ? Rounds.Fastest(TorchPeer.Forms(net, batch), _ => { }) : null;
        _loop = new PlainLoop(net, batch);
    }

    /// <summary>Disposes of the contenders.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _generated?.Dispose();
        _onnxRuntime?.Dispose();
        _torch?.Dispose();
        _loop?.Dispose();
    }

    /// <summary>Our generated code.</summary>
    [Benchmark(Baseline = true)]
    public void Generated() => _generated!.Run(1);

    /// <summary>ONNX Runtime with IoBinding, one thread.</summary>
    [Benchmark]
    public void OnnxRuntime() => _onnxRuntime!.Run(1);

    /// <summary>TorchSharp in inference mode, one thread.</summary>
    [Benchmark]
    public void TorchSharp() =>
        (_torch ?? throw new NotSupportedException("TorchSharp does not load here; see run-with-torchsharp.sh.")).Run(1);

    /// <summary>Scalar loops.</summary>
    [Benchmark]
    public void Loop() => _loop!.Run(1);
}

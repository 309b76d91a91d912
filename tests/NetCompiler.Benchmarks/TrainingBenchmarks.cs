using BenchmarkDotNet.Attributes;
using NetCompiler.Benchmarks.Peers;

namespace NetCompiler.Benchmarks;

/// <summary>A training step of 784-512-512-10, batch 128, RMSprop, dropout 0.2.</summary>
public class TrainingBenchmarks
{
    private IContender? _generated;
    private IContender? _torch;

    /// <summary>Makes the contenders.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _generated = new OurTraining(Works.Training);
        _torch = TorchLibrary.Load() is null ? new TorchTraining(Works.Training, dropout: true) : null;
    }

    /// <summary>Disposes of the contenders.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _generated?.Dispose();
        _torch?.Dispose();
    }

    /// <summary>Our generated code on one thread.</summary>
    [Benchmark(Baseline = true)]
    public void Generated() => _generated!.Run(1);

    /// <summary>TorchSharp on one thread.</summary>
    [Benchmark]
    public void TorchSharp() =>
        (_torch ?? throw new NotSupportedException("TorchSharp does not load here; see run-with-torchsharp.sh.")).Run(1);
}

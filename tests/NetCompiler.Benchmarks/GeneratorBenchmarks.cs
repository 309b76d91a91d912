using BenchmarkDotNet.Attributes;
using NetCompiler.Benchmarks.Generator;

namespace NetCompiler.Benchmarks;

/// <summary>The generator itself.</summary>
public class GeneratorBenchmarks
{
    private GeneratorRun? _run;

    /// <summary>The networks.</summary>
    public static IEnumerable<string> Networks => GeneratorSources.ByName.Keys;

    /// <summary>The network.</summary>
    [ParamsSource(nameof(Networks))]
    public string Network { get; set; } = "";

    /// <summary>Makes the project and generates once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _run = new GeneratorRun(GeneratorSources.ByName[Network]);
        _run.RunCold();
    }

    /// <summary>A new driver over a compilation that has bound nothing.</summary>
    [Benchmark]
    public void Cold() => _run!.RunCold();

    /// <summary>One more character elsewhere in the file.</summary>
    [Benchmark]
    public void Keystroke() => _run!.RunAfterKeystroke();
}

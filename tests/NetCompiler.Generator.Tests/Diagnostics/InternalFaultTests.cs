using Microsoft.CodeAnalysis;
using NetCompiler.Generator.Tests.Emission;
using Xunit;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>A fault of the compiler's own stays in the network that it came from.</summary>
public sealed class InternalFaultTests
{
    private const string Good = "[Network(3), Dense(2)] public partial class Good;\n";
    private const string Bad = "[Network(4), Dense(2)] public partial class Bad;";

    /// <summary>A compiler in which one stage fails at the network that is called Bad, by what it is called in the message.</summary>
    private static readonly Dictionary<string, NetworkCompiler> Broken = new()
    {
        ["binding"] = Stages(compiler => new() { Binding = declaration => Fail(declaration.Class.Name, compiler.Binding, declaration) }),
        ["planning"] = Stages(compiler => new() { Planning = network => Fail(network.Class.Name, compiler.Planning, network) }),
        ["comparing weights"] = Stages(compiler => new()
        {
            Weighing = (network, files) => Fail(network.Class.Name, all => compiler.Weighing(network, all), files),
        }),
        ["writing"] = Stages(compiler => new()
        {
            Emission = (plan, weights) => Fail(plan.Network.Class.Name, all => compiler.Emission(all, weights), plan),
        }),
    };

    public static TheoryData<string> Names() => [.. Broken.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stage_that_fails_is_reported_at_its_network_and_leaves_the_others_alone(string stage)
    {
        string source = Good + SurfaceUser.Add(Bad) + SurfaceUser.Add(Good).Replace("Good", "Third").Replace("User", "ThirdUser");
        (GeneratorRunResult result, Compilation output) =
            GeneratorTest.Run(GeneratorTest.Compile(source), GeneratorTest.Driver(Broken[stage]));
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(("NETC0013", "Bad"), (diagnostic.Id, GeneratorTest.TextAt(diagnostic)));
        Assert.StartsWith(
            $"Bad could not be compiled because of a fault in NetCompiler while {stage} " +
            "(FormatException: Seventeen.; at InternalFaultTests.",
            GeneratorTest.Message(diagnostic));
        Assert.Empty(GeneratorTest.Errors(output));
        var files = result.GeneratedSources.ToDictionary(file => file.HintName);
        Assert.Equal(
            [("Bad.g.cs", false), ("Good.g.cs", true), ("Third.g.cs", true)],
            files.Values.Select(file => (file.HintName, GeneratorTest.IsCompiled(file))).Order());
        Assert.Contains("NETC0013: Bad could not be compiled", files["Bad.g.cs"].SourceText.ToString());
    }

    [Fact]
    public void A_check_that_fails_after_the_code_was_written_is_reported_as_well()
    {
        int calls = 0;
        var compiler = new NetworkCompiler
        {
            Binding = declaration => calls++ == 0 ? Generator.Binding.Binder.Bind(declaration) : throw new FormatException("Seventeen."),
        };
        GeneratorRunResult result = GeneratorTest.Run(GeneratorTest.Compile(Bad), GeneratorTest.Driver(compiler)).Result;
        Assert.Contains("while checking (FormatException: Seventeen.", GeneratorTest.Message(Assert.Single(result.Diagnostics)));
    }

    /// <summary>That the user has typed on is no fault.</summary>
    [Fact]
    public void Cancellation_passes_through()
    {
        using var source = new CancellationTokenSource();
        var compiler = new NetworkCompiler { Planning = _ => { source.Cancel(); throw new OperationCanceledException(source.Token); } };
        Assert.ThrowsAny<OperationCanceledException>(
            () => GeneratorTest.Driver(compiler).RunGenerators(GeneratorTest.Compile(Bad), source.Token));
    }

    private static NetworkCompiler Stages(Func<NetworkCompiler, NetworkCompiler> broken) => broken(new NetworkCompiler());

    private static TResult Fail<T, TResult>(string network, Func<T, TResult> stage, T input) =>
        network == "Bad" ? throw new FormatException("Seventeen.") : stage(input);
}

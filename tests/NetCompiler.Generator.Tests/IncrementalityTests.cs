using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Xunit;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace NetCompiler.Generator.Tests;

/// <summary>What an edit makes the generator do again.</summary>
public sealed class IncrementalityTests
{
    private const string Network = "[Network(4), Dense(3), ReLU, Dense(2)] partial class Net { }";

    /// <summary>Expected reasons of the steps for the first network of a file.</summary>
    public sealed record StepReasons(
        IncrementalStepRunReason Parse, IncrementalStepRunReason Declare, IncrementalStepRunReason Bind, IncrementalStepRunReason Plan,
        IncrementalStepRunReason Output)
    {
        public static readonly StepReasons Untouched = new(Cached, Cached, Cached, Cached, Cached);
        public static readonly StepReasons Moved = Untouched with { Parse = Modified, Declare = Unchanged };
        public static readonly StepReasons Reworded = Untouched with { Parse = Modified, Declare = Modified, Bind = Unchanged };
        public static readonly StepReasons Changed = new(Modified, Modified, Modified, Modified, Modified);
    }

    public static TheoryData<string, string, StepReasons> Edits() => new()
    {
        { "nothing", Network, StepReasons.Untouched },
        { "a comment behind", Network + " // Done.", StepReasons.Untouched },
        { "a member", Network.Replace("{ }", "{ int _member; }"), StepReasons.Untouched },
        { "a class behind", Network + " class Other { void M() { } }", StepReasons.Untouched },
        { "a second network", Network + " [Network(4), Dense(2)] partial class Second;", StepReasons.Untouched },
        { "a comment above", "// Mine.\n" + Network, StepReasons.Moved },
        { "a class above", "class Other;\n" + Network, StepReasons.Moved },
        { "lines between attributes", Network.Replace(", Dense(2)", "]\n[Dense(2)"), StepReasons.Moved },
        { "a default written out", Network.Replace("Dense(2)", "Dense(2, UseBias = true)"), StepReasons.Reworded },
        { "a budget that suffices", Network.Replace("Network(4)", "Network(4, MaxParameters = 1000)"), StepReasons.Reworded },
        {
            "memory that suffices", Network.Replace("Network(4)", "Network(4, MaxMemory = 10_000)"),
            StepReasons.Changed with { Output = Cached }
        },
        { "a width", Network.Replace("Dense(3)", "Dense(5)"), StepReasons.Changed },
        { "layers exchanged", "[Network(4), Dense(2), ReLU, Dense(3)] partial class Net { }", StepReasons.Changed },
        { "the name", Network.Replace("Net ", "Nets "), StepReasons.Changed },
        { "the namespace", "namespace A; " + Network, StepReasons.Changed },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void An_edit_runs_no_more_than_it_must(string edit, string source, StepReasons expected)
    {
        Assert.NotEmpty(edit);
        Compilation before = GeneratorTest.Compile(Network);
        GeneratorDriver driver = GeneratorTest.Driver().RunGenerators(before, TestContext.Current.CancellationToken);
        Compilation after = before.ReplaceSyntaxTree(before.SyntaxTrees.Single(), GeneratorTest.Parse(source));
        GeneratorRunResult result = driver.RunGenerators(after, TestContext.Current.CancellationToken).GetRunResult().Results[0];

        Assert.Empty(result.Diagnostics);
        Assert.Equal(expected, new StepReasons(
            Reason(NetworkGenerator.Steps.Parse), Reason(NetworkGenerator.Steps.Declare), Reason(NetworkGenerator.Steps.Bind),
            Reason(NetworkGenerator.Steps.Plan),
            result.TrackedOutputSteps.SelectMany(step => step.Value).First().Outputs[0].Reason));

        IncrementalStepRunReason Reason(string step) => result.TrackedSteps[step][0].Outputs[0].Reason;
    }

    [Fact]
    public void Networks_whose_names_differ_only_in_case_have_files_of_their_own()
    {
        GeneratorRunResult result = GeneratorTest.Run(
            "[Network(2), Dense(1)] partial class Xor; [Network(2), Dense(1)] partial class XOR; [Network(2), Dense(1)] partial "
                + "class @and;");
        Assert.Equal(
            ["XOR.1.g.cs", "Xor.2.g.cs", "and.g.cs"],
            result.GeneratedSources.Select(source => source.HintName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_edit_in_another_file_runs_nothing()
    {
        Compilation before = GeneratorTest.Compile(Network);
        GeneratorDriver driver = GeneratorTest.Driver().RunGenerators(before, TestContext.Current.CancellationToken);
        Compilation after = before.AddSyntaxTrees(GeneratorTest.Parse("class Other;", "Other.cs"));
        GeneratorRunResult result = driver.RunGenerators(after, TestContext.Current.CancellationToken).GetRunResult().Results[0];
        Assert.All(
            result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs),
            output => Assert.Equal(Cached, output.Reason));
    }

    [Theory]
    [InlineData("[Block, Dense(5), ReLU] class Hidden;", Modified)]
    [InlineData("// Mine.\n[Block]\n[Dense(3), ReLU]\nclass Hidden { int _member; }", Unchanged)]
    public void A_block_in_another_file_regenerates_its_users_alone(string edited, IncrementalStepRunReason user)
    {
        Compilation before = GeneratorTest
            .Compile("[Network(4), Use<Hidden>, Dense(2)] partial class User; [Network(4), Dense(2)] partial class Other;")
            .AddSyntaxTrees(GeneratorTest.Parse("[Block, Dense(3), ReLU] class Hidden;", "Block.cs"));
        GeneratorDriver driver = GeneratorTest.Driver().RunGenerators(before, TestContext.Current.CancellationToken);
        Compilation after = before.ReplaceSyntaxTree(before.SyntaxTrees.Last(), GeneratorTest.Parse(edited, "Block.cs"));
        GeneratorRunResult result = driver.RunGenerators(after, TestContext.Current.CancellationToken).GetRunResult().Results[0];

        Assert.Empty(result.Diagnostics);
        Assert.Equal(
            [user, Cached],
            result.TrackedSteps[NetworkGenerator.Steps.Declare].SelectMany(step => step.Outputs).Select(output => output.Reason));
        Assert.Equal(
            [user == Modified ? Modified : Cached, Cached],
            result.TrackedSteps[NetworkGenerator.Steps.Emit].SelectMany(step => step.Outputs).Select(output => output.Reason));
    }

    [Fact]
    public void A_squiggle_moves_with_its_network_while_the_source_stays()
    {
        const string Doubtful = "[Network(4), Dense(3), Dense(2)] partial class Net;";
        Compilation before = GeneratorTest.Compile(Doubtful);
        GeneratorDriver driver = GeneratorTest.Driver().RunGenerators(before, TestContext.Current.CancellationToken);
        Compilation after = before.ReplaceSyntaxTree(before.SyntaxTrees.Single(), GeneratorTest.Parse("// Mine.\n" + Doubtful));
        GeneratorRunResult result = driver.RunGenerators(after, TestContext.Current.CancellationToken).GetRunResult().Results[0];

        Assert.Equal(2, Assert.Single(result.Diagnostics).Location.GetLineSpan().StartLinePosition.Line);
        Assert.Equal(Cached, result.TrackedSteps[NetworkGenerator.Steps.Plan][0].Outputs[0].Reason);
    }

    [Fact]
    public void No_step_keeps_a_compilation_in_memory()
    {
        GeneratorRunResult result = GeneratorTest.Run(
            Network
                + " [Network(4), Dense(3), Dense(0)] partial class Wrong; [Network(4), Dense(2)] class Unfit; [Dense(2)] class LayersOnly; "
                + "[Block, Dense(Hidden.Units), ReLU] class Hidden { public const int Units = 3; } [Network(4), Use<Hidden>(2), Dense(1)] "
                + "partial class User; [Block, Dense(0)] class WrongBlock;");
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        string[] steps = [
            NetworkGenerator.Steps.Parse, NetworkGenerator.Steps.Declare, NetworkGenerator.Steps.Bind, NetworkGenerator.Steps.Plan,
            NetworkGenerator.Steps.Diagnose, NetworkGenerator.Steps.FindLayersOnly, NetworkGenerator.Steps.ParseBlocks];
        foreach (string step in steps)
        {
            Assert.NotEmpty(result.TrackedSteps[step]);
            foreach (object output in GeneratorTest.Outputs<object>(result, step))
                Walk(output, step);
        }

        void Walk(object? value, string path)
        {
            if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
                return;
            Assert.False(
                value is ISymbol or Compilation or SyntaxNode or SyntaxTree or Location or SemanticModel or Delegate,
                $"{path} holds a {value.GetType()}");
            if (value is Array array)
                foreach (object? item in (IEnumerable)array)
                    Walk(item, path + "[]");
            for (Type? type = value.GetType(); type is not null && !value.GetType().IsArray; type = type.BaseType)
                foreach (FieldInfo field in type.GetFields(
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    Walk(field.GetValue(value), $"{path}.{field.Name}");
        }
    }
}

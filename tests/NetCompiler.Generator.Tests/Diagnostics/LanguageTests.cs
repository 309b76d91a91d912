using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetCompiler.Generator.Parsing;
using NetCompiler.Generator.Tests.Emission;
using Xunit;

namespace NetCompiler.Generator.Tests.Diagnostics;

/// <summary>Projects with a language version of their own.</summary>
public sealed class LanguageTests
{
    private const string Network = "[Network(4), Dense(2)] public partial class Net { }";

    /// <summary>C# 7.2 is the first that knows spans, which are in the members.</summary>
    [Theory]
    [InlineData(LanguageVersion.CSharp7_2, "7.2")]
    [InlineData(LanguageVersion.CSharp7_3, "7.3")]
    [InlineData(LanguageVersion.CSharp8, "8")]
    [InlineData(LanguageVersion.CSharp9, "9")]
    [InlineData(LanguageVersion.CSharp10, "10")]
    [InlineData(LanguageVersion.CSharp11, "11")]
    public void An_older_one_is_reported_and_nothing_else(LanguageVersion language, string name)
    {
        (GeneratorRunResult result, Compilation output) =
            GeneratorTest.Run(GeneratorTest.Compile(SurfaceUser.Add(Network), language), GeneratorTest.Driver(language));
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(("NETC0015", "Net"), (diagnostic.Id, GeneratorTest.TextAt(diagnostic)));
        Assert.Equal(
            $"The project is compiled as C# {name}, but what the compiler writes for Net needs C# 12: " +
            "remove LangVersion from the project, or set it to 12 or later", GeneratorTest.Message(diagnostic));
        Assert.DoesNotContain(
            output.GetDiagnostics(TestContext.Current.CancellationToken), other => other.Severity >= DiagnosticSeverity.Warning);
    }

    /// <summary>What is promised is what is written.</summary>
    [Theory]
    [MemberData(nameof(CompilationTests.Networks), MemberType = typeof(CompilationTests))]
    public void The_oldest_that_is_accepted_compiles_what_is_written(string source)
    {
        const LanguageVersion Oldest = ClassChecker.OldestLanguage;
        (GeneratorRunResult result, Compilation output) =
            GeneratorTest.Run(GeneratorTest.Compile(source, Oldest), GeneratorTest.Driver(Oldest));
        Assert.Empty(result.Diagnostics);
        Assert.Empty(GeneratorTest.Errors(output));
    }
}

using Microsoft.CodeAnalysis;
using Xunit;

namespace NetCompiler.Generator.Tests.Parsing;

/// <summary>Classes may be called whatever C# allows, and stand wherever it allows.</summary>
public sealed class NameTests
{
    private const string Network = "[Network(4), Dense(2)] ";

    [Theory]
    [InlineData("partial class \\u0041b", "Ab.g.cs")]
    [InlineData("partial class @class", "class.g.cs")]
    [InlineData("partial class @Plain", "Plain.g.cs")]
    [InlineData("partial class @record", "record.g.cs")]
    [InlineData("partial class await", "await.g.cs")]
    [InlineData("partial class Gr\u00f6\u00dfe", "Gr\u00f6\u00dfe.g.cs")]
    [InlineData("partial class \u7f51\u7edc", "\u7f51\u7edc.g.cs")]
    [InlineData("partial class A\u0300", "A_.g.cs")]
    [InlineData("partial class A\u200dB", "AB.g.cs")]
    [InlineData("partial class _", "_.g.cs")]
    public void A_name_may_be_written_in_any_way(string declaration, string file) => Compiles($"{Network}{declaration};", file);

    [Theory]
    [InlineData("namespace \\u0041.@class { partial class \\u0042 { partial class @new { # partial class N; } } }", "A.class.B.new.N.g.cs")]
    [InlineData("namespace A.B; # partial class Net;", "A.B.Net.g.cs")]
    [InlineData("namespace A { namespace B { # partial class Net; } }", "A.B.Net.g.cs")]
    [InlineData("partial interface IOuter { partial record struct R(int X) { # internal partial class Net; } }", "IOuter.R.Net.g.cs")]
    [InlineData("System.Console.WriteLine(Net.Summary); # partial class Net;", "Net.g.cs")]
    public void A_class_may_stand_anywhere(string source, string file) => Compiles(source.Replace("# ", Network), file);

    [Fact]
    public void A_long_name_has_a_file_name_that_fits()
    {
        string space = string.Join(".", Enumerable.Repeat("Namespace", 40)), name = new('N', 500);
        string[] files = Compiles(
            $"namespace {space} {{ {Network} partial class {name}A; {Network} partial class {name}B; }} " +
            $"namespace Other {{ {Network} partial class {name}A; }}");
        Assert.Equal(3, files.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(files, file => Assert.InRange(file.Length, 5, 100));
    }

    [Fact]
    public void Classes_of_one_name_have_files_of_their_own() => Assert.Equal(
        ["A.Net.g.cs", "Net.1.g.cs", "Net.2.g.cs", "Net_1.g.cs", "Net_2.g.cs"],
        Files(
            $"{Network} partial class Net; {Network} partial struct Net; {Network} partial class Net<T>; " +
            $"{Network} partial class Net<T, U>; namespace A {{ {Network} partial class Net; }}"));

    /// <summary>What has no name yet has no file.</summary>
    [Theory]
    [InlineData(Network + "partial class")]
    [InlineData(Network + "partial class {")]
    [InlineData("namespace A. ; " + Network + "partial class Net;")]
    [InlineData("namespace { " + Network + "partial class Net; }")]
    [InlineData("partial class { " + Network + "partial class Net; }")]
    [InlineData(Network + "partial enum Net { }")]
    [InlineData(Network + "partial interface Net { }")]
    [InlineData(Network + "delegate void Net();")]
    public void What_cannot_be_spoken_of_gets_nothing(string source)
    {
        GeneratorRunResult result = GeneratorTest.Run(source);
        Assert.Empty(result.GeneratedSources);
        Assert.DoesNotContain(result.Diagnostics, diagnostic => diagnostic.Id == "NETC0013");
    }

    /// <summary>One of its parts has the layers; another file has the others.</summary>
    [Fact]
    public void A_class_may_be_in_several_files_without_a_path()
    {
        Compilation compilation = GeneratorTest.Compile("class Unrelated;").AddSyntaxTrees(
            GeneratorTest.Parse("partial class Net { int Mine; }", ""), GeneratorTest.Parse("\n" + Network + "partial class Net;", ""),
            GeneratorTest.Parse("\n\n\n[Network(4), Dense(0)] partial class Other;", ""));
        GeneratorRunResult result = GeneratorTest.Run(compilation).Result;
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Same(compilation.SyntaxTrees.Last(), diagnostic.Location.SourceTree);
        Assert.Equal(["Net.g.cs", "Other.g.cs"], result.GeneratedSources.Select(file => file.HintName).Order());
    }

    /// <summary>The surface of a class that failed is generic as the class is.</summary>
    [Theory]
    [InlineData("partial class Outer<@in, T> where T : class { # partial class Net; }")]
    [InlineData("partial class Net<T> where T : new() { } # partial class Net<T>;")]
    [InlineData("partial struct Outer<T> { partial record Inner<U> { # partial class Net<V>; } }")]
    public void Generic_classes_keep_their_type_parameters(string source)
    {
        (GeneratorRunResult result, Compilation output) = GeneratorTest.Run(GeneratorTest.Compile(source.Replace("# ", Network)));
        Assert.All(result.Diagnostics, diagnostic => Assert.Equal("NETC0002", diagnostic.Id));
        Assert.Empty(GeneratorTest.Errors(output));
        Assert.Equal(2, output.SyntaxTrees.Count());
    }

    private static void Compiles(string source, string file) => Assert.Equal([file], Compiles(source));

    private static string[] Compiles(string source)
    {
        bool isProgram = source.StartsWith("System.", StringComparison.Ordinal);
        Compilation compilation = GeneratorTest.Compile(source);
        if (isProgram)
            compilation = compilation.WithOptions(compilation.Options.WithOutputKind(OutputKind.ConsoleApplication));
        (GeneratorRunResult result, Compilation output) = GeneratorTest.Run(compilation);
        Assert.Empty(result.Diagnostics);
        Assert.All(result.GeneratedSources, generated => Assert.True(GeneratorTest.IsCompiled(generated)));
        Assert.Empty(GeneratorTest.Errors(output));
        return [.. result.GeneratedSources.Select(generated => generated.HintName)];
    }

    private static IEnumerable<string> Files(string source) =>
        GeneratorTest.Run(source).GeneratedSources.Select(file => file.HintName).Order(StringComparer.Ordinal);
}

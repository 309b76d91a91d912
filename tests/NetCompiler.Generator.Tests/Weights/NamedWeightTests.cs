using System.Globalization;
using Microsoft.CodeAnalysis;
using Xunit;

namespace NetCompiler.Generator.Tests.Weights;

/// <summary>Which class takes a weight file: by the item that names the class, or by <c>[Weights]</c> that names the file.</summary>
public sealed class NamedWeightTests
{
    internal const string Named = "[Network(4), Dense(3), ReLU, Dense(2)] [Weights(\"weights/net.safetensors\")] partial class Net;";

    [Fact]
    public void A_file_for_a_class_that_does_not_exist_is_reported()
    {
        GeneratorRunResult result = WeightTests.Run(WeightTests.Source, WeightText.Of(WeightText.Tensors(WeightTests.Good), "Nets"));
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(
            (
                "NETC3007",
                "NetworkWeights gives net.safetensors to the network 'Nets', but no class with [Network] in this project has that name: "
                    + "correct Network=\"...\", which takes the class's name, with its namespace where that is needed"),
            (diagnostic.Id, diagnostic.GetMessage(CultureInfo.InvariantCulture)));
        Assert.Equal("/project/net.safetensors", diagnostic.Location.GetLineSpan().Path);
        Assert.DoesNotContain("Pretrained", Assert.Single(result.GeneratedSources).SourceText.ToString());
        Assert.DoesNotContain(
            WeightTests.Run(WeightTests.Source.Replace("partial ", ""), WeightText.Missing("Nets")).Diagnostics,
            other => other.Id == "NETC3007");
    }

    [Theory]
    [InlineData("", "weights/net.safetensors")]
    [InlineData("", "weights\\net.safetensors")]
    [InlineData("", "./weights/net.safetensors")]
    [InlineData("Net", "weights/net.safetensors")]
    public void The_class_names_the_file(string network, string file)
    {
        GeneratorRunResult result = WeightTests.Run(
            Named + WeightTests.Source.Replace("Net;", "Other;"), WeightText.Of(WeightText.Tensors(WeightTests.Good), network, file));
        Assert.Empty(result.Diagnostics);
        Assert.Contains("Pretrained", result.GeneratedSources.Single(source => source.HintName == "Net.g.cs").SourceText.ToString());
        Assert.DoesNotContain(
            "Pretrained", result.GeneratedSources.Single(source => source.HintName == "Other.g.cs").SourceText.ToString());
    }

    [Fact]
    public void A_file_that_the_class_names_must_be_listed()
    {
        Check(
            "NETC3010: \"weights/net.safetensors\" is not among the project's weight files, so it is not in the assembly: add "
                + "<NetworkWeights Include=\"weights/net.safetensors\" /> to an <ItemGroup> of the project",
            WeightTests.Run(Named));
        Check(
            "NETC3010: \"weights/net.safetensors\" is not among the project's weight files (net.safetensors), so it is not in the "
                + "assembly: add <NetworkWeights Include=\"weights/net.safetensors\" /> to an <ItemGroup> of the project",
            WeightTests.Run(Named, WeightText.Of(WeightText.Tensors(WeightTests.Good))));

        static void Check(string message, GeneratorRunResult result)
        {
            Diagnostic diagnostic = Assert.Single(result.Diagnostics);
            Assert.Equal(message, $"{diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}");
            Assert.Equal(
                "\"weights/net.safetensors\"",
                diagnostic.Location.SourceTree!.ToString()
                    .Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
            Assert.Contains(
                "throw new global::NetCompiler.NetworkFileException", Assert.Single(result.GeneratedSources).SourceText.ToString());
        }
    }

    [Fact]
    public void The_file_that_the_class_names_is_compared()
    {
        Diagnostic diagnostic =
            Assert.Single(
                WeightTests.Run(Named, WeightText.Of(WeightText.Tensors(WeightTests.Good[..3]), "", "weights/net.safetensors")).Diagnostics)
                ;
        Assert.Equal("NETC3003", diagnostic.Id);
        diagnostic = Assert.Single(
            WeightTests.Run(
                Named, WeightText.Of(WeightText.Tensors(WeightTests.Good), "", "weights/net.safetensors"),
                WeightText.Of(WeightText.Tensors(WeightTests.Good), "Net", "b.safetensors")).Diagnostics);
        Assert.Equal("NETC3008", diagnostic.Id);
    }

    [Fact]
    public void A_file_that_no_class_takes_is_reported()
    {
        Diagnostic diagnostic =
            Assert.Single(WeightTests.Run(WeightTests.Source, WeightText.Of(WeightText.Tensors(WeightTests.Good), "")).Diagnostics);
        Assert.Equal(
            (
                "NETC3011",
                "NetworkWeights puts net.safetensors into the assembly, but no network takes it: write [Weights(\"net.safetensors\")] at "
                    + "the class, or Network=\"...\" with the class's name on the item"),
            (diagnostic.Id, diagnostic.GetMessage(CultureInfo.InvariantCulture)));
        Assert.Equal("/project/net.safetensors", diagnostic.Location.GetLineSpan().Path);
    }

    [Fact]
    public void What_must_be_written_is_said_as_the_project_and_the_class_need_it()
    {
        string unlisted = Message(WeightTests.Run(Named.Replace("net.safe", "a;b's 50% $(c) @(d) $e & <f>.safe")));
        Assert.StartsWith("\"weights/a;b's 50% $(c) @(d) $e & <f>.safetensors\" is not among", unlisted, StringComparison.Ordinal);
        const string Item = "add <NetworkWeights Include=\"weights/a%3Bb's 50%25 %24(c) %40(d) $e &amp; &lt;f&gt;.safetensors\" /> to";
        Assert.Contains(Item, unlisted, StringComparison.Ordinal);
        string unused = Message(
            WeightTests.Run(WeightTests.Source, WeightText.Of(WeightText.Tensors(WeightTests.Good), "", "weights\\a \"b\".safetensors")));
        Assert.Contains("write [Weights(\"weights/a \\\"b\\\".safetensors\")] at the class", unused, StringComparison.Ordinal);

        static string Message(GeneratorRunResult result) => Assert.Single(result.Diagnostics).GetMessage(CultureInfo.InvariantCulture);
    }
}

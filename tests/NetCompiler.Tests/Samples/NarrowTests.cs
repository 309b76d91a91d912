using Mnist;
using Shared;
using Spectre.Console;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>What samples say on terminals that are narrower than they are used to.</summary>
public class NarrowTests
{
    private const string Prose =
        "Both networks on both splits; by writer: the last 360 digits are from people whose writing the networks have never seen";

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    public void LinesEndBetweenWordsAndLoseNone(int width)
    {
        var written = new StringWriter();
        using (var narrow = new NarrowWriter(written, width))
        {
            narrow.WriteLine(Prose);
            narrow.WriteLine(MnistCnn.Summary);
            narrow.Write("short");
            narrow.Flush();
        }
        string text = written.ToString();
        Assert.All(Lines(text), line => Assert.InRange(line.Length, 0, width));
        string[] all = [.. Words(Prose), .. Words(MnistCnn.Summary), "short"];
        Assert.Equal(all.Where(IsWord), Words(text).Where(IsWord));
    }

    [Fact]
    public void ProgressGoesThroughAsItIs()
    {
        var written = new StringWriter();
        using var narrow = new NarrowWriter(written, 20);
        new ConsoleProgress(narrow, inPlace: true, width: 21).Report(
            new(1, 2, 5, 10, ["loss"], [0.5], TimeSpan.FromSeconds(1), IsEpochEnd: false));
        Assert.Equal("\rEpoch 1/2  5/10", written.ToString());
    }

    [Fact]
    public void WhatFollowsIsIndentedFurther() =>
        Assert.Equal(["  one two", "    three", "    four"], NarrowWriter.Fold("  one  two   three four", 11));

    [Fact]
    public void AWideTableIsATable()
    {
        string[] lines = Write(80);
        Assert.Contains(lines, line => line.Contains("│ perceptron │", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void ANarrowOneKeepsItsWords()
    {
        string[] lines = Write(40);
        Assert.DoesNotContain(lines, line => line.Contains('│', StringComparison.Ordinal));
        Assert.Contains("perceptron", lines);
        Assert.Contains("  Shuffled: 97.13 (96.1-98.1)", lines);
        Assert.Contains("  Remark: [the] best of all that were", lines);
        Assert.Single(lines, line => line.StartsWith("  By writer:", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 40));
    }

    private static string[] Write(int width)
    {
        var written = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(written) });
        console.Profile.Width = width;
        var sheet = new Sheet("Network", "Parameters", "Shuffled", "By writer", "Remark") { Numbers = ["Parameters"], Caption = Prose };
        sheet.Add("perceptron", "50,826", "97.13 (96.1-98.1)", "93.06 (92.8-93.6)", "[the] best of all that were tried here");
        sheet.Add("gain", "", "+1.30", "", "");
        sheet.WriteTo(console);
        return Lines(written.ToString());
    }

    private static string[] Lines(string text) =>
        [.. text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())];

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static bool IsWord(string word) => !word.All(character => character == '-');
}

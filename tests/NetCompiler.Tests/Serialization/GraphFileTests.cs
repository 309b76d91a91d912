using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Files of networks that are no chains.</summary>
public sealed class GraphFileTests
{
    private static readonly string[] Names =
    [
        "body/pretrained_block_1/dense_1/kernel", "body/pretrained_block_1/dense_1/bias", "body/pretrained_block_1/dense_2/kernel",
        "body/pretrained_block_1/dense_2/bias", "body/pretrained_block_2/dense_1/kernel", "body/pretrained_block_2/dense_1/bias",
        "body/pretrained_block_2/dense_2/kernel", "body/pretrained_block_2/dense_2/bias", "twin/kernel", "twin/bias", "dense_2/kernel",
        "dense_2/bias", "dense_3/kernel", "dense_3/bias",
    ];

    /// <summary>Blocks stand in the names, and a tensor that is used twice is there once.</summary>
    [Fact]
    public void A_file_has_every_tensor_once_by_its_full_name()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.File("net.safetensors");
        new PretrainedGraph(seed: 1).Save(path);
        string header = File.ReadAllText(path)[8..];
        header = header[..header.IndexOf("}}", StringComparison.Ordinal)];
        Assert.Equal(
            Names.Order(StringComparer.Ordinal),
            Regex.Matches(header, "\"([a-z_0-9/]+)\":\\s*\\{\"dtype\"").Select(match => match.Groups[1].Value)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_net_from_the_assembly_is_the_net_from_the_file()
    {
        PretrainedGraph loaded = PretrainedGraph.Load(Committed()), embedded = PretrainedGraph.LoadPretrained();
        Assert.Equal(Bits(loaded.Compiled.Weights), Bits(embedded.Compiled.Weights));
        Assert.Equal(Answers(loaded), Answers(embedded));
        Assert.Equal(Answers(loaded), Answers(PretrainedGraph.Pretrained));
    }

    [Fact]
    public void A_watched_file_is_loaded_when_it_is_replaced()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.File("net.safetensors");
        PretrainedGraph net = new(seed: 1), other = new(seed: 2);
        float[] before = Answers(net);
        using var loaded = new SemaphoreSlim(0);
        using (net.Watch(path, () => loaded.Release(), failure => Assert.Fail(failure.ToString())))
        {
            other.Save(path);
            Assert.True(loaded.Wait(TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken));
        }
        Assert.Equal(Answers(other), Answers(net));
        Assert.NotEqual(before, Answers(net));
    }

    private static string Committed([CallerFilePath] string test = "") =>
        Path.Combine(Path.GetDirectoryName(test)!, "Files", "graph.safetensors");

    /// <summary>The answers to one sample, by the call with a span for each input and output, which are those of whole rows.</summary>
    private static float[] Answers(PretrainedGraph net)
    {
        float[] row = [.. Enumerable.Range(0, 9).Select(i => MathF.Cos(i))];
        float[] steering = new float[2], gear = new float[3];
        net.Predict(row.AsSpan(0, 7), row.AsSpan(7), steering, gear);
        float[] answers = [.. steering, .. gear];
        Assert.Equal(net.Predict(row), answers);
        return answers;
    }

    private static int[] Bits(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, int>(values).ToArray();
}

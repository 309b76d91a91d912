using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Bits;
using Microsoft.CodeAnalysis;
using Xunit;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>The file <c>Streams.cs</c> of the program Bits, whose hashes the JIT, native code and other machines are held to: stacks by
/// their seeds, each with its hash with fused multiply-adds and with rounded ones.</summary>
internal sealed partial record StreamProgram(IReadOnlyList<StreamProgram.Stream> Streams)
{
    /// <summary>A stack's seed and hashes.</summary>
    public sealed record Stream(int Seed, ulong Fused, ulong Rounded);

    /// <summary>What the file holds now.</summary>
    public static string File => System.IO.File.ReadAllText(Path);

    /// <summary>The networks without their classes.</summary>
    public IEnumerable<string> Chains => Streams.Select(stream => RandomStreams.Draw(stream.Seed));

    /// <summary>What the file must hold.</summary>
    public string Text =>
        $$"""
        using NetCompiler;

        namespace Bits;

        /// <summary>Stacks that were drawn by seed, and written here, by <c>RandomStreamTests</c> of NetCompiler.Generator.Tests.</summary>
        internal static class Streams
        {
            /// <summary>As <see cref="Works.All"/>.</summary>
            public static readonly (string Name, ulong Fused, ulong Rounded, Func<ulong> Hash)[] All =
            [
        {{string.Concat(Streams.Select(Row))}}    ];
        }

        """ + string.Concat(Streams.Select(stream =>
            $"\n{RandomStreams.Draw(stream.Seed)}internal sealed partial class Stream{Number(stream.Seed)};\n"));

    private static string Path { get; } =
        System.IO.Path.GetFullPath(System.IO.Path.Combine(Folder(), "../../NetCompiler.Package.Tests/Programs/Bits/Streams.cs"));

    [GeneratedRegex(@"\(""stream-(\d+)"", 0x(\w{16}), 0x(\w{16}),")]
    private static partial Regex Rows { get; }

    /// <summary>The streams of the file.</summary>
    public static StreamProgram Read() => new(
    [
        .. Rows.Matches(File).Select(row => new Stream(
            int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture), Hash(row.Groups[2].Value), Hash(row.Groups[3].Value))),
    ]);

    /// <summary>Writes so many streams, the first that are accepted without a complaint and whose answers are not all alike, with the
    /// hashes of this machine; the others of their two hashes are those that the file has.</summary>
    public static void Write(int count)
    {
        int[] seeds = [.. Enumerable.Range(1, 10 * count).Where(IsQuiet).Take(2 * count)];
        Assembly assembly = RandomNetworkTests.Compile("StreamProgram", string.Concat(
            seeds.Select(seed => $"{RandomStreams.Draw(seed)} public partial class Stream{Number(seed)};\n")));
        var old = Read().Streams.ToDictionary(stream => stream.Seed);
        var streams = new List<Stream>();
        foreach (int seed in seeds)
        {
            Type type = assembly.GetType($"Stream{Number(seed)}", throwOnError: true)!;
            var network = (INetwork)Activator.CreateInstance(type, seed)!;
            ulong hash = StreamBits.Of(network);
            if (IsAlike(network.Compiled))
                continue;
            Stream before = old.GetValueOrDefault(seed) ?? new Stream(seed, 0, 0);
            streams.Add(NetworkInfo.IsBitExact ? before with { Fused = hash } : before with { Rounded = hash });
            if (streams.Count == count)
                break;
        }
        System.IO.File.WriteAllText(Path, new StreamProgram(streams).Text);
    }

    /// <summary>Some networks give answers at some steps only, some read words, some know lengths, attend, say positions.</summary>
    public static void AssertVaried(IEnumerable<string> chains) =>
        Assert.All(
            new[] { "Strides = 2|MaxPool1D\\(2\\)", "Embedding\\(11", "Lengths", "MultiHeadAttention", "Position", "LSTM", "Conv1D" },
            kind => Assert.Contains(chains, chain => Regex.IsMatch(chain, kind)));

    private static bool IsQuiet(int seed) => GeneratorTest.Run($"{RandomStreams.Draw(seed)} public partial class N;").Diagnostics.IsEmpty;

    /// <summary>As they are behind a ReLU whose inputs are all negative.</summary>
    private static bool IsAlike(CompiledNetwork network) =>
        network.Predict(Inputs.Whole(network.Info, Inputs.Numbers(network.Info.InputLength))).Distinct().Count() < 3;

    private static string Row(Stream stream)
    {
        string seed = Number(stream.Seed);
        return $"        (\"stream-{seed}\", 0x{stream.Fused:X16}, 0x{stream.Rounded:X16}, "
            + $"() => StreamBits.Of(new Stream{seed}(seed: {seed}))),\n";
    }

    private static string Number(int seed) => seed.ToString(CultureInfo.InvariantCulture);

    private static ulong Hash(string digits) => ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static string Folder([CallerFilePath] string file = "") => System.IO.Path.GetDirectoryName(file)!;
}

using System.Globalization;
using System.Reflection;
using System.Text;
using Bits;
using Xunit;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>Stacks that nobody thought of: a whole sequence, its steps, and blocks of any size have the same bits, however many streams are
/// under way at once. Some here, others as native code and on other machines by the program of <see cref="StreamProgram"/>.</summary>
public class RandomStreamTests
{
    private const int Networks = 7;

    /// <summary>Far from the seeds of the program.</summary>
    private const int FirstSeed = 2000;

    /// <summary>What goes over steps here, where others are of dense layers: each step as an image, and that as a sequence.</summary>
    private const string Seen =
        "[Block, Dense(24), Tanh, Reshape(4, 3, 2), Conv2D(5, 2), SiLU, Reshape(6, 5), GRU(Seen.Units, ReturnSequences = true), "
        + "Conv1D(Seen.Units, 3), GlobalMaxPool] public sealed class Seen { public const int Units = 3; }\n";

    [Fact]
    public void Whole_sequences_steps_and_blocks_have_the_same_bits()
    {
        string[] chains =
        [
            .. Enumerable.Range(FirstSeed, 4 * Networks).Select(seed => OverSteps(RandomStreams.Draw(seed)))
                .Where(chain => RandomNetworkTests.IsAccepted(Seen + chain)).Take(Networks),
        ];
        Assert.Equal(Networks, chains.Length);
        Assembly assembly = RandomNetworkTests.Compile(
            "RandomStreams", Seen + string.Concat(chains.Select((chain, i) => $"{chain} public partial class N{i};\n")));
        var wrong = new StringBuilder();
        for (int i = 0; i < chains.Length; i++)
        {
            try
            {
                string name = $"N{i.ToString(CultureInfo.InvariantCulture)}";
                StreamBits.Of((INetwork)Activator.CreateInstance(assembly.GetType(name, throwOnError: true)!, i)!);
            }
            catch (Exception exception) when (exception is InvalidOperationException or AggregateException)
            {
                wrong.AppendLine(CultureInfo.InvariantCulture, $"{chains[i]}{exception.Message}");
            }
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
        StreamProgram.AssertVaried(chains);
        Assert.Contains(chains, chain => chain.Contains("TimeDistributed", StringComparison.Ordinal));
    }

    private static string OverSteps(string chain) => chain.Replace("[Dense(", "[TimeDistributed<Seen>(", StringComparison.Ordinal)
        .Replace("[RMSNorm,", "[TimeDistributed<Seen>(7),", StringComparison.Ordinal);

    /// <summary>NETCOMPILER_STREAMS=12 draws them anew, with the hashes that this machine comes to.</summary>
    [Fact]
    public void The_program_has_the_streams_that_are_drawn()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("NETCOMPILER_STREAMS"), CultureInfo.InvariantCulture, out int count))
            StreamProgram.Write(count);
        StreamProgram program = StreamProgram.Read();
        Assert.Equal(program.Text, StreamProgram.File);
        StreamProgram.AssertVaried(program.Chains);
    }
}

using System.Globalization;
using NetCompiler.Benchmarks.Verify;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Answers and gradients next to PyTorch's, which lie beside this in <c>PyTorch.txt</c> with what made them. The benchmarks'
/// <c>verify</c> compares whole tensors, and larger networks, where PyTorch's library loads.</summary>
[Trait("Category", "Numbers")]
public class PyTorchTests
{
    /// <summary>The differences that rounding explains, relative to the largest number of a tensor.</summary>
    private const double ForwardBound = 1e-5, GradientBound = 1e-4;

    private static readonly ILookup<string, string[]> Tensors = Read();

    public static TheoryData<string> Networks => [.. Tensors.Select(network => network.Key)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Answers_and_gradients_are_PyTorchs(string network)
    {
        string[] words = network.Split(' ');
        Type type = typeof(VerifySamples).Assembly.GetType($"{typeof(VerifySamples).Namespace}.{words[0]}", throwOnError: true)!;
        CompiledNetwork compiled = ((INetwork)Activator.CreateInstance(type, 1)!).Compiled;
        (float[] samples, float[] targets) = VerifySamples.Prepare(compiled, int.Parse(words[1], CultureInfo.InvariantCulture));
        (float[] outputs, IReadOnlyList<(string Name, float[] Gradient)> gradients) = VerifySamples.Run(compiled, samples, targets);
        (string Name, float[] Values)[] actual = [("output", outputs), .. gradients];
        Assert.Equal(Tensors[network].Select(tensor => tensor[0]), actual.Select(tensor => tensor.Name));
        foreach (((string name, float[] values), string[] golden) in actual.Zip(Tensors[network]))
        {
            double[] expected = [.. golden.Skip(1).Select(value => double.Parse(value, CultureInfo.InvariantCulture))];
            double[] found = [values.Max(Math.Abs), .. VerifySamples.Spread(values, expected.Length - 1)];
            double bound = (name == "output" ? ForwardBound : GradientBound) * expected[0];
            for (int i = 0; i < expected.Length; i++)
                Claim.True(
                    Math.Abs(found[i] - expected[i]) <= bound,
                    $"{network}, {name}, number {i}: {found[i]:G9}, PyTorch has {expected[i]:G9}; at most {bound:G2} is rounding.");
        }
    }

    /// <summary>The tensors of each network, each its name and its numbers.</summary>
    private static ILookup<string, string[]> Read()
    {
        using var reader = new StreamReader(typeof(PyTorchTests).Assembly.GetManifestResourceStream("PyTorch.txt")!);
        var tensors = new List<(string Network, string[] Tensor)>();
        string network = "";
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("  ", StringComparison.Ordinal))
                tensors.Add((network, line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
            else if (!line.StartsWith('#'))
                network = line;
        }
        return tensors.ToLookup(tensor => tensor.Network, tensor => tensor.Tensor);
    }
}

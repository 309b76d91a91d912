using System.Globalization;
using NetCompiler.Benchmarks.Peers;
using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace NetCompiler.Benchmarks.Verify;

/// <summary>The <c>verify</c> command: outputs and every parameter's gradient of some networks, compared with TorchSharp's for the same
/// weights and samples.</summary>
/// <param name="output">Receives Markdown.</param>
internal sealed class VerifyCommand(TextWriter output)
{
    /// <summary>The largest differences that rounding explains, relative to the largest number of a tensor.</summary>
    private const double ForwardBound = 1e-5, GradientBound = 1e-4;

    private const int GoldenNumbers = 7;

    /// <summary>Runs it all; gives 0, or 1 when a number differs by more than rounding, or TorchSharp does not load.</summary>
    public int Run()
    {
        if (TorchLibrary.Load() is { } problem)
        {
            output.WriteLine($"TorchSharp did not load, nothing was verified: {problem}");
            output.WriteLine(
                "Debian 12 and other systems with an older C++ runtime: tests/NetCompiler.Benchmarks/run-with-torchsharp.sh verify");
            return 1;
        }
        output.WriteLine(Machine.Description);
        output.WriteLine();
        output.WriteLine(
            "Largest differences to TorchSharp in double precision, relative to the largest number of the output, or of the gradient of "
                + "one parameter; beside ours,");
        output.WriteLine("TorchSharp's own in single precision.");
        output.WriteLine();
        output.WriteLine("| network | parameters | output | TorchSharp's | gradients | TorchSharp's | worst parameter |");
        output.WriteLine("|---|--:|--:|--:|--:|--:|---|");
        List<string> failures = [];
        foreach (VerifyCase verified in VerifyCase.All)
        {
            Result result = Measure(verified, spoil: false);
            output.WriteLine(
                Invariant($"| {verified.Title} | {result.Parameters:N0} | {result.Forward:0.0e+0} | {result.TorchForward:0.0e+0} | ")
                    + Invariant($"{result.Gradient:0.0e+0} | {result.TorchGradient:0.0e+0} | {result.Worst} |"));
            if (!result.IsWithinBounds)
                failures.Add(
                    Invariant($"{verified.Title}: the output differs by {result.Forward:0.0e+0}, the gradient of {result.Worst} by ")
                        + Invariant($"{result.Gradient:0.0e+0} of the largest number; at most {ForwardBound:0e+0} and ")
                        + Invariant($"{GradientBound:0e+0} is rounding."));
        }
        output.WriteLine();
        Compare("A critic's and its generator's step", VerifyGan.Measure);
        Compare("A variational autoencoder's step", VerifyVae.Measure);

        // What is checked could be checked too loosely: a single weight that is 1 % off must show.
        foreach (VerifyCase verified in VerifyCase.All)
            if (Measure(verified, spoil: true).IsWithinBounds)
                failures.Add(
                    $"{verified.Title}: one weight was changed by 1 % in one of the two networks, and the comparison did not notice.");
        foreach (string failure in failures)
            output.WriteLine($"- **FAILED**: {failure}");
        output.WriteLine(failures.Count == 0
            ? Invariant($"All {VerifyCase.All.Count} networks agree; with the largest weight of one parameter 1 % off, each comparison ")
                + "fails, as it should."
            : Invariant($"{failures.Count} of {2 * (VerifyCase.All.Count + 2)} checks failed."));
        return failures.Count == 0 ? 0 : 1;

        void Compare(string step, Func<bool, double> measure)
        {
            double difference = measure(false);
            output.WriteLine(
                Invariant($"{step}: weights differ by {difference:0.0e+0} of what the largest of a tensor has moved."));
            if (!(difference <= GradientBound))
                failures.Add(Invariant($"{step}: {difference:0.0e+0}; at most {GradientBound:0e+0} is rounding."));
            if (measure(true) <= GradientBound)
                failures.Add($"{step}: a weight was 1 % off in one of the two, and the comparison did not notice.");
        }
    }

    /// <summary>Writes what TorchSharp answers in double precision for the small networks, some numbers of each tensor: golden values for
    /// tests without TorchSharp.</summary>
    /// <returns>0, or 1 when TorchSharp does not load.</returns>
    public int WriteGolden()
    {
        if (TorchLibrary.Load() is { } problem)
        {
            output.WriteLine($"TorchSharp did not load: {problem}");
            return 1;
        }
        output.WriteLine(
            $"# libtorch {torch.__version__} by TorchSharp, double precision. Written by: "
                + "tests/NetCompiler.Benchmarks/run-with-torchsharp.sh verify --golden > "
                + "tests/NetCompiler.Numbers.Tests/Proof/PyTorch.txt");
        output.WriteLine(
            "# Networks of VerifiedNetworks.cs, VerifiedGraphs.cs and VerifiedSequences.cs from seed 1 and samples of VerifySamples.cs. "
                + "A network and its number of samples; then the output and the gradient by each parameter:");
        output.WriteLine($"# the largest magnitude, and {GoldenNumbers} numbers spread over the tensor from its first one on.");
        foreach (VerifyCase verified in VerifyCase.All)
        {
            INetwork network = verified.Compile();
            if (network.GetType().Namespace != typeof(VerifySamples).Namespace)
                continue;
            (float[] samples, float[] targets) = VerifySamples.Prepare(network.Compiled, verified.Batch);
            Answer exact = AskTorch(verified, network.Compiled, samples, targets, ScalarType.Float64);
            output.WriteLine(Invariant($"{network.GetType().Name} {verified.Batch}"));
            WriteTensor("output", exact.Output);
            foreach (
                (ParameterBlock block, double[] gradient) in network.Compiled.Info.Parameters.Where(block => !block.IsStatistic)
                    .Zip(exact.Gradients))
                WriteTensor(block.Name, gradient);
        }
        return 0;

        void WriteTensor(string name, double[] values) => output.WriteLine(
            $"  {name} {string.Join(
                " ",
                VerifySamples.Spread(values, GoldenNumbers).Prepend(values.Max(Math.Abs))
                    .Select(value => value.ToString("G10", CultureInfo.InvariantCulture)))}");
    }

    private static Result Measure(VerifyCase verified, bool spoil)
    {
        CompiledNetwork network = verified.Compile().Compiled;
        (float[] samples, float[] targets) = VerifySamples.Prepare(network, verified.Batch);
        (float[] outputs, IReadOnlyList<(string Name, float[] Gradient)> gradients) = VerifySamples.Run(network, samples, targets);
        if (spoil)
            Spoil(network);

        Answer exact = AskTorch(verified, network, samples, targets, ScalarType.Float64),
            single = AskTorch(verified, network, samples, targets, ScalarType.Float32);
        // The same added to all keys changes no softmax: that gradient is 0 but for rounding, which is the key kernel's.
        int Scale(int i) => gradients[i].Name.EndsWith("/key_bias", StringComparison.Ordinal) ? i - 1 : i;
        double[] differences =
        [
            .. gradients.Select((parameter, i) =>
                Difference(exact.Gradients[i], [.. parameter.Gradient.Select(value => (double)value)], exact.Gradients[Scale(i)])),
        ];
        int worst = Array.IndexOf(differences, differences.Max());
        return new Result(
            network.Info.ParameterCount,
            Difference(exact.Output, [.. outputs.Select(value => (double)value)]),
            Difference(exact.Output, single.Output),
            differences[worst],
            single.Gradients.Select((gradient, i) => Difference(exact.Gradients[i], gradient, exact.Gradients[Scale(i)])).Max(),
            gradients[worst].Name);
    }

    private static Answer AskTorch(VerifyCase verified, CompiledNetwork network, float[] samples, float[] targets, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        NetworkInfo info = network.Info;
        Tensor[] parameters =
            [.. info.Parameters.Select(block => tensor(network.GetParameter(block.Name), Shape(block.Shape)).to(type).requires_grad_())];
        Tensor wanted = tensor(targets, [verified.Batch, info.OutputLength]).to(type);
        (Tensor answer, _) = Judge(Scores(training: false));
        Judge(Scores(training: true)).Loss.backward();
        return new Answer(
            Numbers(answer),
            [.. parameters.Where((_, i) => !info.Parameters[i].IsStatistic).Select(parameter => Numbers(
                parameter.grad ?? throw new InvalidOperationException("TorchSharp computed no gradient.")))]);

        Tensor Scores(bool training)
        {
            TorchTape tape =
                verified.Torch(new TorchTape(tensor(samples, [verified.Batch, .. Shape(info.InputShape)]).to(type), parameters, training));
            return tape.IsComplete
                ? tape.Value
                : throw new InvalidOperationException($"{verified.Title}: TorchSharp's network has fewer parameters than {info.Name}.");
        }

        (Tensor Answer, Tensor Loss) Judge(Tensor scores) => info.Loss switch
        {
            Loss.CategoricalCrossentropy => (Functional.softmax(scores, 1), -(wanted * Functional.log_softmax(scores, 1)).sum(1).mean()),
            Loss.MeanSquaredError => (scores, (scores - wanted).square().mean()),
            _ => throw new InvalidOperationException($"{verified.Title}: {info.Loss} has no counterpart here."),
        };
    }

    /// <summary>Changes the largest weight of the first parameter by 1 %.</summary>
    private static void Spoil(CompiledNetwork network)
    {
        string name = network.Info.Parameters[0].Name;
        float[] values = network.GetParameter(name);
        int largest = Enumerable.Range(0, values.Length).MaxBy(i => Math.Abs(values[i]));
        values[largest] *= 1.01f;
        network.SetParameter(name, values);
    }

    private static long[] Shape(IReadOnlyList<int> shape) => [.. shape.Select(length => (long)length)];

    private static double[] Numbers(Tensor tensor) => [.. tensor.to(ScalarType.Float64).contiguous().data<double>()];

    private static double Difference(double[] expected, double[] actual, double[]? scale = null)
    {
        if (expected.Length != actual.Length)
            return double.PositiveInfinity;
        double difference = 0;
        for (int i = 0; i < expected.Length; i++)
            difference = Math.Max(difference, double.IsNaN(actual[i]) ? double.PositiveInfinity : Math.Abs(expected[i] - actual[i]));
        return difference / (scale ?? expected).Max(Math.Abs);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>What TorchSharp computes: the answers, and the gradient by each parameter.</summary>
    private sealed record Answer(double[] Output, double[][] Gradients);

    private sealed record Result(int Parameters, double Forward, double TorchForward, double Gradient, double TorchGradient, string Worst)
    {
        public bool IsWithinBounds => Forward <= ForwardBound && Gradient <= GradientBound;
    }
}

using Xunit;

namespace NetCompiler.Tests;

/// <summary>The proofs that every network has to pass, against the naive double-precision reference.</summary>
internal static class NetworkProof
{
    /// <summary>Set for a child process on other hardware: central differences of the double-precision reference, which are the same there,
    /// are left out.</summary>
    internal const string ReferenceIsProven = "NETCOMPILER_TESTS_REFERENCE_IS_PROVEN";

    private static readonly bool SkipsDifferences = Environment.GetEnvironmentVariable(ReferenceIsProven) == "1";

    /// <summary>Predictions, one sample and many, are the reference's to single precision.</summary>
    public static void ForwardAgrees(INetwork network, int rows = 9, double inputDeviation = 1)
    {
        CompiledNetwork compiled = network.Compiled;
        var samples = new Samples(rows);
        samples.Fill(compiled);
        ForwardAgrees(compiled, samples.Inputs(compiled.Info, rows, inputDeviation), network.GetType());
    }

    /// <summary>Predictions on given inputs with the parameters as they are.</summary>
    public static void ForwardAgrees(CompiledNetwork compiled, float[] inputs, Type type)
    {
        int length = compiled.Info.InputLength, answer = compiled.Info.OutputLength;
        ReferenceNetwork reference = ReferenceNetwork.Of(type).CopyFrom(compiled);
        double[][] rows = Samples.Rows(inputs, length);
        float[] together = new float[rows.Length * answer], alone = new float[answer];
        compiled.Predict(inputs, together);
        for (int row = 0; row < rows.Length; row++)
        {
            double[] expected = reference.Predict(rows[row]);
            AssertClose(
                expected, together.AsSpan(row * answer, answer), 2e-5, compiled.Info.PreparedFloats > 0 ? 5e-5 : 5e-6,
                $"{compiled.Info.Name}, answer {row}");
            compiled.Predict(inputs.AsSpan(row * length, length), alone);
            Assert.Equal(together[(row * answer)..((row + 1) * answer)], alone);
        }
    }

    /// <summary>Loss, and gradients of all parameters: the reference's backpropagation, and central differences in double
    /// precision.</summary>
    public static void GradientsAgree(INetwork network, int rows = 9)
    {
        CompiledNetwork compiled = network.Compiled;
        NetworkInfo info = compiled.Info;
        ReferenceNetwork reference = ReferenceNetwork.Of(network.GetType());
        Assert.Equal(reference.Loss, info.Loss);
        var samples = new Samples(rows);
        samples.Fill(compiled);
        reference.CopyFrom(compiled);
        float[] inputs = samples.Inputs(info, rows), targets = samples.Targets(info, rows);
        if (info.IsInferenceOnly)
            return;
        var step = new GradientStep(compiled, rows + 3);

        double loss = step.Run(inputs, targets);

        AssertAgrees(reference, step, Samples.Rows(inputs, info.InputLength), Samples.Rows(targets, info.TargetLength), loss, info);
        float[] outputs = new float[rows * info.OutputLength];
        if (reference.Layers.Any(layer => layer is ReferenceDropout or ReferenceBatchNorm))
            return;
        compiled.Predict(inputs, outputs);
        outputs = TrainedPart(outputs, info);
        float[] trained = step.Outputs(rows);
        for (int row = 0; row < rows; row++)
            ClearPadding(info, inputs.AsSpan(row * info.InputLength, info.InputLength), outputs.AsSpan(row * info.TargetLength),
                trained.AsSpan(row * info.TargetLength));
        // Winograd's algorithm rounds differently than the direct sum. With its loss, the sigmoid shares an exponential and may round
        // differently.
        if (info.Trained.Any(output => output.Port.Loss == Loss.BinaryCrossentropy))
            AssertClose(
                Array.ConvertAll(outputs, value => (double)value), trained, 5e-7, 0, $"{info.Name}, answers in training");
        else if (info.PreparedFloats > 0)
            AssertClose(
                Array.ConvertAll(outputs, value => (double)value), trained, 0, 3e-6, $"{info.Name}, answers in training");
        else
            Assert.Equal(outputs, trained);
    }

    /// <summary>What stands at steps that do not count means nothing.</summary>
    private static void ClearPadding(NetworkInfo info, ReadOnlySpan<float> inputs, Span<float> outputs, Span<float> trained)
    {
        foreach (TrainedOutput output in info.Trained.Where(output => output.Port.IsMasked))
        {
            int length = (int)inputs[info.Inputs[info.LengthsInput].Offset] * output.Port.StepLength;
            outputs[output.TargetOffset..][length..output.Port.Length].Clear();
            trained[output.TargetOffset..][length..output.Port.Length].Clear();
        }
    }

    /// <summary>Answers without the outputs that are not trained on.</summary>
    private static float[] TrainedPart(float[] answers, NetworkInfo info) =>
    [
        .. answers.Chunk(info.OutputLength).SelectMany(row =>
            info.Trained.SelectMany(output => row.Skip(output.Port.Offset).Take(output.Port.Length))),
    ];

    /// <summary>What a step left behind is what the reference, with the same parameters and masks, gives.</summary>
    public static void AssertAgrees(
        ReferenceNetwork reference, GradientStep step, double[][] inputs, double[][] targets, double loss, NetworkInfo info)
    {
        double expectedLoss = reference.LossOf(inputs, targets);
        Claim.True(
            Math.Abs(expectedLoss - loss) <= 1e-5 * (1e-1 + Math.Abs(expectedLoss)),
            $"{info.Name}: loss {loss}, the reference has {expectedLoss}.");
        reference.ComputeGradients(inputs, targets);
        var random = new RandomSequence(5);
        foreach ((ReferenceParameter parameter, ParameterBlock block) in reference.Parameters.Zip(info.Parameters))
        {
            double[] gradients = ReferenceNetwork.Unpad(step.Batch.Gradients.Span, block);
            if (block.IsStatistic)
            {
                Assert.All(gradients, gradient => Assert.Equal(0, gradient));
                continue;
            }
            if (block.Name.EndsWith("/key_bias", StringComparison.Ordinal))
            {
                string kernel = block.Name.Replace("bias", "kernel", StringComparison.Ordinal);
                AssertNone(parameter, gradients, reference.Parameters.Single(other => other.Name == kernel));
                continue;
            }
            AssertClose(
                parameter.Gradient, Array.ConvertAll(gradients, value => (float)value), 1e-4, 5e-6,
                $"{info.Name}, gradient of {block.Name}");
            double largest = parameter.Gradient.Max(Math.Abs);
            Claim.True(
                largest > 0 || block.Count * inputs.Length < 20,
                $"{info.Name}: all gradients of {block.Name} are 0, which proves nothing.");
            if (SkipsDifferences)
                continue;
            int[] places = new int[Math.Min(block.Count, 25)];
            foreach (ref int place in places.AsSpan())
                place = random.Next(block.Count);
            foreach ((int place, double difference) in places.Zip(reference.CentralDifferences(parameter, places, inputs, targets)))
                Claim.True(
                    Math.Abs(difference - gradients[place]) <= 1e-3 * (Math.Abs(difference) + 1e-2 * largest) + 1e-9,
                    $"{info.Name}: gradient {place} of {block.Name} is {gradients[place]}, the central difference {difference}.");
        }
    }

    /// <summary>What shifts all scores of a query alike changes no weight, so only rounding is left, beside what the kernel has.</summary>
    private static void AssertNone(ReferenceParameter bias, double[] gradients, ReferenceParameter kernel)
    {
        double largest = kernel.Gradient.Max(Math.Abs);
        Assert.All(bias.Gradient, gradient => Assert.InRange(Math.Abs(gradient), 0, 1e-13 * largest));
        Assert.All(gradients, gradient => Assert.InRange(Math.Abs(gradient), 0, 5e-6 * largest));
    }

    /// <summary>|actual - expected| ≤ relative |expected| + ofLargest · largest |expected|.</summary>
    public static void AssertClose(
        ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double relative, double ofLargest, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = 1e-30;
        foreach (double value in expected)
            largest = Math.Max(largest, Math.Abs(value));
        for (int i = 0; i < expected.Length; i++)
            Claim.True(
                Math.Abs(expected[i] - actual[i]) <= relative * Math.Abs(expected[i]) + ofLargest * largest,
                $"{what}: number {i} is {actual[i]}, the reference has {expected[i]} (largest {largest}).");
    }
}

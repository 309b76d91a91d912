namespace NetCompiler.Benchmarks.Verify;

/// <summary>What networks are compared on: parameters, samples and targets that are drawn from seeds. Of no use without
/// <c>VerifiedNetworks.cs</c>; both are also part of NetCompiler.Numbers.Tests, which compares with the answers that PyTorch gave
/// before.</summary>
internal static class VerifySamples
{
    /// <summary>Gives parameters values that PyTorch's golden answers were computed from, whatever the library draws first, and draws
    /// samples and targets.</summary>
    /// <param name="network">As its constructor made it.</param>
    /// <param name="batch">The number of samples.</param>
    public static (float[] Samples, float[] Targets) Prepare(CompiledNetwork network, int batch)
    {
        NetworkInfo info = network.Info;
        Random random = new(1);
        for (int i = 0; i < info.Parameters.Count; i++)
            if (info.Parameters[i].Initializer is Initializer.GlorotUniform or Initializer.Orthogonal or Initializer.RandomUniform)
                network.SetParameter(info.Parameters[i].Name, Glorot(new RandomSequence(seed: 1, stream: i), info.Parameters[i]));
        foreach (ParameterBlock block in info.Parameters.Where(block => block.Initializer is Initializer.Zeros))
            network.SetParameter(block.Name, Uniform(random, block.Count, 0.2f));
        foreach (ParameterBlock block in info.Parameters.Where(block => block.Initializer is Initializer.Ones))
            network.SetParameter(block.Name, Array.ConvertAll(Uniform(random, block.Count, 0.5f), value => 1 + value));
        float[] samples = Uniform(random, batch * info.InputLength, 1);
        float[] targets = Targets(random, info, batch);
        foreach (ClassInput numbers in info.ClassInputs)
            DrawNumbers(random, info, numbers, samples);
        return (samples, targets);
    }

    /// <summary>Answers as in prediction, and each learned parameter's gradient as in training, but that no network has both batch
    /// normalisation and dropout, whose masks others could not know.</summary>
    public static (float[] Outputs, IReadOnlyList<(string Name, float[] Gradient)> Gradients) Run(
        CompiledNetwork network, float[] samples, float[] targets)
    {
        NetworkInfo info = network.Info;
        float[] outputs = new float[samples.Length / info.InputLength * info.OutputLength];
        network.Predict(samples, outputs);
        network.ComputeGradients(samples, targets, training: info.Parameters.Any(block => block.IsStatistic));
        return (
            outputs,
            [.. info.Parameters.Where(block => !block.IsStatistic).Select(block => (block.Name, network.GetGradient(block.Name)))]);
    }

    /// <summary>So many numbers of a tensor, the same distance apart; fewer where there are not so many.</summary>
    public static IEnumerable<T> Spread<T>(IReadOnlyList<T> values, int count) =>
        Enumerable.Range(0, Math.Min(count, values.Count)).Select(
            i => values[(int)((long)i * values.Count / Math.Min(count, values.Count))]);

    /// <summary>Class numbers, or lengths of at least 1, which PyTorch packs.</summary>
    private static void DrawNumbers(Random random, NetworkInfo info, ClassInput numbers, float[] samples)
    {
        InputPort port = info.Inputs[numbers.Input];
        for (int first = port.Offset; first < samples.Length; first += info.InputLength)
            for (int i = first; i < first + port.Length; i++)
                samples[i] = random.Next(numbers.Layer is null ? 1 : 0, numbers.Classes);
    }

    /// <summary>A class for each sample as one of many, or any numbers.</summary>
    private static float[] Targets(Random random, NetworkInfo info, int count)
    {
        if (info.Loss != Loss.CategoricalCrossentropy)
            return Uniform(random, count * info.OutputLength, 1);
        var targets = new float[count * info.OutputLength];
        for (int i = 0; i < count; i++)
            targets[i * info.OutputLength + random.Next(info.OutputLength)] = 1;
        return targets;
    }

    /// <summary>Glorot and Bengio's uniform distribution.</summary>
    private static float[] Glorot(RandomSequence random, ParameterBlock block)
    {
        double limit = Math.Sqrt(6 / (block.FanIn + (double)block.FanOut));
        var values = new float[block.Count];
        foreach (ref float value in values.AsSpan())
            value = (float)((2 * random.NextDouble() - 1) * limit);
        return values;
    }

    private static float[] Uniform(Random random, int count, float limit)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = limit * (2 * random.NextSingle() - 1);
        return values;
    }
}

namespace NetCompiler.Tests;

/// <summary>Random numbers for proofs: parameters, inputs, and targets that suit a loss. The same for the same seed.</summary>
internal sealed class Samples(int seed)
{
    private RandomSequence _random = new(seed);

    public float[] Normal(int count, double deviation = 1)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = (float)(_random.NextNormal() * deviation);
        return values;
    }

    /// <summary>Inputs of a network: class numbers where those are wanted.</summary>
    public float[] Inputs(NetworkInfo info, int rows, double deviation = 1)
    {
        float[] inputs = Normal(rows * info.InputLength, deviation);
        foreach (ClassInput numbers in info.ClassInputs)
            for (int row = 0; row < rows; row++)
                foreach (ref float number in
                    inputs.AsSpan(row * info.InputLength + info.Inputs[numbers.Input].Offset, info.Inputs[numbers.Input].Length))
                    number = _random.Next(numbers.Classes);
        return inputs;
    }

    /// <summary>Gives every parameter, biases and slopes too, a value of its own; kernels scaled so that activations stay around
    /// 1.</summary>
    public void Fill(CompiledNetwork network)
    {
        using WeightEdit edit = network.EditWeights();
        Span<float> weights = edit.Values;
        foreach (ParameterBlock block in network.Info.Parameters)
            for (int row = 0; row < block.Rows; row++)
            {
                // However a kernel lies in memory: what stands before the last dimension are, for most, the terms of a sum.
                float[] values = Normal(block.Columns, block.Shape.Count == 1 ? 0.5 : 1 / Math.Sqrt(block.Count / block.Shape[^1]));
                if (block.IsStatistic && block.Name.EndsWith("variance", StringComparison.Ordinal))
                    values = Array.ConvertAll(values, value => 0.3f + Math.Abs(value));
                values.CopyTo(weights[(block.Offset + row * block.RowStride)..]);
            }
    }

    /// <summary>Targets for <paramref name="rows"/> samples of <paramref name="length"/> numbers each.</summary>
    /// <summary>Targets of all outputs that have a loss, side by side.</summary>
    public float[] Targets(NetworkInfo info, int rows)
    {
        float[] targets = new float[rows * info.TargetLength];
        foreach (TrainedOutput output in info.Trained)
        {
            float[] own = Targets(output.Port.Loss, rows, output.Port.Length);
            for (int row = 0; row < rows; row++)
                own.AsSpan(row * output.Port.Length, output.Port.Length)
                    .CopyTo(targets.AsSpan(row * info.TargetLength + output.TargetOffset));
        }
        return targets;
    }

    public float[] Targets(Loss loss, int rows, int length, float low = 0)
    {
        float[] targets = new float[rows * length];
        for (int row = 0; row < rows; row++)
        {
            Span<float> target = targets.AsSpan(row * length, length);
            switch (loss)
            {
                case Loss.CategoricalCrossentropy or Loss.KullbackLeiblerDivergence when row % 2 == 1:
                    float sum = 0;
                    foreach (ref float value in target)
                        sum += value = (float)_random.NextDouble() + 0.01f;
                    foreach (ref float value in target)
                        value /= sum;
                    break;
                case Loss.CategoricalCrossentropy or Loss.KullbackLeiblerDivergence:
                    target[_random.Next(length)] = 1;
                    break;
                default:
                    foreach (ref float value in target)
                        value = loss switch
                        {
                            Loss.BinaryCrossentropy => row % 3 == 2 ? (float)_random.NextDouble() : _random.Next(2),
                            Loss.Hinge => row % 3 == 2 ? _random.Next(2) : 2 * _random.Next(2) - 1,
                            Loss.Poisson => _random.Next(5),
                            Loss.Perceptron => _random.Next(2) == 1 ? 1 : low,
                            _ => (float)_random.NextNormal(),
                        };
                    break;
            }
        }
        return targets;
    }

    /// <summary>One array a row, in double precision.</summary>
    public static double[][] Rows(ReadOnlySpan<float> values, int length)
    {
        double[][] rows = new double[values.Length / length][];
        for (int row = 0; row < rows.Length; row++)
            rows[row] = Array.ConvertAll(values.Slice(row * length, length).ToArray(), value => (double)value);
        return rows;
    }
}

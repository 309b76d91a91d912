namespace NetCompiler.Benchmarks.Peers;

/// <summary>A multilayer perceptron as plain numbers: what every contender of a row is made from. Hidden layers end in ReLU.</summary>
internal sealed class Mlp
{
    /// <summary>Draws kernels and biases: uniform, the same for the same arguments.</summary>
    public Mlp(string name, bool softmax, params int[] widths)
    {
        Name = name;
        Softmax = softmax;
        Widths = widths;
        Random random = new(widths.Sum());
        Kernels = new float[widths.Length - 1][];
        Biases = new float[widths.Length - 1][];
        for (int layer = 0; layer < Layers; layer++)
        {
            float limit = MathF.Sqrt(6f / (widths[layer] + widths[layer + 1]));
            Kernels[layer] = Uniform(random, widths[layer] * widths[layer + 1], limit);
            Biases[layer] = Uniform(random, widths[layer + 1], 0.1f);
        }
    }

    public string Name { get; }

    /// <summary>Whether the last layer ends in softmax; else it is linear.</summary>
    public bool Softmax { get; }

    /// <summary>Inputs, then each layer's units.</summary>
    public IReadOnlyList<int> Widths { get; }

    public int Layers => Kernels.Length;

    public int Inputs => Widths[0];

    public int Outputs => Widths[^1];

    /// <summary>Each layer's kernel, input-major: <c>[in][out]</c>.</summary>
    public float[][] Kernels { get; }

    public float[][] Biases { get; }

    /// <summary>Samples between 0 and 1 with about as many zeros as a picture of a digit has.</summary>
    public float[] Samples(int batch)
    {
        Random random = new(batch);
        float[] samples = new float[batch * Inputs];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = Math.Max(0f, 2f * random.NextSingle() - 1f);
        return samples;
    }

    /// <summary>A class for each sample.</summary>
    public int[] Labels(int batch)
    {
        Random random = new(batch + 1);
        int[] labels = new int[batch];
        for (int i = 0; i < batch; i++)
            labels[i] = random.Next(Outputs);
        return labels;
    }

    private static float[] Uniform(Random random, int count, float limit)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = limit * (2f * random.NextSingle() - 1f);
        return values;
    }
}

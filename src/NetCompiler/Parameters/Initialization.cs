using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>Draws first values for parameters: every block from a stream of its own, chosen by its name, so that layers that come, go or
/// change places move no other layer's values.</summary>
internal static class Initialization
{
    /// <summary>σ of a unit normal truncated at two standard deviations; Keras divides by it to keep the variance.</summary>
    private const double TruncatedDeviation = 0.87962566103423978;

    /// <summary>Parameters with first values.</summary>
    internal static AlignedBuffer Draw(NetworkInfo info, int seed)
    {
        var weights = new AlignedBuffer(info.WeightFloats);
        Draw(info, weights.Span, seed);
        return weights;
    }

    /// <summary>Fills <paramref name="weights"/>, padding excepted, by each block's initializer: in the order of files, so that no value
    /// depends on how a tensor lies in memory.</summary>
    internal static void Draw(NetworkInfo info, Span<float> weights, int seed)
    {
        foreach (ParameterBlock block in info.Parameters)
        {
            var random = new RandomSequence(seed, Stream(block.Name));
            if (block.Initializer == Initializer.Orthogonal)
            {
                block.SetTensor(weights, OrthogonalMatrix.Draw(block.Count / block.Shape[^1], block.Shape[^1], ref random));
                continue;
            }
            float[] values = block.Swap is null ? [] : new float[block.TensorColumns];
            for (int row = 0; row < block.TensorRows; row++)
            {
                if (block.Swap is null)
                {
                    Fill(block.Row(weights, row), block, ref random);
                    continue;
                }
                Fill(values, block, ref random);
                if (block.Ones is var (first, count))
                    values.AsSpan(first, count).Fill(1);
                block.SetRow(weights, row, values);
            }
        }
    }

    /// <summary>FNV-1a over the name's letters, which are ASCII.</summary>
    private static int Stream(string name)
    {
        uint hash = 2166136261;
        foreach (char letter in name)
            hash = (hash ^ letter) * 16777619;
        return (int)hash;
    }

    private static void Fill(Span<float> values, ParameterBlock block, ref RandomSequence random)
    {
        double fanIn = Math.Max(1, block.FanIn), fanAverage = Math.Max(1, (block.FanIn + (double)block.FanOut) / 2);
        switch (block.Initializer)
        {
            case Initializer.Zeros: values.Clear(); break;
            case Initializer.Ones: values.Fill(1); break;
            case Initializer.GlorotUniform: Uniform(values, Math.Sqrt(3 / fanAverage), ref random); break;
            case Initializer.HeUniform: Uniform(values, Math.Sqrt(6 / fanIn), ref random); break;
            case Initializer.LecunUniform: Uniform(values, Math.Sqrt(3 / fanIn), ref random); break;
            case Initializer.RandomUniform: Uniform(values, 0.05, ref random); break;
            case Initializer.GlorotNormal: TruncatedNormal(values, Math.Sqrt(1 / fanAverage) / TruncatedDeviation, ref random); break;
            case Initializer.HeNormal: TruncatedNormal(values, Math.Sqrt(2 / fanIn) / TruncatedDeviation, ref random); break;
            case Initializer.LecunNormal: TruncatedNormal(values, Math.Sqrt(1 / fanIn) / TruncatedDeviation, ref random); break;
            case Initializer.TruncatedNormal: TruncatedNormal(values, 0.05, ref random); break;
            case Initializer.RandomNormal: Normal(values, 0.05, ref random); break;
            default: throw new InvalidOperationException($"Unknown initializer {block.Initializer}.");
        }
    }

    private static void Uniform(Span<float> values, double limit, ref RandomSequence random)
    {
        foreach (ref float value in values)
            value = (float)((2 * random.NextDouble() - 1) * limit);
    }

    private static void Normal(Span<float> values, double deviation, ref RandomSequence random)
    {
        foreach (ref float value in values)
            value = (float)(random.NextNormal() * deviation);
    }

    private static void TruncatedNormal(Span<float> values, double deviation, ref RandomSequence random)
    {
        foreach (ref float value in values)
        {
            double normal;
            do
                normal = random.NextNormal();
            while (Math.Abs(normal) > 2);
            value = (float)(normal * deviation);
        }
    }
}

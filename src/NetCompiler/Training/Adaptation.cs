using static System.FormattableString;

namespace NetCompiler;

/// <summary>Measures what <c>Normalization</c> layers are fitted to: mean and variance in double precision, by two passes, sample by sample
/// on one thread, so that the bits are the same everywhere.</summary>
internal static class Adaptation
{
    /// <summary>Fits every layer of a network; the data have been checked.</summary>
    /// <exception cref="ArgumentException">An inverted layer gets labels, or a mean or variance is too large for a float.</exception>
    internal static void Fit(CompiledNetwork network, DataBinding data)
    {
        NetworkInfo info = network.Info;
        var tensors = new Dictionary<string, float[]>();
        foreach (NormalizationBlock block in info.Normalizations)
        {
            if (block.IsInverted && data.HasLabels(block.Port))
            {
                throw new ArgumentException(
                    $"{info.Name}'s {Layer(block)} is fitted to target values, but this data has class numbers: " +
                    "leave Invert out, or give targets.",
                    nameof(data));
            }
            (tensors[block.Mean], tensors[block.Variance]) = Measure(info, block, data);
        }
        using WeightEdit edit = network.EditWeights();
        foreach ((string name, float[] values) in tensors)
            network.Store.Find(name).SetTensor(edit.Values, values);
    }

    /// <summary>Whether data come to a layer as they are: it has the mean 0 and the variance 1 that it began with.</summary>
    internal static bool IsUnfitted(CompiledNetwork network, NormalizationBlock block) =>
        network.GetParameter(block.Mean).All(value => value == 0) && network.GetParameter(block.Variance).All(value => value == 1);

    private static (float[] Mean, float[] Variance) Measure(NetworkInfo info, NormalizationBlock block, DataBinding data)
    {
        int length = block.IsInverted ? info.Trained[block.Port].Port.Length : info.Inputs[block.Port].Length, samples = data.Data.Count;
        double count = (double)samples * length / block.Count;
        double[] sums = new double[length];
        for (int sample = 0; sample < samples; sample++)
            Add(Values(sample), sums);
        double[] means = Array.ConvertAll(Together(sums, block), sum => sum / count), centres = new double[length];
        for (int i = 0; i < length; i++)
            centres[i] = means[i / block.Stride % block.Count];
        Array.Clear(sums);
        for (int sample = 0; sample < samples; sample++)
            AddSquares(Values(sample), centres, sums);
        double[] variances = Array.ConvertAll(Together(sums, block), sum => sum / count);
        return (
            Round(means, mean => mean * block.Scale + block.Offset, block.Mean, info),
            Round(variances, variance => variance * block.Scale * block.Scale, block.Variance, info));

        ReadOnlySpan<float> Values(int sample) => block.IsInverted ? data.Target(block.Port, sample) : data.Input(block.Port, sample);
    }

    private static void Add(ReadOnlySpan<float> values, double[] sums)
    {
        for (int i = 0; i < sums.Length; i++)
            sums[i] += values[i];
    }

    private static void AddSquares(ReadOnlySpan<float> values, double[] centres, double[] sums)
    {
        for (int i = 0; i < sums.Length; i++)
        {
            double off = values[i] - centres[i];
            sums[i] += off * off;
        }
    }

    /// <summary>The sum over all numbers of a sample that belong together.</summary>
    private static double[] Together(double[] sums, NormalizationBlock block)
    {
        double[] together = new double[block.Count];
        for (int i = 0; i < sums.Length; i++)
            together[i / block.Stride % block.Count] += sums[i];
        return together;
    }

    private static float[] Round(double[] data, Func<double, double> map, string name, NetworkInfo info)
    {
        float[] rounded = new float[data.Length];
        for (int i = 0; i < data.Length; i++)
        {
            double value = map(data[i]);
            rounded[i] = (float)value;
            if (float.IsFinite(rounded[i]))
                continue;
            string limit = Invariant($"but a float goes no further than {float.MaxValue:0.###E+0}: divide the data first");
            throw new ArgumentException(Invariant($"{info.Name}'s {name}[{i}] would be {value:0.###E+0}, {limit}."), nameof(data));
        }
        return rounded;
    }

    private static string Layer(NormalizationBlock block) => block.Mean[..block.Mean.LastIndexOf('/')];
}

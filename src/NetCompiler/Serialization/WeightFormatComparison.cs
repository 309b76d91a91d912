using NetCompiler.Simd;

namespace NetCompiler;

/// <summary>Takes a network's parameters through a file of every format, in memory, and measures what comes back. The network itself is not
/// touched.</summary>
internal static class WeightFormatComparison
{
    private const int Rows = 256;

    internal static WeightFormatReport Run(CompiledNetwork network, Dataset validation, EvaluateOptions options)
    {
        AlignedBuffer original = network.Store.Copy();
        var results = new List<WeightFormatResult>();
        foreach (WeightFormat format in Enum.GetValues<WeightFormat>())
        {
            using MemoryStream file = new();
            try
            {
                new SafetensorsWriter(network.Info, original, format).Write(file);
            }
            catch (InvalidOperationException exception) when (format != WeightFormat.Float32)
            {
                results.Add(new WeightFormatResult(format, exception.Message));
                continue;
            }
            file.Position = 0;
            AlignedBuffer weights = NetworkFile.Read(network.Info, file, format.ToString());
            Evaluation evaluation = Trainer.Evaluate(network, validation, options, weights);
            results.Add(
                new WeightFormatResult(
                    format, file.Length, evaluation, LargestDifference(network, original, weights, validation, options.CancellationToken)));
        }
        return new WeightFormatReport(network.Info.Name, validation.Count, results);
    }

    private static double LargestDifference(
        CompiledNetwork network, AlignedBuffer original, AlignedBuffer weights, Dataset data, CancellationToken cancellation)
    {
        (int length, int outputs) = (network.Info.InputLength, network.Info.OutputLength);
        int rows = Math.Min(Math.Min(Rows, network.Info.InferenceRows), data.Count);
        float[] x = new float[rows * length], wanted = new float[rows * outputs], got = new float[rows * outputs];
        AlignedBuffer work = new(network.Info.InferenceFloats + rows * network.Info.InferenceFloatsPerRow);
        AlignedBuffer prepared = new(network.Info.PreparedFloats);
        double largest = 0;
        for (int first = 0; first < data.Count; first += rows)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(rows, data.Count - first);
            for (int row = 0; row < count; row++)
                data.Input(first + row).CopyTo(x.AsSpan(row * length));
            network.Predict(original, x, wanted, prepared, work, count);
            network.Predict(weights, x, got, prepared, work, count);
            for (int i = 0; i < count * outputs; i++)
                largest = Math.Max(largest, Math.Abs((double)wanted[i] - got[i]));
        }
        return largest;
    }
}

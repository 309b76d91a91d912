using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>A table that is added to a sequence: sines where its numbers are theirs, else rows that are learned.</summary>
internal static class PositionTranslation
{
    /// <summary>As far as sines that were computed in 32 bits are off.</summary>
    private const double Close = 1e-6;

    /// <summary>The layer, which reads nothing yet.</summary>
    /// <param name="shape">Steps and features.</param>
    /// <param name="table">A row for each step.</param>
    public static NetLayer Of(int[] shape, double[] table)
    {
        (int steps, int features) = (shape[0], shape[1]);
        if (Wavelength(steps, features, table) is { } wavelength)
            return new NetLayer(typeof(SinePositionEncodingAttribute), shape).With("MaxWavelength", wavelength);
        return new NetLayer(typeof(PositionEmbeddingAttribute), shape, steps).With("position_embeddings", new Tensor(shape, table));
    }

    /// <summary>The longest wave over 2π where a table is of sines; null where it is not.</summary>
    private static double? Wavelength(int steps, int features, double[] table)
    {
        if (steps < 2 || features < 2)
            return null;
        var candidates = new List<double> { 10_000 };
        // The second wave's first step is the sine of w^(-2 / features), an angle below 1.
        if (features > 2 && table[features + 2] is > 0 and < 0.84)
        {
            double found = Math.Pow(Math.Asin(table[features + 2]), -features / 2.0);
            candidates.Add(Math.Round(found));
            candidates.Add(found);
        }
        return candidates.Where(wavelength => double.IsFinite(wavelength) && wavelength > 1).Select(wavelength => (double?)wavelength)
            .FirstOrDefault(wavelength => Enumerable.Range(0, table.Length).All(i =>
                Math.Abs(table[i] - Sines.At(i / features, i % features, features, wavelength!.Value)) <= Close));
    }
}

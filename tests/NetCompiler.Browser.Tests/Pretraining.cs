using Browser.Learning;

namespace NetCompiler.Tests;

/// <summary>How the weights inside samples/Browser came about.</summary>
internal static class Pretraining
{
    private const int Epochs = 60;
    private const double Rate = 0.002;

    /// <summary>Trains a network on the training digits, which are varied anew in every epoch, at a rate that falls to nothing.</summary>
    internal static DigitReader Run(DigitData data)
    {
        DigitReader network = new(seed: 1);
        Dataset digits = data.Train;
        int length = DigitReader.InputLength;
        float[] images = new float[digits.Count * length];
        int[] labels = [.. Enumerable.Range(0, digits.Count).Select(digits.Label)];
        RandomSequence random = new(seed: 1);
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            for (int i = 0; i < digits.Count; i++)
                Variation.Vary(digits.Input(i), images.AsSpan(i * length, length), ref random);
            network.Fit(Dataset.FromLabels(images, labels, DigitReader.Classes), new FitOptions
            {
                Epochs = 1,
                BatchSize = 32,
                Optimizer = new Adam { LearningRate = Rate * (Epochs - epoch) / Epochs },
                Seed = epoch,
            });
        }
        return network;
    }
}

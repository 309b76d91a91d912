using NetCompiler;

namespace Browser.Learning;

/// <summary>Teaches a network what somebody says about drawings, step by step, beside digits that it knows: without these it would soon
/// answer everything with the last correction.</summary>
/// <param name="network">Learns.</param>
/// <param name="known">The digits that it learned from.</param>
internal sealed class Tutor(DigitReader network, Dataset known)
{
    /// <summary>The samples of a step, and how many of them are corrections.</summary>
    internal const int BatchSize = 16, Corrected = 2;

    /// <summary>How sure of the right digit a lesson makes the network, and the most steps it takes for that.</summary>
    internal const float Enough = 0.9f;

    /// <inheritdoc cref="Enough"/>
    internal const int MostSteps = 120;

    private const int ImageLength = DigitReader.InputLength;

    private readonly List<(float[] Image, int Label)> _corrections = [];
    private RandomSequence _random = new(seed: 1);
    private readonly float[] _images = new float[BatchSize * ImageLength];
    private readonly int[] _labels = new int[BatchSize];
    private Adam _optimizer = NewOptimizer();

    /// <summary>Begins a lesson about one more drawing.</summary>
    internal void Correct(float[] image, int label)
    {
        _corrections.Add((image, label));
        _optimizer = NewOptimizer();
    }

    /// <summary>Slow enough to be watched, and to keep what was known.</summary>
    private static Adam NewOptimizer() => new() { LearningRate = 0.0003 };

    /// <summary>Makes a step; gives its loss.</summary>
    internal float Step()
    {
        for (int i = 0; i < BatchSize; i++)
        {
            Span<float> image = _images.AsSpan(i * ImageLength, ImageLength);
            if (i >= Corrected)
            {
                int digit = _random.Next(known.Count);
                known.Input(digit).CopyTo(image);
                _labels[i] = known.Label(digit);
                continue;
            }
            // The first is the newest as it was drawn, others are versions of any.
            (float[] drawn, int label) = _corrections[i == 0 ? ^1 : _random.Next(_corrections.Count)];
            if (i == 0)
                drawn.CopyTo(image);
            else
                Variation.Vary(drawn, image, ref _random);
            _labels[i] = label;
        }
        return network.TrainOnBatch(_images, _labels, _optimizer);
    }

    /// <summary>Gives the network back what it knew at first.</summary>
    internal void Forget()
    {
        _corrections.Clear();
        network.CopyWeightsFrom(DigitReader.Pretrained);
    }
}

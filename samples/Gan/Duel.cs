using NetCompiler;

namespace Gan;

/// <summary>Painter and critic, trained in turns (Goodfellow and others, 2014): the critic learns to tell images from what the painter
/// makes of noise, the painter to be taken for real. Allocates nothing after its first turn.</summary>
internal sealed class Duel
{
    private const int Batch = 64;

    // Little momentum (Radford, Metz and Chintala, 2016), and a critic that learns faster than the painter (Heusel and others, 2017).
    // Images count as 0.9 real (Salimans and others, 2016), so that the critic is never quite sure.
    private const double PainterRate = 0.0005, CriticRate = 0.001, Momentum = 0.5, Following = 0.005;
    private const float Real = 0.9f;

    private readonly Dataset _images;
    private readonly Adam _paints = new() { LearningRate = PainterRate, Beta1 = Momentum };
    private readonly Adam _judges = new() { LearningRate = CriticRate, Beta1 = Momentum };
    private readonly int[] _order;
    private readonly float[] _noise, _both, _answers = new float[2 * Batch], _ones = new float[Batch];
    private RandomSequence _random;
    private int _next;

    /// <summary>Prepares it.</summary>
    /// <param name="painters">Two of the same weights: the first learns, the second is the mean of what it was lately.</param>
    /// <param name="critic">From an image to how real it is, 0 to 1.</param>
    /// <param name="images">What is real; at least 64.</param>
    /// <param name="seed">Same seed, same noise and order.</param>
    internal Duel((INetwork Learns, INetwork Mean) painters, INetwork critic, Dataset images, int seed)
    {
        ((Painter, Mean), Critic, _images, _random) = (painters, critic, images, new RandomSequence(seed));
        _order = [.. Enumerable.Range(0, images.Count)];
        _noise = new float[Batch * Painter.Compiled.Info.InputLength];
        _both = new float[2 * Batch * images.InputLength];
        Array.Fill(_ones, 1);
        Array.Fill(_answers, Real, Batch, Batch);
        _next = images.Count;
        Painter.WarmUp(Batch, _paints);
        Critic.WarmUp(2 * Batch, _judges);
    }

    /// <summary>Who learns to make images.</summary>
    internal INetwork Painter { get; }

    /// <summary>Its weights averaged over the last few hundred turns, which paints better than any of them.</summary>
    internal INetwork Mean { get; }

    /// <summary>Who learns to tell them.</summary>
    internal INetwork Critic { get; }

    /// <summary>How many turns go once through all images.</summary>
    internal int TurnsOfEpoch => _order.Length / Batch;

    /// <summary>A step of each.</summary>
    /// <param name="share">How large the steps are, as a share of the usual, above 0: smaller ones towards the end let both settle.</param>
    /// <returns>The binary cross-entropies before it: of what the painter made as if it were real, and of the critic over both.</returns>
    internal (float Painter, float Critic) Turn(double share = 1)
    {
        (_paints.LearningRate, _judges.LearningRate) = (share * PainterRate, share * CriticRate);
        float fooled = Paint();
        Mean.MoveTowards(Painter, Following);
        return (fooled, Judge());
    }

    /// <summary>The painter's step. The critic is asked about the very images that this step made, normalised over its batch, and does not
    /// learn from the question.</summary>
    internal float Paint()
    {
        foreach (ref float number in _noise.AsSpan())
            number = (float)_random.NextNormal();
        return Painter.TrainOnBatch(_noise, _paints, this, static (fakes, gradients, duel) =>
        {
            fakes.CopyTo(duel._both);
            return duel.Critic.InputGradient(fakes, duel._ones, gradients);
        });
    }

    /// <summary>The critic's step: what was painted last, and as many real images.</summary>
    internal float Judge()
    {
        TakeImages(_both.AsSpan(_both.Length / 2));
        return Critic.TrainOnBatch(_both, _answers, _judges);
    }

    private void TakeImages(Span<float> images)
    {
        if (_next + Batch > _order.Length)
        {
            _random.Shuffle<int>(_order);
            _next = 0;
        }
        for (int i = 0; i < Batch; i++)
            _images.Input(_order[_next++]).CopyTo(images[(i * _images.InputLength)..]);
    }
}

using NetCompiler;
using Shared;

namespace Autoencoders;

/// <summary>How many nats a variational autoencoder takes for an image at most: its negative evidence bound, -log p(x|z) of what the
/// decoder says of the pixels plus the divergence of what the encoder says from the normal distribution (Kingma and Welling, 2014), z drawn
/// once for each image.</summary>
/// <param name="Pixels">Nats for the pixels.</param>
/// <param name="Divergence">Nats for the numbers between.</param>
internal readonly record struct Bound(double Pixels, double Divergence)
{
    /// <summary>The bound, in nats.</summary>
    internal double Total => Pixels + Divergence;

    /// <summary>Measures it on images whose pixels are drawn as bits.</summary>
    /// <param name="whole">Gives log-variances, means, and images, in this order.</param>
    /// <param name="decoder">Its decoder.</param>
    /// <param name="images">Images that it has not learned.</param>
    /// <param name="seed">Same seed, same bits and same numbers drawn.</param>
    internal static Bound Measure(INetwork whole, INetwork decoder, Dataset images, int seed)
    {
        (int count, int pixels, int numbers) = (images.Count, images.InputLength, decoder.Compiled.Info.InputLength);
        var random = new RandomSequence(seed, stream: 1);
        float[] bits = new float[count * pixels], drawn = new float[count * numbers], answer = new float[2 * numbers + pixels];
        double divergence = 0;
        for (int i = 0; i < count; i++)
        {
            Span<float> image = bits.AsSpan(i * pixels, pixels);
            Course.Draw(images.Input(i), image, drawsBits: true, ref random);
            whole.Predict(image, answer);
            for (int j = 0; j < numbers; j++)
            {
                // The layer that draws holds log-variances within these bounds.
                (double logVariance, double mean) = (Math.Clamp(answer[j], -20, 10), answer[numbers + j]);
                divergence += (mean * mean + Math.Exp(logVariance) - 1 - logVariance) / 2;
                drawn[i * numbers + j] = (float)(mean + Math.Exp(logVariance / 2) * random.NextNormal());
            }
        }
        // The decoder's own loss is binary cross-entropy, the mean over pixels, from the scores before its sigmoid.
        return new Bound(pixels * decoder.Evaluate(Dataset.FromTargets(drawn, bits, count)).Loss, divergence / count);
    }
}

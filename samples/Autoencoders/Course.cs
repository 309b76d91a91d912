using System.Diagnostics;
using NetCompiler;
using Shared;

namespace Autoencoders;

/// <summary>A network's training to give back what it sees, epoch by epoch. Allocates nothing after its first step.</summary>
internal sealed class Course
{
    private const int Batch = 100;

    private readonly INetwork _network;
    private readonly Dataset _images;
    private readonly bool _drawsBits;
    private readonly Adam _optimizer = new();
    private readonly float[] _batch;
    private readonly int[] _order;
    private RandomSequence _random;
    private bool _isWarm;

    /// <summary>Prepares it.</summary>
    /// <param name="network">Who learns.</param>
    /// <param name="images">What from; at least a hundred.</param>
    /// <param name="drawsBits">Whether each pixel is ink or paper, drawn anew in every epoch with its grey level as probability; else it is
    /// the grey level.</param>
    /// <param name="seed">Same seed, same order and bits.</param>
    internal Course(INetwork network, Dataset images, bool drawsBits, int seed)
    {
        (_network, _images, _drawsBits, _random) = (network, images, drawsBits, new RandomSequence(seed));
        _batch = new float[Batch * images.InputLength];
        _order = [.. Enumerable.Range(0, images.Count)];
        network.WarmUp(Batch, _optimizer);
    }

    /// <summary>Bytes that all epochs so far allocated, after the first step of all.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Seconds that all epochs so far took.</summary>
    internal double Seconds { get; private set; }

    /// <summary>Goes once through all images, in whole batches.</summary>
    /// <returns>The mean loss of a sample, in nats: the sum over its pixels, and for a variational autoencoder the divergence.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; the network is that of the last step.</exception>
    internal double Epoch(CancellationToken cancellation)
    {
        (long start, long bytes) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        _random.Shuffle<int>(_order);
        double sum = 0;
        int steps = _order.Length / Batch, pixels = _images.InputLength;
        for (int step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < Batch; i++)
                Draw(_images.Input(_order[step * Batch + i]), _batch.AsSpan(i * pixels, pixels), _drawsBits, ref _random);
            sum += _network.TrainOnBatch(_batch, _batch, _optimizer);
            if (!_isWarm)
                (_isWarm, bytes) = (true, GC.GetAllocatedBytesForCurrentThread());
        }
        Bytes += GC.GetAllocatedBytesForCurrentThread() - bytes;
        Seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        return sum / steps * pixels;
    }

    /// <summary>Grey levels as they are, or as bits of these probabilities.</summary>
    internal static void Draw(ReadOnlySpan<float> levels, Span<float> pixels, bool drawsBits, ref RandomSequence random)
    {
        levels.CopyTo(pixels);
        if (!drawsBits)
            return;
        foreach (ref float pixel in pixels)
            pixel = random.NextDouble() < pixel ? 1 : 0;
    }
}

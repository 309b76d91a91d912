using NetCompiler;

namespace Amp;

/// <summary>Teaches the network: truncated backpropagation through windows that carry their state on.</summary>
internal static class Lesson
{
    /// <summary>Clips that are learned from side by side.</summary>
    private const int Together = 37;

    /// <summary>Goes through all clips some times, each time in another order; learning slows down along half a cosine.</summary>
    /// <param name="network">The network.</param>
    /// <param name="clips">The clips: as many groups of <see cref="Together"/> as there are.</param>
    /// <param name="epochs">How many times.</param>
    /// <param name="report">Gets the number of the epoch and the mean squared error, in parts of the sound's power.</param>
    /// <param name="cancellation">Ends it between two groups.</param>
    internal static void Give(
        Overdrive network, IReadOnlyList<Recording> clips, int epochs, Action<int, double> report, CancellationToken cancellation)
    {
        double power = clips.Sum(clip => clip.Wet.Sum(x => (double)x * x)) / clips.Sum(clip => clip.Wet.Length);
        var optimizer = new Adam { LearningRate = 0.004f, ClipNorm = 1 };
        int[] order = [.. Enumerable.Range(0, clips.Count)];
        var random = new Random(1);
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            optimizer.LearningRate = (float)(0.004 * (0.02 + 0.49 * (1 + Math.Cos(Math.PI * epoch / epochs))));
            random.Shuffle(order);
            double sum = 0;
            int steps = 0;
            for (int first = 0; first + Together <= order.Length; first += Together)
            {
                cancellation.ThrowIfCancellationRequested();
                Recording[] group = [.. order.Skip(first).Take(Together).Select(number => clips[number])];
                network.Compiled.ResetStates();
                for (int start = 0; start + Overdrive.Window <= group.Min(clip => clip.Dry.Length); start += Overdrive.Window, steps++)
                    sum += network.TrainOnBatch(Side(group, start, clip => clip.Dry), Side(group, start, clip => clip.Wet), optimizer);
            }
            report(epoch + 1, sum / steps / power);
        }
    }

    private static float[] Side(Recording[] group, int start, Func<Recording, float[]> sound)
    {
        float[] window = new float[group.Length * Overdrive.Window];
        for (int row = 0; row < group.Length; row++)
            sound(group[row]).AsSpan(start, Overdrive.Window).CopyTo(window.AsSpan(row * Overdrive.Window));
        return window;
    }
}

using System.Diagnostics;

namespace Amp;

/// <summary>Plays clips through the network as an audio program does: block by block, the state carried from one to the next.</summary>
internal static class Player
{
    /// <summary>Samples of a block: 1.3 ms at 48 kHz.</summary>
    internal const int Block = 64;

    /// <summary>What comes out, clip by clip.</summary>
    internal static IReadOnlyList<float[]> Play(Overdrive network, IReadOnlyList<Recording> clips)
    {
        List<float[]> sounds = [];
        Overdrive.State quiet = network.Warm(4410);             // once; a copy of it is cheap
        foreach (Recording clip in clips)
        {
            Overdrive.State state = quiet;
            float[] sound = new float[clip.Dry.Length];
            for (int start = 0; start < sound.Length; start += Block)
            {
                int count = Math.Min(Block, sound.Length - start);
                network.StepBlock(clip.Dry.AsSpan(start, count), ref state, sound.AsSpan(start, count));
            }
            sounds.Add(sound);
        }
        return sounds;
    }

    /// <summary>Squared errors in parts of the sound's squares, without the beginnings of clips.</summary>
    internal static double ErrorToSignal(IReadOnlyList<Recording> clips, IReadOnlyList<float[]> sounds)
    {
        double errors = 0, signal = 0;
        for (int clip = 0; clip < clips.Count; clip++)
        {
            float[] wet = clips[clip].Wet;
            for (int i = Recording.Unknown; i < wet.Length; i++)
            {
                double error = (double)wet[i] - sounds[clip][i];
                (errors, signal) = (errors + error * error, signal + (double)wet[i] * wet[i]);
            }
        }
        return errors / signal;
    }

    /// <summary>How many streams of 48 kHz one core plays at a time: the best of many runs of a tenth of a second.</summary>
    internal static (double Factor, long Bytes) Measure(Overdrive network, ReadOnlySpan<float> sound)
    {
        const int Samples = 4800, Runs = 40;
        float[] output = new float[Block];
        double best = double.PositiveInfinity;
        long bytes = 0;
        for (int run = 0; run < Runs; run++)
        {
            Overdrive.State state = default;
            long before = GC.GetAllocatedBytesForCurrentThread(), begin = Stopwatch.GetTimestamp();
            for (int start = 0, place = 0; start < Samples; start += Block, place += Block)
            {
                if (place + Block > sound.Length)
                    place = 0;
                network.StepBlock(sound.Slice(place, Block), ref state, output);
            }
            best = Math.Min(best, Stopwatch.GetElapsedTime(begin).TotalSeconds);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        return (0.1 / best, bytes);
    }
}

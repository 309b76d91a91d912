using System.Globalization;
using NAudio.Wave;

namespace Amp;

/// <summary>The same clips, dry and through the pedal.</summary>
/// <param name="Dry">What goes in, -1 to 1.</param>
/// <param name="Wet">What comes out.</param>
internal sealed record Recording(float[] Dry, float[] Wet)
{
    /// <summary>At the beginning of a clip the pedal still answers to what was played before, which nobody knows: so many samples do not
    /// count.</summary>
    internal const int Unknown = 500;

    /// <summary>Reads the clips to learn from and those to be judged by.</summary>
    /// <param name="directory">With <c>guitar-dry.wav</c>, <c>guitar-pedal-gain50.wav</c> and <c>clips.csv</c>.</param>
    /// <exception cref="IOException">Something is missing or is no such recording.</exception>
    internal static (IReadOnlyList<Recording> Train, IReadOnlyList<Recording> Test) Read(string directory)
    {
        float[] dry = ReadSound(Path.Combine(directory, "guitar-dry.wav")),
            wet = ReadSound(Path.Combine(directory, "guitar-pedal-gain50.wav"));
        if (dry.Length != wet.Length)
            throw new IOException($"{directory}: the dry recording has {dry.Length} samples, the wet one {wet.Length}.");
        List<Recording> train = [], test = [];
        foreach (string line in File.ReadLines(Path.Combine(directory, "clips.csv")).Skip(1))
        {
            string[] fields = line.Split(',');
            if (fields.Length < 4 || !int.TryParse(fields[1], CultureInfo.InvariantCulture, out int first)
                || !int.TryParse(fields[2], CultureInfo.InvariantCulture, out int samples) || first < 0 || samples <= Unknown
                || first > dry.Length - samples)
                throw new IOException($"{directory}/clips.csv has a line that is no clip of these recordings: {line}");
            Recording clip = new(dry[first..(first + samples)], wet[first..(first + samples)]);
            (fields[3] == "train" ? train : test).Add(clip);
        }
        return train.Count > 0 && test.Count > 0 ? (train, test)
            : throw new IOException($"{directory}/clips.csv needs clips of both splits, train and test.");
    }

    private static float[] ReadSound(string path)
    {
        using WaveFileReader reader = new(path);
        WaveFormat format = reader.WaveFormat;
        if (format is not { Channels: 1, BitsPerSample: 16, Encoding: WaveFormatEncoding.Pcm } || format.SampleRate != Rate)
            throw new IOException($"{path} is {format}; needed is one channel of 16 bits at {Rate} samples a second.");
        byte[] bytes = new byte[reader.Length];
        reader.ReadExactly(bytes);
        float[] sound = new float[bytes.Length / 2];
        for (int i = 0; i < sound.Length; i++)
            sound[i] = BitConverter.ToInt16(bytes, 2 * i) / 32768f;
        return sound;
    }

    /// <summary>Writes a sound, one channel of 16 bits; what is beyond -1 to 1 is cut off.</summary>
    internal static void WriteSound(string path, ReadOnlySpan<float> sound)
    {
        using WaveFileWriter writer = new(path, new WaveFormat(Rate, 16, 1));
        byte[] bytes = new byte[2 * sound.Length];
        for (int i = 0; i < sound.Length; i++)
            BitConverter.TryWriteBytes(bytes.AsSpan(2 * i), (short)Math.Round(Math.Clamp(sound[i], -1, 1) * short.MaxValue));
        writer.Write(bytes, 0, bytes.Length);
    }

    /// <summary>What the network was made for.</summary>
    private static int Rate => (int)new Overdrive().Compiled.Info.SampleRate;
}

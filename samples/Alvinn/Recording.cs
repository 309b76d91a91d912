using NetCompiler;
using Shared;

namespace Alvinn;

/// <summary>What a camera on a vehicle saw while a person drove, and how that person steered.</summary>
/// <param name="Images">Of each frame 30 rows of 32 grey levels from 0 to 1.</param>
/// <param name="Angles">Of each frame the angle, from -1, full left, to 1, full right.</param>
/// <param name="Seconds">Of each frame the time since the first.</param>
internal sealed record Recording(float[] Images, float[] Angles, float[] Seconds)
{
    /// <summary>The number of pixels of a frame.</summary>
    internal const int Pixels = 30 * 32;

    /// <summary>The number of frames.</summary>
    internal int Count => Angles.Length;

    /// <summary>The frames to learn from, the first 70 %. They follow one another: of those drawn by lot, the neighbours would have been
    /// seen.</summary>
    internal int TrainCount => Count * 7 / 10;

    /// <summary>Reads the two files of a recording.</summary>
    /// <param name="directory">Where they are.</param>
    /// <param name="name">The recording's name.</param>
    /// <exception cref="IOException">A file is missing, damaged, or has something else than its name says.</exception>
    internal static Recording Read(string directory, string name)
    {
        IReadOnlyList<string> paths = DataFiles.FindAll(directory, $"{name}-images-idx3-ubyte", $"{name}-steering.csv");
        (string imagePath, string steeringPath) = (paths[0], paths[1]);
        IdxFile images = IdxFile.Read(imagePath);
        CsvFile steering = CsvFile.Read(steeringPath, heading: true);
        if (images.Shape is not [int count, 30, 32])
        {
            string shape = string.Join(" x ", images.Shape);
            throw new IOException($"{imagePath} has {shape} elements; expected frames of 30 rows and 32 columns.");
        }
        if (steering.Columns != 4 || steering.Rows != count)
        {
            string size = $"{steering.Rows} rows of {steering.Columns} columns";
            throw new IOException($"{steeringPath} has {size}; expected {count}, one a frame, of index, milliseconds, angle, throttle.");
        }
        float[] angles = new float[count], seconds = new float[count];
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<float> values = steering.Values.Slice(row * 4, 4);
            (seconds[row], angles[row]) = (values[1] / 1000, values[2]);
            if (angles[row] is < -1 or > 1)
                throw new IOException($"{steeringPath}: the angle of frame {row} is {angles[row]}; expected -1 to 1.");
        }
        return new Recording(images.ToFloats(1f / 255), angles, seconds);
    }

    /// <summary>The frames to learn from, with the hills of their angles.</summary>
    internal Dataset Lessons()
    {
        var hills = new float[TrainCount * SteeringHill.Units];
        for (int i = 0; i < TrainCount; i++)
            SteeringHill.Encode(Angles[i], hills.AsSpan(i * SteeringHill.Units, SteeringHill.Units));
        return Dataset.FromTargets(Images[..(TrainCount * Pixels)], hills, TrainCount);
    }

    /// <summary>One frame.</summary>
    internal ReadOnlySpan<float> Image(int frame) => Images.AsSpan(frame * Pixels, Pixels);

    /// <summary>The mean distance from the person's angle in the frames that were not learned from.</summary>
    /// <param name="angle">Says of a frame how it would steer.</param>
    internal double MeanError(Func<int, double> angle) =>
        Enumerable.Range(TrainCount, Count - TrainCount).Average(frame => Math.Abs(angle(frame) - Angles[frame]));
}

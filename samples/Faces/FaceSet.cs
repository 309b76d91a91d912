using System.IO.Compression;
using NetCompiler;
using Shared;

namespace Faces;

/// <summary>A photograph of the set.</summary>
/// <param name="Pixels">30 rows of 32 grey levels from 0 to 1.</param>
/// <param name="Pose">Where the face looks: 0 left, 1 straight, 2 right, 3 up.</param>
/// <param name="Person">Who it is, 0 to 19.</param>
/// <param name="HasSunglasses">Whether sunglasses cover the eyes.</param>
internal sealed record Face(float[] Pixels, int Pose, int Person, bool HasSunglasses);

/// <summary>
/// T. Mitchell's face images (Carnegie Mellon University, 1997), in his own parts: 277 to train, 347 to test. Free for educational purposes
/// where attribution is given.
/// </summary>
/// <param name="Train">The faces to learn from.</param>
/// <param name="Test">The others.</param>
internal sealed record FaceSet(IReadOnlyList<Face> Train, IReadOnlyList<Face> Test)
{
    /// <summary>The rows and columns of a photograph.</summary>
    internal const int Rows = 30, Columns = 32;

    /// <summary>What the pose numbers mean; "left" is the person's left.</summary>
    internal static readonly IReadOnlyList<string> Poses = ["left", "straight", "right", "up"];

    /// <summary>The number of people.</summary>
    internal const int People = 20;

    /// <summary>Reads the images and what is known of them.</summary>
    /// <param name="directory">Where <c>faces-32x30-images-idx3-ubyte</c> and <c>labels.csv</c> are, .gz or not.</param>
    /// <exception cref="IOException">A file is missing, damaged, or has something else than its name says.</exception>
    internal static FaceSet Read(string directory)
    {
        IReadOnlyList<string> paths = DataFiles.FindAll(directory, "faces-32x30-images-idx3-ubyte", "labels.csv");
        IdxFile images = IdxFile.Read(paths[0]);
        string[] lines = ReadLines(paths[1]);
        if (images.Shape is not [int count, Rows, Columns])
        {
            string shape = string.Join(" x ", images.Shape);
            throw new IOException($"{paths[0]} has {shape} elements; expected photographs of {Rows} rows and {Columns} columns.");
        }
        if (lines.Length != count + 1)
            throw new IOException($"{paths[1]} has {lines.Length} lines; expected {count + 1}, a heading and one for each photograph.");
        float[] pixels = images.ToFloats(1f / 255);
        string[] heading = lines[0].Split(',');
        int split = Array.IndexOf(heading, "split");
        List<Face> train = [], test = [];
        for (int row = 0; row < count; row++)
        {
            string[] fields = lines[row + 1].Split(',');
            int Field(string name, int values)
            {
                int column = Array.IndexOf(heading, name);
                return column >= 0 && column < fields.Length && int.TryParse(fields[column], out int value) && value >= 0 && value < values
                    ? value
                    : throw new IOException($"{paths[1]}, line {row + 2}: expected a number from 0 to {values - 1} in the column {name}.");
            }
            float[] photograph = pixels[(row * Rows * Columns)..((row + 1) * Rows * Columns)];
            Face face = new(photograph, Field("pose_id", Poses.Count), Field("person_id", People), Field("eyes_id", 2) == 1);
            (fields[split] == "train" ? train : test).Add(face);
        }
        if (train.Count == 0 || test.Count == 0)
            throw new IOException($"{paths[1]} calls {train.Count} photographs \"train\" and {test.Count} others; both are needed.");
        return new FaceSet(train, test);
    }

    private static string[] ReadLines(string path)
    {
        using Stream file = File.OpenRead(path);
        using Stream text = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using StreamReader reader = new(text);
        try
        {
            return reader.ReadToEnd().TrimEnd().Split('\n', StringSplitOptions.TrimEntries);
        }
        catch (InvalidDataException exception)
        {
            throw new IOException($"{path} is damaged: {exception.Message}", exception);
        }
    }
}

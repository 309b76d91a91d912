using NetCompiler;

namespace Faces;

/// <summary>What is done to photographs before a convolutional network sees them.</summary>
internal static class Photograph
{
    /// <summary>The grey levels in units of their spread around their mean: photographs differ much in light, faces do not.</summary>
    internal static float[] Standardize(float[] pixels)
    {
        float mean = pixels.Average(), spread = MathF.Sqrt(pixels.Average(pixel => (pixel - mean) * (pixel - mean)));
        return [.. pixels.Select(pixel => spread > 0 ? (pixel - mean) / spread : 0)];
    }

    /// <summary>The photograph moved to the right and downwards; what comes in is what was at the edge.</summary>
    internal static float[] Shift(float[] pixels, int right, int down)
    {
        var shifted = new float[pixels.Length];
        for (int row = 0; row < FaceSet.Rows; row++)
            for (int column = 0; column < FaceSet.Columns; column++)
            {
                int fromRow = Math.Clamp(row - down, 0, FaceSet.Rows - 1), fromColumn = Math.Clamp(column - right, 0, FaceSet.Columns - 1);
                shifted[row * FaceSet.Columns + column] = pixels[fromRow * FaceSet.Columns + fromColumn];
            }
        return shifted;
    }

    /// <summary>The face as a mirror shows it: what looked left looks right.</summary>
    internal static Face Mirror(Face face)
    {
        var mirrored = new float[face.Pixels.Length];
        for (int i = 0; i < mirrored.Length; i++)
            mirrored[i] = face.Pixels[i - i % FaceSet.Columns + FaceSet.Columns - 1 - i % FaceSet.Columns];
        return face with { Pixels = mirrored, Pose = face.Pose switch { 0 => 2, 2 => 0, _ => face.Pose } };
    }

    /// <summary>Several versions of each photograph, moved by up to a pixel each way by lot, every second one mirrored.</summary>
    /// <param name="faces">The photographs.</param>
    /// <param name="copies">How many versions of each.</param>
    /// <param name="seed">Same seed, same versions.</param>
    internal static IReadOnlyList<Face> Vary(IReadOnlyList<Face> faces, int copies, int seed)
    {
        RandomSequence random = new(seed);
        List<Face> varied = [];
        foreach (Face face in faces)
            for (int copy = 0; copy < copies; copy++)
            {
                Face moved = face with { Pixels = Shift(face.Pixels, Step(), Step()) };
                varied.Add(copy % 2 == 0 ? moved : Mirror(moved));
            }
        return varied;

        int Step() => (int)(3 * random.NextDouble()) - 1;
    }
}

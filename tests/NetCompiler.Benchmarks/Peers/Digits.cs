namespace NetCompiler.Benchmarks.Peers;

/// <summary>The 10,000 test pictures of MNIST, where the build found them beside the repository.</summary>
internal static class Digits
{
    /// <summary>Numbers of a picture.</summary>
    public const int Length = 28 * 28;

    private static readonly float[]? Pixels = Read();

    /// <summary>Whether the pictures are there.</summary>
    public static bool Exist => Pixels is not null;

    /// <summary>The first pictures, between 0 and 1; from the first again after the last.</summary>
    public static float[] Take(int count)
    {
        float[] pixels = Pixels ?? throw new InvalidOperationException("The pictures of MNIST are not there.");
        return [.. Enumerable.Range(0, count * Length).Select(i => pixels[i % pixels.Length])];
    }

    private static float[]? Read()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "t10k-images-idx3-ubyte.gz");
        return File.Exists(file) ? IdxFile.Read(file).ToFloats(1f / 255) : null;
    }
}

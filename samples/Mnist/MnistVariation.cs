using NetCompiler;

namespace Mnist;

/// <summary>Images that are new in every epoch and show the same: moved a little, and flipped left to right where that changes no
/// class.</summary>
internal static class MnistVariation
{
    /// <summary>The most pixels that an image is moved each way.</summary>
    private const int MostShift = 2;

    /// <summary>A version of each image; what comes in at an edge is 0.</summary>
    /// <param name="images">Square images with labels.</param>
    /// <param name="flips">Whether half of them are flipped.</param>
    /// <param name="seed">Same seed, same versions.</param>
    internal static Dataset Vary(Dataset images, bool flips, int seed)
    {
        int length = images.InputLength, side = (int)Math.Sqrt(length);
        RandomSequence random = new(seed);
        float[] varied = new float[images.Count * length];
        int[] labels = new int[images.Count];
        for (int i = 0; i < images.Count; i++)
        {
            labels[i] = images.Label(i);
            int right = random.Next(2 * MostShift + 1) - MostShift, down = random.Next(2 * MostShift + 1) - MostShift;
            bool flipped = flips && random.Next(2) == 1;
            Move(images.Input(i), varied.AsSpan(i * length, length), side, right, down, flipped);
        }
        return Dataset.FromLabels(varied, labels, images.TargetLength);
    }

    /// <summary>Moves an image to the right and downwards, and flips it left to right then.</summary>
    internal static void Move(ReadOnlySpan<float> image, Span<float> moved, int side, int right, int down, bool flipped)
    {
        moved.Clear();
        int columns = side - Math.Abs(right);
        for (int row = Math.Max(0, down); row < Math.Min(side, side + down); row++)
            image.Slice((row - down) * side + Math.Max(0, -right), columns).CopyTo(moved[(row * side + Math.Max(0, right))..]);
        if (flipped)
            for (int row = 0; row < side; row++)
                moved.Slice(row * side, side).Reverse();
    }
}

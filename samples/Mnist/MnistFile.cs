using System.Buffers.Binary;
using System.Security.Cryptography;
using NetCompiler;

namespace Mnist;

/// <summary>One of the four files of MNIST or of a set in its form, and what is known of it.</summary>
/// <param name="Name">Its name, without <c>.gz</c>.</param>
/// <param name="Shape">Its dimensions; those of labels are a single one.</param>
/// <param name="Sha256">The SHA-256 of the original, decompressed, in hexadecimal.</param>
internal sealed record MnistFile(string Name, IReadOnlyList<int> Shape, string Sha256)
{
    private const int Classes = 10;

    /// <summary>The four originals of MNIST: training images and labels, test images and labels.</summary>
    internal static readonly IReadOnlyList<MnistFile> Digits = Four(
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

    /// <summary>The four originals of Fashion-MNIST, whose names are the same.</summary>
    internal static readonly IReadOnlyList<MnistFile> Fashion = Four(
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34");

    /// <summary>The number of bytes, decompressed.</summary>
    internal int Length => sizeof(int) * (1 + Shape.Count) + Shape.Aggregate(1, (product, dimension) => product * dimension);

    /// <summary>Reads the file and checks that it is what its name says: unsigned bytes, as many as there should be, and labels from 0 to
    /// 9.</summary>
    /// <param name="path">The file, gzip-compressed or not.</param>
    /// <param name="sha256">The SHA-256 of its content, decompressed.</param>
    /// <exception cref="IOException">The file cannot be read or is something else.</exception>
    internal IdxFile Read(string path, out string sha256)
    {
        IdxFile file = IdxFile.Read(path);
        if (file.Type != IdxType.Unsigned8 || !file.Shape.SequenceEqual(Shape))
            throw new IOException(
                $"{path} holds {string.Join(" x ", file.Shape)} elements of type {file.Type}; {Name} has {string.Join(" x ", Shape)} of "
                    + $"type {IdxType.Unsigned8}.");
        if (Shape.Count == 1 && file.Data.Span.IndexOfAnyExceptInRange((byte)0, (byte)(Classes - 1)) is >= 0 and int bad)
            throw new IOException($"{path}: label {bad} is {file.Data.Span[bad]}; expected 0 to {Classes - 1}.");
        sha256 = Hash(file);
        return file;
    }

    /// <summary>Whether content with this SHA-256 is the original's, bit by bit.</summary>
    internal bool IsOriginal(string sha256) => sha256.Equals(Sha256, StringComparison.OrdinalIgnoreCase);

    private static MnistFile[] Four(string trainImages, string trainLabels, string testImages, string testLabels) =>
    [
        new("train-images-idx3-ubyte", [60_000, 28, 28], trainImages),
        new("train-labels-idx1-ubyte", [60_000], trainLabels),
        new("t10k-images-idx3-ubyte", [10_000, 28, 28], testImages),
        new("t10k-labels-idx1-ubyte", [10_000], testLabels),
    ];

    private static string Hash(IdxFile file)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0, 0, (byte)file.Type, (byte)file.Shape.Count]);
        byte[] dimension = new byte[sizeof(int)];
        foreach (int size in file.Shape)
        {
            BinaryPrimitives.WriteInt32BigEndian(dimension, size);
            hash.AppendData(dimension);
        }
        hash.AppendData(file.Data.Span);
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}

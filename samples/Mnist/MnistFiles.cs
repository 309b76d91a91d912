using NetCompiler;
using Shared;

namespace Mnist;

/// <summary>The four files of a set of images in one directory.</summary>
/// <param name="Train">The training samples, grey levels as 0..1.</param>
/// <param name="Test">The test samples.</param>
/// <param name="Changed">The names of the files whose content is valid but differs from the originals.</param>
internal sealed record MnistFiles(Dataset Train, Dataset Test, IReadOnlyList<string> Changed)
{
    /// <summary>Reads the files of a directory, each gzip-compressed (<c>.gz</c>) or not.</summary>
    /// <param name="directory">Where they are.</param>
    /// <param name="images">The set that is expected there.</param>
    /// <param name="known">The sets to tell it from: the names of their files are the same.</param>
    /// <exception cref="IOException">A file is missing, damaged, something else than its name says, or the original of another
    /// set.</exception>
    internal static MnistFiles Read(string directory, MnistImages images, IReadOnlyList<MnistImages> known)
    {
        IReadOnlyList<MnistFile> files = images.Files;
        IReadOnlyList<string> paths = DataFiles.FindAll(directory, [.. files.Select(file => file.Name)]);
        List<string> changed = [];
        IdxFile[] contents = new IdxFile[files.Count];
        for (int i = 0; i < contents.Length; i++)
        {
            contents[i] = files[i].Read(paths[i], out string sha256);
            if (files[i].IsOriginal(sha256))
                continue;
            if (known.FirstOrDefault(other => other.Files[i].IsOriginal(sha256)) is { } found)
                throw new IOException(
                    $"{paths[i]} belongs to {found.Title}, not to {images.Title}. Use --dataset {found.Name}, or --data with the directory "
                        + $"of {images.Title}.");
            changed.Add(files[i].Name);
        }
        return new MnistFiles(contents[0].ToDataset(contents[1], 10), contents[2].ToDataset(contents[3], 10), changed);
    }
}

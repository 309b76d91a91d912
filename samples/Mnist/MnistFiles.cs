using NetCompiler;

namespace Mnist;

/// <summary>The four files of MNIST in one directory.</summary>
/// <param name="Train">The training samples, grey levels as 0..1.</param>
/// <param name="Test">The test samples.</param>
/// <param name="Changed">The names of the files whose content is valid but differs from the originals.</param>
internal sealed record MnistFiles(Dataset Train, Dataset Test, IReadOnlyList<string> Changed)
{
    /// <summary>Reads the files of a directory, each gzip-compressed (<c>.gz</c>) or not.</summary>
    /// <param name="directory">Where they are.</param>
    /// <param name="files">Which they are: training images, training labels, test images, test labels.</param>
    /// <exception cref="IOException">A file is missing, damaged, or something else than its name says.</exception>
    internal static MnistFiles Read(string directory, IReadOnlyList<MnistFile> files)
    {
        string[] missing = [.. files.Where(file => Find(directory, file) is null).Select(file => file.Name)];
        if (missing.Length > 0)
            throw new FileNotFoundException($"{directory} has no {string.Join(", no ", missing)} (with or without .gz). The four files are {string.Join(", ", files.Select(file => file.Name))}.");
        List<string> changed = [];
        IdxFile[] contents = new IdxFile[files.Count];
        for (int i = 0; i < contents.Length; i++)
        {
            contents[i] = files[i].Read(Find(directory, files[i])!, out bool original);
            if (!original)
                changed.Add(files[i].Name);
        }
        return new MnistFiles(contents[0].ToDataset(contents[1], 10), contents[2].ToDataset(contents[3], 10), changed);
    }

    private static string? Find(string directory, MnistFile file)
        => new[] { file.Name, file.Name + ".gz" }.Select(name => Path.Combine(directory, name)).FirstOrDefault(File.Exists);
}

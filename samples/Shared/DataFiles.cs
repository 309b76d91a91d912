namespace Shared;

/// <summary>Files of data, gzip-compressed (<c>.gz</c>) or not.</summary>
internal static class DataFiles
{
    /// <summary>The path of a file of a directory; null if there is none.</summary>
    internal static string? Find(string directory, string name) =>
        new[] { name, name + ".gz" }.Select(file => Path.Combine(directory, file)).FirstOrDefault(File.Exists);

    /// <summary>The paths of files of a directory.</summary>
    /// <exception cref="FileNotFoundException">Some are missing; the message names them all.</exception>
    internal static IReadOnlyList<string> FindAll(string directory, params IReadOnlyList<string> names)
    {
        string[] missing = [.. names.Where(name => Find(directory, name) is null)];
        if (missing.Length > 0)
        {
            (string lost, string all) = (string.Join(", no ", missing), string.Join(", ", names));
            throw new FileNotFoundException($"{directory} has no {lost} (with or without .gz). The files are {all}.");
        }
        return [.. names.Select(name => Find(directory, name)!)];
    }
}

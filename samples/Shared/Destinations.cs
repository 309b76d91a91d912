namespace Shared;

/// <summary>Whether what a run makes can be written, found out before the time is spent on it.</summary>
internal static class Destinations
{
    /// <summary>Makes sure that files can be made in a directory; creates it if need be.</summary>
    /// <param name="option">What the command line calls it.</param>
    /// <param name="directory">The directory.</param>
    /// <exception cref="IOException">They cannot.</exception>
    internal static void CheckDirectory(string option, string directory)
    {
        for (string? part = directory; part is not null; part = Path.GetDirectoryName(part))
        {
            if (File.Exists(part))
                throw new IOException($"{option}: {part} is a file, but a directory is needed there. Name another place.");
        }
        try
        {
            Directory.CreateDirectory(directory);
            string probe = Path.Combine(directory, $"{Guid.NewGuid():N}.tmp");
            new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string reason = exception.Message.TrimEnd('.');
            throw new IOException($"{option}: nothing can be written into {directory} ({reason}). Name another place.", exception);
        }
    }

    /// <summary>Makes sure that a file can be written; creates its directory if need be.</summary>
    /// <param name="option">What the command line calls it.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="IOException">It cannot.</exception>
    internal static void CheckFile(string option, string file)
    {
        if (Path.EndsInDirectorySeparator(file) || Directory.Exists(file))
        {
            string better = Path.Combine(file, "net.safetensors");
            throw new IOException($"{option}: {file} is a directory, but a file is needed there. Name a file, such as {better}.");
        }
        CheckDirectory(option, Path.GetDirectoryName(file)!);
    }
}

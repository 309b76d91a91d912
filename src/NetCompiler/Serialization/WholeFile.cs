namespace NetCompiler;

/// <summary>Files that are there whole or not at all: written beside their place, then renamed.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file that appears under its name only when it is complete and on the disk.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What is written, for messages.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="IOException">It could not be written; what was there before is still there.</exception>
    internal static void Write(string path, string what, Action<Stream> write)
    {
        string final = Path.GetFullPath(path), temporary = TemporaryOf(final), failure = $"{what} was not saved as {final}";
        CheckFolder(final, failure);
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, final, overwrite: true);
        }
        catch (Exception exception)
        {
            DeleteQuietly(temporary);
            if (exception is not (IOException or UnauthorizedAccessException))
                throw;
            throw NotWritten(failure, exception);
        }
    }

    /// <summary>Tries whether <see cref="Write"/> could write a file, as far as that can be told before.</summary>
    /// <exception cref="IOException">It could not.</exception>
    internal static void Check(string path, string what)
    {
        string final = Path.GetFullPath(path), failure = $"{what} cannot be saved as {final}";
        CheckFolder(final, failure);
        try
        {
            string temporary = TemporaryOf(final);
            using FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(failure, exception);
        }
    }

    private static string TemporaryOf(string final) => $"{final}.{Guid.NewGuid():N}.tmp";

    private static void CheckFolder(string final, string failure)
    {
        if (Path.GetDirectoryName(final) is string directory && !Directory.Exists(directory))
            throw new DirectoryNotFoundException($"{failure}: the directory {directory} does not exist. Create it first.");
        if (Directory.Exists(final))
            throw new IOException($"{failure}: that is a directory. Add the file's name.");
    }

    private static IOException NotWritten(string failure, Exception exception) =>
        new($"{failure}, which is written beside it first: {exception.Message}", exception);

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The exception under way tells more than this one would.
        }
    }
}

namespace NetCompiler;

/// <summary>Opens files that users name.</summary>
internal static class ReadableFile
{
    /// <summary>Opens a file for reading, which others may read and replace meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">How the message begins, before the file's name: <c>Mnist was not loaded from</c>.</param>
    /// <param name="bufferSize">The stream's buffer in bytes; 0: none.</param>
    /// <exception cref="IOException">It is missing, is a directory, or may not be read.</exception>
    public static FileStream Open(string path, string what, int bufferSize = 4096)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize);
        }
        catch (UnauthorizedAccessException exception)
        {
            // So the system refuses a directory too.
            string full = Path.GetFullPath(path);
            string reason = Directory.Exists(full) ? "that is a directory. Add the file's name." : exception.Message;
            throw new IOException($"{what} {full}: {reason}", exception);
        }
    }
}

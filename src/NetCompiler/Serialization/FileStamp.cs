namespace NetCompiler;

/// <summary>What tells one state of a file from another without reading it.</summary>
/// <param name="RealPath">The file itself, at the end of all links.</param>
/// <param name="Written">The time of its last change.</param>
/// <param name="Created">The time of its making; where a file system keeps none, its last change.</param>
/// <param name="Length">Its length in bytes; -1 for a directory.</param>
internal sealed record FileStamp(string RealPath, DateTime Written, DateTime Created, long Length)
{
    /// <summary>Something that the file system does not let us look at.</summary>
    public static readonly FileStamp Unreadable = new("", default, default, -1);

    /// <summary>As many links as a path may lead through on Linux.</summary>
    private const int MaximumLinks = 40;

    /// <summary>Looks at a file now; null where there is none.</summary>
    /// <param name="path">A full path.</param>
    public static FileStamp? Of(string path)
    {
        try
        {
            int links = MaximumLinks;
            var file = new FileInfo(Resolve(path, ref links));
            if (file.Exists && file.Length > 0)
                AskServer(file);
            return file.Attributes == (FileAttributes)(-1)
                ? null
                : new FileStamp(file.FullName, file.LastWriteTimeUtc, file.CreationTimeUtc, file.Exists ? file.Length : -1);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Unreadable;
        }
    }

    /// <summary>Other systems than Windows answer questions about a share's files from what they remember, for up to a minute; but whoever
    /// opens a file asks the server. (Windows hears of changes from its server, and a file that is open cannot be replaced
    /// there.)</summary>
    private static void AskServer(FileInfo file)
    {
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            File.OpenHandle(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Whether it can be opened is told when it is loaded.
        }
        file.Refresh();
    }

    /// <summary>The path that the system takes, without links.</summary>
    private static string Resolve(string path, ref int links)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        string folder = Resolve(parent, ref links);
        switch (Path.GetFileName(path))
        {
            case "" or ".":
                return folder;
            case "..":
                return Path.GetDirectoryName(folder) ?? folder;
            case var name:
                string real = Path.Join(folder, name);
                string? target = links-- > 0 ? new FileInfo(real).LinkTarget : null;
                return target is null ? real : Resolve(Path.Combine(folder, target), ref links);
        }
    }
}

namespace NetCompiler.Tests;

/// <summary>An empty directory, deleted with everything in it on disposal.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("netcompiler-").FullName;

    internal string File(string name) => System.IO.Path.Combine(Path, name);

    internal string Write(string name, byte[] content)
    {
        System.IO.File.WriteAllBytes(File(name), content);
        return File(name);
    }

    internal IEnumerable<string> Names =>
        Directory.EnumerateFileSystemEntries(Path).Select(path => System.IO.Path.GetFileName(path)).Order();

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

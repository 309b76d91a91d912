using Xunit;

namespace NetCompiler.Tests;

/// <summary>Names that are no data files, which the system refuses as if rights were missing.</summary>
public sealed class ReadableFileTests
{
    [Fact]
    public void A_directory_is_not_read()
    {
        using TemporaryDirectory directory = new();
        string path = directory.Path, problem = $" were read from {path}: that is a directory. Add the file's name.";
        Assert.Equal("No numbers" + problem, Assert.Throws<IOException>(() => CsvFile.Read(path)).Message);
        Assert.Equal("No elements" + problem, Assert.Throws<IOException>(() => IdxFile.Read(path)).Message);
    }
}

using System.Runtime.CompilerServices;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Data that lies beside the repository, where it does: too large, or not ours to pack.</summary>
internal static class SharedFiles
{
    /// <summary>The full path of a file or folder of <c>../shared</c>; where there is none, the test is skipped.</summary>
    public static string Find(string path)
    {
        string found = Path.GetFullPath(Path.Combine(Repository(), "..", "shared", path));
        Assert.SkipUnless(Path.Exists(found), $"../shared/{path} does not exist beside the repository.");
        return found;
    }

    private static string Repository([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}

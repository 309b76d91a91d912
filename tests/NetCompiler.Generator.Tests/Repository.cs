using System.Runtime.CompilerServices;

namespace NetCompiler.Generator.Tests;

/// <summary>The folder of this repository.</summary>
internal static class Repository
{
    /// <summary>Where NetCompiler.sln stands.</summary>
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string file = "")
    {
        string? folder = Path.GetDirectoryName(file);
        while (folder is not null && !File.Exists(Path.Combine(folder, "NetCompiler.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No NetCompiler.sln above {file}.");
    }
}

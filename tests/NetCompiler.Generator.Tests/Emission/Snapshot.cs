using System.Runtime.CompilerServices;
using Xunit;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>Compares text with a reviewed file beside the tests, by the conventions of Verify: <c>Name.verified.cs</c>, and on a mismatch
/// <c>Name.received.cs</c>. The environment variable NETCOMPILER_UPDATE_SNAPSHOTS=1 accepts what was received.</summary>
internal static class Snapshot
{
    public static void Verify(string text, [CallerMemberName] string name = "", [CallerFilePath] string testFile = "")
    {
        string folder = Path.Combine(Path.GetDirectoryName(testFile)!, "Snapshots");
        string verified = Path.Combine(folder, name + ".verified.cs"), received = Path.Combine(folder, name + ".received.cs");
        if (Environment.GetEnvironmentVariable("NETCOMPILER_UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(verified, text);
        }
        if (File.Exists(verified) && File.ReadAllText(verified) == text)
        {
            File.Delete(received);
            return;
        }
        Directory.CreateDirectory(folder);
        File.WriteAllText(received, text);
        Assert.Fail(
            $"The generated code differs from {name}.verified.cs; see {name}.received.cs beside it. If the change is meant, run the tests "
                + "with NETCOMPILER_UPDATE_SNAPSHOTS=1.");
    }
}

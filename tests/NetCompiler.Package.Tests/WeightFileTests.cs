using System.Buffers.Binary;
using System.Globalization;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;

namespace NetCompiler.Tests;

/// <summary>One project with many weight files, whose names, and whose folders' names, have everything that MSBuild, the compiler's command
/// line or an .editorconfig give a meaning. Each class is named by its item or names its file; each file has another number in
/// it.</summary>
public sealed class WeightFileTests(PackedFeed feed)
{
    private const string Folder = "Weights #1, it's 100% (ä) [x] $y @z & more";

    /// <summary>Folders and files, the last name as long as most file systems take.</summary>
    private static readonly string[] Names =
        ["a #1;b's", "50% (c) [d]", "$e @f & g=h,i!{j}", "$(k) @(l) %(m)", "größer 中文", "%3B%27", new('x', 120 - Extension.Length)];

    private const string Extension = ".safetensors";

    /// <summary>What is where, in the order of the classes N1, N2, ...: first those whose item names the class, then those that name their
    /// file.</summary>
    private static readonly string[] Files =
        [.. new[] { "items", "wild" }.SelectMany(folder => Names.Select(name => $"{folder}/{name}/{name}{Extension}"))];

    [Fact]
    public async Task Names_and_folders_may_have_any_characters_and_nothing_but_a_change_builds_again()
    {
        string project = Write();
        (await feed.Dotnet(Folder, "build")).SucceededWithoutWarnings();
        await Answers(Path.Combine("bin", "Debug", "net10.0"), 1);

        // From another folder, unchanged: no file is written.
        string[] built = Times(project);
        (await feed.Dotnet("", "build", project)).SucceededWithoutWarnings();
        Assert.Equal(built, Times(project));

        // A file that is older than the one before, with a longer header.
        string replaced = Path.Combine(project, Files[0]);
        File.Delete(replaced);
        WriteWeights(replaced, 101, new string(' ', 100));
        File.SetLastWriteTimeUtc(replaced, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        (await feed.Dotnet(Folder, "build")).SucceededWithoutWarnings();
        await Answers(Path.Combine("bin", "Debug", "net10.0"), 101);

        (await feed.Dotnet(Folder, "clean")).SucceededWithoutWarnings();
        Assert.Empty(Directory.GetFiles(project, "NetCompiler.*", SearchOption.AllDirectories));
    }

    /// <summary>All that is made goes elsewhere, through an absolute path; nothing in the project's folder needs to be writable.</summary>
    [Fact]
    public async Task A_project_with_artifacts_elsewhere_stays_as_it_is()
    {
        string project = Write(), artifacts = Path.Combine(feed.Folder, "artifacts #1 (ä) [x]");
        string[] before = Times(project);
        SetWritable(project, false);
        try
        {
            (await feed.Dotnet(Folder, "build", "--artifacts-path", artifacts)).SucceededWithoutWarnings();
        }
        finally
        {
            SetWritable(project, true);
        }
        Assert.Equal(before, Times(project));
        await Answers(Directory.GetDirectories(Path.Combine(artifacts, "bin"), "debug", SearchOption.AllDirectories).Single(), 1);
    }

    /// <summary>The target alone, which is all that matters here.</summary>
    [Fact]
    public async Task A_list_follows_its_files_and_a_file_that_cannot_be_read_is_an_error()
    {
        string project = Write(), objects = Path.Combine(feed.Folder, "objects #1"), last = Path.Combine(project, Files[^1]);
        string list = Path.Combine(objects, "NetCompiler.NetworkWeights.txt");
        await using (new FileStream(last, FileMode.Open, FileAccess.Read, FileShare.None))
        {
            Commands.Result locked = await Collect();
            Assert.NotEqual(0, locked.ExitCode);
            Assert.Contains(
                last + " : error NETC9005: The header of this weight file could not be read: ", locked.Output, StringComparison.Ordinal);
            Assert.False(File.Exists(list));
        }
        (await Collect()).SucceededWithoutWarnings();
        Assert.Equal(1 + Files.Length, File.ReadAllLines(list).Length);

        File.Delete(last);
        (await Collect()).SucceededWithoutWarnings();
        Assert.Equal(Files.Length, File.ReadAllLines(list).Length);

        Task<Commands.Result> Collect() => feed.Dotnet(
            Folder, "msbuild", "-nologo", "-restore", "-t:EmbedNetworkWeights",
            $"-p:IntermediateOutputPath={objects}{Path.DirectorySeparatorChar}");
    }

    /// <summary>What each network has learned: file i holds i, the first one <paramref name="first"/>.</summary>
    private async Task Answers(string output, int first)
    {
        string[] expected = [.. Enumerable.Range(1, Files.Length).Select(i => $"N{i} {(i == 1 ? first : i)}")];
        string printed = (await feed.Dotnet(Folder, Path.Combine(output, "Weights.dll"))).Succeeded();
        Assert.Equal(expected, printed.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
    }

    /// <summary>The project, anew.</summary>
    private string Write()
    {
        string project = Path.Combine(feed.Folder, Folder);
        if (Directory.Exists(project))
            Directory.Delete(project, recursive: true);
        for (int i = 0; i < Files.Length; i++)
            WriteWeights(Path.Combine(project, Files[i]), i + 1);
        IEnumerable<string> items = Names.Select((_, i) => $"""<NetworkWeights Include="{AsInclude(Files[i])}" Network="N{i + 1}" />""");
        File.WriteAllText(Path.Combine(project, "Weights.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="NetCompiler" Version="$(NetCompilerVersion)" />
                {string.Join('\n', items)}
                <NetworkWeights Include="wild/**/*{Extension}" />
              </ItemGroup>
            </Project>
            """);
        var code = new StringBuilder("using NetCompiler;\nfloat[] y = new float[1];\n");
        for (int i = 1; i <= Files.Length; i++)
            code.Append(CultureInfo.InvariantCulture, $"N{i}.Pretrained.Predict([0], y);\nSystem.Console.WriteLine(\"N{i} \" + y[0]);\n");
        for (int i = 1; i <= Files.Length; i++)
        {
            string weights = i <= Names.Length ? "" : $", Weights(\"{Files[i - 1]}\")";
            code.Append("[Network(1, Mode = NetworkMode.InferenceOnly), Dense(1)").Append(weights)
                .Append(CultureInfo.InvariantCulture, $"]\npublic sealed partial class N{i};\n");
        }
        File.WriteAllText(Path.Combine(project, "Program.cs"), code.ToString());
        return project;
    }

    /// <summary>As the message of NETC3010 says: only what MSBuild or XML give a meaning is escaped.</summary>
    private static string AsInclude(string name) =>
        SecurityElement.Escape(Regex.Replace(name, @"[%;*?]|[$@](?=\()", match => $"%{(int)match.Value[0]:X2}"))
            .Replace("&apos;", "'", StringComparison.Ordinal);

    /// <summary>A read-only file with a kernel of zero and this bias.</summary>
    private static void WriteWeights(string path, float bias, string padding = "")
    {
        const string Header = """
            {"dense_1/kernel":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},
            "dense_1/bias":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}
            """;
        byte[] header = Encoding.UTF8.GetBytes(Header + padding);
        byte[] file = new byte[sizeof(long) + header.Length + 2 * sizeof(float)];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, sizeof(long));
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(^sizeof(float)), bias);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, file);
        File.SetAttributes(path, FileAttributes.ReadOnly);
    }

    /// <summary>All files below a folder, with the times of their last change.</summary>
    private static string[] Times(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{file} {File.GetLastWriteTimeUtc(file):O}")];

    /// <summary>Forbids making files in folders, where a system knows that.</summary>
    private static void SetWritable(string folder, bool isWritable)
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (string directory in Directory.GetDirectories(folder, "*", SearchOption.AllDirectories).Append(folder))
            File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserExecute | (isWritable ? UnixFileMode.UserWrite : 0));
    }
}

using System.Runtime.InteropServices;

[assembly: AssemblyFixture(typeof(NetCompiler.Tests.PackedFeed))]

namespace NetCompiler.Tests;

/// <summary>The package of this build in a feed of its own, in a folder outside of the repository, beside copies of the programs that use
/// it. Each class of tests has programs of its own: classes run beside each other, and builds of one folder must not. The version is new
/// every time and the folder of packages is this feed's alone, so no cache can stand in for the package; everything else is taken from the
/// machine's packages.</summary>
public sealed class PackedFeed : IAsyncLifetime
{
    private readonly Dictionary<string, string> _environment = new()
    {
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["DOTNET_NOLOGO"] = "1",
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    private readonly Dictionary<string, Task> _works = [];

    /// <summary>The temporary folder: <c>feed</c>, <c>packages</c>, <c>Bits</c>, <c>Digits</c>, <c>Mistake</c>, <c>Shared</c>,
    /// <c>Tables</c>.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("netcompiler-package-").FullName;

    /// <summary>The version that was packed.</summary>
    public string Version { get; } = $"0.1.0-test.{DateTime.UtcNow:yyyyMMddHHmmss}.{Environment.ProcessId}";

    /// <summary>The package.</summary>
    public string Package => Path.Combine(Folder, "feed", $"NetCompiler.{Version}.nupkg");

    /// <summary>The package of tables.</summary>
    public string DataPackage => Path.Combine(Folder, "feed", $"NetCompiler.Data.{Version}.nupkg");

    /// <summary>The machine's folder of packages.</summary>
    private static string MachinePackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } packages
        ? packages
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The pipe of a compiler server of this run's own: what it has loaded from this feed must not stay in the machine's
    /// one.</summary>
    private string CompilerServer => $"netcompiler-{Version}";

    private static string Configuration =>
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        foreach (string project in new[] { "src/NetCompiler", "src/NetCompiler.Data" })
            await Pack(project, Version, "--no-build", $"-p:NuspecOutputPath={Folder}");
        CopyPrograms(Path.Combine(FindRepository(), "tests", "NetCompiler.Package.Tests", "Programs"), Folder);
        File.WriteAllText(Path.Combine(Folder, "nuget.config"), """
            <configuration>
              <packageSources>
                <add key="packed" value="feed" />
              </packageSources>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(Folder, "Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>
                <NetCompilerVersion>{Version}</NetCompilerVersion>
                <RestoreFallbackFolders>{MachinePackages}</RestoreFallbackFolders>
                <SharedCompilationId>{CompilerServer}</SharedCompilationId>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
            </Project>
            """);
        Directory.CreateDirectory(MachinePackages);
        _environment["NUGET_PACKAGES"] = Path.Combine(Folder, "packages");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        File.WriteAllText(Path.Combine(Folder, "Compiler.csproj"), """<Project Sdk="Microsoft.NET.Sdk" />""");
        string compilers = (await Dotnet("", "msbuild", "Compiler.csproj", "-getProperty:RoslynTargetsPath")).Succeeded().Trim();
        (await Dotnet("", Path.Combine(compilers, "bincore", "VBCSCompiler.dll"), $"-pipename:{CompilerServer}", "-shutdown")).Succeeded();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Makes a package of one of the repository's projects, in the feed.</summary>
    internal async Task Pack(string project, string version, params string[] arguments) => (await Commands.Run(
        FindRepository(), new Dictionary<string, string>(_environment) { ["NUGET_PACKAGES"] = MachinePackages }, "dotnet",
        ["pack", project, "-c", Configuration, $"-p:PackageVersion={version}", "-o",
            Path.Combine(Folder, "feed"), $"-p:SharedCompilationId={CompilerServer}", .. arguments])).SucceededWithoutWarnings();

    /// <summary>Does a work that several tests need, once.</summary>
    internal Task<T> Once<T>(string name, Func<Task<T>> work)
    {
        lock (_works)
        {
            if (!_works.TryGetValue(name, out Task? done))
                _works[name] = done = work();
            return (Task<T>)done;
        }
    }

    /// <summary>Runs the SDK in a folder of the copies.</summary>
    internal Task<Commands.Result> Dotnet(string folder, params string[] arguments) =>
        Commands.Run(Path.Combine(Folder, folder), _environment, "dotnet", arguments);

    /// <summary>Runs a program that was built.</summary>
    internal Task<Commands.Result> Run(string folder, string program, params string[] arguments) =>
        Commands.Run(Path.Combine(Folder, folder), _environment, Path.Combine(Folder, folder, program), arguments);

    /// <summary>Runs a program of the machine in a folder of the copies.</summary>
    internal Task<Commands.Result> RunTool(string folder, string program, params string[] arguments) =>
        Commands.Run(Path.Combine(Folder, folder), _environment, program, arguments);

    /// <summary>Brings what publishing needs (the native compiler, the runtime's parts) to the machine's packages, so that it is downloaded
    /// once and not by every run. Where there is none and no connection, the test is skipped.</summary>
    internal Task NeedsPackagesOf(params string[] properties) => NeedsPackagesFor(RuntimeInformation.RuntimeIdentifier, properties);

    /// <summary>The same for publishing for another kind of machine.</summary>
    internal async Task NeedsPackagesFor(string runtime, params string[] properties)
    {
        string need = $"{runtime} with {string.Join(' ', properties)}";
        Commands.Result restored = await Once(need, () => RestorePlain(runtime, properties));
        Assert.SkipUnless(restored.ExitCode == 0, $"A program without NetCompiler cannot be restored for {need} here: {restored.Output}");
    }

    /// <summary>Restores a program that needs nothing of this build, in a folder of its own, to the machine's packages.</summary>
    private Task<Commands.Result> RestorePlain(string runtime, string[] properties)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Folder, $"Plain{_works.Count}")).FullName;
        File.WriteAllText(Path.Combine(folder, "Plain.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <Framework Condition="'$(Framework)' == ''">net10.0</Framework>
                <TargetFramework>$(Framework)</TargetFramework>
              </PropertyGroup>
            </Project>
            """);
        return Commands.Run(
            folder, new Dictionary<string, string>(_environment) { ["NUGET_PACKAGES"] = MachinePackages }, "dotnet",
            ["restore", "-r", runtime, .. properties]);
    }

    private static void CopyPrograms(string source, string target)
    {
        foreach (string file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static string FindRepository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "NetCompiler.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No NetCompiler.sln above {AppContext.BaseDirectory}.");
    }
}

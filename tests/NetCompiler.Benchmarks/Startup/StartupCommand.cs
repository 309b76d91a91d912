using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using NetCompiler.Benchmarks.Networks;
using NetCompiler.Benchmarks.Peers;

namespace NetCompiler.Benchmarks.Startup;

/// <summary>The command that measures how soon programs predict: ours with weights of several sizes, and one recogniser by us, ONNX Runtime
/// and TorchSharp.</summary>
internal static class StartupCommand
{
    private const string Jit = "", ReadyToRun = "<PublishReadyToRun>true</PublishReadyToRun>", Native = "<PublishAot>true</PublishAot>";

    private const string SmallNative =
        "<PublishAot>true</PublishAot><UseSystemResourceKeys>true</UseSystemResourceKeys><StackTraceSupport>false</StackTraceSupport>";

    public static int Run(TextWriter output)
    {
        string repository = Repository();
        string folder = Directory.CreateTempSubdirectory("netcompiler-startup-").FullName;
        try
        {
            output.WriteLine(Machine.Description);
            output.WriteLine();
            output.WriteLine(
                "Time: from before the process is made to the first prediction, median of 31 starts with warm file caches; load: of it, "
                    + "getting the network.");
            output.WriteLine();
            MeasureSizes(output, repository, folder);
            MeasurePeers(output, repository, folder);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void MeasureSizes(TextWriter output, string repository, string folder)
    {
        var project = new StartupProject(folder, "Networks", StartupPrograms.Networks).WithNetCompiler(repository);
        string weights = Directory.CreateDirectory(Path.Combine(folder, "weights")).FullName;
        var large = new Megabytes(seed: 1);
        Embed("Kilobytes", new Kilobytes(seed: 1), WeightFormat.Float32);
        Embed("Megabyte", new Megabyte(seed: 1), WeightFormat.Float32);
        Embed("Megabytes", large, WeightFormat.Float32);
        foreach (WeightFormat format in new[] { WeightFormat.BFloat16, WeightFormat.Float16, WeightFormat.Int8 })
            Embed($"Megabytes{format}", large, format);

        output.WriteLine("| weights inside the program | | time | load | allocated | working set |");
        output.WriteLine("|---|---|--:|--:|--:|--:|");
        foreach ((string mode, string properties) in new[] { ("JIT", Jit), ("ReadyToRun", ReadyToRun), ("NativeAOT", Native) })
        {
            if (!project.Publish(mode, properties))
                continue;
            foreach (
                string name in new[]
                {
                    "none", "Kilobytes", "Megabyte", "Megabytes", "MegabytesBFloat16", "MegabytesFloat16", "MegabytesInt8"
                })
            {
                if (project.Measure(mode, [name]) is not { } start)
                    continue;
                string format = !name.StartsWith("Megabytes", StringComparison.Ordinal) ? ""
                    : name.Length > 9 ? $" {name[9..]}" : " Float32";
                string size = name == "none"
                    ? "no network at all"
                    : Bytes(new FileInfo(Path.Combine(weights, name + ".safetensors")).Length) + format;
                output.WriteLine(
                    $"| {size} | {mode} | {ResultTable.Time(start.Nanoseconds)} | {ResultTable.Time(start.LoadNanoseconds)} | "
                        + $"{Bytes(start.AllocatedBytes)} | {Bytes(start.WorkingSet)} |");
            }
        }
        output.WriteLine();

        void Embed(string name, INetwork net, WeightFormat format)
        {
            string path = Path.Combine(weights, name + ".safetensors");
            net.Save(path, format);
            project.With($"""<NetworkWeights Include="{path}" Network="{name}" />""");
        }
    }

    private static void MeasurePeers(TextWriter output, string repository, string folder)
    {
        var net = new Recogniser(seed: 1);
        string weights = Path.Combine(folder, "recogniser.safetensors"), onnx = Path.Combine(folder, "recogniser.onnx"),
            blob = Path.Combine(folder, "recogniser.bin");
        net.Save(weights);
        File.WriteAllBytes(
            onnx, OnnxModel.Write(Net.Perceptron("recogniser", softmax: true, dropout: 0, 64, 256, 128, 10), batch: 1, gemm: true));
        File.WriteAllBytes(
            blob,
            [
                .. net.Compiled.Info.Parameters
                    .SelectMany(block => MemoryMarshal.AsBytes(net.Compiled.GetParameter(block.Name).AsSpan()).ToArray())]);
        string Version(string package) =>
            Regex.Match(
                File.ReadAllText(Path.Combine(repository, "Directory.Packages.props")), $"\"{package}\" Version=\"([^\"]+)\"")
                .Groups[1].Value;
        string Package(string name) => $"""<PackageReference Include="{name}" Version="{Version(name)}" />""";

        output.WriteLine(
            "The recogniser of digits, 64-256-128-10, with its weights. To ship: all files but symbols; without .NET itself, which "
                + "programs that are not NativeAOT need besides.");
        output.WriteLine();
        output.WriteLine("| recogniser | | to ship | time | load | working set |");
        output.WriteLine("|---|---|--:|--:|--:|--:|");
        var ours = new StartupProject(folder, "Ours", StartupPrograms.Recogniser).WithNetCompiler(repository)
            .With($"""<NetworkWeights Include="{weights}" Network="Recogniser" />""");
        Row("NetCompiler", ours, "JIT", Jit);
        Row("NetCompiler", ours, "ReadyToRun", ReadyToRun);
        Row("NetCompiler", ours, "NativeAOT", SmallNative);
        var session =
            new StartupProject(folder, "Onnx", StartupPrograms.Onnx).With(Package("Microsoft.ML.OnnxRuntime")).With(Resource(onnx));
        Row("ONNX Runtime", session, "JIT", Jit);
        Row("ONNX Runtime", session, "NativeAOT", SmallNative);
        var torch = new StartupProject(folder, "Torch", StartupPrograms.Torch).With(Package("TorchSharp"))
            .With(Package($"libtorch-cpu-{Platform}"))
            .With(Resource(blob));
        Row("TorchSharp", torch, "JIT", Jit);

        static string Resource(string path) => $"""<EmbeddedResource Include="{path}" LogicalName="weights" />""";

        void Row(string name, StartupProject project, string mode, string properties)
        {
            if (!project.Publish(mode, properties))
                return;
            string note = "";
            StartupProject.Start? start = project.Measure(mode, []);
            if (start is null && OlderLibraries(folder) is { } loader && (start = project.Measure(mode, [], loader)) is not null)
                note = ", with the C library of Debian 13";
            output.WriteLine($"| {name} | {mode}{note} | {Bytes(project.Size(mode))} | "
                + (start is null
                    ? "does not start here | | |"
                    : $"{ResultTable.Time(start.Nanoseconds)} | {ResultTable.Time(start.LoadNanoseconds)} | {Bytes(start.WorkingSet)} |"));
        }
    }

    private static string Platform => OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";

    /// <summary>Starts .NET with the C library of the root that run-with-torchsharp.sh makes, as that script does where it may not mount;
    /// null where there is no such root.</summary>
    private static string[]? OlderLibraries(string folder)
    {
        string root = Environment.GetEnvironmentVariable("NETCOMPILER_DEBIAN13")
            ?? Path.Combine(
                Environment.GetEnvironmentVariable("XDG_CACHE_HOME")
                    ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "netcompiler",
                "debian-13");
        string loader = Path.Combine(root, "lib64", "ld-linux-x86-64.so.2"),
            dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        if (!File.Exists(loader))
            return null;
        string copy = Path.Combine(folder, "loader");
        if (!Directory.Exists(copy))
        {
            Directory.CreateDirectory(copy);
            File.Copy(loader, Path.Combine(copy, "dotnet"));
            Directory.CreateSymbolicLink(Path.Combine(copy, "host"), Path.Combine(dotnet, "host"));
            Directory.CreateSymbolicLink(Path.Combine(copy, "shared"), Path.Combine(dotnet, "shared"));
        }
        return [
            Path.Combine(copy, "dotnet"), "--library-path", Path.Combine(root, "usr", "lib", "x86_64-linux-gnu"),
            Path.Combine(dotnet, "dotnet")];
    }

    private static string Bytes(double bytes) => bytes switch
    {
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F1} KB"),
        < 1e8 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F2} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F0} MB"),
    };

    private static string Repository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "NetCompiler.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder
            ?? throw new InvalidOperationException(
                $"No NetCompiler.sln above {AppContext.BaseDirectory}: this command builds programs from the sources.");
    }
}

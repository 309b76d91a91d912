using System.Diagnostics;
using System.Globalization;

namespace NetCompiler.Benchmarks.Startup;

/// <summary>A small project in a temporary folder: published, then started again and again.</summary>
internal sealed class StartupProject
{
    private const int Warmups = 3, Runs = 31;
    private readonly string _folder, _name;
    private readonly List<string> _items = [];

    public StartupProject(string parent, string name, string source)
    {
        _name = name;
        _folder = Directory.CreateDirectory(Path.Combine(parent, name)).FullName;
        File.WriteAllText(Path.Combine(_folder, "Program.cs"), source);
    }

    /// <summary>The published folder's program as a command; a loader may come before it.</summary>
    public string[] Command(string mode, string[] loader) =>
        loader.Length > 0
            ? [.. loader, Path.Combine(_folder, mode, _name + ".dll")]
            : [Path.Combine(_folder, mode, _name + (OperatingSystem.IsWindows() ? ".exe" : ""))];

    /// <summary>Adds a line to the project's items.</summary>
    public StartupProject With(string item)
    {
        _items.Add(item);
        return this;
    }

    /// <summary>Adds this repository's runtime and compiler.</summary>
    public StartupProject WithNetCompiler(string repository) => this
        .With($"""<ProjectReference Include="{repository}/src/NetCompiler/NetCompiler.csproj" />""")
        .With(
            $"""<ProjectReference Include="{repository}/generator/NetCompiler.Generator/NetCompiler.Generator.csproj" """
                + """OutputItemType="Analyzer" ReferenceOutputAssembly="false" />""")
        .With($"""</ItemGroup><Import Project="{repository}/src/NetCompiler/build/NetCompiler.targets" /><ItemGroup>""");

    /// <summary>Publishes into a folder named after the mode; false with the reason on the error stream if that fails.</summary>
    public bool Publish(string mode, string properties)
    {
        File.WriteAllText(Path.Combine(_folder, _name + ".csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <InvariantGlobalization>true</InvariantGlobalization>
                <DebugType>none</DebugType>
                <SatelliteResourceLanguages>en</SatelliteResourceLanguages>
                <NuGetAudit>false</NuGetAudit>
                <NoWarn>$(NoWarn);NU1603</NoWarn>
                {properties}
              </PropertyGroup>
              <ItemGroup>{string.Join('\n', _items)}</ItemGroup>
            </Project>
            """);
        var start = new ProcessStartInfo(
            "dotnet",
            ["publish", "-c", "Release", "--use-current-runtime", "-v", "quiet", "-nologo", "-o", mode, "-p:UseSharedCompilation=false"])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            Console.Error.WriteLine(output);
        return process.ExitCode == 0;
    }

    /// <summary>What must be shipped, in bytes: all files but symbols.</summary>
    public long Size(string mode) => new DirectoryInfo(Path.Combine(_folder, mode)).EnumerateFiles("*", SearchOption.AllDirectories)
        .Where(file => file.Extension is not (".pdb" or ".dbg" or ".xml")).Sum(file => file.Length);

    /// <summary>Medians over many starts; null if the program does not run here.</summary>
    public Start? Measure(string mode, string[] arguments, string[]? loader = null)
    {
        string[] command = [.. Command(mode, loader ?? []), .. arguments];
        var starts = new List<Start>();
        for (int run = 0; run < Warmups + Runs; run++)
        {
            var info = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
            // This tool gave itself settings of the C library's memory for its peers' sake; a shipped program has none.
            foreach (string name in info.Environment.Keys.Where(name => name.StartsWith("MALLOC_", StringComparison.Ordinal)).ToArray())
                info.Environment.Remove(name);
            long begin = Stopwatch.GetTimestamp();
            using Process process = Process.Start(info)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                return null;
            double[] figures = [.. output.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            if (run >= Warmups)
                starts.Add(new Start((figures[0] - begin) * 1e9 / Stopwatch.Frequency, figures[1], figures[2], figures[3]));
        }
        return new Start(
            Median(start => start.Nanoseconds), Median(start => start.LoadNanoseconds), Median(start => start.AllocatedBytes),
            Median(start => start.WorkingSet));

        double Median(Func<Start, double> figure) => starts.Select(figure).Order().ElementAt(Runs / 2);
    }

    /// <summary>One start.</summary>
    /// <param name="Nanoseconds">From before the process was made to the first prediction.</param>
    /// <param name="LoadNanoseconds">Of these, getting the network with its weights.</param>
    /// <param name="AllocatedBytes">By the garbage collector's count.</param>
    /// <param name="WorkingSet">Afterwards, in bytes.</param>
    internal sealed record Start(double Nanoseconds, double LoadNanoseconds, double AllocatedBytes, double WorkingSet);
}

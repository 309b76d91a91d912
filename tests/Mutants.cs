// Tries the tests: `dotnet run tests/Mutants.cs` makes every change that MUTANTS.md lists in a copy of the last commit, one after the
// other, runs the test that is to notice it, and says which survived. `dotnet run tests/Mutants.cs -- R05 G10` tries those alone.
using System.Diagnostics;
using System.Text.RegularExpressions;

string root = Repository();
Mutant[] mutants = [.. File.ReadLines(Path.Combine(root, "tests", "MUTANTS.md")).Select(Mutant.Parse).OfType<Mutant>()];
if (args.Except(mutants.Select(mutant => mutant.Id)).ToArray() is { Length: > 0 } unknown)
    return Fail($"MUTANTS.md has no {string.Join(", ", unknown)}.");
if (args.Length > 0)
    mutants = [.. mutants.Where(mutant => args.Contains(mutant.Id))];

string copy = Directory.CreateTempSubdirectory("netcompiler-mutants-").FullName;
Run(root, "git", "worktree", "add", "--detach", "--force", copy, "HEAD").Expect(0);
int survivors = 0;
try
{
    var passing = new HashSet<string>();
    foreach (Mutant mutant in mutants)
    {
        // A test that fails anyway proves nothing.
        if (passing.Add(mutant.Tests[0]) && Test(mutant) is { ExitCode: not 0 } failing)
            return Fail($"{mutant.Tests[0]} fails without a mutant:\n{failing.Output}");
        string file = Path.Combine(copy, mutant.File), text = File.ReadAllText(file);
        MatchCollection places = mutant.Place.Matches(text);
        if (places.Count != 1)
            return Fail(
                $"{mutant.Id}: {mutant.File} has the text {places.Count} times; it must be there once. Bring MUTANTS.md up to date.");
        File.WriteAllText(file, text[..places[0].Index] + mutant.Change + text[(places[0].Index + places[0].Length)..]);
        Result result = Test(mutant);
        File.WriteAllText(file, text);
        if (result.ExitCode == Result.BuildFailed)
            return Fail($"{mutant.Id} does not compile:\n{result.Output}");
        bool killed = result.ExitCode != 0;
        survivors += killed ? 0 : 1;
        Console.WriteLine($"{mutant.Id} {(killed ? "killed" : "SURVIVED")} by {mutant.Tests[0]}");
    }
}
finally
{
    Run(root, "git", "worktree", "remove", "--force", copy);
}
Console.WriteLine($"{mutants.Length - survivors} of {mutants.Length} killed");
return survivors == 0 ? 0 : 1;

// Builds what the tests need and no more, and runs the first of them. Of large test projects only the named files are compiled.
Result Test(Mutant mutant)
{
    string[] files = [.. mutant.Tests.Select(Find)], small = ["NetCompiler.Generator.Tests", "NetCompiler.Data.Tests"];
    string? project = small.FirstOrDefault(name => files[0].Contains($"{Path.DirectorySeparatorChar}{name}{Path.DirectorySeparatorChar}"));
    if (project is not null)
    {
        project = Path.Combine(copy, "tests", project);
    }
    else
    {
        project = Path.Combine(copy, "tests", "Mutants", "Mutants.csproj");
        Directory.CreateDirectory(Path.GetDirectoryName(project)!);
        File.WriteAllText(project, Project(files));
    }
    Result built = Run(copy, "dotnet", "build", project, "-c", "Release", "-p:RunAnalyzers=false", "-nologo", "-v", "q");
    return built.ExitCode != 0
        ? built with { ExitCode = Result.BuildFailed }
        : Run(copy, "dotnet", "test", "--project", project, "-c", "Release", "--no-build", "--filter-class", $"*.{mutant.Tests[0]}");
}

string Find(string test)
{
    string[] found = Directory.GetFiles(Path.Combine(copy, "tests"), $"{test}.cs", SearchOption.AllDirectories);
    return found.Length == 1 ? found[0] : throw new InvalidOperationException($"tests has {found.Length} files {test}.cs; expected 1.");
}

static string Project(string[] files) => $"""
    <Project Sdk="Microsoft.NET.Sdk">
      <PropertyGroup>
        <OutputType>Exe</OutputType>
        <AssemblyName>NetCompiler.Tests</AssemblyName>
        <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
        <UseMicrosoftTestingPlatformRunner>true</UseMicrosoftTestingPlatformRunner>
        <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
      </PropertyGroup>
      <ItemGroup>
        <PackageReference Include="xunit.v3" />
        <PackageReference Include="CsCheck" />
        <ProjectReference Include="../../src/NetCompiler/NetCompiler.csproj" />
        <ProjectReference Include="../../generator/NetCompiler.Generator/NetCompiler.Generator.csproj"
                          OutputItemType="Analyzer" ReferenceOutputAssembly="false" />
        <Compile Include="{string.Join(';', files)}" />
      </ItemGroup>
    </Project>
    """;

static Result Run(string folder, string program, params string[] arguments)
{
    using Process process = Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
    Task<string> errors = process.StandardError.ReadToEndAsync();
    string output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return new Result(process.ExitCode, output + errors.Result);
}

static int Fail(string message)
{
    Console.WriteLine(message);
    return 2;
}

static string Repository()
{
    string? folder = Environment.CurrentDirectory;
    while (folder is not null && !File.Exists(Path.Combine(folder, "NetCompiler.sln")))
        folder = Path.GetDirectoryName(folder);
    return folder ?? throw new InvalidOperationException("Run it inside the repository.");
}

/// <summary>What a program said.</summary>
internal sealed record Result(int ExitCode, string Output)
{
    public const int BuildFailed = -1;

    public void Expect(int exitCode)
    {
        if (ExitCode != exitCode)
            throw new InvalidOperationException(Output);
    }
}

/// <summary>A row of the table: number, file, what stands there, what is to stand there, the tests.</summary>
internal sealed record Mutant(string Id, string File, Regex Place, string Change, string[] Tests)
{
    public static Mutant? Parse(string line)
    {
        string[] cells = [.. line.Split('|', StringSplitOptions.TrimEntries)];
        if (cells.Length != 7 || !cells[2].StartsWith('`'))
            return null;
        // White space of any kind and length is equal, so that a row can hold several lines.
        string place = string.Join(@"\s+", cells[3].Trim('`').Split(' ').Select(Regex.Escape));
        return new Mutant(cells[1], cells[2].Trim('`'), new Regex(place), cells[4].Trim('`'), cells[5].Trim('`').Split(' '));
    }
}

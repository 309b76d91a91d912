using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using NetCompiler.Tests;

namespace NetCompiler.Tool.Tests;

/// <summary>ONNX files that are imported while a project is built: the target, run by MSBuild.</summary>
public class BuildTests
{
    [Fact]
    public void A_model_is_imported_once_until_it_changes_and_must_name_its_class()
    {
        using var folder = new TemporaryDirectory();
        var graph = new GraphBuilder(17, ("x", [0, 3]));
        folder.Write("net.onnx", graph.Output(graph.Node("Gemm", $"x {graph.Weights("w", 3, 2)}")).ToBytes());
        string project = folder.Write("net.proj", Project("Class=\"Policy\" Options=\"--namespace Game.Nets\""));
        Assert.Equal((0, ""), Import(project));

        string written = Path.Combine(folder.Path, "obj", "NetCompiler.Onnx", "net10.0", "Policy.cs");
        Assert.Contains("namespace Game.Nets;", File.ReadAllText(written), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.ChangeExtension(written, ".safetensors")));
        File.AppendAllText(written, "// mine");
        Assert.Equal((0, ""), Import(project));
        Assert.EndsWith("// mine", File.ReadAllText(written), StringComparison.Ordinal);

        folder.Write("net.proj", Project(""));
        (int exitCode, string output) = Import(project);
        Assert.Equal(1, exitCode);
        Assert.Contains("error NETC9006: OnnxModel 'net.onnx' does not say which class it becomes", output, StringComparison.Ordinal);
    }

    private static byte[] Project(string metadata) => Encoding.UTF8.GetBytes(
        $"""
        <Project>
          <PropertyGroup>
            <MSBuildProjectExtensionsPath>obj/</MSBuildProjectExtensionsPath>
            <TargetFramework>net10.0</TargetFramework>
            <NetCompilerTool>dotnet "{typeof(ToolException).Assembly.Location}"</NetCompilerTool>
          </PropertyGroup>
          <ItemGroup>
            <OnnxModel Include="net.onnx" {metadata} />
          </ItemGroup>
          <Import Project="{Targets()}" />
        </Project>
        """);

    private static (int ExitCode, string Output) Import(string project)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-t:ImportOnnxModels", "-nologo", "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Trim());
    }

    private static string Targets([CallerFilePath] string here = "") => Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "src", "NetCompiler", "build", "NetCompiler.Onnx.targets"));
}

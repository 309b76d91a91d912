using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace NetCompiler.Tool.Runtime;

/// <summary>Finds ONNX Runtime, which is not part of the tool: in a folder that a variable names, beside the tool, or among the packages
/// that NuGet has on this machine.</summary>
internal static class RuntimeLoader
{
    /// <summary>The variable that names a folder with <c>Microsoft.ML.OnnxRuntime.dll</c> and the native library.</summary>
    public const string Variable = "NETCOMPILER_ONNXRUNTIME";

    private const string Managed = "Microsoft.ML.OnnxRuntime", Native = "onnxruntime";

    private static bool _isReady;

    /// <summary>Makes it loadable. To be called before anything that mentions one of its types is compiled.</summary>
    /// <exception cref="ToolException">It is not on this machine.</exception>
    public static void Prepare()
    {
        if (_isReady)
            return;
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, Managed + ".dll")))
        {
            _isReady = true;
            return;
        }
        (string managed, string native) = Find() ?? throw new ToolException(
            $"This command needs ONNX Runtime, which is not part of netcompiler and was not found. Either\n"
            + $"  - reference it once from any project, so that NuGet has it: dotnet add package {Managed}\n"
            + $"  - or name a folder that has {Managed}.dll and the native library: {Variable}=FOLDER");
        AssemblyLoadContext.Default.Resolving += (context, name) => name.Name == Managed ? context.LoadFromAssemblyPath(managed) : null;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) =>
            name.Contains(Native, StringComparison.OrdinalIgnoreCase) ? NativeLibrary.Load(native) : IntPtr.Zero;
        _isReady = true;
    }

    private static (string Managed, string Native)? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder)
            return Both(folder, folder);
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } own ? own
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string root = Path.Combine(packages, "microsoft.ml.onnxruntime");
        // The newest of which both parts are there.
        return !Directory.Exists(root) ? null : Directory.GetDirectories(root)
            .OrderByDescending(path => Version.TryParse(Path.GetFileName(path), out Version? version) ? version : new Version())
            .Select(path => Both(
                Path.Combine(packages, "microsoft.ml.onnxruntime.managed", Path.GetFileName(path), "lib", "net8.0"),
                Path.Combine(path, "runtimes", PortableIdentifier, "native")))
            .FirstOrDefault(pair => pair is not null);
    }

    private static string PortableIdentifier =>
        (OperatingSystem.IsWindows() ? "win-" : OperatingSystem.IsMacOS() ? "osx-" : "linux-")
        + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    private static (string Managed, string Native)? Both(string managed, string native)
    {
        string assembly = Path.GetFullPath(Path.Combine(managed, Managed + ".dll"));
        string? library = !Directory.Exists(native) ? null : Directory.GetFiles(native)
            .FirstOrDefault(file => Path.GetFileName(file) is "libonnxruntime.so" or "libonnxruntime.dylib" or "onnxruntime.dll");
        return library is not null && File.Exists(assembly) ? (assembly, Path.GetFullPath(library)) : null;
    }
}

using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetCompiler.Generator.Parsing;
using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Networks;

/// <summary>Finds classes of ours by their attributes: in an assembly, which is read and never run, in C# files, or in a project's
/// folder.</summary>
internal sealed class NetworkSource
{
    private readonly string _path;

    private NetworkSource(string path, CSharpCompilation compilation, IEnumerable<INamedTypeSymbol> networks)
    {
        (_path, Compilation) = (path, compilation);
        Networks = [.. networks.OrderBy(network => network.ToDisplayString(), StringComparer.Ordinal)];
    }

    /// <summary>What its classes are found in.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>Whether it is an assembly, in which the settings of blocks have become numbers.</summary>
    public bool IsAssembly { get; private init; }

    /// <summary>Its classes with <c>[Network]</c>.</summary>
    public IReadOnlyList<INamedTypeSymbol> Networks { get; }

    /// <summary>Reads a <c>.dll</c>, a <c>.cs</c> file, a project, or a folder with C# files.</summary>
    /// <exception cref="ToolException">There is nothing of the kind.</exception>
    public static NetworkSource Open(string path)
    {
        bool isAssembly = Path.GetExtension(path).ToUpperInvariant() is ".DLL" or ".EXE";
        return isAssembly ? OfAssembly(path) : OfFiles(path);
    }

    /// <summary>The class of a name, with or without its namespace; without one the only class.</summary>
    /// <exception cref="ToolException">There is none, or several.</exception>
    public INamedTypeSymbol Find(string? name)
    {
        INamedTypeSymbol[] found = name is null
            ? [.. Networks]
            : [.. Networks.Where(network => network.Name == name || network.ToDisplayString() == name)];
        string all = string.Join(", ", Networks.Select(network => network.ToDisplayString()));
        return found.Length switch
        {
            1 => found[0],
            0 when Networks.Count == 0 => throw new ToolException($"{_path} has no class with [Network]."),
            0 => throw new ToolException($"{_path} has no network {name}. Its networks: {all}."),
            _ => throw new ToolException($"{_path} has several networks; say which with --class: {all}."),
        };
    }

    private static NetworkSource OfAssembly(string path)
    {
        if (!File.Exists(path))
            throw new ToolException($"{path} does not exist.");
        if (!IsManaged(path))
            throw new ToolException($"{path} is no .NET assembly. Beside a program's .exe lies a .dll of its name: give that one.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        MetadataReference[] references = NetCompilation.References();
        var known = references.Select(reference => Path.GetFileName(reference.Display)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        MetadataReference own = MetadataReference.CreateFromFile(path);
        IEnumerable<MetadataReference> others = Directory.GetFiles(folder, "*.dll")
            .Where(file => Path.GetFileName(file) != Path.GetFileName(path) && !known.Contains(Path.GetFileName(file)) && IsManaged(file))
            .Select(file => MetadataReference.CreateFromFile(file));
        CSharpCompilation compilation = CSharpCompilation.Create("Read", [], [.. references, own, .. others]);
        var assembly = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(own)!;
        return new(path, compilation, NetworksIn(assembly.GlobalNamespace)) { IsAssembly = true };
    }

    private static bool IsManaged(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            using var reader = new PEReader(stream);
            return reader.HasMetadata;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private static NetworkSource OfFiles(string path)
    {
        string[] files = FilesOf(path);
        var parse = new CSharpParseOptions(LanguageVersion.CSharp14);
        SyntaxTree[] trees =
        [
            .. files.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), parse, file)),
            CSharpSyntaxTree.ParseText("global using NetCompiler; global using System;", parse),
        ];
        CSharpCompilation compilation = CSharpCompilation.Create("Read", trees, NetCompilation.References());
        return new(path, compilation, NetworksIn(compilation.Assembly.GlobalNamespace));
    }

    private static string[] FilesOf(string path)
    {
        if (Directory.Exists(path) || Path.GetExtension(path).Equals(".csproj", StringComparison.OrdinalIgnoreCase))
        {
            string folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
            var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
            return [.. Directory.GetFiles(folder, "*.cs", options)
                .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
                .Order(StringComparer.Ordinal)];
        }
        if (!Path.GetExtension(path).Equals(".cs", StringComparison.OrdinalIgnoreCase))
            throw new ToolException($"{path} is neither an assembly (.dll), a C# file, a project nor a folder.");
        return File.Exists(path) ? [path] : throw new ToolException($"{path} does not exist.");
    }

    private static IEnumerable<INamedTypeSymbol> NetworksIn(INamespaceOrTypeSymbol space) => space.GetMembers().SelectMany(member =>
        member switch
        {
            INamespaceSymbol inner => NetworksIn(inner),
            INamedTypeSymbol type => NetworksIn(type).Concat(NetworkParser.IsNetwork(type) ? [type] : []),
            _ => [],
        });
}

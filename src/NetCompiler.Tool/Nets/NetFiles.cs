using System.Text;

namespace NetCompiler.Tool.Nets;

/// <summary>A net's files in memory: nothing is on the disk before all of them are right.</summary>
/// <param name="Source">The C# file.</param>
/// <param name="Weights">The safetensors file.</param>
/// <param name="Golden">Inputs and the original's answers; null where nothing but the class computes them.</param>
internal sealed record NetFiles(string Source, byte[] Weights, Golden? Golden)
{
    /// <summary>Makes them of a net, and compiles the class as a user's build would. What that would warn of is meant here: the file says
    /// so.</summary>
    /// <param name="net">The net.</param>
    /// <param name="space">The namespace, or empty.</param>
    /// <param name="name">The class.</param>
    /// <param name="heading">Where it comes from.</param>
    /// <param name="golden">What the original answers.</param>
    /// <exception cref="ToolException">The class does not compile, or refuses the weights.</exception>
    public static (NetFiles Files, CompiledNetwork Network) Make(Net net, string space, string name, string heading, Golden? golden)
    {
        NetBlocks.NameSteps(net, name);
        net = net.IsFlat ? net : NetBlocks.Fold(net, name);
        string source = SourceWriter.Write(net, space, name, heading);
        using var weights = new MemoryStream();
        WeightFile.Write(net, name, weights);
        (CompiledNetwork network, IReadOnlyList<CompilerWarning> warnings) =
            NetCompilation.Load(source, space.Length == 0 ? name : $"{space}.{name}");
        weights.Position = 0;
        try
        {
            NetworkFile.Load(network, weights);
        }
        catch (NetworkFileException exception)
        {
            throw new ToolException($"A net cannot have these weights: {exception.Message}", exception);
        }
        return (new(SourceWriter.Silence(source, warnings), weights.ToArray(), golden), network);
    }

    /// <summary>Writes all of them, each under its name only when it is complete.</summary>
    /// <returns>The paths.</returns>
    public IReadOnlyList<string> Write(string folder, string name)
    {
        Directory.CreateDirectory(folder);
        using var golden = new MemoryStream();
        Golden?.Write(golden);
        List<(string Path, byte[] Bytes)> files =
        [
            (Path.Combine(folder, $"{name}.cs"), Encoding.UTF8.GetBytes(Source)),
            (Path.Combine(folder, $"{name}.safetensors"), Weights),
        ];
        if (Golden is not null)
            files.Add((Path.Combine(folder, $"{name}.golden.json"), golden.ToArray()));
        foreach ((string path, byte[] bytes) in files)
            Write(path, bytes);
        return [.. files.Select(file => file.Path)];
    }

    /// <summary>Writes a file, under its name only when it is complete.</summary>
    public static void Write(string path, byte[] bytes)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        File.WriteAllBytes(path + ".tmp", bytes);
        File.Move(path + ".tmp", path, overwrite: true);
    }
}

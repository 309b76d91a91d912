using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>A file of weights that the project wants inside the assembly, as far as its header tells.</summary>
/// <param name="Network">The class that it is for, as the project names it.</param>
/// <param name="FileName">The file, as the project names it.</param>
/// <param name="Path">The file's full path.</param>
/// <param name="ResourceName">The manifest resource that it becomes.</param>
/// <param name="Header">What the header says; null where there is no such file.</param>
internal sealed record WeightFile(string Network, string FileName, string Path, string ResourceName, WeightHeader? Header)
{
    /// <summary>Stands for all files where the text that tells of them, at this path, cannot be understood.</summary>
    public static WeightFile DamagedList(string path) => new("", path, path, "", null);

    /// <summary>Whether this is no file, but a text about files that cannot be understood.</summary>
    public bool IsDamagedList => ResourceName.Length == 0;
}

/// <summary>A safetensors header.</summary>
/// <param name="Problem">Why the file cannot be used, as the end of a sentence; null for a sound header.</param>
/// <param name="FileLength">The number of bytes of the whole file.</param>
/// <param name="Length">The number of bytes before the first tensor.</param>
/// <param name="Hash">FNV-1a, 64 bits, of those.</param>
/// <param name="Tensors">The tensors in the order of their bytes.</param>
internal sealed record WeightHeader(string? Problem, long FileLength, int Length, ulong Hash, EquatableArray<WeightTensor> Tensors)
{
    /// <summary>A file that cannot be used.</summary>
    public static WeightHeader Unusable(string problem) => new(problem, 0, 0, 0, []);

    /// <summary>The tensors under the names that a network has for them. Files from before layers had Keras's names say
    /// <c>batch_norm_1</c> for <c>batch_normalization_1</c>; the runtime's <c>SafetensorsHeader.TakeNamesOf</c> does the same.</summary>
    public Dictionary<string, WeightTensor> TensorsOf(IEnumerable<string> parameters)
    {
        const string Before = "_norm_";
        Dictionary<string, WeightTensor> tensors = Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var wanted = new HashSet<string>(parameters, StringComparer.Ordinal);
        foreach (WeightTensor tensor in Tensors)
        {
            int place = wanted.Contains(tensor.Name) ? -1 : tensor.Name.LastIndexOf(Before, StringComparison.Ordinal);
            if (place < 0)
                continue;
            string today = tensor.Name.Substring(0, place) + "_normalization_" + tensor.Name.Substring(place + Before.Length);
            if (wanted.Contains(today) && !tensors.ContainsKey(today))
            {
                tensors.Remove(tensor.Name);
                tensors.Add(today, tensor);
            }
        }
        return tensors;
    }
}

/// <summary>A tensor in a file.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Type">Its element type, as the file names it.</param>
/// <param name="Shape">Its dimensions; none for a scalar.</param>
/// <param name="Begin">Where its bytes begin, from the end of the header.</param>
/// <param name="End">Where they end.</param>
internal sealed record WeightTensor(string Name, string Type, EquatableArray<long> Shape, long Begin, long End);

/// <summary>A weight file that belongs to a network.</summary>
/// <param name="File">The file.</param>
/// <param name="Fits">Whether it holds exactly the network's tensors, so that they can be read.</param>
internal sealed record BoundWeights(WeightFile File, bool Fits)
{
    /// <summary>Whole numbers of 8 bits, which need a tensor of scales.</summary>
    public const string Quantized = "I8";

    /// <summary>The element type of scales.</summary>
    public const string ScaleType = "F32";

    /// <summary>The element types that can be read.</summary>
    public static readonly IReadOnlyList<string> Types = ["F32", "F16", "BF16", "F64", Quantized];

    /// <summary>The tensor that holds the scales of another.</summary>
    public static string ScaleName(string tensor) => tensor + ".scale";
}

using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Torch;

/// <summary>Weights that PyTorch holds as a length g and a direction v (<c>weight_norm</c>): w = g v / |v|, the norm over all dimensions
/// but the first.</summary>
internal static class WeightNorm
{
    /// <summary>How g and v are called in old files and in new ones, and w.</summary>
    private static readonly (string Length, string Direction, string Whole)[] Names =
    [
        ("weight_g", "weight_v", "weight"),
        ("parametrizations.weight.original0", "parametrizations.weight.original1", "weight"),
    ];

    /// <summary>The same tensors with such weights as they are used, each before its layer's other tensors, as without the norm.</summary>
    public static List<(string Name, Tensor Tensor)> Fold(IReadOnlyList<(string Name, Tensor Tensor)> tensors)
    {
        var folded = new List<(string Name, Tensor Tensor)>();
        foreach ((string name, Tensor tensor) in tensors)
        {
            (string length, string direction, string whole) = Names.FirstOrDefault(
                names => EndsWith(name, names.Length) || EndsWith(name, names.Direction));
            if (length is null)
                folded.Add((name, tensor));
            else if (EndsWith(name, direction))
            {
                string path = name[..^direction.Length];
                Tensor g = tensors.FirstOrDefault(pair => pair.Name == path + length).Tensor
                    ?? throw new ToolException($"The file has {name} without {path + length}: half of a weight norm.");
                int before = folded.Count;
                while (before > 0 && folded[before - 1].Name is string other && other.StartsWith(path, StringComparison.Ordinal)
                    && !other[path.Length..].Contains('.', StringComparison.Ordinal))
                    before--;
                folded.Insert(before, (path + whole, Whole(name, g, tensor)));
            }
            else if (tensors.All(pair => pair.Name != name[..^length.Length] + direction))
                throw new ToolException($"The file has {name} without {name[..^length.Length] + direction}: half of a weight norm.");
        }
        return folded;
    }

    private static bool EndsWith(string name, string end) => name == end || name.EndsWith("." + end, StringComparison.Ordinal);

    private static Tensor Whole(string name, Tensor g, Tensor v)
    {
        int rows = v.Rank == 0 ? 0 : v.Shape[0];
        if (rows == 0 || g.Count != rows)
            throw new ToolException(
                $"{name} has the shape ({string.Join(", ", v.Shape)}), its lengths ({string.Join(", ", g.Shape)}): the norm is read over "
                + "all dimensions but the first.");
        int size = v.Count / rows;
        double[] values = [.. v.Values];
        for (int row = 0; row < rows; row++)
        {
            Span<double> own = values.AsSpan(row * size, size);
            double squares = 0;
            foreach (double value in own)
                squares += value * value;
            foreach (ref double value in own)
                value *= g.Values[row] / Math.Sqrt(squares);
        }
        return v with { Values = values };
    }
}

using NetCompiler.Tool.Nets;

namespace NetCompiler.Tool.Onnx.Operators;

/// <summary>Sums of products that letters describe.</summary>
internal static class EinsumOperators
{
    public static readonly Dictionary<string, Func<NodeReader, Tensor[]>> All = new(StringComparer.Ordinal) { ["Einsum"] = Einsum };

    /// <summary>The letters of two operands and of what comes out; no letter stands twice in an operand.</summary>
    public static (string First, string Second, string Result) Terms(NodeReader reader)
    {
        string equation = reader.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
        string[] sides = equation.Split("->"), operands = sides[0].Split(',');
        if (sides.Length != 2 || operands.Length != 2 || operands.Append(sides[1]).Any(
            term => !term.All(char.IsAsciiLetter) || term.Distinct().Count() < term.Length)
            || sides[1].Any(letter => !sides[0].Contains(letter, StringComparison.Ordinal)))
            throw new UnsupportedException($"the equation {equation}", "use products of two, without dots or letters that stand twice");
        return (operands[0], operands[1], sides[1]);
    }

    private static Tensor[] Einsum(NodeReader reader)
    {
        (string first, string second, string result) = Terms(reader);
        Tensor a = reader.Input(0), b = reader.Input(1);
        var sizes = new Dictionary<char, int>();
        foreach ((string term, Tensor operand) in new[] { (first, a), (second, b) })
        {
            if (term.Length != operand.Rank)
                throw new UnsupportedException($"{term} for a shape of ({string.Join(", ", operand.Shape)})");
            for (int i = 0; i < term.Length; i++)
                if (!sizes.TryAdd(term[i], operand.Shape[i]) && sizes[term[i]] != operand.Shape[i])
                    throw new UnsupportedException($"{term[i]} stands for {sizes[term[i]]} and for {operand.Shape[i]}");
        }
        string summed = string.Concat((first + second).Distinct().Where(letter => !result.Contains(letter, StringComparison.Ordinal)));
        string all = result + summed;
        int[] shape = [.. all.Select(letter => sizes[letter])];
        double[] x = Stretched(a, first).Values, y = Stretched(b, second).Values;
        int inner = Tensor.CountOf(summed.Select(letter => sizes[letter]));
        double[] values = new double[Tensor.CountOf(result.Select(letter => sizes[letter]))];
        for (int i = 0; i < x.Length; i++)
            values[i / inner] += x[i] * y[i];
        return [new([.. result.Select(letter => sizes[letter])], values)];

        Tensor Stretched(Tensor operand, string term)
        {
            int[] strides = Tensor.StridesOf(operand.Shape);
            return operand.Gather(shape, [.. all.Select(letter => term.IndexOf(letter) is >= 0 and int axis ? strides[axis] : 0)], 0);
        }
    }
}

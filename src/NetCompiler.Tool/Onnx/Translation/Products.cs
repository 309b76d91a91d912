using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx.Operators;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>x W + b at every step of a sequence: <c>Gemm</c>, <c>MatMul</c> with a constant, or <c>Einsum</c> with one.</summary>
/// <param name="Source">x; its last dimensions are the features.</param>
/// <param name="Weight">The weight's name.</param>
/// <param name="Kernel">W, (features, units).</param>
/// <param name="Bias">b, (units); null for none.</param>
internal sealed record UnitProduct(string Source, string Weight, Tensor Kernel, Tensor? Bias)
{
    /// <summary>A node as such a product; null if it is none.</summary>
    public static UnitProduct? Of(OnnxNode node, OnnxEvaluation evaluation)
    {
        if (node.Kind is not ("Gemm" or "MatMul" or "Einsum") || node.Outputs.Any(name => !evaluation.Values.ContainsKey(name)))
            return null;
        int place = evaluation.Dynamic.Contains(node.Inputs[0]) ? 0 : 1;
        if (node.Inputs.Where((_, i) => i != place).Any(evaluation.Dynamic.Contains))
            return null;
        NodeReader reader = evaluation.Reader(node);
        switch (node.Kind)
        {
            case "Gemm" when place == 0 && !reader.Flag("transA"):
                (Tensor matrix, Tensor? bias) =
                    (ContractionOperators.GemmMatrix(reader, 1, "transB"), ContractionOperators.GemmAddend(reader));
                int units = matrix.Shape[1];
                return bias is null || bias.Count == 1 || bias.Count == units && bias.Shape[^1] == units
                    ? new(node.Inputs[0], node.Inputs[1], matrix, bias?.As(bias.Count == 1 ? [1] : [units]).BroadcastTo([units])) : null;
            case "MatMul" when place == 0 && reader.Input(1) is { Rank: > 1 } kernel && kernel.Shape[..^2].All(size => size == 1):
                return new(node.Inputs[0], node.Inputs[1], kernel.As(kernel.Shape[^2..]), null);
            case "Einsum":
                return OfSum(node, reader, place);
            default:
                return null;
        }
    }

    private static UnitProduct? OfSum(OnnxNode node, NodeReader reader, int place)
    {
        (string x, string w, string y) = EinsumOperators.Terms(reader);
        if (place == 1)
            (x, w) = (w, x);
        string summed = string.Concat(x.Where(label => w.Contains(label, StringComparison.Ordinal) && !y.Contains(label,
            StringComparison.Ordinal))), units = string.Concat(w.Where(label => !x.Contains(label, StringComparison.Ordinal)));
        if (summed.Length == 0 || !x.EndsWith(summed, StringComparison.Ordinal) || y != x[..^summed.Length] + units
            || w.Length != summed.Length + units.Length)
            return null;
        Tensor turned = reader.Input(1 - place).Transpose(
            [.. (summed + units).Select(label => w.IndexOf(label, StringComparison.Ordinal))]);
        int features = Tensor.CountOf(turned.Shape[..summed.Length]);
        return new(node.Inputs[place], node.Inputs[1 - place], turned.As(features, turned.Count / Math.Max(features, 1)), null);
    }
}

/// <summary>Products of pairs of matrices, both of which the net computes: y[o, i, j] = Σ a[o, i, k] b[o, k, j].</summary>
/// <param name="Left">a.</param>
/// <param name="LeftOrder">Its dimensions in the order o, i, k; null where they lie so.</param>
/// <param name="Right">b.</param>
/// <param name="RightOrder">Its dimensions in the order o, k, j; null where they lie so.</param>
/// <param name="Order">y's dimensions from o, i, j; null where they lie so.</param>
internal sealed record PairProduct(string Left, int[]? LeftOrder, string Right, int[]? RightOrder, int[]? Order)
{
    /// <summary>A node as such products; null if it is none.</summary>
    public static PairProduct? Of(OnnxNode node, OnnxEvaluation evaluation)
    {
        if (node.Kind is not ("MatMul" or "Einsum") || node.Inputs.Count != 2 || !node.Inputs.All(evaluation.Dynamic.Contains)
            || !evaluation.Values.ContainsKey(node.Outputs[0])
            || node.Inputs.Any(name => !evaluation.Values.TryGetValue(name, out Tensor? value) || value.Rank < 2))
            return null;
        if (node.Kind == "MatMul")
            return new(node.Inputs[0], null, node.Inputs[1], null, null);
        (string a, string b, string y) = EinsumOperators.Terms(evaluation.Reader(node));
        string outer = Both(y), summed = string.Concat(a.Where(label => b.Contains(label) && !y.Contains(label)));
        string rows = string.Concat(y.Where(label => !b.Contains(label))), columns = string.Concat(y.Where(label => !a.Contains(label)));
        if (summed.Length != 1 || rows.Length != 1 || columns.Length != 1 || a.Length != outer.Length + 2 || b.Length != a.Length)
            return null;
        // The row is what comes first in y.
        bool isTurned = y.IndexOf(columns, StringComparison.Ordinal) < y.IndexOf(rows, StringComparison.Ordinal);
        (string left, string right) = isTurned ? (b, a) : (a, b);
        (string i, string j) = isTurned ? (columns, rows) : (rows, columns);
        return new(node.Inputs[isTurned ? 1 : 0], Places(outer + i + summed, left), node.Inputs[isTurned ? 0 : 1],
            Places(outer + summed + j, right), Places(y, outer + i + j));

        string Both(string labels) => string.Concat(labels.Where(label => a.Contains(label) && b.Contains(label)));

        static int[] Places(string wanted, string there) => [.. wanted.Select(label => there.IndexOf(label))];
    }

    /// <summary>Whether y's dimensions are o, i, j.</summary>
    public bool IsInOrder => Order is null || Order.Select((axis, i) => axis == i).All(isSame => isSame);
}

/// <summary>Some of the numbers that units give at every step, wherever the file has moved them to: number e is scale · (x W) + b of step
/// <c>Places[e] / units</c> and unit <c>Places[e] % units</c>.</summary>
/// <param name="Product">What gives them.</param>
/// <param name="Scale">For each unit.</param>
/// <param name="Bias">For each unit; null where none is added.</param>
/// <param name="Places">In the shape of the value that was followed.</param>
internal sealed record Projection(UnitProduct Product, double[] Scale, double[]? Bias, Tensor Places)
{
    /// <summary>The number of units.</summary>
    public int Units => Product.Kernel.Shape[1];

    /// <summary>The units of heads, (heads, size), where every number of a step is that step's; null where it is not.</summary>
    /// <param name="places">(heads, steps, size).</param>
    /// <param name="units">How many units a step has.</param>
    public static int[]? OfHeads(Tensor places, int units)
    {
        (int heads, int steps, int size) = (places.Shape[0], places.Shape[1], places.Shape[2]);
        int[] table = new int[heads * size];
        for (int head = 0; head < heads; head++)
            for (int step = 0; step < steps; step++)
                for (int i = 0; i < size; i++)
                {
                    int place = (int)places.Values[(head * steps + step) * size + i];
                    if (step == 0)
                        table[head * size + i] = place % units;
                    if (place / units != step || place % units != table[head * size + i])
                        return null;
                }
        return table;
    }

    /// <summary>The same behind a sum, difference, product or quotient with a constant; null where that is not the same at every
    /// step.</summary>
    /// <param name="kind">The operator.</param>
    /// <param name="constant">Stretched to the value's shape.</param>
    /// <param name="isFirst">Whether the constant is the first operand.</param>
    public Projection? Behind(string kind, Tensor constant, bool isFirst)
    {
        double?[] each = new double?[Units];
        for (int i = 0; i < constant.Count; i++)
        {
            int unit = (int)Places.Values[i] % Units;
            each[unit] ??= constant.Values[i];
            if (each[unit] != constant.Values[i])
                return null;
        }
        double[] bias = Bias ?? new double[Units];
        return (kind, isFirst) switch
        {
            ("Add", _) => this with { Bias = [.. bias.Select((b, unit) => b + (each[unit] ?? 0))] },
            ("Sub", false) => this with { Bias = [.. bias.Select((b, unit) => b - (each[unit] ?? 0))] },
            ("Mul", _) => Times(unit => each[unit] ?? 1),
            ("Div", false) => Times(unit => 1 / (each[unit] ?? 1)),
            _ => null,
        };

        Projection Times(Func<int, double> factor) => this with
        {
            Scale = [.. Scale.Select((scale, unit) => scale * factor(unit))],
            Bias = Bias is null ? null : [.. Bias.Select((b, unit) => b * factor(unit))],
        };
    }
}

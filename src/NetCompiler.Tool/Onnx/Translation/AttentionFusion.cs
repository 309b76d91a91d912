using NetCompiler.Tool.Nets;
using NetCompiler.Tool.Onnx.Operators;
using Onnx;

namespace NetCompiler.Tool.Onnx.Translation;

/// <summary>Finds attention of several heads in what exporters write of it: units give queries, keys and values at every step, which are
/// cut into heads, multiplied, weighed by a softmax and put together by more units. How numbers are moved between is followed number by
/// number, by the file's own operators; what is not exactly attention is left, with the reason.</summary>
internal sealed class AttentionFusion(IReadOnlyDictionary<string, OnnxNode> makers, OnnxEvaluation evaluation)
{
    /// <summary>ONNX has an operator of this name, of another meaning.</summary>
    public const string Kind = "attention of heads";

    /// <summary>Beyond so many nodes between two products nothing is looked for.</summary>
    private const int MaxPath = 32;

    /// <summary>Scores from here on down weigh nothing as 32-bit floats.</summary>
    private const double Hidden = -1e4;

    private static readonly HashSet<string> InOrder = ["Reshape", "Squeeze", "Unsqueeze", "Flatten", "Identity", "Dropout", "Cast"];

    private static readonly HashSet<string> Moving =
        [.. InOrder, "Transpose", OnnxRuntimeOperators.TransposeLast, "Split", "Slice", "Gather", "Expand"];

    private static readonly HashSet<string> WithConstants = ["Add", "Sub", "Mul", "Div"];

    /// <summary>Why products are no attention, by what they give.</summary>
    public Dictionary<string, string> Reasons { get; } = new(StringComparer.Ordinal);

    /// <summary>Attention in the place of the units that put its heads together; null where there is none.</summary>
    public OnnxNode? Match(OnnxNode node)
    {
        if (UnitProduct.Of(node, evaluation) is not { } output || !evaluation.Values.TryGetValue(output.Source, out Tensor? together)
            || Back(output.Source, Moves) is not ({ } last, var gathered) || PairProduct.Of(last, evaluation) is not { } mix
            || Back(mix.Left, KeepsOrder) is not ({ Kind: "Softmax" } softmax, _)
            || Back(softmax.Inputs[0], IsScore) is not ({ } first, var scored) || PairProduct.Of(first, evaluation) is not { } score)
            return null;
        try
        {
            (int axis, int length, _) = NormOperators.SoftmaxAxis(evaluation.Reader(softmax));
            int[] rows = evaluation.Values[softmax.Inputs[0]].Shape;
            Require(rows.Length > 0 && axis == rows.Length - 1 && length == rows[^1] && score.IsInOrder && mix.LeftOrder is null or [0, ..],
                "its softmax does not go over the keys");
            return Attention(node, output, together, mix, gathered, last, score, scored, first);
        }
        catch (ToolException exception)
        {
            Reasons[first.Outputs[0]] = exception.Message;
            return null;
        }
    }

    private OnnxNode Attention(OnnxNode node, UnitProduct output, Tensor together, PairProduct mix, Path gathered, OnnxNode last,
        PairProduct score, Path scored, OnnxNode first)
    {
        Projection query = Projected(score.Left, "queries"), key = Projected(score.Right, "keys"), value = Projected(mix.Right, "values");
        int[] scores = Ordered(evaluation.Values[first.Outputs[0]], score.Order).Shape;
        (int heads, int steps, int others) = (Tensor.CountOf(scores[..^2]), scores[^2], scores[^1]);
        int[] outer = scores[..^2];
        Tensor q = Arranged(query.Places, score.LeftOrder, outer), k = Arranged(key.Places, score.RightOrder, outer);
        int size = q.Shape[^1];
        int[] weights = Arranged(evaluation.Values[mix.Left], mix.LeftOrder, null).Shape;
        Require(Tensor.CountOf(weights[..^2]) == heads && weights[^2] == steps && weights[^1] == others, "its scores are moved");
        Tensor v = Arranged(value.Places, mix.RightOrder, weights[..^2]);
        int width = v.Shape[^1];
        Require(heads > 0 && steps > 0 && others > 0 && size > 0 && width > 0, "it has no heads");
        const string Moved = "its heads are not cut from steps in order";
        int[] queries = Found(Projection.OfHeads(q.As(heads, steps, size), query.Units), Moved),
            keys = Found(Projection.OfHeads(k.As(heads, size, others).Transpose(0, 2, 1), key.Units), Moved),
            values = Found(Projection.OfHeads(v.As(heads, others, width), value.Units), Moved);

        // What a head gives lies in (heads, steps, width); the last units may see it in any order of heads.
        Tensor given = new([.. weights[..^1], width], Ramp(heads * steps * width));
        int[] seen = Forward(Ordered(given, mix.Order), gathered).As(together.Count / (heads * width), heads * width).Values
            .Select(place => (int)place).ToArray();
        int[] order = new int[heads * width];
        Require(seen.Length == given.Count, Moved);
        for (int i = 0; i < seen.Length; i++)
        {
            int place = seen[i], head = place / (steps * width), column = head * width + place % width;
            if (i < order.Length)
                order[column] = i + 1;
            Require(place / width % steps == i / order.Length && order[column] == i % order.Length + 1, Moved);
        }
        int features = query.Product.Kernel.Shape[0];
        Require(output.Kernel.Shape[1] == features,
            $"it gives {output.Kernel.Shape[1]} numbers a step where {features} come in");
        (double factor, bool isCausal) = Weighing(scored, evaluation.Values[first.Outputs[0]].Shape, heads, steps, others);
        bool isUniform = query.Scale.Concat(key.Scale).All(scale => scale != 0) && AreAlike(query.Scale, queries)
            && AreAlike(key.Scale, keys);
        if (isUniform)
            factor *= query.Scale[queries[0]] * key.Scale[keys[0]];
        factor *= Math.Sqrt(size);
        factor = Math.Abs(factor - 1) < 1e-6 ? 1 : factor;
        var made = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        Cut(made, "query", query, queries, heads, factor, isUniform);
        Cut(made, "key", key, keys, heads, 1, isUniform);
        Cut(made, "value", value, values, heads, 1, false);
        made["output_kernel"] = Rows(output.Kernel, [.. order.Select(place => place - 1)]).As(heads, width, features);
        if (output.Bias is { } bias)
            made["output_bias"] = bias;
        return Written(node, [query.Product.Source, key.Product.Source, value.Product.Source, output.Weight], made, isCausal);
    }

    /// <summary>A node that has attention's tensors as constants.</summary>
    private OnnxNode Written(OnnxNode node, List<string> inputs, Dictionary<string, Tensor> tensors, bool isCausal)
    {
        foreach ((string name, Tensor tensor) in tensors)
        {
            string constant = $"{node.Outputs[0]}/{name}";
            evaluation.Values[constant] = tensor;
            inputs.Add(constant);
        }
        return node with
        {
            Kind = Kind,
            Inputs = inputs,
            Attributes = new Dictionary<string, AttributeProto> { ["causal"] = new() { Name = "causal", I = isCausal ? 1 : 0 } },
        };
    }

    /// <summary>A projection's kernel (features, heads, size) and bias (heads, size).</summary>
    private static void Cut(Dictionary<string, Tensor> made, string name, Projection from, int[] units, int heads, double factor,
        bool isUniform)
    {
        Tensor kernel = from.Product.Kernel;
        int features = kernel.Shape[0], size = units.Length / heads;
        double[] scale = [.. units.Select(unit => isUniform ? factor : factor * from.Scale[unit])];
        double[] values = new double[features * units.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = kernel.Values[i / units.Length * from.Units + units[i % units.Length]] * scale[i % units.Length];
        made[$"{name}_kernel"] = new([features, heads, size], values);
        if (from.Bias is { } bias)
            made[$"{name}_bias"] = new([heads, size],
                [.. units.Select(unit => factor * (isUniform ? bias[unit] / from.Scale[unit] : bias[unit]))]);
    }

    /// <summary>What scores are multiplied by, and whether later keys are hidden; the same for all heads.</summary>
    private (double Factor, bool IsCausal) Weighing(Path scored, int[] shape, int heads, int steps, int others)
    {
        int count = heads * steps * others;
        double[] zeros = Forward(new(shape, new double[count]), scored).Values,
            ones = Forward(new(shape, [.. Enumerable.Repeat(1.0, count)]), scored).Values;
        double? factor = null;
        bool hides = false, isCausal = true;
        for (int i = 0; i < count; i++)
        {
            bool isLater = i % others > i / others % steps;
            if (zeros[i] <= Hidden)
            {
                Require(isLater, "its mask hides steps that are not later");
                hides = true;
                continue;
            }
            isCausal &= !isLater;
            factor ??= ones[i] - zeros[i];
            Require(zeros[i] == 0, "numbers are added to its scores");
            Require(Math.Abs(ones[i] - factor.Value) <= 1e-7 * Math.Abs(factor.Value), "its scores are multiplied by different numbers");
        }
        Require(!hides || isCausal, "its mask hides some later steps, and not all");
        return (factor ?? throw new UnsupportedException("its mask hides all"), hides);
    }

    private Projection Projected(string name, string what)
    {
        if (Back(name, node => Moves(node) || HasConstant(node)) is not ({ } source, var path)
            || UnitProduct.Of(source, evaluation) is not { } product)
            throw new UnsupportedException($"its {what} are not what units give");
        Tensor given = evaluation.Values[source.Outputs[0]];
        int units = product.Kernel.Shape[1];
        Projection projection = new(product, [.. Enumerable.Repeat(1.0, units)], product.Bias?.Values,
            new(given.Shape, Ramp(given.Count)));
        for (int i = path.Count - 1; i >= 0; i--)
        {
            Step step = path[i];
            if (Moves(step.Node))
            {
                projection = projection with { Places = Forward(projection.Places, [step]) };
                continue;
            }
            bool isFirst = step.Node.Inputs[1] == step.Reads;
            NodeReader reader = evaluation.Reader(step.Node);
            Tensor constant = isFirst ? reader.Input(0) : ElementwiseOperators.SecondOperand(reader);
            int[] shape = evaluation.Values[step.Gives].Shape;
            Require(shape.SequenceEqual(projection.Places.Shape), $"its {what} are stretched");
            projection = projection.Behind(step.Node.Kind, constant.BroadcastTo(shape), isFirst)
                ?? throw new UnsupportedException($"its {what} change from step to step");
        }
        return projection;
    }

    private bool Moves(OnnxNode node) => Moving.Contains(node.Kind) && evaluation.Dynamic.Contains(node.Inputs[0]);

    private bool KeepsOrder(OnnxNode node) => InOrder.Contains(node.Kind) || IsGuard(node);

    private bool IsScore(OnnxNode node) => InOrder.Contains(node.Kind) || HasConstant(node) || node.Kind == "Where";

    private static bool HasConstant(OnnxNode node) => WithConstants.Contains(node.Kind) && node.Inputs.Count == 2;

    /// <summary>What puts zeros in the place of what is no number, which no weight is that is seen.</summary>
    private bool IsGuard(OnnxNode node) => node.Kind == "Where" && evaluation.Values.TryGetValue(node.Inputs[1], out Tensor? zero)
        && !evaluation.Dynamic.Contains(node.Inputs[1]) && zero.Values.All(value => value == 0)
        && makers.GetValueOrDefault(node.Inputs[0]) is { Kind: "IsNaN" } test && test.Inputs[0] == node.Inputs[2];

    /// <summary>From a value back to the node that nothing is passed over behind; null where an input of the net comes first.</summary>
    private (OnnxNode? Source, Path Path) Back(string name, Func<OnnxNode, bool> passes)
    {
        var path = new Path();
        while (makers.TryGetValue(name, out OnnxNode? node) && evaluation.Values.ContainsKey(name))
        {
            string[] reads = [.. node.Inputs.Where(evaluation.Dynamic.Contains)];
            string? read = IsGuard(node) ? node.Inputs[2] : reads is [var only] ? only : null;
            if (read is null || path.Count == MaxPath || !passes(node))
                return (node, path);
            path.Add(new(node, read, name));
            name = read;
        }
        return (null, path);
    }

    /// <summary>What a path makes of other numbers.</summary>
    private Tensor Forward(Tensor value, Path path)
    {
        for (int i = path.Count - 1; i >= 0; i--)
        {
            Step step = path[i];
            int output = step.Node.Outputs.TakeWhile(name => name != step.Gives).Count();
            value = evaluation.Compute(step.Node, step.Reads, value)[output];
        }
        return value;
    }

    private static Tensor Arranged(Tensor value, int[]? order, int[]? outer)
    {
        Tensor turned = Ordered(value, order);
        return outer is null ? turned : turned.BroadcastTo([.. outer, .. turned.Shape[^2..]]);
    }

    private static Tensor Ordered(Tensor value, int[]? order) => order is null ? value : value.Transpose(order);

    private static Tensor Rows(Tensor matrix, int[] rows)
    {
        int width = matrix.Shape[1];
        return matrix with { Values = [.. rows.SelectMany(row => matrix.Values[(row * width)..((row + 1) * width)])] };
    }

    private static bool AreAlike(double[] scale, int[] units) => units.All(unit => scale[unit] == scale[units[0]]);

    private static double[] Ramp(int count) => [.. Enumerable.Range(0, count).Select(i => (double)i)];

    private static int[] Found(int[]? units, string otherwise) => units ?? throw new UnsupportedException(otherwise);

    private static void Require(bool condition, string reason)
    {
        if (!condition)
            throw new UnsupportedException(reason);
    }

    /// <summary>A node that is passed over: which of its values, and what it gives.</summary>
    private sealed record Step(OnnxNode Node, string Reads, string Gives);

    /// <summary>Nodes, the last first.</summary>
    private sealed class Path : List<Step>;
}

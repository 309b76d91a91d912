using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Reads what attention is asked for and makes its tensors and parts.</summary>
internal sealed class AttentionBinding(
    LayerContext context, int heads, int keyDim, int valueDim, bool useBias, string kernels, string biases)
{
    /// <summary>Numbers that all heads have at one step, at most.</summary>
    private const int Most = 1 << 20;

    /// <summary>Weights of a sample, at most: 1 GiB.</summary>
    private const long MostWeights = 1 << 28;

    private readonly List<ParameterSpec> _tensors = [];
    private readonly List<LayerPart> _parts = [];

    /// <summary>Binds attention.</summary>
    public static Layer? Bind(LayerContext context)
    {
        int heads = context.Size("numHeads"), keyDim = context.Size("keyDim"), valueDim = context.Size("ValueDim", keyDim);
        context.RequireSequence();
        if (context.Inputs.Count > 2)
            context.Report("NETC1004", LayerContext.With(1), context.Kind, "values", context.Inputs.Count,
                "at most 2: queries, and where keys and values come from");
        else if (context.Inputs.Count == 2 && context.Inputs[1].Shape.Rank != 2)
            context.ReportMisfit("NETC1018", LayerContext.With(0), context.Kind, "a sequence (steps, features)",
                context.Inputs[1].Shape.ToString(), "a recurrent layer without ReturnSequences gives its last step alone");
        float dropout = context.Single("Dropout", 0);
        context.RequireRate("Dropout", dropout);
        bool isCausal = context.Boolean("Causal", false), useBias = context.Boolean("UseBias", true);
        string kernels = context.Member("KernelInitializer", "GlorotUniform"), biases = context.Member("BiasInitializer", "Zeros");
        int longest = Math.Max(keyDim, valueDim);
        if (longest > Most)
            context.Report("NETC1004", keyDim > Most ? "keyDim" : "ValueDim", context.Kind, keyDim > Most ? "keyDim" : "ValueDim",
                Literal.Grouped(longest), $"at most {Literal.Grouped(Most)}");
        else if ((long)heads * RowPadding.Stride(longest) > Most)
            context.Report("NETC1004", "numHeads", context.Kind, "numHeads", Literal.Grouped(heads),
                $"at most {Literal.Grouped(Most / RowPadding.Stride(longest))} of {longest} numbers each");
        long weights = context.HasErrors ? 0
            : (long)context.Input.Dimensions[0] * RowPadding.RoundUp(context.Inputs[context.Inputs.Count - 1].Shape.Dimensions[0]);
        if (weights * heads > MostWeights)
            context.Report("NETC1004", "numHeads", context.Kind, "numHeads", heads,
                $"at most {MostWeights / weights}: each weighs {Literal.Grouped(weights)} pairs of steps");
        return context.HasErrors ? null
            : new AttentionBinding(context, heads, keyDim, valueDim, useBias, kernels, biases).Make(isCausal, dropout);
    }

    private MultiHeadAttention Make(bool isCausal, float dropout)
    {
        Shape asks = context.Input, asked = context.Inputs[context.Inputs.Count - 1].Shape;
        int other = context.Inputs.Count == 1 ? 0 : LayerPart.Second, steps = asks.Dimensions[0], features = asks.Dimensions[1];
        int query = AddProjection("query", asks, 0, keyDim), key = AddProjection("key", asked, other, keyDim),
            value = AddProjection("value", asked, other, valueDim);
        var attention = new AttentionLayer(
            $"{context.Name}_heads", new Shape(steps, heads * RowPadding.Stride(keyDim)), new Shape(steps * heads, valueDim), heads,
            keyDim, valueDim, asked.Dimensions[0], isCausal, dropout);
        _parts.Add(new LayerPart(attention, [query, key, value], []));
        int first = _tensors.Count;
        ParameterSpec kernel = Kernel("output", new Shape(heads, valueDim, features), heads * valueDim, heads * features) with
        {
            OfInput = [2],
        };
        ParameterSpec bias = new("output_bias", new Shape(features), biases, features, features) { OfInput = [0] };
        _tensors.AddRange(useBias ? [kernel, bias] : [kernel]);
        var together = new SequenceProduct(
            context.Name, $"What {heads} heads give together", attention.Output, features, kernel, useBias ? bias : null,
            (long)heads * valueDim * features);
        _parts.Add(new LayerPart(
            together with { Rows = heads }, [_parts.Count], useBias ? [new(first), new(first + 1)] : [new(first)]));
        string words = $"{context.Kind}({heads}, {keyDim}){(valueDim == keyDim ? "" : $", values {valueDim}")}" +
            $"{(isCausal ? ", causal" : "")}{(other == 0 ? "" : $" over {asked.Dimensions[0]} steps of {context.Inputs[1].Name}")}" +
            $"{(dropout > 0 ? $", dropout {Literal.Number(dropout)}" : "")}{(useBias ? "" : ", no bias")}";
        return new MultiHeadAttention(
            context.Name, asks, asks, words, _tensors.ToEquatableArray(), _parts.ToEquatableArray());
    }

    /// <summary>Adds the weighted sums of the features that all heads have at each step.</summary>
    /// <returns>The value that the part gives.</returns>
    private int AddProjection(string name, Shape input, int read, int units)
    {
        int features = input.Dimensions[1], floats = heads * RowPadding.Stride(units), first = _tensors.Count;
        _tensors.Add(Kernel(name, new Shape(features, heads, units), features * heads, features * units) with { OfInput = [0] });
        if (useBias)
            _tensors.Add(new ParameterSpec($"{name}_bias", new Shape(heads, units), biases, heads, units));
        var kernel = new ParameterSpec($"{name}_kernel", new Shape(features, floats), "Zeros", features, heads * units);
        ParameterSpec? bias = useBias ? new($"{name}_bias", new Shape(floats), "Zeros", heads, units) : null;
        TensorView[] biasView = useBias ? [new(first + 1) { Spec = bias }] : [];
        _parts.Add(new LayerPart(
            new SequenceProduct($"{context.Name}_{name}", $"What each head takes for its {name}", input, floats, kernel, bias,
                (long)features * heads * units),
            [read], [new(first) { Spec = kernel }, .. biasView]));
        return _parts.Count;
    }

    /// <summary>A kernel with the fans that Keras reads from three dimensions, of which it takes the first for places.</summary>
    private ParameterSpec Kernel(string name, Shape shape, int fanIn, int fanOut) =>
        new($"{name}_kernel", shape, kernels, fanIn, fanOut);
}

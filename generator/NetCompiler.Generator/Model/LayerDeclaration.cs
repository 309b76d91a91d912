using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>One layer attribute, as plain values.</summary>
/// <param name="Kind">The attribute class's name without "Attribute": <c>Dense</c>; for a class that is not NetCompiler's, with its
/// namespace.</param>
/// <param name="Name">The name the user gave, if any.</param>
/// <param name="From">The name of the layer it takes its input from, if the user gave one.</param>
/// <param name="Arguments">Every constructor parameter, and every other property that was set.</param>
internal sealed record LayerDeclaration(string Kind, string? Name, string? From, EquatableArray<Argument> Arguments)
{
    /// <summary>Whether training moves what it learns, at first.</summary>
    public bool IsTrainable { get; init; } = true;

    /// <summary>The names of the further layers whose outputs it takes.</summary>
    public EquatableArray<string> With { get; init; } = [];

    /// <summary>The name of the layer that gives the state before the first step, if the user gave one.</summary>
    public string? InitialStateFrom { get; init; }

    /// <summary>What it takes besides the value before: names, each with the argument that it stands in.</summary>
    public IEnumerable<(string Name, string Argument)> Further =>
        With.Select((name, number) => (name, FormattableString.Invariant($"with[{number}]")))
            .Concat(InitialStateFrom is null ? [] : [(InitialStateFrom, nameof(InitialStateFrom))]);

    /// <summary>The name of the layer or use whose parameters this one uses, if the user gave one.</summary>
    public string? Share { get; init; }

    /// <summary>The class whose layers stand here; null for a layer.</summary>
    public BlockDeclaration? Block { get; init; }

    /// <summary>Whether these layers go over steps, each by itself.</summary>
    public bool IsDistributed => Kind == AllSteps.Attribute && Block is not null;

    /// <summary>What an unnamed layer is named after.</summary>
    public string Word => Block?.Word ?? Kind;

    /// <summary>As in its attribute: with the class whose layers stand here.</summary>
    public string Title => Block is null ? Kind : $"{Kind}<{Block.Name}>";

    /// <summary>Whether it only names the value in front of it as an output.</summary>
    public bool IsOutput => Kind == "Output";

    /// <summary>Whether it declares an input.</summary>
    public bool IsInput => Kind == "Input";

    /// <summary>Whether it is a layer, and no input or output.</summary>
    public bool IsPlain => !IsInput && !IsOutput;

    /// <summary>Whether it is fitted to data.</summary>
    public bool IsFitted => Kind == "Normalization" || Block is not null && Block.Layers.Any(layer => layer.IsFitted);

    /// <summary>Whether it carries a state from step to step, or has a window over them.</summary>
    public bool HasState => Kind is "SimpleRNN" or "GRU" or "LSTM" or "Conv1D" or "MaxPool1D" or "AveragePool1D" or "MultiHeadAttention"
            or "PositionEmbedding" or "SinePositionEncoding"
        || Block is not null && !IsDistributed && Block.Layers.Any(layer => layer.HasState);
}

/// <summary>One argument of an attribute.</summary>
/// <param name="Name">The constructor parameter's or the property's name.</param>
/// <param name="Value">An int, double, bool, string, list of int or string, or null; for an enum, its member's name. Inside a block also a
/// <see cref="SettingTerm"/> or a list of them.</param>
internal sealed record Argument(string Name, object? Value);

using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>An entry of the catalogue: the attribute's name, and how a layer is made from one, or null after reporting what is
/// wrong.</summary>
internal sealed record LayerKind(string Name, Func<LayerContext, Layer?> Bind)
{
    /// <summary>Whether it takes several values.</summary>
    public bool TakesSeveral { get; init; }

    /// <summary>Those of its tensors that may have penalties, by the words with which the penalties' names begin.</summary>
    public IReadOnlyList<string> Penalised { get; init; } = [];

    /// <summary>Penalties of what a layer weighs by.</summary>
    public static readonly IReadOnlyList<string> KernelAndBias = ["Kernel", "Bias"];

    /// <summary>Whether it carries a state from step to step of a sequence.</summary>
    public bool CarriesState { get; init; }
}

using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>An entry of the catalogue: the attribute's name, and how a layer is made from one, or null after reporting what is
/// wrong.</summary>
internal sealed record LayerKind(string Name, Func<LayerContext, Layer?> Bind)
{
    /// <summary>Whether it takes several values.</summary>
    public bool TakesSeveral { get; init; }

    /// <summary>Whether its kernel and bias may have penalties.</summary>
    public bool TakesPenalties { get; init; }

    /// <summary>Whether it carries a state from step to step of a sequence.</summary>
    public bool CarriesState { get; init; }
}

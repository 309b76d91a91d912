using NetCompiler.Generator.Infrastructure;

namespace NetCompiler.Generator.Model;

/// <summary>What a user wrote about a network, as plain values: checked no further than C# checks it, nothing decided, and without where in
/// the source it stands.</summary>
/// <param name="Class">The user's class.</param>
/// <param name="InputShape">The shape of one sample as written: possibly empty, possibly with numbers below 1.</param>
/// <param name="Loss">A member of the runtime's <c>Loss</c>.</param>
/// <param name="LabelSmoothing">As written.</param>
/// <param name="MaxParameters">As written.</param>
/// <param name="Mode">A member of the runtime's <c>NetworkMode</c>.</param>
/// <param name="Winograd">A member of the runtime's <c>WinogradMode</c>.</param>
/// <param name="Layers">The layer attributes in source order.</param>
internal sealed record NetworkDeclaration(
    ClassIdentity Class, EquatableArray<int> InputShape, string Loss, double LabelSmoothing, int MaxParameters, string Mode,
    string Winograd, EquatableArray<LayerDeclaration> Layers)
{
    /// <summary>The user's loss that it names; null for none.</summary>
    public OwnFunction? LossType { get; init; }

    /// <summary>As written: bytes.</summary>
    public long MaxMemory { get; init; } = long.MaxValue;

    /// <summary>As written: steps a second; null where that is not said.</summary>
    public double? SampleRate { get; init; }

    /// <summary>Whether training goes back as far as the inputs.</summary>
    public bool HasInputGradient { get; init; }

    /// <summary>Whether one can look into it.</summary>
    public bool HasViews { get; init; }

    /// <summary>Whether sequences have lengths of their own, as written.</summary>
    public bool HasLengths { get; init; }

    /// <summary>The same: those that <c>[Network]</c> gives.</summary>
    public bool TakesLengths => HasLengths && HasShape;

    /// <summary>The file that <c>[Weights]</c> names; null without it.</summary>
    public string? Weights { get; init; }

    /// <summary>Whether <c>[Network]</c> gives an input, or should.</summary>
    public bool HasShape => InputShape.Count > 0 || !Layers.Any(layer => layer.IsInput);

    /// <summary>Whether a layer is fitted to data.</summary>
    public bool IsFitted => Layers.Any(layer => layer.IsFitted);

    /// <summary>Whether a layer carries a state from step to step.</summary>
    public bool HasState => Layers.Any(layer => layer.HasState);

    /// <summary>Whether all of its attributes could be read. If not, C# complains about them, and the layers here are not all.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>Why it cannot be compiled, as far as that shows without binding: messages with their numbers.</summary>
    public EquatableArray<string> Problems { get; init; } = [];
}

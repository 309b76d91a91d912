using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>An <c>[Output]</c> among the layers: it hands on the value in front of it and is no node of the network.</summary>
/// <param name="Name">The output's name.</param>
/// <param name="Front">The layer in front of it; null where that is the network's input.</param>
/// <param name="Input">The shape of the value.</param>
internal sealed record NamedOutput(string Name, Layer? Front, Shape Input) : ReshapeLayer(Name, Input, Input)
{
    /// <summary>The attribute's name.</summary>
    public const string Kind = "Output";

    public override string Title => $"Output(\"{Name}\")";

    public override string Formula => "y = x";

    public override OutputMeaning Meaning => Front?.Meaning ?? OutputMeaning.Value;
}

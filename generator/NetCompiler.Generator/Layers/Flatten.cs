using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Layers;

/// <summary>Reads an image as one row of numbers, in memory order: height, width, channels.</summary>
internal sealed record Flatten(string Name, Shape Input) : ReshapeLayer(Name, Input, new Shape((int)Input.Length))
{
    public static readonly LayerKind Kind = new("Flatten", context => new Flatten(context.Name, context.Input));

    public override string Title => "Flatten";

    public override string Formula => "y = x, read as one row";
}

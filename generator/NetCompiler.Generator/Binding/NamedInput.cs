using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>An <c>[Input]</c> among the layers.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Output">Its shape.</param>
internal sealed record NamedInput(string Name, Shape Output) : Layer(Name, Output, Output)
{
    /// <summary>The argument that gives the shape.</summary>
    public const string ShapeArgument = "shape";

    public override string Title => $"Input(\"{Name}\")";

    public override string Formula => "y = x";
}

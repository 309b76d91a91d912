namespace NetCompiler;

/// <summary>One layer of a network, as data: for tables, drawings and checks of one's own.</summary>
/// <param name="Name">Its name, with which the names of its parameters begin: <c>dense_1</c>.</param>
/// <param name="Kind">The attribute's name without "Attribute": <c>Conv2D</c>.</param>
/// <param name="Title">Kind and settings, as in <see cref="NetworkInfo.Summary"/>: <c>Conv2D(32, 3x3), no bias</c>.</param>
/// <param name="OutputShape">The shape of what it gives for one sample, channels last.</param>
/// <param name="Reads">The names of the layers whose outputs it reads, in order; <c>input</c> is the network's input.</param>
/// <param name="Parameters">Its tensors: what it learns and, of normalisations, what it measures. Empty for most layers.</param>
/// <example>
/// <code>
/// foreach (LayerInfo layer in net.Compiled.Layers)
///     Console.WriteLine($"{layer.Name}: {layer.Kind}, {layer.ParameterCount} parameters");
/// </code>
/// </example>
public sealed record LayerInfo(
    string Name, string Kind, string Title, IReadOnlyList<int> OutputShape, IReadOnlyList<string> Reads,
    IReadOnlyList<ParameterBlock> Parameters)
{
    /// <summary>The number of parameters, 0 or more.</summary>
    public int ParameterCount => Parameters.Sum(block => block.Count);
}

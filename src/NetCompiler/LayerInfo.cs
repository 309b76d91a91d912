using System.Collections.ObjectModel;

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
/// foreach (LayerInfo layer in net.Layers)
///     Console.WriteLine($"{layer.Name}: {layer.Kind}, {layer.ParameterCount} parameters");
/// int units = net.Layers.Where(layer =&gt; layer.Kind == "Dense").Sum(layer =&gt; (int)layer.Settings["Units"]);
/// </code>
/// </example>
public sealed record LayerInfo(
    string Name, string Kind, string Title, IReadOnlyList<int> OutputShape, IReadOnlyList<string> Reads,
    IReadOnlyList<ParameterBlock> Parameters)
{
    /// <summary>What it was declared with, defaults included, under the names of its attribute's properties: <c>Filters</c>,
    /// <c>KernelHeight</c>, <c>Padding</c>, <c>Rate</c>, ... A value is an <see cref="int"/>, a <see cref="double"/>, a
    /// <see cref="bool"/>, a list of <see cref="int"/>, or for an enum its member's name. What means nothing here is missing, such as
    /// pads with padding "Same" and a bound that there is not. Whose outputs it takes is told by <see cref="Reads"/>.</summary>
    public IReadOnlyDictionary<string, object> Settings { get; init; } = ReadOnlyDictionary<string, object>.Empty;

    /// <summary>Whether its class declares that training moves what it learns; false where it learns nothing. What
    /// <see cref="CompiledNetwork.Freeze"/> did since is told by <see cref="CompiledNetwork.FrozenParameters"/>.</summary>
    public bool IsTrainable => Parameters.Any(block => block is { IsTrainable: true, IsStatistic: false });

    /// <summary>The number of parameters, 0 or more.</summary>
    public int ParameterCount => Parameters.Sum(block => block.Count);
}

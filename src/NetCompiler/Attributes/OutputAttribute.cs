namespace NetCompiler;

/// <summary>Names the value in front of it as an output of the network: <c>[Dense(1), Output("steering", Loss = Loss.Huber)]</c>. It takes
/// no place in the graph: the next layer reads what stands before the output, too.</summary>
/// <remarks>An answer is all outputs side by side, in the order written; so is a target, without those of <see
/// cref="NetCompiler.Loss.None"/>. What training minimises is the sum of weight x loss. A network whose last layer has no output behind it
/// has one more, with that layer's name.</remarks>
/// <param name="name">The output's name: an ASCII letter or underscore, then letters, digits and underscores; no other output, input or
/// layer has it. <see cref="LayerAttribute.From"/> can say it, too.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class OutputAttribute(string name) : LayerAttribute
{
    /// <summary>The output's name.</summary>
    public new string Name { get; } = name;

    /// <summary>What training minimises here. Default: <see cref="Loss.Auto"/>, which is what <c>[Network]</c> says and else follows the
    /// layer in front. <see cref="Loss.None"/>: the value is given by predictions but not trained on, such as an embedding.</summary>
    public Loss Loss { get; init; }

    /// <summary>As <see cref="NetworkAttribute.LossType"/>, for this output. Default: none.</summary>
    public Type? LossType { get; init; }

    /// <summary>What this output's loss is multiplied by in the sum that training minimises. At least 0 and finite; default 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>As <see cref="NetworkAttribute.LabelSmoothing"/>, for this output. In [0, 1); default: what <c>[Network]</c> says, where
    /// the loss has classes.</summary>
    public double LabelSmoothing { get; init; }
}
